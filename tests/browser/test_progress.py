"""The page of vocational programmes in a browser: filter, pick through to a card."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, Server, choose

NewReader = Callable[..., Reader]
DAY = "2023-09-30"


def grid(page: Page) -> list[list[str]]:
    """The texts of the table that is drawn: its copy for screen readers."""
    rows = page.locator('[data-testid="stDataFrameResizable"] tbody tr')
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def test_a_filter_narrows_headline_chart_and_table_alike(demo_server: Server, reader: NewReader) -> None:
    one = reader()
    one.open(demo_server.link("progress", as_of=DAY, lang="zh"))
    assert "62个职教项目" in one.headline()
    one.page.get_by_text("全部项目", exact=True).click()
    choose(one.page, "项目类别", "急（特）需专业")
    expect(one.page.locator("h1")).to_contain_text("10个职教项目")
    one.settle()
    expect(one.page).to_have_url(re.compile("programme_kind=urgent"))
    expect(one.page.locator(".js-plotly-plot").first).to_contain_text("急（特）需专业 10")
    expect(one.page.locator('[data-testid="stDataFrameResizable"] table')).to_have_attribute("aria-rowcount", "11")


def test_a_click_on_a_late_one_shows_its_card_and_the_link_shows_the_next_person_the_same(
    demo_server: Server, reader: NewReader, stranger: NewReader
) -> None:
    one = reader()
    one.open(demo_server.link("progress", as_of=DAY, lang="zh"))
    grid_of_late = one.page.locator('[data-testid="stDataFrameResizable"] canvas').first
    grid_of_late.scroll_into_view_if_needed()
    box = grid_of_late.bounding_box()
    assert box is not None
    one.page.mouse.click(box["x"] + 16, box["y"] + 52)
    one.page.wait_for_url(re.compile("programme=ZY-"))
    one.settle()
    name = one.page.locator("h2").last.inner_text()
    expect(one.page.locator(".sb-facts")).to_contain_text("职业教育与成人教育处")
    other = stranger()
    other.open(one.page.url)
    assert other.page.locator("h2").last.inner_text() == name
