"""Places on paper: boxes, the projection of degrees, room for labels, and the part of a river that is on the map."""

from dataclasses import replace
from itertools import combinations
from math import hypot

import pytest

from components.exhibits.model import Area, Map, Symbol
from components.export.map_layout import POINT, Box, MapProjection, ground, height_over, placed
from models.status import Word

#: A projection of one unit per thousandth of a degree, both ways, from 113° east and 35° north.
FLAT = MapProjection(west=113, north=35, narrow=1, scale=1000, left=0, top=0)
#: Two by one degrees at the equator, where a degree of longitude is as long as one of latitude.
RING = ((0.0, -0.5), (2.0, -0.5), (2.0, 0.5), (0.0, 0.5), (0.0, -0.5))
WIDE = Map((Area("N", "北区", (RING,), (1.0, 0.0), "北 1", 1),), (), (), {})


def school(place: tuple[float, float], radius: float = 10) -> Symbol:
    return Symbol("P1", "一中", place, Word.MET, radius)


def test_a_strip_and_what_is_below_it_make_up_the_box() -> None:
    box = Box(1, 2, 30, 40)
    assert (box.strip(15), box.below(15)) == (Box(1, 2, 30, 15), Box(1, 17, 30, 25))


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (Box(5, 5, 10, 10), True),
        (Box(2, 2, 3, 3), True),
        (Box(10, 0, 5, 10), False),
        (Box(0, 10, 10, 5), False),
        (Box(20, 20, 1, 1), False),
    ],
    ids=["corner", "inside", "beside", "below", "far"],
)
def test_boxes_that_only_touch_do_not_meet(other: Box, meets: bool) -> None:
    box = Box(0, 0, 10, 10)
    assert (box.meets(other), other.meets(box)) == (meets, meets)


def test_places_lie_to_the_right_and_down() -> None:
    assert FLAT.at((113, 35)) == (0, 0)
    assert FLAT.at((113.5, 34.75)) == (500, 250)


def test_a_school_is_three_quarters_of_a_point_per_pixel_and_never_too_small_to_read() -> None:
    disc = FLAT.disc(school((113, 35), radius=10))
    assert disc == Box(-round(7.5 * POINT), -round(7.5 * POINT), 2 * round(7.5 * POINT), 2 * round(7.5 * POINT))
    assert FLAT.disc(school((113, 35), radius=1)).width == 2 * round(5.5 * POINT)
    assert FLAT.disc(school((113, 35)), size=2).width == 2 * disc.width


def test_schools_of_one_place_and_their_districts_do_not_cover_each_other() -> None:
    schools = tuple(replace(school((1.0, 0.0)), code=f"P{at}") for at in range(6))
    two = (
        *WIDE.areas,
        replace(WIDE.areas[0], code="S", anchor=(1.05, 0.02), label="Economic and Technological Zone 3", rings=()),
    )
    box = Box(300, 200, 600 * POINT, 300 * POINT)
    laid = placed(replace(WIDE, areas=two, symbols=schools), ground(WIDE, box), box, text=12)
    labels = [one.box for one in laid.labels]
    assert not [one for one in laid.discs for label in labels if one.meets(label)]
    assert not [pair for pair in combinations(labels, 2) if pair[0].meets(pair[1])]
    assert all(hypot(one.left - two.left, one.top - two.top) >= one.width for one, two in combinations(laid.discs, 2))
    assert [one.lines for one in laid.labels] == [1, 2]
    assert laid.moved, "a line says where a school belongs"


def test_a_school_and_a_label_stay_in_their_place_where_nothing_is_in_the_way() -> None:
    box = Box(300, 200, 600 * POINT, 300 * POINT)
    land = ground(WIDE, box)
    laid = placed(replace(WIDE, symbols=(school((0.3, 0.3)),)), land, box, text=12)
    ((disc,), (label,)) = laid.discs, laid.labels
    assert abs(disc.left + disc.width // 2 - land.at((0.3, 0.3))[0]) < POINT
    assert abs(label.box.left + label.box.width // 2 - land.at((1.0, 0.0))[0]) < POINT
    assert (laid.moved, label.leader) == ((), None)


def test_a_river_is_cut_where_it_leaves_the_map_and_single_points_are_left_out() -> None:
    box = Box(0, 0, 1000, 1000)
    inside = [(113.1, 34.9), (113.2, 34.8)]
    again = [(113.6, 34.4), (113.7, 34.3)]
    river = [*inside, (120.0, 34.8), (113.4, 34.6), (120.0, 34.5), *again]
    assert FLAT.inside(river, box) == [inside, again]
    assert FLAT.inside([], box) == []


def test_a_map_is_centred_and_keeps_its_shape() -> None:
    land = ground(WIDE, Box(100, 50, 2000, 2000))
    assert land.at((1.0, 0.0)) == (1100, 1050)
    (left, top), (right, bottom) = land.at((0.0, 0.5)), land.at((2.0, -0.5))
    assert (right - left, bottom - top) == (1900, 950)  # 95 % of the width, half as high as wide


def test_a_map_is_as_high_as_its_extent_says() -> None:
    assert height_over(WIDE, 1000) == 500


def test_a_single_school_is_drawn_in_the_middle() -> None:
    land = ground(Map((), (school((113.6, 34.7)),), (), {}), Box(0, 0, 1000, 600))
    x, y = land.at((113.6, 34.7))
    assert 0 <= x <= 1000
    assert 0 <= y <= 600
