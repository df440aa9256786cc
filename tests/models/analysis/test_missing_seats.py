"""Seats missing after a planned opening: on the day, and times the days."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from models.analysis.missing_seats import LateOpening, MissingSeats, late_opening, missing_seats
from models.typed_rows import ProjectStanding
from tests.rows import row_of

PLANNED, DAY = date(2023, 9, 1), date(2023, 9, 30)


def school(seats: int | None = 1080, *, planned: date | None = PLANNED, opened: date | None = None) -> ProjectStanding:
    return row_of(ProjectStanding, seats=seats, dates={"opened_baseline": planned, "opened_actual": opened})


def sum_of(schools: Sequence[ProjectStanding], day: date) -> MissingSeats:
    rows = [{"seats": one.seats, **one.dates} for one in schools]
    return missing_seats(pd.DataFrame(rows, columns=["seats", "opened_baseline", "opened_actual"]), day)


@pytest.mark.parametrize(
    ("planned", "opened", "late"),
    [
        (PLANNED, None, LateOpening(29, 1080, is_open=False)),
        (PLANNED, date(2023, 9, 11), LateOpening(10, 1080, is_open=True)),
        (PLANNED, PLANNED, None),
        (PLANNED, date(2023, 8, 20), None),
        (date(2023, 10, 1), None, None),
        (None, None, None),
        (None, date(2023, 9, 11), None),
        (DAY, None, LateOpening(0, 1080, is_open=False)),
        (PLANNED, date(2023, 10, 5), LateOpening(29, 1080, is_open=False)),
    ],
    ids=["missing", "late", "in time", "early", "not due", "no plan", "no plan but open", "due today", "opens after the day"],
)
def test_a_school_is_late_from_its_planned_day_to_its_opening_or_the_day(
    planned: date | None, opened: date | None, late: LateOpening | None
) -> None:
    assert late_opening(school(planned=planned, opened=opened), DAY) == late


def test_a_school_without_milestones_is_not_late() -> None:
    assert late_opening(row_of(ProjectStanding, seats=900, dates={}), DAY) is None


def test_seat_days_are_seats_times_days_and_unknown_without_seats() -> None:
    assert LateOpening(29, 1080, is_open=False).seat_days == 31_320
    assert LateOpening(29, 0, is_open=False).seat_days == 0
    assert LateOpening(29, None, is_open=False).seat_days is None


def test_no_school_misses_nothing() -> None:
    assert sum_of([], DAY) == sum_of([school(opened=PLANNED)], DAY) == MissingSeats(0, 0, 0, 0)


def test_one_school_misses_its_seats() -> None:
    assert sum_of([school()], DAY) == MissingSeats(schools=1, seats=1080, seat_days=31_320, unknown=0)


def test_on_the_planned_day_the_seats_are_missing_for_no_day_yet() -> None:
    assert sum_of([school()], PLANNED) == MissingSeats(schools=1, seats=1080, seat_days=0, unknown=0)


def test_of_many_those_open_by_now_count_for_their_days_alone() -> None:
    many = [school(), school(270, opened=date(2023, 9, 3)), school(900, opened=PLANNED), school(45, planned=date(2023, 12, 1))]
    assert sum_of(many, DAY) == MissingSeats(schools=1, seats=1080, seat_days=31_320 + 540, unknown=0)


def test_schools_without_a_number_of_seats_are_counted_apart() -> None:
    many = [school(), school(None), school(None, opened=date(2023, 9, 3)), school(None, opened=PLANNED)]
    assert sum_of(many, DAY) == MissingSeats(schools=2, seats=1080, seat_days=31_320, unknown=2)
