"""Map layout from degrees to paper: positions of districts, schools and labels in a box, for any output format. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import cos, radians
from typing import TypeAlias

from components.charts.map_ground import boxes_of, is_moved, spread
from components.charts.map_labels import Name, lines_of, placed_names
from components.exhibits.model import Area, Map, Symbol

#: English metric units per point.
POINT = 12_700
#: Radius of a school in points per pixel on the screen, and the minimum at which its mark is legible.
_PER_PIXEL, _LEAST = 0.75, 5.5
#: Width of labels relative to ``length``, for the fonts that may stand in for ours; distance of a zone's label from its point, in
#: heights of the text.
_WIDER, _UNDER = 1.08, 0.9


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

    def meets(self, other: "Box") -> bool:
        """Return True if the two boxes overlap."""
        across = self.left < other.left + other.width and other.left < self.left + self.width
        return across and self.top < other.top + other.height and other.top < self.top + self.height


#: A line from one point on a page to another.
Line: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """The label of a district at its place, and the line to it from the district if it had to be moved out."""

    area: Area
    lines: int
    box: Box
    leader: Line | None


@dataclass(frozen=True, slots=True)
class PlacedMap:
    """Discs of schools that do not cover each other, lines from the places of those that were moved, and labels beside them."""

    discs: tuple[Box, ...]
    moved: tuple[Line, ...]
    labels: tuple[PlacedLabel, ...]


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


def placed(body: Map, land: MapProjection, box: Box, *, text: float, disc: float = 1) -> PlacedMap:
    """Return where schools and labels go in a box, as on the screen; ``text`` is a size in points, ``disc`` a scale."""

    def on_paper(place: tuple[float, float]) -> tuple[float, float]:
        x, y = land.at(place)
        return (x - box.left) / POINT, (y - box.top) / POINT

    def on_page(point: tuple[float, float]) -> tuple[int, int]:
        return box.left + round(point[0] * POINT), box.top + round(point[1] * POINT)

    room = (box.width / POINT, box.height / POINT)
    radii = [land.disc(symbol, size=disc).width / 2 / POINT for symbol in body.symbols]
    places = [on_paper(symbol.place) for symbol in body.symbols]
    middles = spread(tuple((*place, radius) for place, radius in zip(places, radii, strict=True)), room)
    names = tuple(_name(area, on_paper, text) for area in body.areas)
    labels = []
    for area, one in zip(body.areas, placed_names(names, boxes_of(middles, radii), room), strict=True):
        (left, top), (right, bottom) = on_page(one.box[:2]), on_page(one.box[2:])
        leader = None if one.leader is None else (on_page(one.name.anchor), on_page(one.leader))
        labels.append(PlacedLabel(area, len(one.name.lines), Box(left, top, right - left, bottom - top), leader))
    discs = (_around(on_page(middle), radius) for middle, radius in zip(middles, radii, strict=True))
    pairs = zip(places, middles, strict=True)
    return PlacedMap(tuple(discs), tuple((on_page(one), on_page(at)) for one, at in pairs if is_moved(one, at)), tuple(labels))


def _name(area: Area, on_paper: Callable[[tuple[float, float]], tuple[float, float]], text: float) -> Name:
    """Return the label of a district, to be written within its outline; that of a zone goes below its point."""
    x, y = on_paper(area.anchor)
    rings = tuple(tuple(map(on_paper, ring)) for ring in area.rings)
    return Name((x, y) if rings else (x, y + _UNDER * text), lines_of(area.label), text * _WIDER, rings)


def _around(middle: tuple[int, int], radius: float) -> Box:
    half = round(radius * POINT)
    return Box(middle[0] - half, middle[1] - half, 2 * half, 2 * half)


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
