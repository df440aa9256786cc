"""What cells alone do not say: errors in every spelling, unfinished formulas, percent formats, what is hidden."""

from typing import Any

import pytest

from models.imports.reader import Sheet, read_file
from models.imports.workbook_marks import is_percent, marks_of_xlsx

CELL = '<c r="A2" t="s"><v>6</v></c>'


def first_cell(files: Any, cell: str, *, styles: str = "") -> str:
    """The cell A2 of a workbook, written in XML."""
    content = files.edited(files.SHEET, CELL, cell)
    if styles:
        old = '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        content = files.edited("xl/styles.xml", old, styles, content=content)
    found: str = read_file("a.xlsx", content)[0].rows[1][1][0]
    return found


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('<c r="A2" t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ("<c r='A2' t='e'><v>#N/A</v></c>", "#N/A"),
        ('<c  t = "e"  r="A2"><f>1/0</f><v>#NAME?</v></c>', "#NAME?"),
        ('<c r="A2" t="e"><v>#SPILL!</v></c>', "#SPILL!"),
        ("<c r='a2' t='e'><v>#REF!</v></c>", "#REF!"),
        ('<c r="A2"><f>10+2</f><v></v></c>', "=10+2"),
        ('<c r="A2"><f>10+2</f></c>', "=10+2"),
        ('<c r="A2"><f>A1&amp;"x"</f><v/></c>', '=A1&"x"'),
        ('<c r="A2"><f t="shared" si="0"/></c>', "="),
        ('<c r="A2"><f>10+2</f><v>12</v></c>', "12"),
        ('<c r="A2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A2" t="b"><v>1</v></c>', "TRUE"),
    ],
)
def test_an_error_and_a_formula_without_a_result_are_words_of_their_cell(files: Any, cell: str, words: str) -> None:
    assert first_cell(files, cell) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [("0.8929", "89.29%"), ("1.012", "101.2%"), ("0.28", "28%"), ("0.5749999999999999", "57.5%"), ("0", "0%"), ("1", "100%")],
)
@pytest.mark.parametrize("code", ["0%", "0.00%", "#,##0.0_ %;[Red]-0.0%", "9"])
def test_a_cell_of_percent_reads_as_it_is_shown(files: Any, number: str, words: str, code: str) -> None:
    style = f'<xf numFmtId="{code if code.isdigit() else 164}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    parts = files.parts(files.edited(files.SHEET, CELL, f'<c r="A2" s="1"><v>{number}</v></c>'))
    styles = parts["xl/styles.xml"].decode()
    at = styles.index("<cellXfs")
    end = styles.index("</cellXfs>") + len("</cellXfs>")
    styles = f'{styles[:at]}<cellXfs count="2">{plain}{style}</cellXfs>{styles[end:]}'
    styles = styles.replace("<fonts", f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts><fonts', 1)
    assert read_file("a.xlsx", files.zipped(parts | {"xl/styles.xml": styles}))[0].rows[1][1][0] == words


@pytest.mark.parametrize(
    ("code", "is_one"), [("0%", True), ("0.00 %", True), ('0"%"', False), (r"0\%", False), ('0.0"分"%', True), ("0.00", False)]
)
def test_a_percent_sign_counts_unless_it_is_quoted(code: str, is_one: bool) -> None:
    assert is_percent(code) is is_one


def test_the_marks_of_a_sheet_are_found_whatever_its_part_is_called(files: Any) -> None:
    parts = files.parts(files.edited(files.SHEET, CELL, '<c r="A2" t="e"><v>#N/A</v></c>'))
    links = parts.pop("xl/_rels/workbook.xml.rels").decode().replace("worksheets/sheet1.xml", "/xl/worksheets/Tabelle.xml")
    sheet = parts.pop(files.SHEET)
    moved = files.zipped(parts | {"xl/_rels/workbook.xml.rels": links, "xl/worksheets/Tabelle.xml": sheet})
    assert marks_of_xlsx(moved)["指标进度"].words == {(1, 0): "#N/A"}


def test_hidden_rows_and_columns_are_told_with_the_sheet(files: Any) -> None:
    content = files.edited(files.SHEET, '<row r="3"', '<row hidden="1" r="3"')
    content = files.edited(
        files.SHEET, "<sheetData>", '<cols><col min="2" max="3" hidden="true"/></cols><sheetData>', content=content
    )
    [sheet] = read_file("a.xlsx", content)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.hidden) == (frozenset({3}), frozenset({1, 2}), False)


def test_percent_and_errors_of_a_libreoffice_workbook_read_as_they_are_shown(files: Any) -> None:
    cell = '<table:table-cell office:value-type="percentage" office:value="{}"><text:p>89.29%</text:p></table:table-cell>'
    body = "".join(f"<table:table-row>{cell.format(number)}</table:table-row>" for number in ("0.8929", "1.012"))
    [sheet] = read_file("a.ods", files.ods(body=body))
    assert sheet.rows == [(1, ["89.29%"]), (2, ["101.2%"])]


def test_a_merged_range_is_told_with_the_sheet(files: Any) -> None:
    [sheet] = read_file("a.xlsx", files.xlsx(merged="C2:C3"))
    assert isinstance(sheet, Sheet)
    assert sheet.merged == ((1, 2, 2, 2),)
