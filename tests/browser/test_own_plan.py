"""A bureau's own plan, as a new user makes it: from an empty store to the year ribbon, without a file of commands."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import Reader, Server, navigate, running_app
from tests.models.plan.text.test_real_page import FOLDER

NewReader = Callable[..., Reader]
TEXT = """滨江市教育局2024年工作要点
一、推进学前教育普及普惠
新建公办幼儿园12所，新增学位4320个。学前教育毛入园率达到93%。
二、建设高素质教师队伍
6月底前完成26所农村学校食堂改造。引进培育20名学科带头人。
"""
#: What is reported first, by the name of its target.
FIGURES = {"新建公办幼儿园": 12, "新增学位": 4400, "农村学校食堂改造": 9}
SQUARE = [[113.0, 34.0], [113.2, 34.0], [113.2, 34.2], [113.0, 34.2], [113.0, 34.0]]


def read_text(page: Page, text: str) -> None:
    """Paste a text into the first step and have it read."""
    page.get_by_label("或粘贴计划的文字").fill(text)
    page.get_by_role("button", name="读出目标").click()
    page.wait_for_selector(".sb-quote mark")


def filled_in(content: bytes) -> bytes:
    """The template with the first figures."""
    book, out = CalamineWorkbook.from_filelike(io.BytesIO(content)), io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
        for name in book.sheet_names:
            head, *rows = book.get_sheet_by_name(name).to_python()
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, head)
            value = head.index("数值") if "数值" in head else -1
            for number, row in enumerate(rows, start=1):
                figure = next((FIGURES[cell] for cell in map(str, row) if cell in FIGURES), None)
                if figure is not None and value >= 0:
                    row[value] = figure
                sheet.write_row(number, 0, row)
    return out.getvalue()


def outlines(path: Path) -> Path:
    """A file with the outline of the city."""
    area = {"type": "Polygon", "coordinates": [SQUARE]}
    one = {"type": "Feature", "properties": {"name": "滨江市"}, "geometry": area}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}), encoding="utf-8")
    return path


def import_figures(one: Reader, server: Server, folder: Path, **address: str) -> None:
    """Download the template, fill it in, and import it."""
    page = one.page
    one.open(server.link("import_report", **address))
    with page.expect_download() as download:
        page.get_by_role("button", name="下载模板").click()
    path = folder / "第一批数据.xlsx"
    path.write_bytes(filled_in(Path(download.value.path()).read_bytes()))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files(path)
    commit = page.get_by_role("button", name="提交")
    expect(commit).to_be_visible()
    confirm = page.get_by_text("已核对，确认导入存疑")
    if confirm.count():
        confirm.click()
    expect(commit).to_have_text(f"提交{len(FIGURES)}条")
    commit.click()
    expect(page.locator(".stAlert").first).to_contain_text(f"已提交{len(FIGURES)}条")


def test_an_empty_store_becomes_a_dashboard_without_a_command(reader: NewReader, tmp_path: Path) -> None:
    one = reader()
    page = one.page
    with running_app(tmp_path, f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}", SANBIAO_EXAMPLES="false") as server:
        one.open(server.link("summary", lang="zh"))
        assert one.headline() == "三步开始使用"
        read_text(page, TEXT)
        assert page.locator(".sb-quote mark").all_inner_texts()[:2] == ["新建公办幼儿园12所", "新增学位4320个"]
        page.get_by_label("名称", exact=True).first.fill("新建公办幼儿园开工")
        page.get_by_label("名称", exact=True).first.press("Enter")
        one.settle()
        page.reload()
        expect(page.get_by_label("名称", exact=True).first).to_have_value("新建公办幼儿园开工")
        page.get_by_label("名称", exact=True).first.fill("新建公办幼儿园")
        page.get_by_label("名称", exact=True).first.press("Enter")
        one.settle()
        page.get_by_role("button", name="生成计划").click()
        expect(page.locator("h1")).to_contain_text("5项考核目标都还没有数据")
        navigate(page, "计划")
        expect(page.locator("h1")).to_contain_text("滨江市教育局2024年工作要点")
        page.locator(".st-key-step-map button").click()
        page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(outlines(tmp_path / "轮廓.geojson"))
        expect(page.locator(".sb-outlines")).to_be_visible()
        page.get_by_label("调整原因").fill("补充地图")
        page.get_by_role("button", name="保存为新版本").click()
        expect(page.locator(".stAlert").first).to_contain_text("已保存为第2版")
        address = {"plan": "滨江市-2024", "as_of": "2024-06-30", "since": "2024-05-31", "lang": "zh"}
        import_figures(one, server, tmp_path, **address)
        one.open(server.link("summary", **address))
        rows = page.locator(".sb-ribbon tbody tr")
        done = rows.filter(has_text="新建公办幼儿园").locator("td.sb-now a")
        late = rows.filter(has_text="农村学校食堂改造").locator("td.sb-now a")
        assert "已完成" in (done.get_attribute("aria-label") or done.get_attribute("title") or "")
        assert "已完成" not in (late.get_attribute("aria-label") or late.get_attribute("title") or "")
        one.open(server.link("projects", **address))


@pytest.mark.skipif(FOLDER is None, reason="the published page is kept beside the repository")
def test_the_published_page_becomes_a_plan_with_its_districts(reader: NewReader, tmp_path: Path) -> None:
    assert FOLDER is not None
    one = reader()
    page = one.page
    with running_app(tmp_path, f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}", SANBIAO_EXAMPLES="false") as server:
        one.open(server.link("summary", lang="zh"))
        read_text(page, (FOLDER / "plan_text_zhengzhou_2023.txt").read_text("utf-8"))
        page.get_by_role("button", name="生成计划").click()
        expect(page.locator("h1")).to_contain_text("考核目标都还没有数据")
        expect(page.locator(".sb-ribbon").get_by_text("公办园开工")).to_be_visible()
        one.open(server.link("plans", plan="郑州市-2023", lang="zh"))
        assert page.locator(".sb-facts").get_by_text("16", exact=True).count() == 1
