"""The plane of the WebGL map in pixels: discs moved apart and labels on it, as on every other map. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asinh, atan, degrees, log2, radians, sinh, tan
from statistics import fmean

import pandas as pd

from components.charts.geography import MOST_SYMBOLS, Geography, letter, smaller, symbol_radius
from components.charts.map_ground import Point, boxes_of, is_moved, spread
from components.charts.map_labels import Name, Placed, lines_of, placed_names

#: Side of the squares that very many projects are grouped by, in pixels.
SQUARE = 40


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane of the map (Mercator) in pixels, to the right and down from the corner of a box around the middle of the view."""

    longitude: float
    latitude: float
    zoom: float
    width: float
    height: float

    def at(self, place: Point) -> Point:
        """Return the point of a place."""
        (x, y), (left, top) = _pixels(place, self.zoom), _pixels((self.longitude, self.latitude), self.zoom)
        return x - left + self.width / 2, y - top + self.height / 2

    def place(self, point: Point) -> list[float]:
        """Return the place at a point, the inverse of ``at``."""
        world = 512 * 2**self.zoom
        left, top = _pixels((self.longitude, self.latitude), self.zoom)
        x, y = point[0] + left - self.width / 2, point[1] + top - self.height / 2
        return [float(360 * x / world), degrees(atan(sinh(-y * radians(360) / world)))]


def _pixels(place: Point, zoom: float) -> Point:
    world, (longitude, latitude) = 512 * 2**zoom, place
    return world * longitude / 360, -world * asinh(tan(radians(latitude))) / radians(360)


@dataclass(frozen=True, slots=True)
class DrawnDisc:
    """A disc on the plane: its middle, its radius, and its true place if a line leads there."""

    at: Point
    radius: float
    stem: Point | None


def drawn_discs(placed: pd.DataFrame, plane: Plane, width: int) -> tuple[DrawnDisc, ...]:
    """Return the discs of projects, moved apart where they would cover each other."""
    rows = zip(placed["longitude"], placed["latitude"], placed["seats"], strict=True)
    discs = tuple((*plane.at((x, y)), symbol_radius(seats) * smaller(width)) for x, y, seats in rows)
    middles = spread(discs, (plane.width, plane.height))
    pairs = zip(discs, middles, strict=True)
    return tuple(DrawnDisc(at, radius, (x, y) if is_moved((x, y), at) else None) for (x, y, radius), at in pairs)


@dataclass(frozen=True, slots=True)
class Group:
    """Near projects drawn as one disc: its middle and radius on the plane, and their statuses."""

    at: Point
    radius: float
    statuses: tuple[str, ...]


def is_grouped(projects: pd.DataFrame) -> bool:
    """Return True if the projects that have a place are too many to be drawn one by one."""
    return int(projects["longitude"].notna().sum()) > MOST_SYMBOLS


def grouped(placed: pd.DataFrame, plane: Plane) -> tuple[Group, ...]:
    """Return the projects in groups by squares of the plane, near the mean of their points, where none covers another."""
    near: dict[tuple[int, int], list[tuple[Point, str]]] = {}
    for x, y, status in zip(*(placed[name].tolist() for name in ("longitude", "latitude", "status")), strict=True):
        across, down = plane.at((x, y))
        near.setdefault((int(across // SQUARE), int(down // SQUARE)), []).append(((across, down), status))
    discs = tuple((*_mean([at for at, _ in own]), min(SQUARE / 2, 10 + 2 * log2(len(own)))) for own in near.values())
    middles = spread(discs, (plane.width, plane.height))
    return tuple(
        Group(at, radius, tuple(status for _, status in own))
        for at, (_, _, radius), own in zip(middles, discs, near.values(), strict=True)
    )


def _mean(points: Sequence[Point]) -> Point:
    return fmean(x for x, _ in points), fmean(y for _, y in points)


def placed_labels(
    geography: Geography, districts: pd.DataFrame, discs: Sequence[DrawnDisc | Group], plane: Plane, width: int
) -> tuple[Placed, ...]:
    """Return the labels of the districts where they cover no disc and no other label."""
    anchors, outlines, size = geography.anchors(), geography.outlines(), letter(width)
    names = []
    for code, label in zip(districts["code"], districts["label"], strict=True):
        if code in anchors:
            rings = tuple(tuple(map(plane.at, ring)) for ring in outlines.get(code, []))
            names.append(Name(plane.at(anchors[code]), lines_of(label), size, rings))
    taken = boxes_of([one.at for one in discs], [one.radius for one in discs])
    return placed_names(tuple(names), taken, (plane.width, plane.height))
