"""Schools of which only the district is known: apart from each other, near their district, and never like a status."""

from itertools import combinations
from math import cos, hypot, radians

from shapely.geometry import Point, shape

from components.charts.approximate_marks import SPREAD, count_by_district, marks_in_districts
from tests.components.charts.test_webgl_map import GEOGRAPHY, NO_GEOGRAPHY

THIRTEEN = [("410102", "✔" if n % 2 else "", f"学校{n}", "已投用") for n in range(13)]
MARKS = marks_in_districts(THIRTEEN, GEOGRAPHY)


def away(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two places on the ground in degrees of latitude."""
    return hypot((one[0] - other[0]) * cos(radians(one[1])), one[1] - other[1])


def test_marks_of_a_district_lie_apart_and_near_its_label() -> None:
    anchor = GEOGRAPHY.anchors()["410102"]
    assert min(away(one.place, other.place) for one, other in combinations(MARKS, 2)) > 0.7 * SPREAD
    assert max(away(one.place, anchor) for one in MARKS) < 6 * SPREAD


def test_no_mark_lies_in_another_district() -> None:
    features = GEOGRAPHY.areas["features"]
    (outline,) = [shape(one["geometry"]) for one in features if one["properties"]["code"] == "410102"]
    assert [mark for mark in MARKS if not outline.contains(Point(mark.place))] == []


def test_a_district_without_room_keeps_its_marks() -> None:
    crowd = marks_in_districts([("410106", "", "学校", "在建")] * 200, GEOGRAPHY)
    assert len({mark.place for mark in crowd}) == 200


def test_a_school_without_a_district_is_not_drawn() -> None:
    assert marks_in_districts([("", "✔", "学校", "已投用"), ("JK", "", "学校", "在建")], NO_GEOGRAPHY) == []
    assert count_by_district(marks_in_districts([("", "✔", "学校", "已投用"), ("JK", "", "学校", "在建")], GEOGRAPHY)) == {
        "JK": 1
    }
