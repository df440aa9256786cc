"""Boards as native PowerPoint tables: a mark a cell, quiet where all is well, the name of a group once for all its rows."""

from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Cm

from components.exhibits.tables import Board, Column
from components.export.map_layout import Box
from components.export.pptx.inks import ACCENT, INK, LINE, PANEL, PAPER, PLAIN, SOFT, colour, piece
from components.export.pptx.look import fill
from components.export.pptx.table import NO_STYLE, fair_cuts, ground_of, lines_of
from components.export.pptx.text import Run, fill_text, half_width, place, points, width_of
from components.theme import LIGHT, MARKS
from models.status import Status

#: Sizes of all text in points, on a wide slide and on a narrow one; height of a line, and width of a Latin letter in a head, as
#: shares of it; width of names relative to ``length``.
_SIZES, _LINE, _LETTER, _RUNNING = (16, 13), 1.2, 0.6, 1.0
#: Points around text above and below, and at the sides; width of a column of marks in the size of text; free points below the
#: last row; least width of a wide slide's body.
_ABOVE, _BESIDE, _NARROW, _LAST, _WIDE = 1, 4, 1.5, 4, int(Cm(26))
#: Latin letters on a line of the name of a group, and of any text beside the marks.
_GROUP = 14


def size_of(box: Box) -> int:
    """Return the size of text in points: a narrow slide has the same columns of marks."""
    return _SIZES[box.width < _WIDE]


def board_pages(body: Board, box: Box) -> list[slice]:
    """Return the rows of each slide: as few slides as hold them, parted between groups where that needs no more."""
    widths = board_widths(body, box)
    room = box.height - _head_height(body, widths, size_of(box)) - points(_LAST)
    return fair_cuts(_heights(body, widths, size_of(box)), room, frozenset(group.start for group in body.groups))


def board_widths(body: Board, box: Box) -> list[int]:
    """Return column widths: marks are narrow, groups have two lines, and the names of the rows the rest."""
    marked, size = body.marked, size_of(box)
    widths = dict.fromkeys(marked, points(_NARROW * size))
    for at in range(len(body.columns)):
        if at not in (body.names, *marked):
            said = (body.columns[at].title, *(row[at].text for row in body.rows))
            letters = max(_unbroken(one) if at < body.names else width_of(one) for one in said)
            widths[at] = points((min(letters, _GROUP) + 1) * size * _LETTER + 2 * _BESIDE)
    widths[body.names] = box.width - sum(widths.values())
    return [widths[at] for at in range(len(body.columns))]


def _unbroken(name: str) -> float:
    """Return the letters of the name of a group on a line: all of a short one, else those of the longer of two lines."""
    if width_of(name) <= _GROUP or " " not in name:
        return min(width_of(name), _GROUP)
    return half_width(name)


def _heights(body: Board, widths: list[int], size: int) -> list[int]:
    """Return the heights of the rows: those of their names, and of the name of their group, whose rows share it."""
    names = body.names
    heights = [points(lines_of(row[names].text, widths[names], size, _RUNNING) * size * _LINE + 2 * _ABOVE) for row in body.rows]
    for group in body.groups if body.is_grouped else ():
        name = points(lines_of(body.rows[group.start][0].text, widths[0], size) * size * _LINE + 2 * _ABOVE)
        heights[group.start] += max(name - sum(heights[group]), 0)
    return heights


def _head_height(body: Board, widths: list[int], size: int) -> int:
    if not _are_turned(body, widths, size):
        return points(size * _LINE + 2 * _ABOVE)
    return points(max(width_of(_short(body.columns[at])) for at in body.marked) * size * _LETTER + 4 * _BESIDE)


def _are_turned(body: Board, widths: list[int], size: int) -> bool:
    """Return True if heads are wider than their columns."""
    return any(points(width_of(_short(body.columns[at])) * size * _LETTER) > widths[at] for at in body.marked)


def _short(column: Column) -> str:
    return column.short or column.title


def add_board(slide: Slide, box: Box, body: Board) -> Any:
    """Add the table of one slide; return its frame."""
    widths, size = board_widths(body, box), size_of(box)
    heights = [_head_height(body, widths, size), *_heights(body, widths, size)]
    frame = slide.shapes.add_table(len(heights), len(widths), *place(box.strip(sum(heights))))
    table: Any = frame.table
    next(frame._element.iter(qn("a:tableStyleId"))).text = NO_STYLE
    table.horz_banding = False
    for column, width in zip(list(table.columns), widths, strict=True):
        column.width = width
    for row, height in zip(list(table.rows), heights, strict=True):
        row.height = height
    turned = _are_turned(body, widths, size)
    for at, one in enumerate(body.columns):
        ink = ACCENT if at == body.now else INK
        marked = at in body.marked
        is_narrow = marked and not turned and at != body.now  # bold 10, 11 and 12 would touch
        head = Run(_short(one), size=size, ink=ink, bold=not is_narrow)
        _write_head(table.cell(0, at), head, turned=turned and marked, marked=marked)
    for group in body.groups:
        for at in range(group.start, group.stop):
            _write_row(table, at, body, size, is_first=at == group.start)
        if body.is_grouped and group.stop - group.start > 1:
            table.cell(group.start + 1, 0).merge(table.cell(group.stop, 0))
    return frame


def _write_head(target: Any, head: Run, *, turned: bool, marked: bool) -> None:
    fill_text(target.text_frame, [[head]], align="ctr" if marked else "l")
    properties = _margins(target, 0 if marked else _BESIDE)
    properties.set("anchor", "ctr" if turned else "b")
    if turned:
        properties.set("vert", "vert270" if head.words[:1].isascii() else "eaVert")
    _edge(properties, "a:lnB", ACCENT, 1.5)


def _write_row(table: Any, at: int, body: Board, size: int, *, is_first: bool) -> None:
    marked = body.marked
    for across, cell in enumerate(body.rows[at]):
        target = table.cell(at + 1, across)
        ground = ground_of(cell.status, is_quiet=True)
        ink = LIGHT.ink_on(ground) if ground else INK
        said = cell.text if across >= body.names or is_first else ""
        bold = across not in (body.names, *marked)
        fill_text(target.text_frame, [[Run(said, size=size, ink=ink, bold=bold)]], align="ctr" if across in marked else "l")
        properties = _margins(target, 0 if across in marked else _BESIDE)
        properties.set("anchor", "t" if across < body.names else "ctr")
        if across in marked:
            for side in ("a:lnL", "a:lnR"):
                _edge(properties, side, ACCENT if across == body.now else PAPER, 1.5)
        _edge(properties, "a:lnT", PLAIN if is_first else PAPER if across in marked else LINE, 1)
        fill(target.fill, ground or (PANEL if across in marked else ""))


def _margins(target: Any, beside: int) -> Any:
    properties = target._tc.get_or_add_tcPr()
    for side in ("marL", "marR", "marT", "marB"):
        properties.set(side, str(points(_ABOVE if side in ("marT", "marB") else beside)))
    return properties


def _edge(properties: Any, side: str, ink: str, width: float) -> None:
    properties.append(piece(side, piece("a:solidFill", colour(ink)), w=str(points(width))))


def board_legend(body: Board, names: dict[Status, str]) -> list[Run]:
    """Return the meaning of the marks as one line: the statuses that occur, and what is no status."""
    runs = []
    for status in body.statuses:
        ink = LIGHT.status[status] if status is not Status.NOT_DUE else SOFT
        runs += [Run(f"{MARKS[status]} ", size=13, ink=ink), Run(f"{names[status]}    ", size=13)]
    return [*runs, *(Run(f"{sign} {said}    ", size=13) for sign, said in body.signs)]
