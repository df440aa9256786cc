"""The map of school projects for the browser: outlines, marks and names for every width and zoom, and the months of the film.

Pure: frames and words in, plain data out. Where a mark and a name are drawn depends on the plan alone, so that nothing jumps when
a filter, a day or a month is chosen; only in a plan of very many projects on the filter, too. ``components.widgets.city_map``
draws it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from components.charts.geography import MOST_SYMBOLS, WIDTHS, Geography, height_for, letter, smaller, symbol_radius
from components.charts.map_ground import MOST_SPREAD, Disc, Ground, Point, boxes_of, fitted, is_moved, spread
from components.charts.map_labels import Name, Placed, lines_of, placed_names
from components.i18n import headlines
from components.i18n.text import Text
from components.theme import MARKS, Theme
from models.analysis.school_year import SchoolMonth, is_started
from models.geo import KM_PER_DEGREE
from models.status import Status, Word

#: Zooms that the buttons step through, as multiples of the whole city.
ZOOMS = (1, 2, 4)
#: Units of an outline's numbers in a degree of latitude, and the margin around the city in pixels.
UNITS, MARGIN = 10_000, 14
#: Seats whose discs explain the sizes.
KEY_SEATS = (360, 1350, 3000)
#: Lengths of the scale bar in kilometres, by zoom.
SCALE_KM = (20, 10, 5)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class School:
    """A project that has a place, as far as its mark is concerned."""

    code: str
    place: Point
    radius: float


def city_map(
    projects: pd.DataFrame,
    *,
    t: Text,
    look: Theme,
    geography: Geography,
    districts: pd.DataFrame,
    months: Sequence[SchoolMonth],
    shown: Sequence[str],
    district: str = "",
    chosen: str | None = None,
) -> Json:
    """Return the data of the map: the ``projects`` of the plan, of which the codes ``shown`` are drawn.

    ``districts`` has code, name, projects (their number among those shown) and is_counted (False if the filter leaves it open);
    ``months`` are those of the film, the last one is the day that is shown; ``chosen`` is the code of the project with a ring.
    """
    placed = _with_marks(projects, shown)
    rows = zip(placed["code"], placed["longitude"], placed["latitude"], placed["seats"], strict=True)
    schools = tuple(sorted((School(code, (x, y), symbol_radius(seats)) for code, x, y, seats in rows), key=_large_first))
    totals = projects["district"].value_counts()
    names = tuple(
        (code, f"{name} {totals.get(code, 0)}") for code, name in zip(districts["code"], districts["name"], strict=True)
    )
    return {
        "city": laid_out(geography, schools, names),
        "counts": dict(districts.loc[districts["is_counted"], ["code", "projects"]].itertuples(index=False, name=None)),
        "marks": _marks(placed, [school.code for school in schools], set(shown), t),
        "months": [_month(month, [school.code for school in schools], shown, t) for month in months],
        "looks": {word.value: _look(word, look, t) for word in Word},
        "district": district,
        "chosen": chosen,
        "scale": [t("map.scale", n=km) for km in SCALE_KM],
        "key": t("map.size_key", seats=" · ".join(map(t.number, KEY_SEATS))),
        "ring": t("map.not_begun"),
    }


def _with_marks(projects: pd.DataFrame, shown: Sequence[str]) -> pd.DataFrame:
    """Return the projects that have a mark: all with a place, so that no filter moves one; of very many those shown alone."""
    if len(shown) > MOST_SYMBOLS:
        return projects.head(0)
    placed = projects[projects["longitude"].notna()]
    return placed if len(placed) <= MOST_SYMBOLS else placed[placed["code"].isin(shown)]


def _large_first(school: School) -> tuple[float, str]:
    """Return the order in which marks are drawn: the small ones on top."""
    return -school.radius, school.code


def _marks(placed: pd.DataFrame, codes: Sequence[str], shown: set[str], t: Text) -> list[Json]:
    """Return the words of each mark, and whether it is shown."""
    facts = {code: (name, seats) for code, name, seats in zip(placed["code"], placed["name"], placed["seats"], strict=True)}
    found = []
    for code in codes:
        name, seats = facts[code]
        said = "" if pd.isna(seats) else t("project.seats", n=int(seats))
        found.append({"code": code, "name": name, "seats": said, "shown": code in shown})
    return found


def _month(month: SchoolMonth, codes: Sequence[str], shown: Sequence[str], t: Text) -> Json:
    """Return a month of the film: its names, its sentence, and of each mark its status and whether building has begun."""
    states = [month.states.get(code) for code in codes]
    return {
        "label": t("map.months").split()[month.day.month - 1],
        "day": t.day(month.day),
        "said": headlines.school_month(t, month, shown),
        "states": [[one.word.value, is_started(one.step)] if one else None for one in states],
    }


def _look(word: Word, look: Theme, t: Text) -> Json:
    """Return colours, mark and words of a status; a mark that says no more than its disc is left out."""
    status = word.status
    return {
        "fill": look.status[status],
        "edge": look.edge(status),
        "ink": look.on(status),
        "mark": "" if status is Status.ON_TRACK else MARKS[status],
        "ring": "" if status in (Status.ON_TRACK, Status.NOT_DUE) else MARKS[status],
        "said": t.show(word),
    }


@lru_cache(maxsize=16)
def laid_out(geography: Geography, schools: tuple[School, ...], names: tuple[tuple[str, str], ...]) -> str:
    """Return what no day and no month changes as JSON, made once: outlines, and the layouts by width and zoom."""
    ground = _ground(geography, schools, 1, 1)
    outlines = geography.outlines()
    frame = Ground(ground.west, ground.north, 0, 0, UNITS, ground.squeeze)
    city = {
        "areas": [{"code": code, "path": _path(rings, frame)} for code, rings in outlines.items()],
        "rivers": _path(_rivers(geography), frame, is_closed=False),
        "zones": [code for code in geography.anchors() if code not in outlines],
        "units": UNITS,
        "west": ground.west,
        "north": ground.north,
        "squeeze": ground.squeeze,
        "boxes": {code: _extent(rings, frame) for code, rings in outlines.items()},
        "layouts": [
            {
                "width": width,
                "height": height_for(width),
                "size": letter(width),
                "key": [round(symbol_radius(seats) * smaller(width), 1) for seats in KEY_SEATS],
                "zooms": [_layout(geography, schools, names, width, zoom) for zoom in ZOOMS],
            }
            for width in WIDTHS
        ],
    }
    return json.dumps(city, ensure_ascii=False, separators=(",", ":"))


def _ground(geography: Geography, schools: Sequence[School], width: float, height: float, zoom: int = 1) -> Ground:
    """Return the projection of the whole city, ``zoom`` times as large as it fits."""
    points = [point for rings in geography.outlines().values() for ring in rings for point in ring]
    points += [*geography.anchors().values(), *(school.place for school in schools)]
    once = fitted(points, width, height, margin=MARGIN)
    return Ground(once.west, once.north, once.left * zoom, once.top * zoom, once.per_degree * zoom, once.squeeze)


def _layout(geography: Geography, schools: Sequence[School], names: Sequence[tuple[str, str]], width: int, zoom: int) -> Json:
    """Return where marks and names go on a map ``width`` wide and ``zoom`` times as large."""
    height = height_for(width)
    ground, room = _ground(geography, schools, width, height, zoom), (float(width * zoom), float(height * zoom))
    discs: tuple[Disc, ...] = tuple((*ground(one.place), one.radius * smaller(width)) for one in schools)
    middles, radii = spread(discs, room), [one[2] for one in discs]
    anchors, outlines = geography.anchors(), geography.outlines()
    known = [(code, said) for code, said in names if code in anchors]
    size = letter(width)
    wanted = tuple(_name(ground, anchors[code], outlines.get(code, []), said, size) for code, said in known)
    # Names lie upon so many marks that they would find no room, and a search for it would take long at every width and zoom.
    taken = boxes_of(middles, radii) if len(schools) <= MOST_SPREAD else ()
    placed = placed_names(wanted, taken, room)
    return {
        "left": round(ground.left, 1),
        "top": round(ground.top, 1),
        "degree": round(ground.per_degree, 2),
        "km": round(SCALE_KM[ZOOMS.index(zoom)] / KM_PER_DEGREE * ground.per_degree, 1),
        "marks": [_spot(disc, at) for disc, at in zip(discs, middles, strict=True)],
        "names": [_label(code, one) for (code, _), one in zip(known, placed, strict=True)],
    }


def _name(ground: Ground, anchor: Point, rings: list[list[Point]], said: str, size: int) -> Name:
    x, y = ground(anchor)
    outline = tuple(tuple(map(ground, ring)) for ring in rings)
    return Name((x, y) if outline else (x, y + size), lines_of(said), size, outline)


def _spot(disc: Disc, at: Point) -> list[float]:
    """Return the middle and radius of a mark, and its true place if a line leads there."""
    x, y, radius = disc
    own = [round(at[0], 1), round(at[1], 1), round(radius, 1)]
    return [*own, round(x, 1), round(y, 1)] if is_moved((x, y), at) else own


def _label(code: str, placed: Placed) -> Json:
    """Return a name without the number at its end, which depends on the filter; and where it goes."""
    *others, last = placed.name.lines
    box, anchor = [round(one, 1) for one in placed.box], [round(one, 1) for one in placed.name.anchor]
    leader = [*anchor, *(round(float(one), 1) for one in placed.leader)] if placed.leader else None
    return {"code": code, "lines": [*others, last.rsplit(" ", 1)[0]], "box": box, "at": anchor, "leader": leader}


def _path(rings: Sequence[Sequence[Point]], ground: Ground, *, is_closed: bool = True) -> str:
    """Return outlines as an SVG path in whole numbers."""
    end = "Z" if is_closed else ""
    shapes = [[tuple(round(one) for one in ground(point)) for point in ring] for ring in rings]
    return "".join("M" + "L".join(f"{x} {y}" for x, y in shape) + end for shape in shapes)


def _rivers(geography: Geography) -> list[list[Point]]:
    lines = (one["geometry"] for one in geography.context["features"])
    return [[(x, y) for x, y, *_ in one["coordinates"]] for one in lines if one["type"] == "LineString"]


def _extent(rings: Sequence[Sequence[Point]], ground: Ground) -> list[int]:
    """Return the box of a district in the numbers of its outline."""
    points = [ground(point) for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return [round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))]


def words_in(months: Sequence[SchoolMonth], codes: Sequence[str]) -> list[Word]:
    """Return the words for a status that occur in any month, for the legend."""
    return list({month.states[code].word for month in months for code in codes if code in month.states})
