"""Places on paper: boxes, the projection of degrees, room for labels, and the part of a river that is on the map."""

from itertools import combinations

import pytest

from components.exhibits.model import Area, Map, Symbol
from components.export.map_layout import POINT, Box, MapProjection, ground, height_over
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


def test_a_label_is_centred_on_its_anchor_where_nothing_is_in_the_way() -> None:
    assert FLAT.label((113.5, 34.5), 100, 20, ()) == Box(450, 490, 100, 20)


def test_labels_of_one_anchor_do_not_cover_each_other() -> None:
    taken: list[Box] = []
    for _ in range(6):
        taken.append(FLAT.label((113.5, 34.5), 100, 20, taken))
    assert not [pair for pair in combinations(taken, 2) if pair[0].meets(pair[1])]


def test_a_label_without_any_free_place_stays_at_its_anchor() -> None:
    assert FLAT.label((113.5, 34.5), 100, 20, [Box(-5000, -5000, 20_000, 20_000)]) == Box(450, 490, 100, 20)


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
