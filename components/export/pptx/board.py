"""Boards as native PowerPoint tables: a mark a cell, quiet where all is well, the name of a group once for all its rows."""

from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide

from components.exhibits.tables import Board, Column
from components.export.map_layout import Box
from components.export.pptx.look import fill
from components.export.pptx.table import NO_STYLE, fair_cuts, ground_of, lines_of
from components.export.pptx.text import Run, colour, fill_text, half_width, piece, place, points, width_of
from components.theme import LIGHT, MARKS
from models.status import Status

#: Size of all text in points; height of a line, and width of a Latin letter in a head and in a name, as shares of it.
SIZE, _LINE, _LETTER, _RUNNING = 16, 1.2, 0.6, 0.52
#: Points around text above and below, and at the sides; width of a column of marks; free points below the last row.
_ABOVE, _BESIDE, _NARROW, _LAST = 1, 4, 24, 4
#: Latin letters on a line of the name of a group, and of any text beside the marks.
_GROUP = 14


def board_pages(body: Board, box: Box) -> list[slice]:
    """Return the rows of each slide: as few slides as hold them, parted between groups where that needs no more."""
    widths = board_widths(body, box)
    room = box.height - _head_height(body, widths) - points(_LAST)
    return fair_cuts(_heights(body, widths), room, frozenset(group.start for group in body.groups))


def board_widths(body: Board, box: Box) -> list[int]:
    """Return column widths: marks are narrow, groups have two lines, and the names of the rows the rest."""
    marked = body.marked
    widths = dict.fromkeys(marked, points(_NARROW))
    for at in range(len(body.columns)):
        if at not in (body.names, *marked):
            said = (body.columns[at].title, *(row[at].text for row in body.rows))
            letters = max(_unbroken(one) if at < body.names else width_of(one) for one in said)
            widths[at] = points((min(letters, _GROUP) + 1) * SIZE * _LETTER + 2 * _BESIDE)
    widths[body.names] = box.width - sum(widths.values())
    return [widths[at] for at in range(len(body.columns))]


def _unbroken(name: str) -> float:
    """Return the letters of the name of a group on a line: all of a short one, else those of the longer of two lines."""
    if width_of(name) <= _GROUP or " " not in name:
        return min(width_of(name), _GROUP)
    return half_width(name)


def _heights(body: Board, widths: list[int]) -> list[int]:
    """Return the heights of the rows: those of their names, and of the name of their group, whose rows share it."""
    names = body.names
    heights = [points(lines_of(row[names].text, widths[names], SIZE, _RUNNING) * SIZE * _LINE + 2 * _ABOVE) for row in body.rows]
    for group in body.groups if body.is_grouped else ():
        name = points(lines_of(body.rows[group.start][0].text, widths[0], SIZE) * SIZE * _LINE + 2 * _ABOVE)
        heights[group.start] += max(name - sum(heights[group]), 0)
    return heights


def _head_height(body: Board, widths: list[int]) -> int:
    if not _are_turned(body, widths):
        return points(SIZE * _LINE + 2 * _ABOVE)
    return points(max(width_of(_short(body.columns[at])) for at in body.marked) * SIZE * _LETTER + 4 * _BESIDE)


def _are_turned(body: Board, widths: list[int]) -> bool:
    """Return True if heads are wider than their columns."""
    return any(points(width_of(_short(body.columns[at])) * SIZE * _LETTER) > widths[at] for at in body.marked)


def _short(column: Column) -> str:
    return column.short or column.title


def add_board(slide: Slide, box: Box, body: Board) -> Any:
    """Add the table of one slide; return its frame."""
    widths = board_widths(body, box)
    heights = [_head_height(body, widths), *_heights(body, widths)]
    frame = slide.shapes.add_table(len(heights), len(widths), *place(box.strip(sum(heights))))
    table: Any = frame.table
    next(frame._element.iter(qn("a:tableStyleId"))).text = NO_STYLE
    table.horz_banding = False
    for column, width in zip(list(table.columns), widths, strict=True):
        column.width = width
    for row, height in zip(list(table.rows), heights, strict=True):
        row.height = height
    turned = _are_turned(body, widths)
    for at, one in enumerate(body.columns):
        _write_head(table.cell(0, at), one, turned=turned and at in body.marked, is_now=at == body.now, marked=at in body.marked)
    for group in body.groups:
        for at in range(group.start, group.stop):
            _write_row(table, at, body, is_first=at == group.start)
        if body.is_grouped and group.stop - group.start > 1:
            table.cell(group.start + 1, 0).merge(table.cell(group.stop, 0))
    return frame


def _write_head(target: Any, column: Column, *, turned: bool, is_now: bool, marked: bool) -> None:
    ink = "accent1" if is_now else "tx1"
    fill_text(target.text_frame, [[Run(_short(column), size=SIZE, ink=ink, bold=True)]], align="ctr" if marked else "l")
    properties = _margins(target, 0 if marked else _BESIDE)
    properties.set("anchor", "ctr" if turned else "b")
    if turned:
        properties.set("vert", "vert270" if column.title[:1].isascii() else "eaVert")
    _edge(properties, "a:lnB", "accent1", 1.5)


def _write_row(table: Any, at: int, body: Board, *, is_first: bool) -> None:
    marked = body.marked
    for across, cell in enumerate(body.rows[at]):
        target = table.cell(at + 1, across)
        ground = ground_of(cell.status, is_quiet=True)
        ink = LIGHT.ink_on(ground) if ground else "tx1"
        said = cell.text if across >= body.names or is_first else ""
        bold = across not in (body.names, *marked)
        fill_text(target.text_frame, [[Run(said, size=SIZE, ink=ink, bold=bold)]], align="ctr" if across in marked else "l")
        properties = _margins(target, 0 if across in marked else _BESIDE)
        properties.set("anchor", "t" if across < body.names else "ctr")
        if across in marked:
            for side in ("a:lnL", "a:lnR"):
                _edge(properties, side, "accent1" if across == body.now else LIGHT.paper, 1.5)
        _edge(properties, "a:lnT", LIGHT.plain if is_first else LIGHT.paper if across in marked else LIGHT.line, 1)
        fill(target.fill, ground or (LIGHT.panel if across in marked else ""))


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
        ink = LIGHT.status[status] if status is not Status.NOT_DUE else LIGHT.soft
        runs += [Run(f"{MARKS[status]} ", size=13, ink=ink), Run(f"{names[status]}    ", size=13)]
    return [*runs, *(Run(f"{sign} {said}    ", size=13) for sign, said in body.signs)]
