"""Native Word tables: widths of columns, the repeated head, statuses on their colour."""

from dataclasses import replace

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table as WordTable

from components.exhibits.tables import Cell, Column, Table
from components.export.docx.page import WIDTH, blank_document
from components.export.docx.table import add_table, widths_of
from components.i18n.text import Text
from components.theme import LIGHT
from models.status import Status

HOSTILE = "=cmd|'/C calc'!A0 <w:p/>&\x0b"
TABLE = Table(
    (Column("状态", 10), Column("目标", 30), Column("完成", 12, "progress", is_number=True)),
    (
        (Cell("■ 滞后", None, Status.OFF_TRACK), Cell(HOSTILE), Cell("9 / 16所", 9)),
        (Cell("● 正常", None, Status.ON_TRACK), Cell("很长的名称" * 20), Cell("–")),
    ),
    ("A", "B"),
)
EMPTY = replace(TABLE, rows=(), keys=())
WITHOUT_STATUS = replace(TABLE, columns=TABLE.columns[1:], rows=tuple(row[1:] for row in TABLE.rows))


def drawn(table: Table, alt: str = "说明") -> WordTable:
    document = blank_document(t=Text("zh"))
    add_table(document, table, alt=alt)
    return document.tables[0]


def test_a_table_has_a_head_and_its_rows_as_text() -> None:
    assert [[cell.text for cell in row.cells] for row in drawn(TABLE).rows] == [
        ["状态", "目标", "完成"],
        ["■ 滞后", HOSTILE.removesuffix("\x0b"), "9 / 16所"],
        ["● 正常", "很长的名称" * 20, "–"],
    ]


def test_a_table_without_rows_has_its_head() -> None:
    assert [[cell.text for cell in row.cells] for row in drawn(EMPTY).rows] == [["状态", "目标", "完成"]]


def test_the_head_is_repeated_and_no_row_is_split() -> None:
    rows = [row._tr for row in drawn(TABLE).rows]
    assert [len(row.xpath("w:trPr/w:tblHeader")) for row in rows] == [1, 0, 0]
    assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)


def test_numbers_are_on_the_right_and_words_on_the_left() -> None:
    for row in drawn(TABLE).rows:
        sides = [cell.paragraphs[0].alignment for cell in row.cells]
        assert sides == [WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT]


def test_a_status_is_on_its_colour_in_an_ink_that_can_be_read() -> None:
    cell = drawn(TABLE).cell(1, 0)
    (fill,) = cell._tc.xpath("w:tcPr/w:shd/@w:fill")
    assert f"#{fill}" == LIGHT.status[Status.OFF_TRACK]
    assert f"#{cell.paragraphs[0].runs[0].font.color.rgb}" == LIGHT.on(Status.OFF_TRACK)
    assert drawn(TABLE).cell(1, 1)._tc.xpath("w:tcPr/w:shd") == []


def test_a_table_says_what_it_is_to_those_who_cannot_see_it() -> None:
    described = drawn(TABLE, "说明 <b> & 'x'")._tbl.tblPr.find(qn("w:tblDescription"))
    assert described.get(qn("w:val")) == "说明 <b> & 'x'"


@pytest.mark.parametrize("table", [TABLE, EMPTY, WITHOUT_STATUS])
def test_columns_fit_the_page(table: Table) -> None:
    widths = widths_of(table)
    assert all(width > 0 for width in widths)
    assert sum(widths) <= WIDTH


def test_text_has_the_width_that_statuses_and_numbers_leave() -> None:
    status, text, number = widths_of(TABLE)
    assert text > WIDTH / 2
    assert status + text + number == pytest.approx(WIDTH, abs=10)


def test_text_keeps_a_fifth_of_the_page_beside_any_number_of_numbers() -> None:
    numbers = tuple(Column(f"指标{n}", 12, f"n{n}", is_number=True) for n in range(12))
    row = (Cell("很长的名称" * 20), *(Cell("12345678.25万元", 1) for _ in numbers))
    first, *others = widths_of(Table((Column("目标", 30), *numbers), (row,), ("A",)))
    assert first == pytest.approx(WIDTH / 5, rel=0.001)
    assert len(set(others)) == 1


def test_a_column_is_as_wide_as_its_longest_word_beside_a_long_text() -> None:
    columns = (Column("Owner", 8), Column("Reason", 60))
    long = Table(columns, ((Cell("Kindergartens and Rehabilitation"), Cell("due by 30 Sep " * 40)),), ("A",))
    owner, reason = widths_of(long)
    assert owner.cm >= len("Rehabilitation") * 0.166
    assert reason > 3 * owner
    assert owner + reason <= WIDTH
