"""Every page for every reader: axe finds nothing of ours, the keyboard reaches everything, nothing is cut at 200 % or on a phone.

Findings of axe in Streamlit's own elements are listed in ``docs/accessibility.py``, each rule with its reason.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docs.accessibility import examine
from tests.browser.conftest import assert_not_sideways, own_corner
from tests.conftest import PAGES

Reader = Any  # see conftest.py
Server = Any
NewReader = Callable[..., Reader]
EVERY_PAGE = pytest.mark.parametrize("name", PAGES)
DEMO = {"plan": "zhengzhou-2023-demo", "as_of": "2023-09-30", "since": "2023-08-31", "lang": "zh"}
CITY = {"plan": "riverton-2027", "as_of": "2027-03-31", "since": "2026-12-31", "lang": "en"}
#: A desk of 1440 by 900 at a zoom of 200 %, and a phone.
ZOOMED, PHONE = {"width": 720, "height": 450}, {"width": 390, "height": 844}
#: Texts and controls of ours that stick out of the window to the right without a scrolling container.
CUT = """() => [...document.querySelectorAll('[data-testid="stMain"] :is(h1, h2, h3, p, button, input, td, th, small, b)')]
  .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .filter(one => { for (let up = one.parentElement; up; up = up.parentElement) {
    if (up.dataset.testid === 'stMain') return true;
    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX)) return false;
  } })
  .map(one => one.tagName + ': ' + one.textContent.slice(0, 60))"""
#: The focused element: its kind, name and place.
FOCUSED = """() => { const one = document.activeElement, box = one.closest('[class*="st-key-"]');
  return [one.tagName, one.getAttribute('aria-label') || one.innerText || one.id, box ? box.className : ''].join('|') }"""


@EVERY_PAGE
@pytest.mark.parametrize(("address", "scheme"), [(DEMO, "light"), (CITY, "dark")], ids=["zh-light", "en-dark"])
def test_axe_finds_nothing_of_ours_and_nothing_is_cut_in_any_size(
    city_server: Server, reader: NewReader, name: str, address: dict[str, str], scheme: str
) -> None:
    tab = reader(scheme=scheme)
    tab.open(city_server.link(name, **address))
    assert examine(tab.page).ours == {}
    assert tab.page.evaluate("document.documentElement.lang") == ("zh-CN" if address["lang"] == "zh" else "en")
    for size in (ZOOMED, PHONE):
        tab.page.set_viewport_size(size)
        tab.settle()
        assert_not_sideways(tab.page, size)
        assert tab.page.evaluate(CUT) == [], size


def test_axe_finds_nothing_of_ours_in_the_tables_and_in_what_is_taken_away(city_server: Server, reader: NewReader) -> None:
    tab = reader()
    tab.open(city_server.link("projects", **DEMO, tables="1"))
    assert examine(tab.page).ours == {}
    tab.page.locator(".st-key-take-school_map- button:visible").click()
    tab.page.locator('[role="dialog"] img, [role="dialog"] svg[width]').first.wait_for()
    assert examine(tab.page).ours == {}


def focused_one_by_one(page: Page, most: int) -> list[str]:
    """Return the elements that the tab key reaches, in order."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED))
    return found


def test_the_tab_key_reaches_navigation_switch_filters_table_and_take_away(city_server: Server, reader: NewReader) -> None:
    tab = reader()
    tab.open(city_server.link("progress", **CITY))
    tab.page.locator("body").focus()
    reached = focused_one_by_one(tab.page, 75)
    for wanted in (
        "District",
        "Account and display",
        "Status",
        "As of",
        "st-key-switch-language",
        "st-key-take-stages-",
        "st-key-programme-view",
    ):
        assert any(wanted in one for one in reached), wanted


def test_the_switch_works_by_keyboard(city_server: Server, reader: NewReader) -> None:
    tab = reader()
    tab.open(city_server.link("progress", **CITY))
    own_corner(tab.page).get_by_role("switch", name="Tables instead of charts").focus()
    tab.page.keyboard.press("Space")
    tab.page.wait_for_function("() => location.search.includes('tables=1')")
    tab.page.locator(".sb-part").first.wait_for()
    expect(tab.page.locator('[data-testid="stPlotlyChart"]')).to_have_count(0)


def test_who_wants_no_motion_gets_none(city_server: Server, stranger: NewReader) -> None:
    tab = stranger()
    tab.page.emulate_media(reduced_motion="reduce")
    tab.open(city_server.link("summary", **CITY))
    durations = tab.page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap(one => [getComputedStyle(one)].flatMap(
          look => [look.transitionDuration, look.animationDuration]).map(parseFloat))"""
    )
    assert max(durations) < 0.001
