"""The overview answers at a glance: what fits the screen, and a leader's five questions with at most one click each."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from components.theme import MARKS
from models.status import Status
from tests.browser.conftest import Reader, Server

NewReader = Callable[..., Reader]
DEMO = {"plan": "zhengzhou-2023-demo", "as_of": "2023-09-15", "since": "2023-08-31", "lang": "zh"}


def bottom(found: Locator) -> float:
    """The lower edge of an element, in pixels from the top of the screen."""
    box = found.bounding_box()
    assert box
    return box["y"] + box["height"]


def address(one: Reader) -> dict[str, str]:
    """The present address."""
    return dict(parse_qsl(urlsplit(one.page.url).query))


def opened(one: Reader, server: Server, **more: str) -> Reader:
    """Open the overview of the demonstration in mid-September."""
    one.open(server.link("summary", **DEMO | more))
    return one


@pytest.mark.parametrize("language", ["zh", "en"])
def test_headline_chips_year_and_tiles_fit_the_screen_of_a_desk(demo_server: Server, reader: NewReader, language: str) -> None:
    page = opened(reader(), demo_server, lang=language).page
    page.set_viewport_size({"width": 1440, "height": 900})
    assert bottom(page.locator(".sb-ribbon")) <= 900
    assert bottom(page.locator(".sb-tiles")) <= 900


def test_on_a_phone_what_needs_attention_follows_the_headline(demo_server: Server, reader: NewReader) -> None:
    page = opened(reader("phone"), demo_server).page
    strip, attention, year = (page.locator(name).bounding_box() for name in (".sb-strip", ".st-key-attention", ".sb-ribbon"))
    assert strip
    assert attention
    assert year
    assert strip["y"] < attention["y"] < year["y"]
    assert attention["y"] < 844, "on the first screen"


def test_is_the_year_on_course_needs_no_click(demo_server: Server, reader: NewReader) -> None:
    page = opened(reader(), demo_server).page
    good, counted = map(int, re.findall(r"(\d+)项考核目标中(\d+)项", page.locator("h1").inner_text())[0][::-1])
    quiet = page.locator(".sb-ribbon td.sb-now a")
    assert quiet.count() == counted
    marks = quiet.all_inner_texts()
    assert sum(mark in ("", MARKS[Status.MET]) for mark in marks) == good


def test_what_is_worst_why_and_whose_needs_no_click_and_one_opens_it(demo_server: Server, reader: NewReader) -> None:
    one = opened(reader(), demo_server)
    page = one.page
    first = page.locator(".st-key-worst button").first
    name = first.inner_text()
    told = page.locator(".st-key-worst .sb-why").first.inner_text()
    assert "责任处室" in told
    assert "→" in told, "what is needed from now on"
    first.click()
    page.wait_for_function("() => location.pathname === '/targets'")
    expect(page.locator("h2").first).to_contain_text(name)
    assert {key: address(one)[key] for key in DEMO} == DEMO


def test_what_changed_since_the_day_before_needs_no_click(demo_server: Server, reader: NewReader) -> None:
    page = opened(reader(), demo_server).page
    expect(page.get_by_role("heading", name="自2023年8月31日以来的变化")).to_be_visible()
    assert page.locator(".sb-list .sb-row").count() > 0


def test_what_comes_needs_no_click(demo_server: Server, reader: NewReader) -> None:
    page = opened(reader(), demo_server).page
    days = page.locator(".sb-due-list dt").all_inner_texts()
    assert days[0].startswith("9月")
    assert len(days) > 3


def test_a_cell_of_an_earlier_month_opens_its_target_as_it_was(demo_server: Server, reader: NewReader) -> None:
    one = opened(reader(), demo_server)
    page = one.page
    page.locator(".sb-ribbon tbody tr:has(td) >> nth=4").locator("td a").nth(2).click()
    page.wait_for_function("() => location.pathname === '/targets' && location.search.includes('as_of=2023-03-31')")
    page.wait_for_function("() => location.search.includes('plan=')")  # the page tells it a moment after the click
    assert {key: address(one)[key] for key in ("plan", "as_of")} == {"plan": DEMO["plan"], "as_of": "2023-03-31"}
    page.go_back()
    page.wait_for_function("() => location.search.includes('as_of=2023-09-15')")


def test_arrow_keys_lead_through_the_year(demo_server: Server, reader: NewReader) -> None:
    page = opened(reader(), demo_server).page
    focused = "() => document.activeElement.getAttribute('title')"
    page.locator('.sb-ribbon a[tabindex="0"]').focus()
    first = page.evaluate(focused)
    page.keyboard.press("ArrowRight")
    right = page.evaluate(focused)
    page.keyboard.press("ArrowDown")
    below = page.evaluate(focused)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == first
    assert len({first, right, below}) == 3


def test_the_tab_of_the_browser_names_page_and_product_in_the_readers_language(demo_server: Server, reader: NewReader) -> None:
    page = opened(reader(), demo_server).page
    expect(page).to_have_title("全年总览 · 三标看板")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_title("Year at a glance · Sanbiao")
