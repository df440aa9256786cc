"""Marks that would cover each other are moved apart, as little as needed."""

from itertools import combinations
from math import hypot
from random import Random

import pytest

from components.charts.map_ground import MOST_SPREAD, Disc, Ground, boxes_of, fitted, is_moved, spread

ROOM = (400.0, 300.0)


def covered(discs: tuple[Disc, ...]) -> int:
    middles = spread(discs, ROOM)
    pairs = combinations(zip(middles, discs, strict=True), 2)
    return sum(hypot(a[0] - b[0], a[1] - b[1]) < one[2] + other[2] - 0.5 for (a, one), (b, other) in pairs)


@pytest.mark.parametrize("n", [2, 5, 12, 30])
def test_marks_at_one_place_fan_out(n: int) -> None:
    assert covered(tuple((200.0, 150.0, 8.0) for _ in range(n))) == 0


def test_a_crowd_is_spread_within_the_picture() -> None:
    random = Random(1)
    discs = tuple((random.uniform(120, 280), random.uniform(90, 210), random.uniform(5, 14)) for _ in range(50))
    assert covered(discs) == 0
    for (x, y), (_, _, radius) in zip(spread(discs, ROOM), discs, strict=True):
        assert radius - 0.01 <= x <= ROOM[0] - radius + 0.01
        assert radius - 0.01 <= y <= ROOM[1] - radius + 0.01


def test_marks_with_room_stay_where_they_are() -> None:
    discs = ((100.0, 100.0, 8.0), (200.0, 150.0, 8.0))
    for (x, y, _), at in zip(discs, spread(discs, ROOM), strict=True):
        assert not is_moved((x, y), at)
        assert at == pytest.approx((x, y), abs=0.1)


@pytest.mark.parametrize("n", [0, 1, MOST_SPREAD + 1])
def test_none_one_or_too_many_are_left_alone(n: int) -> None:
    assert spread(((10.0, 10.0, 5.0),) * n, ROOM) == ((10.0, 10.0),) * n


def test_the_same_marks_are_always_drawn_at_the_same_places() -> None:
    discs = ((50.0, 50.0, 9.0), (52.0, 50.0, 9.0), (51.0, 55.0, 6.0))
    first = spread(discs, ROOM)
    spread.cache_clear()
    assert spread(discs, ROOM) == first


def test_a_line_is_due_only_after_a_way() -> None:
    assert is_moved((0, 0), (7, 0))
    assert not is_moved((0, 0), (3, 4))


def test_boxes_are_around_the_marks() -> None:
    assert boxes_of([(10, 20)], [3]) == ((7, 17, 13, 23),)


def test_places_fill_the_picture_within_its_margin() -> None:
    ground = fitted([(113.0, 34.0), (114.0, 35.0)], 400, 300, margin=20)
    (left, bottom), (right, top) = ground((113.0, 34.0)), ground((114.0, 35.0))
    assert (round(top), round(bottom)) == (20, 280)
    assert left == pytest.approx(400 - right)
    assert isinstance(fitted([], 100, 100), Ground)
