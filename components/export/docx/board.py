"""Boards as native Word tables: a mark a cell, quiet where all is well, the name of a group once for all its rows."""

from docx.document import Document as DocumentObject
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from components.exhibits.tables import Board, Cell
from components.export.docx.page import WIDTH
from components.export.docx.table import describe, property_of, shade
from components.theme import LIGHT
from components.typography import clean, length

#: Size of text in points, width of a column of marks, and space beside text; characters on a line of any other column.
_SIZE, _NARROW, _BESIDE, _GROUP = 8, Cm(0.46), Cm(0.25), 7
#: Space at the sides of each cell, in twentieths of a point.
_CELL = 25
#: Height of a turned head beyond its text.
_ABOVE = Cm(0.3)


def add_board(document: DocumentObject, board: Board, *, alt: str) -> None:
    """Add the table over the whole width of the text; ``alt`` is its description."""
    drawn = document.add_table(rows=0, cols=len(board.columns))
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    describe(drawn, alt, beside=_CELL)
    widths = _widths(board)
    _add_head(drawn, board, widths)
    for group in board.groups:
        for at in range(group.start, group.stop):
            _add_row(drawn, board, at, widths, is_first=at == group.start)
        if board.is_grouped and group.stop - group.start > 1:
            drawn.cell(group.start + 1, 0).merge(drawn.cell(group.stop, 0))
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    style = document.styles["Part Cell"].style_id
    for paragraph in drawn._tbl.iter(qn("w:p")):
        paragraph.style = style


def _widths(board: Board) -> list[Length]:
    """Return column widths: marks are narrow, groups have lines of seven characters, names the rest."""
    widths: dict[int, Length] = dict.fromkeys(board.marked, _NARROW)
    for at in range(len(board.columns)):
        if at not in (board.names, *board.marked):
            said = [board.columns[at].title, *(row[at].text for row in board.rows)]
            letters = min(max(length(one, 1) for one in said), _GROUP)
            widths[at] = Emu(round(letters * _SIZE * 12_700 * 1.1) + _BESIDE)
    widths[board.names] = Emu(WIDTH - sum(widths.values()))
    return [widths[at] for at in range(len(board.columns))]


def _add_head(drawn: WordTable, board: Board, widths: list[Length]) -> None:
    row = _new_row(drawn)
    row._tr.get_or_add_trPr().append(property_of("w:tblHeader"))
    heads = [column.short or column.title for column in board.columns]
    longest = max((length(heads[at], _SIZE) for at in board.marked), default=0)
    is_turned = Emu(round(longest * 12_700)) > _NARROW
    if is_turned:
        row.height = Emu(round(longest * 12_700 * 1.1) + _ABOVE)
    for at, (place, head) in enumerate(zip(row.cells, heads, strict=True)):
        _write(place, Cell(head), widths[at], is_mark=at in board.marked, is_bold=True)
        shade(place, LIGHT.panel)
        if is_turned and at in board.marked:
            turned = property_of("w:textDirection", val="btLr" if head[:1].isascii() else "tbRlV")
            place._tc.get_or_add_tcPr().find(qn("w:vAlign")).addprevious(turned)


def _add_row(drawn: WordTable, board: Board, at: int, widths: list[Length], *, is_first: bool) -> None:
    row = _new_row(drawn)
    for across, (place, cell) in enumerate(zip(row.cells, board.rows[at], strict=True)):
        is_group, is_mark = across < board.names, across in board.marked
        said = cell if is_first or not is_group else Cell("")
        _write(place, said, widths[across], is_mark=is_mark, is_bold=is_group)
        if cell.status is not None:
            ground = LIGHT.quiet.get(cell.status, LIGHT.status[cell.status])
            shade(place, ground)
            for run in place.paragraphs[0].runs:
                run.font.color.rgb = RGBColor.from_string(LIGHT.ink_on(ground).removeprefix("#"))


def _new_row(drawn: WordTable) -> _Row:
    row: _Row = drawn.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(property_of("w:cantSplit"))
    return row


def _write(place: _Cell, cell: Cell, width: Length, *, is_mark: bool, is_bold: bool) -> None:
    place.width, place.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
    paragraph = place.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_mark else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(clean(cell.text))
    run.font.bold, run.font.size = is_bold or None, Pt(_SIZE)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
