"""E, the value expected by a day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.status import ExpectedSource, Target, TargetKind, expected

START, DUE = date(2023, 1, 1), date(2023, 12, 31)
POINTS = ((date(2023, 3, 31), Fraction(3)), (date(2023, 6, 30), Fraction(8)), (date(2023, 9, 30), Fraction(11)))


def count(total: int = 11, **more: object) -> Target:
    return Target(TargetKind.COUNT, START, DUE, Fraction(total), **more)


def reach(goal: int = 50, baseline: int | None = 44, **more: object) -> Target:
    base = None if baseline is None else Fraction(baseline)
    return Target(TargetKind.REACH, START, DUE, Fraction(goal), base, **more)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2023, 1, 1), 0),
        (date(2023, 3, 30), 0),
        (date(2023, 3, 31), 3),
        (date(2023, 6, 29), 3),
        (date(2023, 6, 30), 8),
        (date(2023, 9, 30), 11),
        (date(2024, 2, 1), 11),
    ],
)
def test_points_of_a_count_are_steps(day: date, wanted: int) -> None:
    assert expected(count(points=POINTS), day) == (wanted, ExpectedSource.POINTS)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=16).filter(any), st.integers(-20, 400))
def test_what_is_expected_of_the_districts_adds_up_to_what_is_expected_of_the_city(shares: list[int], days: int) -> None:
    total, day = sum(shares), START + timedelta(days=days)
    city = count(total, points=((date(2023, 3, 31), Fraction(total, 3)), (date(2023, 9, 30), Fraction(total, 2))))
    wanted = [expected(count(share, points=city.points_for(Fraction(share))), day)[0] for share in shares]
    assert sum(wanted) == expected(city, day)[0]


def test_a_target_without_a_number_has_no_points_for_a_district() -> None:
    assert Target(TargetKind.ACTION, START).points_for(Fraction(3)) == ()


def test_a_count_without_points_grows_day_by_day_with_both_ends_included() -> None:
    target = count(365)
    assert expected(target, START - timedelta(days=1)) == (0, ExpectedSource.LINE)
    assert expected(target, START) == (1, ExpectedSource.LINE)
    assert expected(target, date(2023, 1, 31)) == (31, ExpectedSource.LINE)
    assert expected(target, DUE - timedelta(days=1)) == (364, ExpectedSource.LINE)
    assert expected(target, DUE) == (365, ExpectedSource.LINE)


def test_the_line_is_exact() -> None:
    assert expected(count(500), date(2023, 8, 31)) == (Fraction(500 * 243, 365), ExpectedSource.LINE)


def test_the_line_runs_from_the_first_day_of_the_plan_not_of_the_year() -> None:
    target = Target(TargetKind.COUNT, date(2023, 9, 1), date(2023, 9, 10), Fraction(10))
    assert expected(target, date(2023, 8, 31)) == (0, ExpectedSource.LINE)
    assert expected(target, date(2023, 9, 4)) == (4, ExpectedSource.LINE)


def test_items_come_before_points_and_are_counted_by_their_baselines() -> None:
    days = (date(2023, 3, 1), date(2023, 6, 1), date(2023, 6, 1))
    target = count(3, item_baselines=days, points=POINTS)
    assert expected(target, date(2023, 2, 28)) == (0, ExpectedSource.ITEMS)
    assert expected(target, date(2023, 3, 1)) == (1, ExpectedSource.ITEMS)
    assert expected(target, date(2023, 6, 1)) == (3, ExpectedSource.ITEMS)


def test_a_count_never_wants_more_than_the_target() -> None:
    target = count(2, item_baselines=(date(2023, 3, 1),) * 5)
    assert expected(target, date(2023, 4, 1)) == (2, ExpectedSource.ITEMS)


def test_from_the_due_date_on_a_count_wants_the_whole_target() -> None:
    short = count(16, points=((date(2023, 6, 30), Fraction(8)),))
    assert expected(short, DUE - timedelta(days=1)) == (8, ExpectedSource.POINTS)
    assert expected(short, DUE) == (16, ExpectedSource.POINTS)


def test_a_rate_rises_from_its_baseline_on_the_first_day_to_the_target_on_the_last() -> None:
    assert expected(reach(), START) == (44, ExpectedSource.LINE)
    assert expected(reach(), date(2023, 6, 30)) == (44 + Fraction(6 * 180, 364), ExpectedSource.LINE)
    assert expected(reach(), DUE) == (50, ExpectedSource.LINE)


def test_a_rate_wants_its_baseline_before_the_plan_starts_and_its_target_after_the_due_date() -> None:
    assert expected(reach(), date(2022, 5, 1)) == (44, ExpectedSource.LINE)
    assert expected(reach(), date(2025, 5, 1)) == (50, ExpectedSource.LINE)


def test_points_of_a_rate_are_joined_by_straight_lines() -> None:
    target = reach(points=((date(2023, 3, 1), Fraction(45)), (date(2023, 3, 11), Fraction(47))))
    assert expected(target, date(2023, 1, 1)) == (44, ExpectedSource.POINTS)
    assert expected(target, date(2023, 1, 31)) == (44 + Fraction(30, 59), ExpectedSource.POINTS)
    assert expected(target, date(2023, 3, 1)) == (45, ExpectedSource.POINTS)
    assert expected(target, date(2023, 3, 6)) == (46, ExpectedSource.POINTS)
    assert expected(target, date(2023, 3, 11)) == (47, ExpectedSource.POINTS)
    assert expected(target, DUE) == (50, ExpectedSource.POINTS)


def test_a_point_on_the_first_day_stands_for_the_baseline() -> None:
    target = reach(points=((START, Fraction(46)),))
    assert expected(target, START) == (46, ExpectedSource.POINTS)


def test_a_rate_with_neither_baseline_nor_points_has_no_path_until_it_is_due() -> None:
    assert expected(reach(baseline=None), DUE - timedelta(days=1)) == (None, None)
    assert expected(reach(baseline=None), DUE) == (50, ExpectedSource.LINE)


def test_a_rate_with_points_and_no_baseline_still_has_a_path() -> None:
    target = reach(baseline=None, points=((date(2023, 12, 21), Fraction(40)),))
    assert expected(target, date(2023, 12, 26)) == (45, ExpectedSource.POINTS)


@pytest.mark.parametrize("kind", [TargetKind.FLOOR, TargetKind.ITEMS, TargetKind.DELIVER, TargetKind.ACTION])
def test_only_counts_and_rates_to_reach_have_a_path(kind: TargetKind) -> None:
    assert expected(Target(kind, START, DUE, Fraction(85)), date(2023, 6, 30)) == (None, None)


def test_a_target_without_number_or_due_date_has_no_path() -> None:
    assert expected(Target(TargetKind.COUNT, START, DUE), DUE) == (None, None)
    assert expected(Target(TargetKind.COUNT, START, None, Fraction(3)), DUE) == (None, None)


@settings(max_examples=200, deadline=None, database=None)
@given(
    total=st.integers(0, 700),
    steps=st.lists(st.tuples(st.integers(1, 364), st.integers(0, 700)), max_size=4, unique_by=lambda step: step[0]),
    first=st.integers(-30, 420),
    more=st.integers(0, 60),
)
def test_what_a_count_wants_never_falls_and_stays_between_zero_and_the_target(
    total: int, steps: list[tuple[int, int]], first: int, more: int
) -> None:
    target = count(total, points=tuple((START + timedelta(days=n), Fraction(value)) for n, value in sorted(steps)))
    low, _ = expected(target, START + timedelta(days=first))
    high, _ = expected(target, START + timedelta(days=first + more))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= total
    assert isinstance(high, Fraction)
