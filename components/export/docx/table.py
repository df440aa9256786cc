"""Native Word tables: the header repeats on every page, rows are never split, and a status is mark, word and colour."""

import re

from docx.document import Document as DocumentObject
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Length, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from components.exhibits.tables import Cell, Column, Table
from components.export.docx.page import WIDTH
from components.theme import LIGHT
from components.typography import clean

_LETTER, _MARGINS = 0.166, 0.3  # cm: width of a Latin letter at 9 points, half that of a Chinese one; both margins of a cell
_MOST = 22  # cm: maximum width of all number columns together; longer words in them wrap
_SHORT = 12  # Latin letters: longer text may wrap
_WORDS = 0.2  # minimum share of the width for text columns
#: Rows of a table that stays on one page, together with the line below it.
_TOGETHER = 6
#: A Latin word, or a Chinese character; a word in bold relative to others.
_WORD, _BOLD = re.compile(r"[^\s\u2e80-\uffff]+|\S"), 1.1
#: Where a number may be parted from its unit and its limits.
_BREAKS = re.compile(r"\s+|(?=（)")
_FIRST_WIDE = 0x2460  # from here on, most characters are as wide as a Chinese one


def add_table(document: DocumentObject, table: Table, *, alt: str) -> None:
    """Add the table over the whole width of the text; ``alt`` is its description."""
    drawn = document.add_table(rows=0, cols=len(table.columns))
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    describe(drawn, alt)
    widths = widths_of(table)
    _add_row(drawn, table.columns, widths, [Cell(column.title) for column in table.columns], is_head=True)
    for row in table.rows:
        _add_row(drawn, table.columns, widths, row)
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    style = document.styles["Part Cell"].style_id
    for paragraph in drawn._tbl.iter(qn("w:p")):
        paragraph.style = style  # by its id: python-docx would look up the style for each cell
        if len(table.rows) <= _TOGETHER:
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def widths_of(table: Table) -> list[Length]:
    """Return column widths: statuses, numbers and codes get what they need on one line if possible, text shares the rest."""
    needs = [_need(table, at) for at in range(len(table.columns))]
    weights = [0 if need else _wordy(table, at) for at, need in enumerate(needs)]
    wanted, room = sum(need or 0 for need in needs), round(WIDTH * (1 - _WORDS if any(weights) else 1))
    given = [need and Emu(need * min(wanted, room) // wanted) for need in needs]
    least = [0 if need else Cm(_word(table, at) * _LETTER * _BOLD + _MARGINS) for at, need in enumerate(needs)]
    left = WIDTH - sum(one or 0 for one in given)
    shared = _at_least(left, weights, least)
    return [one or share for one, share in zip(given, shared, strict=True)]


def _at_least(room: int, weights: list[int], least: list[int]) -> list[Length]:
    """Share the width by weights, but give no column less than its longest word; the others share what remains."""
    if sum(least) >= room:
        return [Emu(room * one // max(sum(least), 1)) for one in least]
    widths, free = [0] * len(weights), {at for at, one in enumerate(weights) if one}
    while free:
        left, total = room - sum(widths), sum(weights[at] for at in free)
        small = {at for at in free if left * weights[at] // total < least[at]}
        for at in small:
            widths[at] = least[at]
        if not small:
            widths = [left * weights[at] // total if at in free else one for at, one in enumerate(widths)]
        free = free - small if small else set()
    return [Emu(one) for one in widths]


def _need(table: Table, at: int) -> Length | None:
    heads = table.columns[at].title.split() or [""]  # a head of several words may wrap, and so may a number with its unit
    texts = [row[at].text for row in table.rows]
    words = [one for text in texts for one in (_BREAKS.split(text) if _letters(text) > _SHORT else [text])]
    most = max(map(_letters, (*heads, *(words if table.columns[at].is_number else texts))))
    if not table.columns[at].is_number and most > _SHORT:
        return None
    return Cm(min(most * _LETTER + _MARGINS, _MOST / len(table.columns)))


def _wordy(table: Table, at: int) -> int:
    """Return the letters of the longest cell, within bounds: a weight that gives all columns about the same number of lines."""
    longest = max((_letters(row[at].text) for row in table.rows), default=0)
    return max(min(longest, 4 * table.columns[at].width), _SHORT)


def _word(table: Table, at: int) -> int:
    """Return the letters of the longest word of a column, which is not broken."""
    texts = (table.columns[at].title, *(row[at].text for row in table.rows))
    return max((_letters(word) for text in texts for word in _WORD.findall(text)), default=0)


def _letters(text: str) -> int:
    return sum(2 if ord(sign) > _FIRST_WIDE else 1 for sign in text)


def describe(drawn: WordTable, alt: str, *, beside: int = 60) -> None:
    """Set hairlines between rows, narrow cells, and the description, in the order required by the schema."""
    properties = drawn._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    borders = property_of("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        colour = (LIGHT.line if side == "insideH" else LIGHT.ink).removeprefix("#")
        borders.append(property_of(f"w:{side}", val="single", sz="4" if side == "insideH" else "8", space="0", color=colour))
    margins = property_of("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(property_of(f"w:{side}", w=str(beside), type="dxa"))
    layout.addprevious(borders)
    layout.addnext(margins)
    properties.append(property_of("w:tblDescription", val=alt))


def _add_row(
    drawn: WordTable,
    columns: tuple[Column, ...],
    widths: list[Length],
    cells: tuple[Cell, ...] | list[Cell],
    *,
    is_head: bool = False,
) -> None:
    row: _Row = drawn.add_row()  # type: ignore[no-untyped-call]
    properties = row._tr.get_or_add_trPr()
    properties.append(property_of("w:cantSplit"))
    if is_head:
        properties.append(property_of("w:tblHeader"))
    for place, column, width, cell in zip(row.cells, columns, widths, cells, strict=True):
        place.width, place.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
        _write(place, cell, is_number=column.is_number, is_head=is_head)


def _write(place: _Cell, cell: Cell, *, is_number: bool, is_head: bool) -> None:
    paragraph = place.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_number else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(clean(cell.text))
    run.font.bold = is_head
    if is_head:
        paragraph.paragraph_format.keep_with_next = True
        shade(place, LIGHT.panel)
    if cell.status is not None:
        shade(place, LIGHT.status[cell.status])
        run.font.color.rgb = RGBColor.from_string(LIGHT.on(cell.status).removeprefix("#"))


def shade(place: _Cell, colour: str) -> None:
    """Set the ground of a cell."""
    ground = property_of("w:shd", val="clear", color="auto", fill=colour.removeprefix("#"))
    properties = place._tc.get_or_add_tcPr()
    aligned = properties.find(qn("w:vAlign"))
    aligned.addprevious(ground)


def property_of(name: str, /, **attributes: str) -> BaseOxmlElement:
    """Return an element of the file format with its attributes."""
    made: BaseOxmlElement = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made
