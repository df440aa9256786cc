"""From degrees to paper: where districts, schools and labels of a map stand in a box, for whatever format draws them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import cos, radians

from components.exhibits.model import Map, Symbol

#: English metric units of a point.
POINT = 12_700
#: Points of the radius of a school by pixels on the screen, and the least in which its mark can be read.
_PER_PIXEL, _LEAST = 0.75, 5.5


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide or a page, in English metric units."""

    left: int
    top: int
    width: int
    height: int

    def below(self, height: int) -> "Box":
        """What is left under a strip of ``height``."""
        return replace(self, top=self.top + height, height=self.height - height)

    def strip(self, height: int) -> "Box":
        """The strip of ``height`` at the top."""
        return replace(self, height=height)

    def meets(self, other: "Box") -> bool:
        """Whether they share a place."""
        across = self.left < other.left + other.width and other.left < self.left + self.width
        return across and self.top < other.top + other.height and other.top < self.top + self.height


@dataclass(frozen=True, slots=True)
class Ground:
    """How degrees become a page: ``scale`` English metric units a degree of latitude, ``narrow`` the cosine of the middle."""

    west: float
    north: float
    narrow: float
    scale: float
    left: float
    top: float

    def at(self, place: tuple[float, float]) -> tuple[int, int]:
        """The point on the page of a longitude and a latitude."""
        x, y = place
        return round(self.left + (x - self.west) * self.narrow * self.scale), round(self.top + (self.north - y) * self.scale)

    def disc(self, symbol: Symbol, *, size: float = 1) -> Box:
        """The place of a school's disc, ``size`` times as large as on a slide."""
        x, y = self.at(symbol.place)
        radius = round(max(symbol.radius * _PER_PIXEL, _LEAST) * size * POINT)
        return Box(x - radius, y - radius, 2 * radius, 2 * radius)

    def label(self, anchor: tuple[float, float], width: int, height: int, taken: Sequence[Box]) -> Box:
        """The place of a label at its anchor, or as near to it as no school and no other label stands."""
        x, y = self.at(anchor)
        steps = sorted(product(range(-5, 6), range(-2, 3)), key=lambda step: step[0] ** 2 + (2 * step[1]) ** 2)
        places = [
            Box(x - width // 2 + right * width // 2, y - height // 2 + down * height // 2, width, height) for down, right in steps
        ]
        return next((one for one in places if not any(one.meets(other) for other in taken)), places[0])

    def inside(self, river: Iterable[tuple[float, float]], box: Box) -> list[list[tuple[float, float]]]:
        """The pieces of a river that lie on the map: it comes from far away."""
        pieces: list[list[tuple[float, float]]] = [[]]
        for point in river:
            x, y = self.at(point)
            if box.left <= x <= box.left + box.width and box.top <= y <= box.top + box.height:
                pieces[-1].append(point)
            elif pieces[-1]:
                pieces.append([])
        return [piece for piece in pieces if len(piece) > 1]


def ground(body: Map, box: Box) -> Ground:
    """Everything that is drawn fits the box, in its middle."""
    west, north, wide, high = _extent(body)
    narrow = cos(radians(north - high / 2))
    scale = min(box.width / (wide * narrow), box.height / high) * 0.95
    left, top = box.left + (box.width - wide * narrow * scale) / 2, box.top + (box.height - high * scale) / 2
    return Ground(west, north, narrow, scale, left, top)


def height_over(body: Map, width: int) -> int:
    """How high a map is that is drawn ``width`` wide."""
    _, north, wide, high = _extent(body)
    return round(width * high / (wide * cos(radians(north - high / 2))))


def _extent(body: Map) -> tuple[float, float, float, float]:
    """West and north edge, degrees across and down; a single place is a little wide and high."""
    drawn = [point for area in body.areas for ring in area.rings for point in ring]
    drawn += [area.anchor for area in body.areas] + [symbol.place for symbol in body.symbols]
    west, east = min(x for x, _ in drawn), max(x for x, _ in drawn)
    south, north = min(y for _, y in drawn), max(y for _, y in drawn)
    return west, north, max(east - west, 1e-3), max(north - south, 1e-3)
