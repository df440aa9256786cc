"""The boxes of labels, measured in a browser: none overlaps another, none is cut, and a table that goes on says so.

One tab visits the pages of a plan on a day in a language; its window takes every size in turn, which is faster than loading the
page for each. ``chart_faults`` and ``table_faults`` measure whatever page is open, so that other tests can call them.
"""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Page, TimeoutError

from tests.browser.conftest import SIDEWAYS, Reader, Server

NewReader = Callable[..., Reader]
SIZES = ((1920, 1080), (1440, 900), (1024, 768), (390, 844))
DEMO, REAL = "zhengzhou-2023-demo", "zhengzhou-2023"
#: Pages with charts and tables, and what is chosen on them.
PAGES = (
    ("targets", {}),
    ("district", {"district": "410103"}),
    ("projects", {"projects_view": "timeline", "map": "drawn"}),
    ("projects", {"projects_view": "table", "map": "drawn"}),
    ("progress", {}),
    ("recruitment", {}),
)
#: Pixels by which the boxes of two texts may meet: a box has more height than its letters.
CHART_FAULTS = """skip => {
  const faults = [];
  const told = text => JSON.stringify(text.textContent.slice(0, 40));
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    if (skip && plot.closest(skip)) continue;
    const frame = plot.getBoundingClientRect();
    const texts = [...plot.querySelectorAll('.main-svg text')]
      .filter(text => text.textContent.trim() && !text.closest('.hoverlayer'))
      .map(text => [text, text.getBoundingClientRect()])
      .filter(([text, box]) => box.width > 0 && getComputedStyle(text).visibility !== 'hidden');
    texts.forEach(([text, box], at) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(`cut: ${told(text)}`);
      for (const [other, near] of texts.slice(at + 1)) {
        const wide = Math.min(box.right, near.right) - Math.max(box.left, near.left);
        const high = Math.min(box.bottom, near.bottom) - Math.max(box.top, near.top);
        if (wide > 2 && high > 4) faults.push(`overlap: ${told(text)} and ${told(other)}`);
      }
    });
  }
  return faults;
}"""
TABLE_FAULTS = """() => {
  const faults = [];
  for (const grid of document.querySelectorAll('[data-testid="stDataFrame"]')) {
    const scroller = grid.querySelector('.dvn-scroller');
    if (scroller && scroller.scrollWidth > scroller.clientWidth + 1 && getComputedStyle(grid, '::after').opacity < 0.5)
      faults.push(`no cue: ${scroller.scrollWidth} of ${scroller.clientWidth} pixels in sight`);
  }
  for (const table of document.querySelectorAll('[data-testid="stMain"] table:not([role=grid])')) {
    if (table.closest('[data-testid="stDataFrame"]')) continue;
    const box = table.parentElement;
    if (table.scrollWidth > box.clientWidth + 1 && !getComputedStyle(box).backgroundImage.includes('gradient'))
      faults.push(`no cue: ${box.className}, ${table.scrollWidth} of ${box.clientWidth} pixels in sight`);
  }
  return faults;
}"""
DRAWN = """() => [...document.querySelectorAll('.js-plotly-plot')].every(plot => {
  const svg = plot.querySelector('.main-svg');
  return svg && Math.abs(svg.getBoundingClientRect().width - plot.getBoundingClientRect().width) < 2;
})"""


def chart_faults(page: Page, skip: str = "") -> list[str]:
    """Return the labels of charts that overlap or are cut, but not those of charts within ``skip``, a selector."""
    page.wait_for_function(DRAWN)
    return list(page.evaluate(CHART_FAULTS, skip))


def table_faults(page: Page) -> list[str]:
    """Return the tables that go on beyond their edge without a cue."""
    return list(page.evaluate(TABLE_FAULTS))


def faults_at_every_size(page: Page, skip: str = "") -> list[str]:
    """Return the faults of the page that is open, at each size of the window; the window keeps the last one."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)  # a chart and a table adopt their new width a moment after the window
        with suppress(TimeoutError):
            page.wait_for_function(f"() => ({SIDEWAYS})().every(pixels => pixels <= 0)", timeout=5000)
        sideways = [f"the page is {pixels} pixels too wide" for pixels in page.evaluate(SIDEWAYS) if pixels > 0]
        found += [f"{width}: {fault}" for fault in (*chart_faults(page, skip), *table_faults(page), *sideways)]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("plan", "day"), [(DEMO, "2023-03-31"), (DEMO, "2023-08-31"), (DEMO, "2023-12-31"), (REAL, "2023-12-31")]
)
def test_no_label_overlaps_or_is_cut_and_a_table_that_goes_on_says_so(
    demo_server: Server, reader: NewReader, plan: str, day: str, language: str
) -> None:
    tab, found = reader(), []
    for name, chosen in PAGES:
        tab.page.set_viewport_size({"width": 1440, "height": 900})
        tab.open(demo_server.link(name, plan=plan, as_of=day, lang=language, **chosen))
        found += [f"{name} {fault}" for fault in faults_at_every_size(tab.page, skip="[class*=st-key-drawn-map]")]
    assert found == [], "\n".join(found)


def test_a_phone_names_the_rows_of_the_timeline_above_them(demo_server: Server, stranger: NewReader) -> None:
    tab = stranger("phone", user_agent="Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36")
    tab.open(demo_server.link("projects", plan=DEMO, as_of="2023-08-31", projects_view="timeline", map="drawn"))
    assert chart_faults(tab.page, "[class*=st-key-drawn-map]") == []
