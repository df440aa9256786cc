"""Native PowerPoint tables: the header on every slide, status cells in their colour, as many rows as fit."""

import re
from collections.abc import Sequence
from math import ceil
from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide

from components.exhibits.tables import Cell, Table
from components.export.map_layout import Box
from components.export.pptx.look import fill
from components.export.pptx.text import Run, colour, fill_text, piece, place, points, width_of
from components.theme import LIGHT
from components.typography import clean
from models.status import Status

#: Font sizes in points, the smallest of which is legible from the last row: the first at which the rows need no more slides
#: than at the last is used.
SIZES = (18, 16)
_LINE, _LETTER, _MARGIN = 1.45, 0.6, 6
#: Points left free below the last row; Latin letters up to which a cell is not broken; minimum letters on a line of a broken
#: cell; letters of a name, such as that of an office, that is not broken.
_LAST, _SHORT, _FEW, _NAME = 8, 16, 8, 13
_PIECES = re.compile(r"[^\s\u2e80-\uffff]+\s*|\S\s*")
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def pages(body: Table, box: Box) -> tuple[float, list[slice]]:
    """Return the font size and the rows of each slide: the largest size that needs no more slides, with rows spread evenly."""
    cuts = [_pages_at(body, box, size) for size in SIZES]
    size, best = next((size, one) for size, one in zip(SIZES, cuts, strict=True) if len(one) == len(cuts[-1]))
    return size, best


def _pages_at(body: Table, box: Box, size: float) -> list[slice]:
    widths = widths_of(body, box, size)
    room = box.height - _height([Cell(one.title) for one in body.columns], widths, size) - points(_LAST)
    return fair_cuts([_height(row, widths, size) for row in body.rows], room)


def fair_cuts(heights: Sequence[int], room: int, starts: frozenset[int] = frozenset()) -> list[slice]:
    """Return the rows of each slide: as few slides as hold them, parted at ``starts`` where possible, evenly filled."""
    best: dict[int, tuple[tuple[int, int, float], list[slice]]] = {0: ((0, 0, 0), [])}
    for last in range(1, len(heights) + 1):
        found = []
        for first in range(last - 1, -1, -1):
            used = sum(heights[first:last])
            if used > room and last - first > 1:
                break
            (slides, broken, uneven), cuts = best[first]
            free = max(room - used, 0) / max(room, 1)
            found.append(((slides + 1, broken + (first not in starts), uneven + free**2), [*cuts, slice(first, last)]))
        best[last] = min(found, key=lambda one: one[0])
    return best[len(heights)][1] or [slice(0, 0)]


def widths_of(body: Table, box: Box, size: float) -> list[int]:
    """Return column widths: short cells such as dates and numbers are not broken; long ones share the rest, words whole."""

    def wide(letters: float) -> int:
        return points(letters * size * _LETTER + 2 * _MARGIN)

    fixed = [wide(_short(body, at)) for at in range(len(body.columns))]
    is_short = [_is_short(body, at) for at in range(len(body.columns))]
    asked = [0 if short else round(_wordy(body, at)) for at, short in enumerate(is_short)]
    least = [0 if short else wide(_least(body, at)) for at, short in enumerate(is_short)]
    rest = box.width - sum(width for width, short in zip(fixed, is_short, strict=True) if short)
    if not any(asked) or rest < sum(least):
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


def _is_short(body: Table, at: int) -> bool:
    """Return True if no cell of a column is broken: words that may stand below each other are not short."""
    if _longest(body, at) > _SHORT:
        return False
    if any(row[at].status is not None or row[at].value is not None for row in body.rows):
        return True
    return _longest(body, at) <= (max(_FEW, _longest_word(body, at)) if _has_words(body, at) else _NAME)


def _has_words(body: Table, at: int) -> bool:
    """Return True if cells of a column are parted at blanks, rather than after any Chinese character."""
    return any(" " in row[at].text.strip() for row in body.rows)


def _longest(body: Table, at: int) -> float:
    return max((width_of(clean(row[at].text)) for row in body.rows), default=0)


def _wordy(body: Table, at: int) -> float:
    """Return the letters of the longest cell, within bounds: a weight that gives all columns about the same number of lines."""
    return max(min(_longest(body, at), 4 * body.columns[at].width), _SHORT)


def _least(body: Table, at: int) -> float:
    """Return the Latin letters that a column of long cells needs: its longest Latin word, or some Chinese characters."""
    few = _FEW if _has_words(body, at) else _NAME - 2
    return min(max(few, _longest_word(body, at)), _SHORT) + 1


def _longest_word(body: Table, at: int) -> float:
    """Return the letters of the longest Latin word of a column, which is not broken."""
    texts = (body.columns[at].title, *(row[at].text for row in body.rows))
    return max((width_of(piece.rstrip()) for text in texts for piece in _PIECES.findall(clean(text))), default=0)


def _short(body: Table, at: int) -> float:
    """Return the Latin letters that a column of short cells needs; its header may be broken once, between words."""
    head = width_of(body.columns[at].title)
    longest = 0 if body.columns[at].is_number else min(_longest(body, at), _SHORT)  # a number may stand above its unit
    return max(longest, _longest_word(body, at), min(head, 4), ceil(head / 2)) + 1


def _height(row: Any, widths: Sequence[int], size: float) -> int:
    """Return the height of a row, that of its tallest cell."""
    return max(lines_of(cell.text, width, size) for cell, width in zip(row, widths, strict=True)) * points(size * _LINE) + points(
        _MARGIN
    )


def lines_of(words: str, width: int, size: float, letter: float = _LETTER) -> int:
    """Return the number of lines: Latin words that fit a line are not broken, Chinese text breaks after any character."""
    fits = max(1, (width - points(2 * _MARGIN)) / points(size * letter))
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
    next(frame._element.iter(qn("a:tableStyleId"))).text = NO_STYLE
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


def ground_of(status: Status | None, *, is_quiet: bool = False) -> str:
    """Return the colour of a cell, quiet on boards where all is well; "" without a status."""
    if status is None:
        return ""
    return LIGHT.quiet.get(status, LIGHT.status[status]) if is_quiet else LIGHT.status[status]


def repaint(target: Any, status: Status | None, *, is_quiet: bool = False) -> None:
    """Apply the colour of a status to a cell, with text in a legible ink; no colour without a status."""
    ground = ground_of(status, is_quiet=is_quiet)
    fill(target.fill, ground)
    for run in target.text_frame.paragraphs[0].runs:
        fill(run.font.fill, LIGHT.ink_on(ground) if ground else "tx1")
