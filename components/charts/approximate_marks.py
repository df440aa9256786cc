"""Schools of which only the district is known: hollow marks spread around the point of its label. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, radians, sin, sqrt

from components.charts.geography import Geography

Place = tuple[float, float]
Ring = Sequence[Place]
#: Distance between neighbouring marks of a district, in degrees of latitude (about 2 km).
SPREAD = 0.021
#: Angle from one mark to the next, by which any number of marks are spread evenly over a disc.
TURN = pi * (3 - sqrt(5))
#: Shares of that distance that are tried, the widest first, until all marks lie within their district.
CLOSER = (1, 0.85, 0.7, 0.55, 0.4)
#: Places tried for each mark.
MOST_TURNS = 4
#: Radius of a mark in pixels; it does not tell the number of seats.
RADIUS = 6


@dataclass(frozen=True, slots=True)
class ApproximateMark:
    """A school at an invented place in its district: ``sign`` is drawn in the hollow mark, ``state`` is as published."""

    district: str
    place: Place
    sign: str
    name: str
    state: str


def marks_in_districts(schools: Sequence[tuple[str, str, str, str]], geography: Geography) -> list[ApproximateMark]:
    """Return the marks of schools given as district, sign, name and state; none for a school whose district is not on the map."""
    anchors, outlines = geography.anchors(), geography.outlines()
    numbers = Counter(district for district, *_ in schools)
    places = {code: iter(_places(anchors[code], outlines.get(code, []), n)) for code, n in numbers.items() if code in anchors}
    return [ApproximateMark(district, next(places[district]), *rest) for district, *rest in schools if district in places]


def _places(anchor: Place, rings: Sequence[Ring], n: int) -> list[Place]:
    """Return ``n`` places around an anchor, within the outline if there is one: closer together in a small district."""
    for share in CLOSER if rings else ():
        spiral = [_on_spiral(anchor, at, SPREAD * share) for at in range(MOST_TURNS * n)]
        inside = [place for place in spiral if any(_is_inside(place, ring) for ring in rings)]
        if len(inside) >= n:
            return inside[:n]
    return [_on_spiral(anchor, at, SPREAD) for at in range(n)]


def _on_spiral(anchor: Place, at: int, spread: float) -> Place:
    """Return the place number ``at`` around an anchor: a spiral on which places are equally far apart on the ground."""
    longitude, latitude = anchor
    reach = spread * sqrt(at + 0.5)
    return longitude + reach * cos(at * TURN) / cos(radians(latitude)), latitude + reach * sin(at * TURN)


def _is_inside(place: Place, ring: Ring) -> bool:
    """Return True if a line from a place to the east crosses the ring an odd number of times."""
    x, y = place
    crossings = [
        x0 + (y - y0) / (y1 - y0) * (x1 - x0) for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]) if (y0 > y) != (y1 > y)
    ]
    return sum(at > x for at in crossings) % 2 == 1


def count_by_district(marks: Sequence[ApproximateMark]) -> Mapping[str, int]:
    """Return the number of marks in each district that has any."""
    codes = [mark.district for mark in marks]
    return {code: codes.count(code) for code in dict.fromkeys(codes)}
