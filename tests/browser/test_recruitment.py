"""The page of recruitment in a browser: filter, order, way to the district, the table on the clipboard, phone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, Server, assert_not_sideways, choose

NewReader = Callable[..., Reader]
DAY = "2023-09-30"
#: The content of a paste, as requested by another program.
PASTED = """() => new Promise(done => document.addEventListener('paste', event => done({
  html: event.clipboardData.getData('text/html'), text: event.clipboardData.getData('text/plain')}), {once: true}))"""


def names(page: Page) -> list[str]:
    """The names at the head of the rows, from top to bottom."""
    return page.locator(".sb-quotas tbody th").all_inner_texts()


def test_a_filter_and_an_order_change_the_table(demo_server: Server, reader: NewReader) -> None:
    one = reader()
    one.open(demo_server.link("recruitment", as_of=DAY, lang="zh"))
    by_gap = names(one.page)
    one.page.get_by_text("按计划次序", exact=True).click()
    expect(one.page.locator(".sb-quotas tbody th").first).to_have_text("中原")
    assert sorted(names(one.page)) == sorted(by_gap) != by_gap
    choose(one.page, "岗位", "教师")
    expect(one.page.locator(".sb-quotas thead tr").first.locator("th")).to_have_text(["区县", "教师"])
    expect(one.page).to_have_url(re.compile("post=teacher"))


def test_a_name_leads_to_its_district_with_the_same_numbers(demo_server: Server, reader: NewReader) -> None:
    one = reader()
    one.open(demo_server.link("recruitment", as_of=DAY, lang="zh"))
    row = one.page.locator(".sb-quotas tbody tr", has_text="上街")
    cells = row.locator("td").all_inner_texts()
    row.get_by_role("link", name="上街").click()
    one.page.wait_for_url(re.compile("/district.*district=410106"))
    expect(one.page.locator("h1")).to_contain_text("上街区")
    expect(one.page).to_have_url(re.compile(f"as_of={DAY}&.*district=410106"))
    table = one.page.locator('[data-testid="stDataFrameResizable"] table').first
    expect(table).to_contain_text(f"{cells[7]} / {cells[6]}名")


def test_the_table_goes_to_the_clipboard_as_a_table(demo_server: Server, stranger: NewReader) -> None:
    one = stranger()
    one.open(demo_server.link("recruitment", as_of=DAY, lang="zh"))
    one.page.get_by_role("button", name="复制表格").click()
    expect(one.page.get_by_role("button", name="已复制")).to_be_visible()
    one.page.evaluate(f"() => {{ window.pasted = ({PASTED})(); }}")
    one.page.keyboard.press("Control+V")
    got = one.page.evaluate("() => window.pasted")
    lines = got["text"].splitlines()
    assert len(lines) == 19
    assert [line.split("\t")[0] for line in lines[2:]] == names(one.page)
    assert lines[-1].split("\t")[1:3] == one.page.locator(".sb-sum td").all_inner_texts()[:2]
    assert got["html"].count("<tr") == 19
    assert "svg" not in got["html"]


def test_on_a_phone_the_table_scrolls_in_itself(demo_server: Server, reader: NewReader) -> None:
    one = reader("phone")
    one.open(demo_server.link("recruitment", as_of=DAY, lang="zh"))
    one.page.wait_for_selector(".sb-quotas")
    assert_not_sideways(one.page)
    assert one.page.evaluate(
        "() => { const one = document.querySelector('.sb-quotas'); return one.scrollWidth > one.clientWidth; }"
    )
