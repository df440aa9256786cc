"""A clerk's month in a browser: the template of the district is filled in and comes back; a debt is filled in where it stands."""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, TimeoutError, expect
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from models.demo import load_demonstration
from models.demo.plan import CODE
from models.store.engine import open_store, reading
from tests.browser.conftest import Reader, Server, running_app

NewReader = Callable[..., Reader]
DAY = "2023-09-10"
#: Counts clicks of the mouse, over all pages of the tab.
COUNTER = "addEventListener('pointerdown', () => sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1, true)"
#: What a clerk types: figures of rates as parts, people in post and at the steps before, by code and header.
TYPED = {
    **{code: {"分子": 98, "分母": 100} for code in ("BA-03", "BA-04", "TE-05", "WE-02", "WE-03", "WE-05")},
    "ZP-007": {"在岗": 2, "录用": 2},
    "ZP-008": {"在岗": 2, "录用": 2},
    "ZP-039": {"在岗": 12, "录用": 12, "入围": 30},
    "ZP-040": {"在岗": 11, "录用": 11, "入围": 25},
    "ZP-068": {"在岗": 3, "报名": 9, "入围": 6, "录用": 4},
}
#: Items: a rate is one, though it has two parts.
ITEMS = 6 + sum(len(cells) for code, cells in TYPED.items() if code.startswith("ZP"))


@pytest.fixture
def own_server(tmp_path: Path, loaded_store: Callable[..., str]) -> Iterator[tuple[Server, str]]:
    """The app over a demonstration of its own, and the address of its store."""
    store = loaded_store(tmp_path, load_demonstration)
    with running_app(tmp_path, store) as app:
        yield app, store


def filled_in(content: bytes) -> bytes:
    """A workbook of the same texts, with what the clerk types."""
    book, out = CalamineWorkbook.from_filelike(io.BytesIO(content)), io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
        for name in book.sheet_names:
            head, *rows = book.get_sheet_by_name(name).to_python()
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, head)
            for number, row in enumerate(rows, start=1):
                typed = TYPED.get(str(row[0]), {})
                sheet.write_row(number, 0, [typed.get(str(column), cell) for column, cell in zip(head, row, strict=True)])
    return out.getvalue()


def clicks(page: Page) -> int:
    """Clicks of the mouse in this tab so far."""
    return int(page.evaluate("Number(sessionStorage.clicks || 0)"))


def recorded(store: str) -> int:
    """The number of figures and measures that a person reported."""
    engine = open_store(store)
    query = "SELECT (SELECT count(*) FROM {0} r JOIN batch b ON b.id = r.batch_id WHERE b.file_name IS NOT NULL)"
    with reading(engine) as session:
        found = sum(session.scalar(text(query.format(table))) or 0 for table in ("report", "measurement"))
    engine.dispose()
    return found


def enter_parts(page: Page, x: float, y: float) -> None:
    """Type the two parts of a rate into the row whose code is at a place of the screen."""
    page.mouse.move(x - 5, y - 5)
    page.mouse.click(x, y)
    for _ in range(5):  # over the name, the date, the last figure and the value
        page.keyboard.press("ArrowRight", delay=60)  # one that is lost would fill in the wrong column
    cell = page.locator("textarea.gdg-input")
    for figure, key in (("16800", "Tab"), ("33000", "Enter")):
        page.keyboard.type(figure[0])  # opens the cell, which takes a moment
        cell.wait_for()
        page.keyboard.type(figure[1:], delay=60)  # as fast as people type
        page.keyboard.press(key)
        cell.wait_for(state="detached")


def test_a_clerks_month_takes_few_clicks(own_server: tuple[Server, str], reader: NewReader, tmp_path: Path) -> None:
    server, store = own_server
    one = reader()
    page = one.page
    page.add_init_script(COUNTER)
    before = recorded(store)
    one.open(server.link("import_report", plan=CODE, as_of=DAY, lang="zh"))
    page.get_by_role("combobox", name="区县").click()
    page.get_by_role("option", name="金水区").click()
    one.settle()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载模板").click()
    path = tmp_path / "金水-9月.xlsx"
    path.write_bytes(filled_in(Path(download.value.path()).read_bytes()))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files(path)  # one more click, in the dialog of the system
    commit = page.get_by_role("button", name="提交")
    expect(commit).to_be_visible(timeout=30_000)
    confirm = page.get_by_text("已核对，确认导入存疑")
    if confirm.count():
        confirm.click()
    expect(commit).to_have_text(f"提交{ITEMS}条")
    commit.click()
    expect(page.locator(".stAlert")).to_contain_text(f"已提交{ITEMS}条", timeout=30_000)
    assert ITEMS >= 20
    assert recorded(store) == before + ITEMS
    assert clicks(page) + 1 <= 12


def test_a_debt_is_filled_in_where_it_stands(own_server: tuple[Server, str], reader: NewReader) -> None:
    server, store = own_server
    one = reader()
    page = one.page
    before = recorded(store)
    commit = page.get_by_role("button", name="提交1条")
    for lost in ((AssertionError, TimeoutError), (AssertionError, TimeoutError), ()):  # the table may lose what comes too fast
        with suppress(*lost):
            one.open(server.link("import_report", plan=CODE, as_of=DAY, lang="zh", district="410106"))
            expect(page.get_by_role("heading", name="到期未报，可直接填在这里")).to_be_visible()
            grid = page.locator('[class*="st-key-typed-owed"] [data-testid="stDataFrameResizable"]').first
            grid.scroll_into_view_if_needed()
            box = grid.locator("canvas").first.bounding_box()
            assert box
            enter_parts(page, box["x"] + 30, box["y"] + 52)
            expect(commit).to_be_visible(timeout=15_000)
            break
    for button, now in (("English", "Commit 1"), ("中文", "提交1条")):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=now)).to_be_visible(timeout=30_000)
    for district, shown in (("金水区", 0), ("上街区", 1)):
        page.get_by_role("combobox", name="区县").click()
        page.get_by_role("option", name=district).click()
        expect(commit).to_have_count(shown, timeout=30_000)
    commit.click()
    expect(page.locator(".stAlert")).to_contain_text("已提交1条", timeout=30_000)
    assert recorded(store) == before + 1
