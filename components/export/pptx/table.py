"""Native PowerPoint tables: the header on every slide, status cells in their colour, as many rows as fit."""

import re
from collections.abc import Sequence
from math import ceil
from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide

from components.exhibits.model import Cell, Table
from components.export.map_layout import Box
from components.export.pptx.look import fill
from components.export.pptx.text import Run, colour, fill_text, piece, place, points, width_of
from components.theme import LIGHT
from components.typography import clean
from models.status import Status

#: Font sizes in points: the first at which the rows need no more slides than at the last is used.
SIZES = (18, 16, 14, 12, 11)
_LINE, _LETTER, _MARGIN = 1.35, 0.55, 6
#: Points left free below the last row; Latin letters up to which a cell is not broken; minimum letters on a line of a broken
#: cell.
_LAST, _SHORT, _FEW = 8, 16, 12
_PIECES = re.compile(r"[^\s\u2e80-\uffff]+\s*|\S\s*")
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def pages(body: Table, box: Box) -> tuple[float, list[slice]]:
    """Return the font size and the rows of each slide: the largest size that needs no more slides, with rows spread evenly."""
    cuts = [_pages_at(body, box, size) for size in SIZES]
    size, best = next((size, one) for size, one in zip(SIZES, cuts, strict=True) if len(one) == len(cuts[-1]))
    return size, best


def _pages_at(body: Table, box: Box, size: float) -> list[slice]:
    widths = widths_of(body, box, size)
    room = box.height - _height([Cell(one.title) for one in body.columns], widths, size) - points(_LAST)
    heights = [_height(row, widths, size) for row in body.rows]
    cuts = _cut(heights, room)
    even = _cut(heights, min(room, sum(heights) // len(cuts) + max(heights, default=0)))
    return even if len(even) == len(cuts) else cuts


def _cut(heights: list[int], room: int) -> list[slice]:
    cuts, first, left = [], 0, room
    for at, height in enumerate(heights):
        if height > left and at > first:
            cuts.append(slice(first, at))
            first, left = at, room
        left -= height
    return [*cuts, slice(first, len(heights))]


def widths_of(body: Table, box: Box, size: float) -> list[int]:
    """Return column widths: short cells such as dates and numbers are not broken; long ones share the rest, words whole."""
    fixed = [_short(body, at) * points(size * _LETTER) + points(2 * _MARGIN) for at in range(len(body.columns))]
    is_short = [_longest(body, at) <= _SHORT for at in range(len(body.columns))]
    asked = [0 if short else _wordy(body, at) for at, short in enumerate(is_short)]
    least = [0 if short else _least(body, at) * points(size * _LETTER) + points(2 * _MARGIN) for at, short in enumerate(is_short)]
    rest = box.width - sum(width for width, short in zip(fixed, is_short, strict=True) if short)
    if not any(asked) or rest < max(box.width * 0.3, sum(least)):
        return _shared(box.width, fixed)
    long_ones = _at_least(rest, asked, least)
    return _shared(box.width, [width if short else one for width, short, one in zip(fixed, is_short, long_ones, strict=True)])


def _at_least(room: int, asked: Sequence[int], least: Sequence[int]) -> list[int]:
    """Share the width as requested, but give no column less than its minimum; the others share what remains."""
    widths, free = [0] * len(asked), {at for at, one in enumerate(asked) if one}
    while free:
        left = room - sum(widths)
        shares = {at: left * asked[at] // sum(asked[one] for one in free) for at in free}
        small = {at for at in free if shares[at] < least[at]}
        for at in small or free:
            widths[at] = least[at] if small else shares[at]
        free -= small or free
    return widths


def _shared(width: int, wanted: list[int]) -> list[int]:
    widths = [width * one // sum(wanted) for one in wanted]
    return [*widths[:-1], width - sum(widths[:-1])]


def _longest(body: Table, at: int) -> int:
    return max((width_of(clean(row[at].text)) for row in body.rows), default=0)


def _wordy(body: Table, at: int) -> int:
    """Return the letters of the longest cell, within bounds: a weight that gives all columns about the same number of lines."""
    return max(min(_longest(body, at), 4 * body.columns[at].width), _SHORT)


def _least(body: Table, at: int) -> int:
    """Return the Latin letters that a column of long cells needs: its longest Latin word, or six Chinese characters."""
    words = [piece for row in body.rows for piece in _PIECES.findall(clean(row[at].text))]
    return min(max([_FEW, *(width_of(one.rstrip()) for one in words)]), _SHORT) + 1


def _short(body: Table, at: int) -> int:
    """Return the Latin letters that a column of short cells needs; its header may be broken once if it exceeds two characters."""
    head = width_of(body.columns[at].title)
    return max(min(_longest(body, at), _SHORT), min(head, 4), ceil(head / 2)) + 1


def _height(row: Any, widths: Sequence[int], size: float) -> int:
    """Return the height of a row, that of its tallest cell."""
    return max(_lines(cell.text, width, size) for cell, width in zip(row, widths, strict=True)) * points(size * _LINE) + points(
        _MARGIN
    )


def _lines(words: str, width: int, size: float) -> int:
    """Return the number of lines: Latin words that fit a line are not broken, Chinese text breaks after any character."""
    fits = max(1, (width - points(2 * _MARGIN)) / points(size * _LETTER))
    lines, used = 1, 0.0
    for word in _PIECES.findall(clean(words)):
        wide = width_of(word.rstrip())
        if used and used + wide > fits:
            lines, used = lines + 1, 0.0
        over = max(0, ceil(wide / fits) - 1)
        lines, used = lines + over, used + width_of(word) - over * fits
    return lines


def add_table(slide: Slide, box: Box, body: Table, size: float, widths: Sequence[int]) -> Any:
    """Add a table with the header and the rows of one slide."""
    head = [Cell(one.title) for one in body.columns]
    heights = [_height(row, widths, size) for row in (head, *body.rows)]
    frame = slide.shapes.add_table(len(heights), len(widths), *place(box.strip(sum(heights))))
    table: Any = frame.table
    next(frame._element.iter(qn("a:tableStyleId"))).text = _NO_STYLE
    table.horz_banding = False
    for column, width in zip(list(table.columns), widths, strict=True):
        column.width = width
    for row, height in zip(list(table.rows), heights, strict=True):
        row.height = height
    for at, (column, one) in enumerate(zip(body.columns, head, strict=True)):
        _write(table.cell(0, at), one, size, is_number=column.is_number, is_head=True)
    for down, row in enumerate(body.rows, 1):
        for at, (column, cell) in enumerate(zip(body.columns, row, strict=True)):
            _write(table.cell(down, at), cell, size, is_number=column.is_number)
    return frame


def _write(target: Any, cell: Cell, size: float, *, is_number: bool, is_head: bool = False) -> None:
    ink = LIGHT.on(cell.status) if cell.status else "tx1"
    align = "r" if is_number else "l"
    fill_text(target.text_frame, [[Run(cell.text, size=size, ink=ink, bold=is_head or bool(cell.status))]], align=align)
    properties = target._tc.get_or_add_tcPr()
    for side in ("marL", "marR", "marT", "marB"):
        properties.set(side, str(points(_MARGIN / 2 if side in ("marT", "marB") else _MARGIN)))
    properties.set("anchor", "ctr")
    _underline(properties, "accent1" if is_head else LIGHT.line, 1.5 if is_head else 0.75)
    if cell.status:
        fill(target.fill, LIGHT.status[cell.status])


def _underline(properties: Any, ink: str, width: float) -> None:
    properties.append(piece("a:lnB", piece("a:solidFill", colour(ink)), w=str(points(width))))


def repaint(target: Any, status: Status | None) -> None:
    """Apply the colour of a status to a cell, with text in a legible ink; no colour without a status."""
    fill(target.fill, LIGHT.status[status] if status else "")
    for run in target.text_frame.paragraphs[0].runs:
        fill(run.font.fill, LIGHT.on(status) if status else "tx1")
