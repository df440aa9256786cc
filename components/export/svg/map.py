"""Maps as pictures: districts, rivers, schools with their marks, and names where they cover least."""

from components.charts.map_ground import Ground, boxes_of, fitted, is_moved, spread
from components.charts.map_labels import LEADING, Name, Placed, lines_of, placed_names
from components.exhibits.model import Area, Map
from components.export.svg.draw import (
    Drawing,
    Pen,
    Sign,
    disc,
    element,
    legend,
    line,
    not_begun_sign,
    path,
    status_disc,
    status_signs,
    words,
)
from components.typography import SMALL, TINY, wrap
from models.geo import KM_PER_DEGREE

#: Default ratio of a map's height to its width.
SHAPE = 0.56
#: Maximum number of schools that are named next to their discs.
NAMED = 12
#: Lengths of the scale bar in kilometres.
SCALES = (20, 10, 5, 2, 1)


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
    if not all(symbol.is_started for symbol in body.symbols):
        signs.append(not_begun_sign(pen))
    return [*signs, Sign("", pen.t("sheet.map_note" if body.symbols else "sheet.map_empty"))]


def _ground(body: Map, width: float, height: float) -> Ground:
    """Return the projection that centres the whole city in the available space."""
    points = [point for area in body.areas for ring in area.rings for point in ring]
    points += [area.anchor for area in body.areas] + [symbol.place for symbol in body.symbols]
    return fitted(points or [point for ring in body.lines for point in ring], width, height)


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
    symbols = sorted(body.symbols, key=lambda symbol: (-symbol.radius, symbol.code))
    room = (pen.width, height)
    discs = tuple((*ground(symbol.place), symbol.radius) for symbol in symbols)
    middles = spread(discs, room)
    zones = [area for area in body.areas if not area.rings]
    found = [disc(*ground(area.anchor), 3, pen.look.paper, edge=pen.look.soft, wide=1.5) for area in zones]
    marks: list[str] = []
    for symbol, (x, y, radius), at in zip(symbols, discs, middles, strict=True):
        if is_moved((x, y), at):
            found.append(line(x, y, *at, pen.look.soft))
        said = f"{symbol.name} {pen.t.show(symbol.word)}"
        marks += status_disc(*at, radius, symbol.status, pen.look, said, is_begun=symbol.is_started)
    names = [_name(area, ground) for area in body.areas]
    if len(symbols) <= NAMED:
        under = zip(symbols, middles, strict=True)
        names += [Name((x, y + one.radius + 10), tuple(wrap(one.name, 11 * TINY, TINY, most=2)), TINY) for one, (x, y) in under]
    taken = boxes_of(middles, [one.radius for one in symbols])
    placed = placed_names(tuple(names), taken, room)
    found += [line(*one.name.anchor, *one.leader, pen.look.soft) for one in placed if one.leader]
    return [*found, *marks, *(part for n, one in enumerate(placed) for part in _label(one, n < len(body.areas), pen))]


def _name(area: Area, ground: Ground) -> Name:
    """Return the name of a district, to be written within its outline; that of a zone goes below its point."""
    x, y = ground(area.anchor)
    rings = tuple(tuple(map(ground, ring)) for ring in area.rings)
    size = SMALL + 1
    return Name((x, y) if rings else (x, y + 13), lines_of(area.label), size, rings)


def _label(placed: Placed, is_area: bool, pen: Pen) -> list[str]:
    """Draw text with a halo, line by line."""
    left, top, right, bottom = placed.box
    name, colour = placed.name, pen.look.ink if is_area else pen.look.soft
    first = (top + bottom) / 2 - (len(name.lines) - 1) * name.size * LEADING / 2
    return [
        words(
            (left + right) / 2,
            first + n * name.size * LEADING,
            said,
            colour,
            size=name.size,
            anchor="middle",
            bold=is_area,
            halo=pen.look.paper,
        )
        for n, said in enumerate(name.lines)
    ]
