"""Names on a map: near what they name, over no mark and over no other name."""

from itertools import combinations
from random import Random

import pytest

from components.charts.map_labels import Box, Name, Placed, lines_of, placed_names

ROOM = (400.0, 300.0)


def name(x: float = 200, y: float = 150, words: str = "中原 3", **more: object) -> Name:
    return Name((x, y), lines_of(words), 13, **more)  # type: ignore[arg-type]


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def only(wanted: Name, taken: tuple[Box, ...] = ()) -> Placed:
    (placed,) = placed_names((wanted,), taken, ROOM)
    return placed


def test_a_name_with_room_lies_on_its_point_without_a_line() -> None:
    placed = only(name())
    assert (placed.box[0] + placed.box[2]) / 2 == pytest.approx(200)
    assert (placed.box[1] + placed.box[3]) / 2 == pytest.approx(150)
    assert placed.leader is None


def test_a_name_makes_way_for_a_mark() -> None:
    mark = (190.0, 140.0, 210.0, 160.0)
    assert not meet(only(name(), (mark,)).box, mark)


def test_a_line_leads_to_a_name_that_went_far() -> None:
    around = tuple((x, y, x + 20.0, y + 20.0) for x in range(120, 280, 20) for y in range(90, 210, 20))
    placed = only(name(), around)
    assert not any(meet(placed.box, one) for one in around)
    assert placed.leader is not None
    assert placed.leader[0] in (placed.box[0], placed.box[2]) or placed.leader[1] in (placed.box[1], placed.box[3])


def test_within_its_area_a_name_needs_no_line_however_far_it_is() -> None:
    ring = ((20.0, 20.0), (380.0, 20.0), (380.0, 280.0), (20.0, 280.0))
    around = tuple((x, y, x + 20.0, y + 20.0) for x in range(160, 240, 20) for y in range(110, 190, 20))
    assert only(name(), around).leader is not None
    assert only(name(rings=(ring,)), around).leader is None


def test_names_stay_within_the_picture() -> None:
    for x, y in ((0, 0), (400, 0), (0, 300), (400, 300), (400, 150)):
        left, top, right, bottom = only(name(x, y, "Economic and Technological Zone 3")).box
        assert left >= 0
        assert top >= 0
        assert right <= ROOM[0]
        assert bottom <= ROOM[1]


@pytest.mark.parametrize("seed", range(5))
def test_in_a_crowd_no_name_covers_a_mark_or_a_name(seed: int) -> None:
    random = Random(seed)
    spots = [(random.uniform(60, 340), random.uniform(60, 240)) for _ in range(30)]
    marks = tuple((x - 6, y - 6, x + 6, y + 6) for x, y in spots)
    placed = placed_names(tuple(name(x, y) for x, y in spots[:14]), marks, ROOM)
    assert not [pair for pair in combinations(placed, 2) if meet(pair[0].box, pair[1].box)]
    assert not [one for one in placed for mark in marks if meet(one.box, mark)]


def test_two_names_of_one_point_do_not_cover_each_other() -> None:
    one, other = placed_names((name(), name(words="二七 3")), (), ROOM)
    assert not meet(one.box, other.box)


def test_no_names_are_no_trouble() -> None:
    assert placed_names((), ((0.0, 0.0, 9.0, 9.0),), ROOM) == ()


def test_long_names_are_broken_in_two() -> None:
    assert lines_of("Economic and Technological Zone 3") == ("Economic and", "Technological Zone 3")
    assert lines_of("中原 3") == ("中原 3",)
    assert lines_of("Abcdefghijklmnopqrstuvw 3") == ("Abcdefghijklmnopqrstuvw 3",)
