"""An import in a browser: a sheet with errors, the corrected one, preview, commit, its effects, and undo."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, Server

NewReader = Callable[..., Reader]
DAY = "2023-06-30"
PLAN = "zhengzhou-2023"
HEAD = "指标编码,指标名称,区县,截至日期,数值,分子,分母,说明,佐证\n"
WRONG = (
    HEAD
    + "BA-99,,全市,2023-06-30,3,,,,\nBA-08,,全市,2023年6月31日,12,,,,\n"
    + "VO-08,,火星区,2023-06-30,4,,,,\nTE-05,,全市,2023-06-30,100,,,,\n"
)
RIGHT = HEAD + "BA-08,,,2023-06-30,16,,,,\nTE-05,,,2023-06-30,100,,,,\n"


def upload(page: Page, path: Path, words: str) -> None:
    """Give a file to the page."""
    path.write_text(words, "utf-8")
    page.locator('[data-testid="stFileUploaderDropzoneInput"], [data-testid="stFileUploader"] input[type=file]').set_input_files(
        path
    )


def grid(page: Page, key: str) -> str:
    """All texts of a table."""
    return page.locator(f'[class*="{key}"] table').first.inner_text()


def status_of(one: Reader, server: Server, code: str) -> str:
    """The texts about one target on the page of targets."""
    one.open(server.link("targets", plan=PLAN, as_of=DAY, lang="zh", target=code))
    return one.page.locator("h2").first.inner_text()


def overview(one: Reader, server: Server) -> str:
    """All texts of the overview about the plan."""
    one.open(server.link("summary", plan=PLAN, as_of=DAY, lang="zh"))
    return "\n".join([*one.page.locator("h1").all_inner_texts(), *one.page.locator(".sb").all_inner_texts()])


def test_a_sheet_is_mended_previewed_committed_and_taken_back(demo_server: Server, reader: NewReader, tmp_path: Path) -> None:
    one = reader()
    seen, before = overview(one, demo_server), status_of(one, demo_server, "BA-08")
    one.open(demo_server.link("import_report", plan=PLAN, as_of=DAY, lang="zh"))
    upload(one.page, tmp_path / "6月.csv", WRONG)
    table = one.page.locator('[data-testid="stDataFrame"] table').first
    expect(table).to_contain_text("计划里没有编码为“BA-99”的目标。", timeout=20_000)
    expect(table).to_contain_text("“2023年6月31日”不是日历上的日期")
    expect(table).to_contain_text("计划里没有叫“火星区”的区县。")
    expect(table).to_contain_text("6月.csv!D3")
    one.page.get_by_role("button", name=re.compile("Remove|Clear|Delete")).first.click()
    expect(one.page.get_by_role("heading", name=re.compile("欠报清单"))).to_be_visible()  # the page has removed the file
    upload(one.page, tmp_path / "6月-改.csv", RIGHT)
    expect(one.page.get_by_text("对2023年6月30日状态的影响")).to_be_visible(timeout=20_000)
    expect(one.page.locator(".sb-list")).to_contain_text("BA-08")
    one.page.get_by_role("button", name="提交2条").click()
    expect(one.page.locator(".stAlert")).to_contain_text("已提交2条", timeout=20_000)
    after = status_of(one, demo_server, "BA-08")
    assert after != before
    assert "16 / 30个" in after
    assert overview(one, demo_server) != seen
    one.open(demo_server.link("history", plan=PLAN, as_of=DAY, lang="zh"))
    box = one.page.locator('[data-testid="stDataFrameResizable"] canvas').first.bounding_box()
    assert box
    one.page.mouse.click(box["x"] + 16, box["y"] + 52)
    one.page.wait_for_url(re.compile("batch="))
    expect(one.page.locator("h2").first).to_contain_text("6月-改.csv")
    one.page.get_by_role("button", name="撤销这一批").click()
    expect(one.page.get_by_role("button", name="恢复这一批")).to_be_visible(timeout=20_000)
    assert status_of(one, demo_server, "BA-08") == before
    assert overview(one, demo_server) == seen


def test_a_long_check_is_stopped_and_leaves_nothing(demo_server: Server, reader: NewReader, tmp_path: Path) -> None:
    one = reader()
    one.open(demo_server.link("import_report", plan=PLAN, as_of=DAY, lang="zh"))
    lines = (
        f"BA-08,,,2023-{month:02}-{day:02},{n % 30},,,,\n" for n in range(200) for month in range(1, 13) for day in range(1, 29)
    )
    upload(one.page, tmp_path / "很多.csv", HEAD + "".join(lines))
    expect(one.page.get_by_text("正在读取和检查")).to_be_visible()
    one.page.get_by_role("button", name="停止").click()
    expect(one.page.get_by_text("欠报清单")).to_be_visible()
    expect(one.page.get_by_text("很多.csv")).to_have_count(0)
    expect(one.page.get_by_role("button", name="停止")).to_have_count(0)


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_on_a_phone_the_page_does_not_run_out_of_the_side(
    demo_server: Server, reader: NewReader, language: str, scheme: str
) -> None:
    one = reader("phone", scheme)
    one.open(demo_server.link("import_report", as_of="2023-09-10", lang=language))
    one.page.wait_for_selector('[data-testid="stFileUploader"]')
    widths = "() => [document.documentElement, document.body].map(one => one.scrollWidth - one.clientWidth)"
    assert one.page.evaluate(widths) == [0, 0]
