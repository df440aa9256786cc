"""Projection of a city's places onto a picture, in pixels, and marks that would cover each other moved apart. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

import numpy as np

Point = tuple[float, float]
#: A mark: the middle to the right and down, and the radius.
Disc = tuple[float, float, float]
#: Maximum number of marks that are moved apart: more would have no room, and take long.
MOST_SPREAD = 400
#: Rounds of moving apart, the share of the way back to its place that a mark is drawn in each, and the gap between two marks.
ROUNDS, BACK, GAP = 80, 0.04, 1.0
#: Length of the way after which a line leads from a mark to its place.
MOVED = 6.0


@dataclass(frozen=True, slots=True)
class Ground:
    """Projection of places: ``west`` and ``north`` map to ``left`` and ``top``; ``per_degree`` is pixels per latitude degree."""

    west: float
    north: float
    left: float
    top: float
    per_degree: float
    squeeze: float

    def __call__(self, place: Point) -> Point:
        """Return the position of a place, in pixels to the right and down."""
        longitude, latitude = place
        across = (longitude - self.west) * self.squeeze * self.per_degree
        return self.left + across, self.top + (self.north - latitude) * self.per_degree


def fitted(points: Iterable[Point], width: float, height: float, *, margin: float = 20) -> Ground:
    """Return the projection that centres some places in a picture, with a margin around them."""
    known = list(points) or [(0.0, 0.0)]
    west, east = min(x for x, _ in known), max(x for x, _ in known)
    south, north = min(y for _, y in known), max(y for _, y in known)
    squeeze = cos(radians((south + north) / 2))
    room = (width - 2 * margin, height - 2 * margin)
    per_degree = min(room[0] / max((east - west) * squeeze, 0.02), room[1] / max(north - south, 0.02))
    left = (width - (east - west) * squeeze * per_degree) / 2
    return Ground(west, north, left, (height - (north - south) * per_degree) / 2, per_degree, squeeze)


@lru_cache(maxsize=128)
def spread(discs: tuple[Disc, ...], room: Point) -> tuple[Point, ...]:
    """Return the middles of marks moved apart until none covers another, each as near to its place as the others let it.

    ``room`` is the width and height that they stay within. Too many marks stay where they are.
    """
    if not 1 < len(discs) <= MOST_SPREAD:
        return tuple((x, y) for x, y, _ in discs)
    places, radii = np.array([one[:2] for one in discs]), np.array([one[2] for one in discs])
    low, high = radii[:, None], np.array(room) - radii[:, None]
    at = places + _fan(len(discs))
    for turn in range(ROUNDS):
        back = BACK * (1 - turn / ROUNDS)  # in the last rounds nothing pulls the marks over each other again
        at = np.clip(at + _pushes(at, radii) + back * (places - at), low, np.maximum(high, low))
    return tuple((float(x), float(y)) for x, y in at)


def _fan(many: int) -> np.ndarray[Any, Any]:
    """Return a tiny step in a direction of its own for each mark, so that marks at one place part."""
    turn = np.arange(many) * 2.4  # the golden angle
    return 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])


def _pushes(at: np.ndarray[Any, Any], radii: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return how far each mark is pushed by those that it covers."""
    apart = at[:, None] - at[None]
    distance = np.hypot(apart[..., 0], apart[..., 1])
    np.fill_diagonal(distance, np.inf)
    over = np.clip(radii[:, None] + radii[None] + GAP - distance, 0, None)
    total: np.ndarray[Any, Any] = (apart / np.maximum(distance, 1e-9)[..., None] * (over / 2)[..., None]).sum(axis=1)
    return total


def is_moved(place: Point, at: Point) -> bool:
    """Return True if a mark is so far from its place that a line has to say where it belongs."""
    return float(np.hypot(at[0] - place[0], at[1] - place[1])) > MOVED


def boxes_of(middles: Sequence[Point], radii: Sequence[float]) -> tuple[tuple[float, float, float, float], ...]:
    """Return the boxes around marks: left, top, right, bottom."""
    return tuple((x - r, y - r, x + r, y + r) for (x, y), r in zip(middles, radii, strict=True))
