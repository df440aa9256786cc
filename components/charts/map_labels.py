"""Names on a map: where each goes so that it covers no mark and no other name, near what it names. Pure, in pixels.

The one placement for the screen, the WebGL map, the slides and the pictures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

import numpy as np

from components.charts.map_ground import Point
from components.typography import length

Box = tuple[float, float, float, float]
Array = np.ndarray[Any, Any]
#: Length in letters above which a name is broken into two lines, and the height of a line.
LONGEST_LINE, LEADING = 16, 1.25
#: Space around a name, in pixels, and from its anchor to the nearest candidate beside it.
PADDING, BESIDE = 2.0, 4.0
#: Distances of the candidates from the anchor, in pixels, and the number of directions.
DISTANCES = (*range(0, 64, 6), *range(64, 160, 12), *range(160, 400, 30))
DIRECTIONS = 16
#: Cost of covering anything, of each square pixel of it, of each pixel beyond the edge, and of each line that is crossed.
COVERS, PER_PIXEL, OUTSIDE, CROSSES = 400.0, 1.0, 200.0, 60.0
#: Cost of each mark that a line crosses.
CROSSES_MARK = 12.0
#: Cost of a place in another area than that which is named.
AWAY = 25.0
#: Number of candidates of which the lines are compared.
SHORT_LIST = 40
#: Distance above which a line leads to a name.
LEADER = 12.0


@dataclass(frozen=True, slots=True)
class Name:
    """Text to place: its lines, their size, and the point that they name; ``rings`` outline its area, if any."""

    anchor: Point
    lines: tuple[str, ...]
    size: float
    rings: tuple[tuple[Point, ...], ...] = ()

    @property
    def extent(self) -> Point:
        """The width and height of the text with its padding."""
        wide = max(length(line, self.size) for line in self.lines)
        return wide + 2 * PADDING, len(self.lines) * self.size * LEADING + PADDING


@dataclass(frozen=True, slots=True)
class Placed:
    """A name at its place; ``leader`` is the end of the line from the anchor, None if the name is near or within its area."""

    name: Name
    box: Box
    leader: Point | None


def lines_of(words: str) -> tuple[str, ...]:
    """Break a long name into two lines at the space closest to its middle; the number at its end stays with its last word."""
    spaces = [at for at, sign in enumerate(words) if sign == " "][:-1]
    if len(words) <= LONGEST_LINE or not spaces:
        return (words,)
    middle = min(spaces, key=lambda at: abs(2 * at - len(words)))
    return words[:middle], words[middle + 1 :]


@lru_cache(maxsize=128)
def placed_names(names: tuple[Name, ...], taken: tuple[Box, ...], room: Point) -> tuple[Placed, ...]:
    """Place names in a picture of the size ``room``, the most crowded first, so that they cover nothing that is taken."""
    marks = np.array(taken, dtype=float).reshape(-1, 4)
    boxes: dict[int, Box] = {}
    order = sorted(range(len(names)), key=lambda at: (-_crowd(names[at], marks), at))
    for at in (*order, *order):  # a second time, when the places of the others are known
        others = {other: box for other, box in boxes.items() if other != at}
        boxes[at] = _best(names[at], marks, [(names[one], box) for one, box in others.items()], room)
    return tuple(Placed(name, boxes[at], _leader(name, boxes[at])) for at, name in enumerate(names))


def _crowd(name: Name, marks: Array) -> int:
    """Return the number of marks near a name."""
    if not len(marks):
        return 0
    middles = (marks[:, :2] + marks[:, 2:]) / 2
    return int((np.hypot(*(middles - name.anchor).T) < 60).sum())


def _best(name: Name, marks: Array, others: Sequence[tuple[Name, Box]], room: Point) -> Box:
    """Return the best box for a name; the far ones are tried only where all near ones cover something."""
    labels, edges = np.array([box for _, box in others], dtype=float).reshape(-1, 4), _edges(others)
    diagonals = np.stack([marks[:, :2], marks[:, 2:]], axis=1)
    for steps in (_NEAR, _ALL):
        boxes = _candidates(name, steps)
        beyond = np.clip(-boxes[:, :2], 0, None) + np.clip(boxes[:, 2:] - room, 0, None)
        cost = _distances(name, boxes) + _hidden(boxes, marks) + 3 * _hidden(boxes, labels) + OUTSIDE * beyond.sum(axis=1)
        best = np.argsort(cost, kind="stable")[:SHORT_LIST]  # only the best are tried for crossed lines, which takes long
        total = cost[best] + CROSSES * _crossings(name, boxes[best], edges)
        total += CROSSES_MARK * _crossings(name, boxes[best], diagonals)
        if total.min() < COVERS:
            break
    left, top, right, bottom = boxes[best[int(np.argmin(total))]]
    return float(left), float(top), float(right), float(bottom)


def _steps(distances: Sequence[int]) -> Array:
    """Return the steps from an anchor to the candidates: direction (x, y) and distance of each; the first is no step."""
    turns = [2 * pi * n / DIRECTIONS for n in range(DIRECTIONS)]
    return np.array([(0.0, 0.0, 0.0), *((cos(turn), sin(turn), float(far)) for far in distances for turn in turns)])


_NEAR, _ALL = _steps(range(0, 48, 6)), _steps(DISTANCES)


def _candidates(name: Name, steps: Array) -> Array:
    """Return the boxes where a name may go: on its anchor, and around it at growing distances."""
    half = np.array(name.extent) / 2
    reach = (half + BESIDE + steps[:, 2:]) * (np.hypot(steps[:, :1], steps[:, 1:2]) > 0)
    middles = np.array(name.anchor) + steps[:, :2] * reach
    return np.hstack([middles - half, middles + half])


def _distances(name: Name, boxes: Array) -> Array:
    """Return the cost of how far each box is from the anchor; within its own area only the middle counts, and a little."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2 - name.anchor
    gap = np.maximum(np.maximum(boxes[:, :2] - name.anchor, name.anchor - boxes[:, 2:]), 0)
    away = ~_at_home(name, boxes)
    distances: Array = 0.3 * np.hypot(*middle.T) + (1.5 * np.hypot(*gap.T) + AWAY * bool(name.rings)) * away
    return distances


def _at_home(name: Name, boxes: Array) -> Array:
    """Return whether the middle of each box lies in the area that it names (by the number of borders to the right of it)."""
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).T[..., None]
    home = np.zeros(len(boxes), dtype=bool)
    for ring in name.rings:
        first = np.array(ring)
        second = np.roll(first, -1, axis=0)
        spans = (first[:, 1] > y) != (second[:, 1] > y)
        height = np.where(second[:, 1] == first[:, 1], 1, second[:, 1] - first[:, 1])
        right = (second[:, 0] - first[:, 0]) * (y - first[:, 1]) / height + first[:, 0] > x
        home ^= (spans & right).sum(axis=1) % 2 == 1
    return home


def _hidden(boxes: Array, taken: Array) -> Array:
    """Return the cost of what each box covers, with a pixel of air around it."""
    near = (taken[:, 2:] > boxes[:, :2].min(axis=0)).all(axis=1) & (taken[:, :2] < boxes[:, 2:].max(axis=0)).all(axis=1)
    own = taken[near]
    wide = np.minimum(boxes[:, 2:3] + 1, own[:, 2]) - np.maximum(boxes[:, :1] - 1, own[:, 0])
    high = np.minimum(boxes[:, 3:] + 1, own[:, 3]) - np.maximum(boxes[:, 1:2] - 1, own[:, 1])
    common = np.clip(wide, 0, None) * np.clip(high, 0, None)
    cost: Array = (COVERS * (common > 0) + PER_PIXEL * common).sum(axis=1)
    return cost


def _crossings(name: Name, boxes: Array, edges: Array) -> Array:
    """Return for the line to each box how many of some edges (start, end) it crosses; none if it is not drawn."""
    anchor = name.anchor
    ends = np.clip(np.array(anchor), boxes[:, :2], boxes[:, 2:])
    start, line = np.array(anchor), (ends - anchor)[:, None]
    first, second = edges[None, :, 0], edges[None, :, 1]
    parted = _turn(line, first - start) * _turn(line, second - start) < 0
    across = second - first
    meets = _turn(across, start - first) * _turn(across, ends[:, None] - first) < 0
    is_drawn = (np.hypot(*(ends - anchor).T) > LEADER) & ~_at_home(name, boxes)
    crossings: Array = (parted & meets).sum(axis=1) * is_drawn
    return crossings


def _turn(line: Array, other: Array) -> Array:
    turn: Array = line[..., 0] * other[..., 1] - line[..., 1] * other[..., 0]
    return turn


def _edges(others: Sequence[tuple[Name, Box]]) -> Array:
    """Return the diagonals of the boxes of other names, and the lines to them."""
    edges: list[tuple[Point, Point]] = []
    for name, box in others:
        left, top, right, bottom = box
        edges += [((left, top), (right, bottom)), ((left, bottom), (right, top))]
        if end := _leader(name, box):
            edges.append((name.anchor, end))
    return np.array(edges, dtype=float).reshape(-1, 2, 2)


def _leader(name: Name, box: Box) -> Point | None:
    """Return the end of the line from the anchor to a box that is far from it and outside its area."""
    (across, down), (left, top, right, bottom) = name.anchor, box
    x, y = min(max(across, left), right), min(max(down, top), bottom)
    is_far = np.hypot(x - across, y - down) > LEADER and not _at_home(name, np.array([box]))[0]
    return (x, y) if is_far else None
