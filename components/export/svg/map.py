"""Maps as pictures: districts, rivers, schools with their marks, and names where they cover least."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from components.exhibits.model import Map
from components.export.svg.draw import Drawing, Pen, Sign, disc, element, legend, line, path, status_disc, status_signs, words
from components.typography import BODY, SMALL, TINY, length, wrap
from models.geo import KM_PER_DEGREE

#: Default ratio of a map's height to its width.
SHAPE = 0.56
#: Maximum number of schools that are named next to their discs.
NAMED = 12
#: Lengths of the scale bar in kilometres.
SCALES = (20, 10, 5, 2, 1)
#: Candidate positions of a label around its anchor, in multiples of its width and height.
AROUND = [(x, y) for x in (0, 0.62, -0.62, 1.1, -1.1) for y in (0, 0.9, -0.9, 1.8, -1.8, 2.8, -2.8)]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """Projection of places: ``west`` and ``north`` map to ``left`` and ``top``; ``per_degree`` is pixels per latitude degree."""

    west: float
    north: float
    left: float
    top: float
    per_degree: float
    squeeze: float

    def __call__(self, place: tuple[float, float]) -> tuple[float, float]:
        """Return the position of a place, in pixels to the right and down."""
        longitude, latitude = place
        across = (longitude - self.west) * self.squeeze * self.per_degree
        return self.left + across, self.top + (self.north - latitude) * self.per_degree


def draw_map(body: Map, pen: Pen) -> Drawing:
    """Draw districts with name and count, schools as discs in the colour of their status, and the legend below them."""
    foot = legend(_signs(body, pen), pen, 0)
    height = (pen.height or pen.width * SHAPE) - foot.height - 12
    ground = _ground(body, pen.width, height)
    rivers = element("svg", "".join(_rivers(body, ground, pen)), width=pen.width, height=height, overflow="hidden")
    found = [*_areas(body, ground, pen), rivers, *_scale(ground, pen.width, height, pen)]
    found += _named(body, ground, pen, height)
    shifted = f'<g transform="translate(0 {height + 12:.1f})">{"".join(foot.elements)}</g>'
    return Drawing((*found, shifted), height + 12 + foot.height)


def _signs(body: Map, pen: Pen) -> list[Sign]:
    signs = status_signs((symbol.word for symbol in body.symbols), pen)
    return [*signs, Sign("", pen.t("sheet.map_note" if body.symbols else "sheet.map_empty"))]


def _ground(body: Map, width: float, height: float) -> Ground:
    """Return the projection that centres the whole city in the available space."""
    points = [point for area in body.areas for ring in area.rings for point in ring]
    points += [area.anchor for area in body.areas] + [symbol.place for symbol in body.symbols]
    if not points:
        points = [point for ring in body.lines for point in ring] or [(0.0, 0.0)]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))
    room = (width - 40, height - 40)
    per_degree = min(room[0] / max((east - west) * squeeze, 0.02), room[1] / max(north - south, 0.02))
    left = (width - (east - west) * squeeze * per_degree) / 2
    return Ground(west, north, left, (height - (north - south) * per_degree) / 2, per_degree, squeeze)


def _areas(body: Map, ground: Ground, pen: Pen) -> list[str]:
    """Draw the districts, the chosen one last, so that its outline is complete."""
    found = []
    for area in sorted(body.areas, key=lambda area: area.code == body.chosen):
        is_chosen = area.code == body.chosen
        edge, wide = (pen.look.accent, 3.0) if is_chosen else (pen.look.plain, 1.0)
        found += [path([ground(place) for place in ring], fill=pen.look.panel, edge=edge, wide=wide) for ring in area.rings]
    return found


def _rivers(body: Map, ground: Ground, pen: Pen) -> list[str]:
    """Draw the rivers, which extend far beyond the city and are clipped at the edge of the map."""
    return [path([ground(place) for place in ring], edge=pen.look.line, wide=4) for ring in body.lines if ring]


def _scale(ground: Ground, width: float, height: float, pen: Pen) -> list[str]:
    """Draw a scale bar of known length, at most a fifth of the map."""
    lengths = {km: km / KM_PER_DEGREE * ground.per_degree for km in SCALES}
    km, wide = next(((km, wide) for km, wide in lengths.items() if wide <= width / 5), (SCALES[-1], lengths[SCALES[-1]]))
    said = words(0, height - 16, pen.t("map.scale", n=km), pen.look.soft, size=TINY)
    return [line(0, height - 3, wide, height - 3, pen.look.soft, wide=3), said]


def _named(body: Map, ground: Ground, pen: Pen, height: float) -> list[str]:
    """Draw discs, the small ones on top, then the names of the districts, then those of the schools if they are few."""
    found: list[str] = []
    discs: list[Box] = []
    taken: list[Box] = []
    for symbol in sorted(body.symbols, key=lambda symbol: -symbol.radius):
        (x, y), said = ground(symbol.place), f"{symbol.name} {pen.t.show(symbol.word)}"
        found += status_disc(x, y, symbol.radius, symbol.status, pen.look, said)
        discs.append((x - symbol.radius, y - symbol.radius, x + symbol.radius, y + symbol.radius))
    zones = [area for area in body.areas if not area.rings]
    found += [disc(*ground(area.anchor), 3, pen.look.paper, edge=pen.look.soft, wide=1.5) for area in zones]
    labels = [(ground(area.anchor), area.label, SMALL + 1, True) for area in body.areas if area.rings]
    labels += [(_under(ground(area.anchor), 3), area.label, SMALL + 1, True) for area in zones]
    if len(body.symbols) <= NAMED:
        labels += [(_under(ground(one.place), one.radius), one.name, TINY, False) for one in body.symbols]
    for anchor, said, size, is_area in labels:
        lines = wrap(said, 11 * size, size, most=2)
        at = _place(anchor, lines, size, discs, taken, (pen.width, height))
        taken.append(at)
        found += _label(anchor, at, lines, size, is_area, pen)
    return found


def _under(point: tuple[float, float], radius: float) -> tuple[float, float]:
    return point[0], point[1] + radius + 10


def _place(
    anchor: tuple[float, float],
    lines: Sequence[str],
    size: float,
    discs: Sequence[Box],
    taken: Sequence[Box],
    room: tuple[float, float],
) -> Box:
    """Return the box in which text covers least: other text counts eight times a disc, and distance has a cost."""
    wide, high = max(length(one, size) for one in lines) + 6, len(lines) * size * 1.25 + 4

    def cost(box: Box) -> float:
        outside = max(-box[0], 0) + max(-box[1], 0) + max(box[2] - room[0], 0) + max(box[3] - room[1], 0)
        far = hypot((box[0] + box[2]) / 2 - anchor[0], (box[1] + box[3]) / 2 - anchor[1])
        hidden = sum(_common(box, one) for one in discs) + 8 * sum(_common(box, one) for one in taken)
        return hidden + 4 * far + 100 * outside

    middles = [(anchor[0] + x * wide, anchor[1] + y * high) for x, y in AROUND]
    return min(((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2) for x, y in middles), key=cost)


def _common(one: Box, other: Box) -> float:
    """Return the overlap of two boxes in square pixels."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _label(anchor: tuple[float, float], box: Box, lines: Sequence[str], size: float, is_area: bool, pen: Pen) -> list[str]:
    """Draw text with a halo, and a thin leader line to what it names if that is far."""
    middle, centre = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    is_far = hypot(max(abs(middle - anchor[0]) - (box[2] - box[0]) / 2, 0), centre - anchor[1]) > 1.6 * BODY
    found = [line(*anchor, middle, centre, pen.look.soft)] if is_far else []
    first, colour = centre - (len(lines) - 1) * size * 0.625, pen.look.ink if is_area else pen.look.soft
    for n, one in enumerate(lines):
        at = first + n * size * 1.25
        found.append(words(middle, at, one, colour, size=size, anchor="middle", bold=is_area, halo=pen.look.paper))
    return found
