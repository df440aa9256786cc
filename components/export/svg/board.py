"""Boards as pictures: statuses in narrow columns, quiet where all is well, with the names of their groups at the left."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.exhibits.tables import Board, Cell
from components.export.svg.draw import (
    Drawing,
    Pen,
    Sign,
    box,
    element,
    legend,
    line,
    words,
)
from components.theme import MARKS, Theme
from components.typography import BODY, SMALL, TINY, length, shortened, wrap
from models.status import Status

#: Least and greatest width of a column of marks, the space around text, and the least height of a row, in pixels.
_NARROW, _BROAD, _PAD, _ROW = 18.0, 44.0, 6.0, 17.0
#: Greatest share of the width for the names of the groups and for texts, lines of a group; lines of the name of a row.
_GROUPS, _GROUP_LINES, _NAME_LINES = 0.13, 2, 2


@dataclass(frozen=True, slots=True)
class _Places:
    """Layout of a board: edges of the columns, size of letters, tops of the rows and the bottom of the last."""

    edges: tuple[float, ...]
    size: float
    tops: tuple[float, ...] = ()

    def width(self, at: int) -> float:
        return self.edges[at + 1] - self.edges[at]


def draw_board(body: Board, pen: Pen) -> Drawing:
    """Draw the legend, the heads, turned if they are long, and the rows, which share a given height."""
    size = BODY if pen.height is None else TINY
    head = legend(_signs(body, pen), pen, 0)
    edges = _edges(body, pen, size)
    top = head.height + _heads_height(body, edges, size)
    places = _Places(edges, size, _tops(body, pen, edges, size, top))
    found = [*head.elements, *_heads(body, places, top, pen), *_groups(body, places, pen)]
    for at, row in enumerate(body.rows):
        found += _row(body, row, at, places, pen)
    return Drawing((*found, *_now(body, places, top, pen)), places.tops[-1] + 2)


def quiet(status: Status, look: Theme) -> str:
    """Return the colour of a cell: quiet for good states, full for what needs attention."""
    return look.quiet.get(status, look.status[status])


def _signs(body: Board, pen: Pen) -> list[Sign]:
    found = []
    for status in body.statuses:
        ground = quiet(status, pen.look)
        mark = "" if status is Status.ON_TRACK else MARKS[status]
        sign = words(0, 0, mark, pen.look.ink_on(ground), size=TINY, anchor="middle") if mark else ""
        found.append(Sign(box(-9, -8, 18, 16, ground, round_=2) + sign, pen.t.show(status)))
    return [*found, *(Sign(words(0, 0, sign, pen.look.soft, size=TINY, anchor="middle"), said) for sign, said in body.signs)]


def _edges(body: Board, pen: Pen, size: float) -> tuple[float, ...]:
    """Return the edges of the columns: marks get a narrow one, groups what two lines need, the names the rest."""
    marked = body.marked
    texts = [at for at in range(body.names + 1, len(body.columns)) if at not in marked]
    widths = {0: _group_width(_column(body, 0), pen, size)} if body.is_grouped else {}
    widths |= {at: _text_width(body, at, pen, size) for at in texts}
    wanted = max((length(said, size) for said in _column(body, body.names)), default=0) + 2 * _PAD
    spare = pen.width - sum(widths.values()) - wanted
    narrow = min(max(spare / max(len(marked), 1), _NARROW), _BROAD)
    widths |= dict.fromkeys(marked, narrow)
    widths[body.names] = pen.width - sum(widths.values())
    edges = [0.0]
    for at in range(len(body.columns)):
        edges.append(edges[-1] + widths[at])
    return tuple(edges)


def _text_width(body: Board, at: int, pen: Pen, size: float) -> float:
    longest = max(length(said, size) for said in (body.columns[at].title, *_column(body, at)))
    return min(longest, _GROUPS * pen.width) + _PAD


def _column(body: Board, at: int) -> list[str]:
    return [row[at].text for row in body.rows]


def _group_width(names: Sequence[str], pen: Pen, size: float) -> float:
    """Return the width in which every name of a group has two lines at most, or the greatest one."""
    most = _GROUPS * pen.width
    fits = (one * size for one in range(3, 100) if all(len(wrap(name, one * size, size)) <= _GROUP_LINES for name in names))
    return min(next(fits, most), most) + 2 * _PAD


def _heads_height(body: Board, edges: Sequence[float], size: float) -> float:
    """Return the height of the heads: one line, or as long as turned ones are."""
    if not _are_turned(body, edges, size):
        return size * 1.5
    return max(_turned_height(_head(body, at), size) for at in body.marked) + 8


def _head(body: Board, at: int) -> str:
    return body.columns[at].short or body.columns[at].title


def _are_turned(body: Board, edges: Sequence[float], size: float) -> bool:
    """Return True if heads are wider than their columns; numbers, of months, are never turned."""
    return any(length(one, size) > edges[at + 1] - edges[at] for at in body.marked if not (one := _head(body, at)).isdecimal())


def _turned_height(title: str, size: float) -> float:
    return len(title) * size * 1.1 if _is_stacked(title) else length(title, size)


def _is_stacked(title: str) -> bool:
    """Return True if a turned head is written from top to bottom, as Chinese may be."""
    return not any(sign.isascii() and sign.isalpha() for sign in title)


def _heads(body: Board, places: _Places, top: float, pen: Pen) -> list[str]:
    found, size, turned = [], places.size, _are_turned(body, places.edges, places.size)
    for at, column in enumerate(body.columns):
        middle, is_now = (places.edges[at] + places.edges[at + 1]) / 2, at == body.now
        colour = pen.look.accent if is_now else pen.look.soft
        if at not in body.marked:
            left = places.edges[at] + (_PAD if at > body.names else 0)
            found.append(words(left, top - size * 0.8, column.title, pen.look.soft, size=size))
        elif turned:
            found += _turned_head(_head(body, at), middle, top, size, colour)
        else:
            upright = min(size, SMALL)
            found.append(words(middle, top - size * 0.8, _head(body, at), colour, size=upright, anchor="middle", bold=is_now))
    return found


def _turned_head(title: str, middle: float, top: float, size: float, colour: str) -> list[str]:
    if not _is_stacked(title):
        said = words(0, 0, title, colour, size=size)
        return [element("g", said, transform=f"translate({middle:.1f} {top - 5:.1f}) rotate(-90)")]
    first = top - 4 - len(title) * size * 1.1
    return [
        words(middle, first + (n + 0.5) * size * 1.1, sign, colour, size=size, anchor="middle") for n, sign in enumerate(title)
    ]


def _tops(body: Board, pen: Pen, edges: Sequence[float], size: float, top: float) -> tuple[float, ...]:
    """Return the tops of the rows, each as high as its name needs, and the bottom of the last; a given height is shared."""
    least = _ROW if size < BODY else BODY * 1.4
    heights = [max(least, len(_name(body, row, edges, size)) * size * 1.15 + 3) for row in body.rows]
    for group in body.groups if body.is_grouped else ():
        lines = len(wrap(body.rows[group.start][0].text, edges[1] - 2 * _PAD, size, most=_GROUP_LINES + 1))
        lack = lines * size * 1.15 + 2 - sum(heights[group])
        heights[group.start] += max(lack, 0)
    if pen.height is not None:
        spare = (pen.height - top - 2 - sum(heights)) / max(len(heights), 1)
        heights = [height + min(max(spare, 0), 1.2 * _ROW) for height in heights]
    tops = [top]
    for height in heights:
        tops.append(tops[-1] + height)
    return tuple(tops)


def _name(body: Board, row: Sequence[Cell], edges: Sequence[float], size: float) -> list[str]:
    left, right = edges[body.names : body.names + 2]
    return wrap(row[body.names].text, right - left - _PAD, size, most=_NAME_LINES)


def _groups(body: Board, places: _Places, pen: Pen) -> list[str]:
    """Draw the name of each group once, and a line above it."""
    found, right = [], places.edges[-1]
    for group in body.groups:
        top = places.tops[group.start]
        found.append(line(0, top, right, top, pen.look.plain))
        room, most = places.width(0) - 2 * _PAD, _GROUP_LINES + 1
        said = wrap(body.rows[group.start][0].text, room, places.size, most=most) if body.is_grouped else []
        found += _lines(0, top + 2, said, pen.look.ink, places.size, bold=True)
    bottom = places.tops[-1]
    return [*found, line(0, bottom, right, bottom, pen.look.plain)]


def _lines(x: float, top: float, said: Sequence[str], colour: str, size: float, *, bold: bool = False) -> list[str]:
    return [words(x, top + (n + 0.5) * size * 1.15, one, colour, size=size, bold=bold) for n, one in enumerate(said)]


def _row(body: Board, row: Sequence[Cell], at: int, places: _Places, pen: Pen) -> list[str]:
    top, bottom = places.tops[at], places.tops[at + 1]
    middle, said = (top + bottom) / 2, _name(body, row, places.edges, places.size)
    found = _lines(places.edges[body.names], middle - len(said) * places.size * 0.575, said, pen.look.ink, places.size)
    for column in range(body.names + 1, len(row)):
        left, width, cell = places.edges[column], places.width(column), row[column]
        if column not in body.marked:
            text = shortened(cell.text, width - _PAD + 1, places.size)
            found.append(words(left + _PAD, middle, text, pen.look.ink, size=places.size, bold=True))
            continue
        ground = pen.look.panel if cell.status is None else quiet(cell.status, pen.look)
        tip = (
            f"{row[body.names].text} {body.columns[column].title} {pen.t.show(cell.status) if cell.status else cell.text}".strip()
        )
        found.append(box(left + 1, top + 1, width - 2, bottom - top - 2, ground, round_=2, said=tip))
        ink = pen.look.soft if cell.status is None else pen.look.ink_on(ground)
        found += [words(left + width / 2, middle, cell.text, ink, size=places.size, anchor="middle")] if cell.text else []
    return found


def _now(body: Board, places: _Places, top: float, pen: Pen) -> list[str]:
    """Draw a frame around the column of the selected date."""
    if body.now is None or not body.rows:
        return []
    left, right, bottom = places.edges[body.now], places.edges[body.now + 1], places.tops[-1]
    sides = ((left, top, left, bottom), (right, top, right, bottom))
    return [line(*side, pen.look.accent, wide=2) for side in sides]
