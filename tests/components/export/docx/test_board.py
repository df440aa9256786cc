"""Boards as native Word tables: widths, marks on quiet grounds, groups once, heads on every page."""

from typing import Any

import pytest
from docx.oxml.ns import qn

from components.exhibits.tables import NARROW, Board, Cell, Column
from components.export.docx.board import add_board
from components.export.docx.page import WIDTH, blank_document
from components.i18n.text import Text
from components.theme import LIGHT, MARKS
from models.status import Status

HOSTILE = '=cmd|" <b>&\x0b'


def board(*groups: tuple[str, int], status: Status = Status.MISSED, heads: tuple[str, ...] = ("1", "2")) -> Board:
    marks = tuple(Column(head, NARROW, f"m{at}") for at, head in enumerate(heads))
    mark = Cell("" if status is Status.ON_TRACK else MARKS[status], None, status)
    names = [(group, f"{HOSTILE}{n}") for group, many in groups for n in range(many)]
    rows = tuple((Cell(group), Cell(name), *(mark for _ in marks), Cell("差3")) for group, name in names)
    columns = (Column("板块"), Column("目标"), *marks, Column("还差", 8))
    return Board(columns, rows, tuple(str(at) for at in range(len(rows))), is_grouped=True)


def drawn(body: Board) -> Any:
    document = blank_document(t=Text("zh"))
    add_board(document, body, alt="全年进展 sanbiao:ribbon")
    return document.tables[0]


def test_the_columns_fill_the_text_and_marks_are_narrow() -> None:
    widths = [int(one.get(qn("w:w"))) for one in drawn(board(("改革", 2)))._tbl.iter(qn("w:gridCol"))]
    assert sum(widths) == pytest.approx(WIDTH.twips, abs=8)
    assert widths[2] == widths[3] < 300


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACTION])
def test_a_mark_stands_on_the_quiet_ground_of_its_status(status: Status) -> None:
    cell = drawn(board(("改革", 1), status=status)).cell(1, 2)
    assert cell.text == ("" if status is Status.ON_TRACK else MARKS[status])
    ground = LIGHT.quiet.get(status, LIGHT.status[status])
    assert cell._tc.xpath("string(w:tcPr/w:shd/@w:fill)") == ground.removeprefix("#")


def test_a_group_stands_once_and_texts_are_texts() -> None:
    table = drawn(board(("改革", 2), ("基础", 1)))
    assert [table.cell(at, 0).text.strip() for at in (1, 2, 3)] == ["改革", "改革", "基础"], "two rows are one cell"
    assert len(table._tbl.xpath(".//w:vMerge[@w:val='restart']")) == 1
    assert table.cell(1, 1).text == HOSTILE.replace("\x0b", "") + "0"


def test_the_head_repeats_and_rows_are_whole() -> None:
    rows = drawn(board(("改革", 2))).rows
    assert rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in rows)


def test_long_heads_are_turned() -> None:
    table = drawn(board(("R", 1), heads=("Guancheng Hui", "航空港")))
    assert table._tbl.xpath(".//w:textDirection/@w:val") == ["btLr", "tbRlV"]


def test_the_description_is_kept() -> None:
    assert drawn(board(("改革", 1)))._tbl.xpath("string(.//w:tblDescription/@w:val)") == "全年进展 sanbiao:ribbon"
