"""Workbooks and CSV hold the numbers of their parts as numbers, and nothing in them is a formula."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from components.exhibits.model import Bars, Curve, Exhibit, Series, Stack, Timeline, table_of
from components.exhibits.tables import Cell, Column, Table
from components.export.exhibit_csv import csv_file
from components.export.xlsx.cells import number_format
from components.export.xlsx.workbook import sheet_names, workbook
from components.i18n.text import Text
from models.status import Status, Word

ZH = Text("zh")
HOSTILE = "=cmd|' /C calc'!A1 <&>\"喆㛃𣲗😀\x0b"
DAY = date(2023, 9, 30)
BARS = Bars(("幼儿园", "学校"), ("a", "b"), Series("完成", (81.75, None), "actual"), ("9 / 11所", "–"),
            Series("序时", (75.0, -2.5), "expected"), (Word.ON_TRACK, Word.NEVER_REPORTED), "%")  # fmt: skip
STACK = Stack(
    ("品牌", "特色"),
    ("a", "b"),
    (Series("已挂牌", (3, 2), "s3"), Series("未启动", (2, 0), "s0")),
    Series("计划", (5, 3), "p"),
    "个",
)
DAYS = tuple(date(2023, month, 28) for month in range(1, 5))
CURVE = Curve(DAYS, Series("实际", (0, 1, 2.5, None), "actual"), Series("计划", (0, 2, 3, 4), "plan"), DAY, "所")
TIMELINE = Timeline(("小学",), ("P1",), ((),), {}, {}, DAY)
TABLE = Table(
    (Column("状态", 10), Column("目标", 30), Column("完成", 12, "progress", is_number=True), Column("期限", 12, "due")),
    (
        (Cell("■ 滞后", None, Status.OFF_TRACK), Cell(HOSTILE), Cell("9 / 16所", 9), Cell("2023年12月31日", date(2023, 12, 31))),
        (Cell("● 正常", None, Status.ON_TRACK), Cell("http://x.invalid"), Cell("-2.5%", -2.5), Cell("–")),
        (Cell("? 无数据", None, Status.UNKNOWN), Cell("-1+2"), Cell("–"), Cell("@x")),
    ),
    ("BA-02", "BA-03", "BA-04"),
)
FOOT = ("截至2023年9月30日", "来源：演示数据 & <他>")


def part(name: str, body: Bars | Stack | Curve | Timeline | Table, data: Table = TABLE) -> Exhibit:
    return Exhibit(
        f"{name}?plan=zz&as_of=2023-09-30&since=2023-08-31&lang=zh",
        name,
        "16 项中 3 项滞后",
        body,
        data,
        FOOT,
        ("说明一",),
        "替代文字",
        True,
    )


PARTS = (
    part("bars", BARS, table_of("目标", BARS.categories, BARS)),
    part("stack", STACK, table_of("类别", STACK.categories, STACK)),
    part("curve", CURVE, table_of("日期", [ZH.day(day) for day in DAYS], CURVE)),
    part("timeline", TIMELINE),
    part("table", TABLE),
)


def opened(made: bytes, at: int = 0) -> Worksheet:
    return load_workbook(io.BytesIO(made)).worksheets[at]


def head_row(sheet: Worksheet, data: Table) -> int:
    return next(n for n in range(1, 12) if sheet.cell(n, len(data.columns)).value == data.columns[-1].title)


def xml_of(made: bytes, pattern: str) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as files:
        return "".join(files.read(name).decode() for name in files.namelist() if re.search(pattern, name))


@pytest.mark.parametrize("at", range(len(PARTS)))
def test_each_number_is_the_number_of_the_part(at: int) -> None:
    data, sheet = PARTS[at].data, opened(workbook(PARTS, t=ZH), at)
    top = head_row(sheet, data)
    for n, row in enumerate(data.rows, top + 1):
        for column, cell in enumerate(row, 1):
            found = sheet.cell(n, column).value
            if isinstance(cell.value, date):
                assert found == datetime(cell.value.year, cell.value.month, cell.value.day)
            elif cell.value is not None:
                assert found == cell.value


def test_the_days_of_a_curve_are_days() -> None:
    sheet = opened(workbook(PARTS, t=ZH), 2)
    top = head_row(sheet, PARTS[2].data)
    assert [sheet.cell(top + n, 1).value for n in range(1, 5)] == [datetime(day.year, day.month, day.day) for day in DAYS]


def test_a_number_reads_with_its_unit_and_counts_without_it() -> None:
    assert number_format("9 / 16所", 9) == '0" / 16所"'
    assert number_format("89.29%", 89.2901) == '0.00"%"'
    assert number_format("12,500 people", 12500) == '#,##0" people"'
    assert number_format("≥30", 30) == '"≥"0'
    assert number_format("1.25万人", 12500) == "General"
    assert number_format('9 "所"', 9) == "General"


def test_no_cell_is_a_formula_or_a_link() -> None:
    made = workbook([replace(PARTS[4], title=HOSTILE, foot=(HOSTILE,), notes=(HOSTILE,))], t=ZH, definitions=[(HOSTILE, "=1+1")])
    assert "<f>" not in re.sub("<(conditional|data)Formatting.*?</(conditional|data)Formatting>", "", xml_of(made, "sheet1.xml$"))
    assert "hyperlink" not in xml_of(made, "sheet|rels")
    words = {cell.value for sheet in load_workbook(io.BytesIO(made)) for row in sheet.iter_rows() for cell in row}
    assert {HOSTILE.replace("\x0b", ""), "=1+1", "http://x.invalid"} <= words


def test_what_is_unknown_is_empty_and_not_zero() -> None:
    sheet = opened(workbook(PARTS, t=ZH))
    assert sheet.cell(head_row(sheet, PARTS[0].data) + 2, 2).value is None


def test_the_colour_of_a_status_follows_the_word() -> None:
    sheet = opened(workbook(PARTS, t=ZH), 4)
    rules = [rule for own in sheet.conditional_formatting for rule in own.rules]
    assert len(rules) == len(Word)
    assert any('="滞后"' in rule.formula[0] and rule.dxf.fill.bgColor.rgb.endswith("C8372D") for rule in rules)
    assert "■ 滞后" in sheet.data_validations.dataValidation[0].formula1


def test_a_status_whose_word_is_another_keeps_its_colour() -> None:
    table = Table((Column("状态"),), ((Cell("■ 3", None, Status.OFF_TRACK),),), ("a",))
    sheet = opened(workbook([part("x", table, table)], t=ZH))
    assert sheet.cell(head_row(sheet, table) + 1, 1).fill.fgColor.rgb == "FFC8372D"


def test_charts_are_native_and_draw_the_plan_as_marks() -> None:
    charts = xml_of(workbook(PARTS, t=ZH), "charts/chart")
    assert charts.count("<c:barChart>") == 2
    assert charts.count('<c:symbol val="dash"/>') == 3
    assert "<c:v>81.75</c:v>" in charts or "$B$" in charts


def test_a_timeline_comes_as_a_picture_with_words_for_those_who_cannot_see_it() -> None:
    made = workbook([PARTS[3]], t=ZH)
    assert "替代文字" in xml_of(made, "drawing1.xml$")
    with zipfile.ZipFile(io.BytesIO(made)) as files:
        assert any(name.startswith("xl/media/") for name in files.namelist())


def test_a_sheet_prints_on_a4_with_its_head_and_day() -> None:
    sheet = opened(workbook(PARTS, t=ZH), 4)
    top = head_row(sheet, TABLE)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}
    assert sheet.print_title_rows == f"${top}:${top}"
    assert sheet.freeze_panes == f"A{top + 1}"
    assert "截至2023年9月30日" in str(sheet.oddFooter.left.text)


def test_title_day_source_and_mark_of_demonstration_stand_above() -> None:
    words = [opened(workbook(PARTS, t=ZH)).cell(row, 1).value for row in range(1, 4)]
    assert words == ["16 项中 3 项滞后", "演示数据", "截至2023年9月30日  ·  来源：演示数据 & <他>"]
    real = opened(workbook([replace(PARTS[0], demonstration=False)], t=ZH))
    assert real["A2"].value == "截至2023年9月30日  ·  来源：演示数据 & <他>"


def test_each_sheet_can_be_made_again_by_its_address() -> None:
    long = replace(PARTS[0], address="bars?q=" + "校" * 400)
    book = load_workbook(io.BytesIO(workbook([*PARTS[1:], long], t=ZH)))
    found = {own.name: own.value for own in book.custom_doc_props.props}
    assert found["sanbiao.address.1"] == "stack?plan=zz&as_of=2023-09-30&since=2023-08-31&lang=zh"
    assert found["sanbiao.address.5"] + found["sanbiao.address.5.1"] == long.address


def test_the_last_sheet_says_what_words_mean() -> None:
    sheet = load_workbook(io.BytesIO(workbook(PARTS, t=ZH, definitions=[("正常", "不低于序时进度")]))).worksheets[-1]
    assert sheet.title == "说明与规则"
    assert ("正常", "不低于序时进度") in {(row[0].value, row[1].value) for row in sheet.iter_rows()}


def test_names_of_sheets_are_valid_and_each_is_there_once() -> None:
    names = sheet_names(["a/b", "A b", "'x'", "History", "", "学校" * 30, "学校" * 30, "😀" * 30, "a\x0bb"])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name.encode("utf-16-le")) <= 62 for name in names)
    assert not any(re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)
    assert "history" not in {name.casefold() for name in names}


def test_a_workbook_is_valid_in_both_languages(tmp_path: Path) -> None:
    empty = part("空", Table(TABLE.columns, (), ()), Table(TABLE.columns, (), ()))
    for language in ("zh", "en"):
        path = tmp_path / f"{language}.xlsx"
        path.write_bytes(workbook([*PARTS, empty], t=Text(language), definitions=[("=a", "b")]))
        result = OpenXmlValidator().validate(path)
        assert result.is_valid, result.errors


def test_a_workbook_of_nothing_is_one() -> None:
    assert load_workbook(io.BytesIO(workbook([], t=ZH))).sheetnames == ["说明与规则"]


def test_csv_holds_each_number_and_guards_words() -> None:
    made = csv_file(PARTS[4], t=ZH)
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.count(b"\r\n") == 4
    assert rows[0] == ["状态", "目标", "完成", "期限", "数据截至", "数据性质"]
    assert rows[1][:4] == ["■ 滞后", f"'{HOSTILE}", "9", "2023-12-31"]
    assert rows[2][2:4] == ["-2.5", "–"]
    assert rows[3][1:4:2] == ["'-1+2", "'@x"]


def test_each_row_of_a_csv_says_of_which_day_and_what_kind_its_numbers_are() -> None:
    for demonstration, origin in ((True, "演示数据，并非实际情况"), (False, "公开发布")):
        made = csv_file(replace(PARTS[4], demonstration=demonstration, origin="公开发布"), t=ZH)
        rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
        assert [row[4:] for row in rows[1:]] == [["2023-09-30", origin]] * 3
