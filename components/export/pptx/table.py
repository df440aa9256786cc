"""Native PowerPoint tables: the header on every slide, status cells in their colour, as many rows as fit."""

import re
from collections.abc import Sequence
from functools import cache
from math import ceil
from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide

from components.exhibits.tables import Cell, Table
from components.export.map_layout import Box
from components.export.pptx.inks import ACCENT, INK, LINE, colour, piece
from components.export.pptx.look import fill
from components.export.pptx.text import Run, fill_text, language_of, place, points, width_of
from components.theme import LIGHT
from components.typography import clean, length
from models.status import Status

#: Font sizes in points. The first two are legible from the last row: of these, the first at which the rows need no more slides
#: than at the other. The others are for tables that would part a word or a handful of rows.
SIZES, _ROOM = (18, 16, 14, 12), 2
#: Rows that are a handful: fewer on a slide than these are not parted from the others if they fit at the least size for that,
#: which is smaller for so many rows that are one picture.
_HANDFUL, _FEW, _LEAST = 5, 6, (12, 14)
#: Height of a line of Latin and of Chinese text as a share of its size, margins of a cell, points left free below the last row.
_LATIN, _CHINESE, _MARGIN, _LAST = 1.33, 1.45, 6, 8
#: Width of lines, of single words and of bold ones relative to ``length``, in the widest fonts that may stand in for those of a
#: template. Letters up to which a number, a status or the name of an office is not broken.
_WIDER, _WORD, _BOLD, _SHORT, _NAME = 1.06, 1.15, 1.27, 16, 13
#: Cost of a cell by its lines: tall ones make tall rows.
_TALL = 3
#: What is not parted at the end of a line: a Latin word, a Chinese sign, or some signs in brackets.
_PIECES = re.compile(r"（[^（）]{1,3}）\s*|[^\s\u2e80-\uffff]+\s*|\S\s*")
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def pages(body: Table, box: Box) -> tuple[float, list[slice]]:
    """Return the font size and the rows of each slide: the largest size that needs no more slides, with rows spread evenly."""
    whole = [size for size in SIZES if sum(_least(body, size)) <= box.width]
    words = [size for size in SIZES[_ROOM:] if sum(_least(body, size, words_only=True)) <= box.width]
    fitting = whole or words or SIZES[-1:]
    cuts = {size: _pages_at(body, box, size) for size in fitting}
    for size in fitting[:_ROOM]:
        if len(cuts[size]) == len(cuts[fitting[:_ROOM][-1]]):
            break
    smaller = [one for one in cuts if _LEAST[len(body.rows) > _FEW] <= one < size]
    is_parted = len(cuts[size]) > 1 and len(body.rows) < _HANDFUL * len(cuts[size])
    better = [one for one in smaller if is_parted and len(cuts[one]) < len(cuts[size])]
    return (better or [size])[0], cuts[(better or [size])[0]]


def _pages_at(body: Table, box: Box, size: float) -> list[slice]:
    widths = widths_of(body, box, size)
    room = box.height - _height(_head(body), widths, size) - points(_LAST)
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
    """Return column widths: every word is whole, and what is left goes where it saves lines, most of all in the tallest cells."""
    widths = _least(body, size)
    if sum(widths) > box.width:
        widths = _least(body, size, words_only=True)
    spare, step = box.width - sum(widths), points(size)
    texts = [[_ems(one) for one in _texts(body, at)] for at in range(len(widths))]

    @cache
    def cost(at: int, width: int) -> int:
        return sum(_lines(text, _fits(width, size)) ** _TALL for text in texts[at])

    def gain(at: int, steps: int) -> float:
        return (cost(at, widths[at]) - cost(at, widths[at] + steps * step)) / steps

    while spare >= step:
        offers = [(gain(at, steps), at, steps) for at in range(len(widths)) for steps in range(1, min(spare // step, 12) + 1)]
        saved, at, steps = max(offers)
        if not saved:
            break
        widths[at] += steps * step
        spare -= steps * step
    return _shared(box.width, widths)


def _shared(width: int, wanted: list[int]) -> list[int]:
    widths = [width * one // sum(wanted) for one in wanted]
    return [*widths[:-1], width - sum(widths[:-1])]


def _texts(body: Table, at: int) -> list[str]:
    return [body.columns[at].title, *(row[at].text for row in body.rows)]


def _head(body: Table) -> list[Cell]:
    return [Cell(one.title) for one in body.columns]


def _least(body: Table, size: float, *, words_only: bool = False) -> list[int]:
    """Return the least width of each column: that of its longest word, or of its longest cell if that is not broken."""
    found = []
    for at in range(len(body.columns)):
        head, *cells = _texts(body, at)
        longest = _longest(cells, is_whole=not words_only and _is_whole(body, at))
        wider = _BOLD if any(row[at].status for row in body.rows) else _WORD
        found.append(points(max(_longest([head]) * _BOLD, longest * wider) * size + 2 * _MARGIN))
    return found


def _is_whole(body: Table, at: int) -> bool:
    """Return True if no cell of a column is broken: dates, statuses, numbers with short units, and short names in Chinese."""
    longest = max((width_of(clean(row[at].text)) for row in body.rows), default=0)
    is_figure = any(row[at].status is not None or row[at].value is not None for row in body.rows)
    has_words = any(" " in row[at].text.strip() for row in body.rows)
    return longest <= (_SHORT if is_figure else 0 if has_words else _NAME)


def _longest(texts: Sequence[str], *, is_whole: bool = False) -> float:
    """Return the width of the longest text, or of the longest word of any, in the size of the text."""
    words = [clean(text) for text in texts] if is_whole else [word for text in texts for word in _PIECES.findall(clean(text))]
    return max((length(word.rstrip(), 1) for word in words), default=0)


def _height(row: Sequence[Cell], widths: Sequence[int], size: float) -> int:
    """Return the height of a row, that of its tallest cell."""
    lines = max(lines_of(cell.text, width, size) for cell, width in zip(row, widths, strict=True))
    each = _CHINESE if any(language_of(cell.text) == "zh-CN" for cell in row) else _LATIN
    return lines * points(size * each) + points(_MARGIN)


def lines_of(words: str, width: int, size: float, wider: float = _WIDER) -> int:
    """Return the number of lines: Latin words that fit a line are not broken, Chinese text breaks after any character."""
    return _lines(_ems(words), _fits(width, size, wider))


def _fits(width: int, size: float, wider: float = _WIDER) -> float:
    return max(1.0, (width - points(2 * _MARGIN)) / points(size * wider))


def _ems(words: str) -> list[tuple[float, float]]:
    """Return the width of each word, without and with the blank after it, in the size of the text."""
    return [(length(word.rstrip(), 1), length(word, 1)) for word in _PIECES.findall(clean(words))]


def _lines(ems: Sequence[tuple[float, float]], fits: float) -> int:
    lines, used = 1, 0.0
    for wide, with_blank in ems:
        if used and used + wide > fits + 1e-6:
            lines, used = lines + 1, 0.0
        over = max(0, ceil(wide / fits - 1e-6) - 1)
        lines, used = lines + over, used + with_blank - over * fits
    return lines


def add_table(slide: Slide, box: Box, body: Table, size: float, widths: Sequence[int]) -> Any:
    """Add a table with the header and the rows of one slide."""
    head = _head(body)
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
    ink = LIGHT.on(cell.status) if cell.status else INK
    align = "r" if is_number else "l"
    fill_text(target.text_frame, [[Run(cell.text, size=size, ink=ink, bold=is_head or bool(cell.status))]], align=align)
    properties = target._tc.get_or_add_tcPr()
    for side in ("marL", "marR", "marT", "marB"):
        properties.set(side, str(points(_MARGIN / 2 if side in ("marT", "marB") else _MARGIN)))
    properties.set("anchor", "ctr")
    _underline(properties, ACCENT if is_head else LINE, 1.5 if is_head else 0.75)
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
        fill(run.font.fill, LIGHT.ink_on(ground) if ground else INK)
