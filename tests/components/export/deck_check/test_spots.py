"""A figure of a deck: the value displayed, the value as made and the value known now, and their differences."""

from dataclasses import replace
from datetime import date

import pytest

from components.export.deck_check.spots import GONE, Difference, Found, Kind, Spot, Stand, same, told

DAY, LATER = date(2023, 9, 30), date(2023, 10, 31)


def spot(stands: Stand, made: Stand, now: Stand, *, key: str = "A.actual") -> Spot:
    return Spot(key, "北区 · 完成", stands, made, now, lambda: None, "%", "A")


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        (900 / 11, 81.8181818182, True),
        (5, 5.0, True),
        (5, 5.001, False),
        ("9 /  16所\n", " 9 / 16所", True),
        ("9 / 16所", "9/16所", False),
        (5, "5", False),
        (DAY, DAY, True),
        (DAY, LATER, False),
        (None, None, True),
        (None, 0, False),
    ],
)
def test_values_are_the_same_within_the_rounding_of_a_file(one: Stand, other: Stand, are_same: bool) -> None:
    assert (same(one, other), same(other, one)) == (are_same, are_same)


@pytest.mark.parametrize(
    ("stands", "made", "now", "kind"),
    [
        (5, 5, 5, None),
        (5, 5, 6, "moved"),
        (None, None, 6, "moved"),
        (5, 5, None, "moved"),
        (7, 5, 6, "edited"),
        (6, 5, 6, None),
        (5, 5, GONE, "gone"),
        (7, 5, GONE, "edited"),
    ],
)
def test_a_figure_moved_was_edited_or_is_gone(stands: Stand, made: Stand, now: Stand, kind: Kind | None) -> None:
    assert spot(stands, made, now).kind == kind


@pytest.mark.parametrize(
    ("stands", "now", "kind"),
    [("甲", "乙", "sentence"), ("我的话", "乙", "sentence"), ("乙", "乙", None), ("甲", "甲", None), ("甲", GONE, None)],
)
def test_a_sentence_differs_until_the_current_one_stands(stands: str, now: str, kind: Kind | None) -> None:
    assert replace(spot(stands, "甲", now), is_sentence=True).kind == kind


def test_only_what_moved_is_written_and_the_shape_is_finished_once() -> None:
    written: list[str] = []
    values: list[tuple[Stand, Stand, Stand]] = [(5, 5, 6), (7, 5, 6), (5, 5, GONE), (5, 5, 5), (1, 1, 2)]
    spots = [replace(spot(*one), write=lambda n=n: written.append(str(n))) for n, one in enumerate(values)]
    Found(spots, lambda: written.append("finish")).renew()
    assert written == ["0", "4", "finish"]
    Found(spots[1:4], lambda: written.append("again")).renew()
    assert written == ["0", "4", "finish"]


def test_a_difference_is_told_with_as_many_decimals_as_tell_the_numbers_apart() -> None:
    (one,) = told([spot(56.25, 56.25, 56.2501)], 3, "bars")
    assert one == Difference(3, "bars", "A.actual", "北区 · 完成", "56.25%", "56.2501%", "moved")
    (plain,) = told([spot(200, 200, 62.5)], 3, "bars")
    assert (plain.then, plain.now) == ("200%", "62.5%")


def test_a_value_that_came_or_went_is_told_with_a_dash_and_a_day_as_a_day() -> None:
    said = told([spot(None, None, DAY), spot(DAY, DAY, GONE), spot(LATER, DAY, None)], 1, "timeline")
    assert [(one.then, one.now, one.stands, one.kind) for one in said] == [
        ("–", "2023-09-30", "", "moved"),
        ("2023-09-30", "–", "", "gone"),
        ("2023-09-30", "–", "2023-10-31", "edited"),
    ]


def test_a_label_is_told_only_if_no_number_of_its_row_moved() -> None:
    label = replace(spot("3所", "3所", "4所", key="A.label"), follows=True)
    assert [one.key for one in told([spot(5, 5, 6), label], 1, "bars")] == ["A.actual"]
    assert [one.key for one in told([spot(5, 5, 5), label], 1, "bars")] == ["A.label"]
    assert told([], 1, "bars") == []
