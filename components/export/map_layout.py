"""Map layout from degrees to paper: positions of districts, schools and labels in a box, for any output format. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import cos, hypot, radians

from components.exhibits.model import Map, Symbol

#: English metric units per point.
POINT = 12_700
#: Radius of a school in points per pixel on the screen, and the minimum at which its mark is legible.
_PER_PIXEL, _LEAST = 0.75, 5.5
#: Possible places of a label around its anchor, in widths and heights of the label; cost of a height of the label in distance
#: from the anchor, as a share of the label that is covered.
_AROUND = tuple(product((0, 0.3, -0.3, 0.6, -0.6, 1, -1), (0, 0.6, -0.6, 1.1, -1.1, 1.7, -1.7, 2.4, -2.4)))
_FARTHER = 0.08
#: Distance of a label from its anchor, beyond its own half, from which a line leads to it, in points.
_LEADER = 14


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a slide or a page, in English metric units."""

    left: int
    top: int
    width: int
    height: int

    def below(self, height: int) -> "Box":
        """Return the rest of the box below a strip of ``height``."""
        return replace(self, top=self.top + height, height=self.height - height)

    def strip(self, height: int) -> "Box":
        """Return the strip of ``height`` at the top."""
        return replace(self, height=height)

    def common(self, other: "Box") -> float:
        """Return the area that both boxes cover."""
        wide = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        high = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        return float(wide * high) if wide > 0 and high > 0 else 0.0

    def meets(self, other: "Box") -> bool:
        """Return True if the two boxes overlap."""
        across = self.left < other.left + other.width and other.left < self.left + self.width
        return across and self.top < other.top + other.height and other.top < self.top + self.height


@dataclass(frozen=True, slots=True)
class MapProjection:
    """Projection of degrees to a page: ``scale`` is English metric units per degree of latitude, ``narrow`` a cosine.

    ``narrow`` is the cosine of the middle latitude: a degree of longitude is shorter by this factor.
    """

    west: float
    north: float
    narrow: float
    scale: float
    left: float
    top: float

    def at(self, place: tuple[float, float]) -> tuple[int, int]:
        """Return the point on the page for a longitude and a latitude."""
        x, y = place
        return round(self.left + (x - self.west) * self.narrow * self.scale), round(self.top + (self.north - y) * self.scale)

    def disc(self, symbol: Symbol, *, size: float = 1) -> Box:
        """Return the box of a school's disc, ``size`` times as large as on a slide."""
        x, y = self.at(symbol.place)
        radius = round(max(symbol.radius * _PER_PIXEL, _LEAST) * size * POINT)
        return Box(x - radius, y - radius, 2 * radius, 2 * radius)

    def label(self, anchor: tuple[float, float], width: int, height: int, taken: Sequence[Box]) -> Box:
        """Return the box of a label: as near to its anchor as it can be while it covers little of schools and other labels."""
        x, y = self.at(anchor)
        places = [
            Box(round(x - width / 2 + right * width), round(y - height / 2 + down * height), width, height)
            for right, down in _AROUND
        ]

        def cost(place: Box) -> float:
            away = hypot(place.left + width / 2 - x, place.top + height / 2 - y)
            return sum(place.common(one) for one in taken) / (width * height) + _FARTHER * away / height

        return min(places, key=cost)

    def leader(self, anchor: tuple[float, float], label: Box) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Return the line from an anchor to the label that was moved away from it; None if it is near enough."""
        x, y = self.at(anchor)
        end = min(max(x, label.left), label.left + label.width), min(max(y, label.top), label.top + label.height)
        return ((x, y), end) if hypot(end[0] - x, end[1] - y) > _LEADER * POINT else None

    def inside(self, river: Iterable[tuple[float, float]], box: Box) -> list[list[tuple[float, float]]]:
        """Return the pieces of a river within the map; it extends far beyond it."""
        pieces: list[list[tuple[float, float]]] = [[]]
        for point in river:
            x, y = self.at(point)
            if box.left <= x <= box.left + box.width and box.top <= y <= box.top + box.height:
                pieces[-1].append(point)
            elif pieces[-1]:
                pieces.append([])
        return [piece for piece in pieces if len(piece) > 1]


def ground(body: Map, box: Box) -> MapProjection:
    """Return the projection that fits everything drawn into the box, centred."""
    west, north, wide, high = _extent(body)
    narrow = cos(radians(north - high / 2))
    scale = min(box.width / (wide * narrow), box.height / high) * 0.95
    left, top = box.left + (box.width - wide * narrow * scale) / 2, box.top + (box.height - high * scale) / 2
    return MapProjection(west, north, narrow, scale, left, top)


def height_over(body: Map, width: int) -> int:
    """Return the height of a map drawn ``width`` wide."""
    _, north, wide, high = _extent(body)
    return round(width * high / (wide * cos(radians(north - high / 2))))


def _extent(body: Map) -> tuple[float, float, float, float]:
    """Return the west and north edges and the extent in degrees across and down; a single place gets a small extent."""
    drawn = [point for area in body.areas for ring in area.rings for point in ring]
    drawn += [area.anchor for area in body.areas] + [symbol.place for symbol in body.symbols]
    west, east = min(x for x, _ in drawn), max(x for x, _ in drawn)
    south, north = min(y for _, y in drawn), max(y for _, y in drawn)
    return west, north, max(east - west, 1e-3), max(north - south, 1e-3)
