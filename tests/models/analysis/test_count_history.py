"""Histories and planned days in columns are the same as lists of readings and dates."""

from bisect import bisect_right
from datetime import date
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.analysis.count_history import CountHistory, planned_days, reached_history
from models.analysis.days import NEVER, to_days
from models.status import Reading

DAYS = st.lists(st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 20)), max_size=12)


def plainly(reached: list[date | None], as_of: date, last_report: date | None) -> list[Reading]:
    """The history of a count of works, work by work."""
    known = [day for day in reached if day is not None and day <= as_of]
    days = sorted({*known, *([last_report] if last_report else [])})
    return [Reading(day, Fraction(sum(one <= day for one in known))) for day in days]


@given(DAYS, st.dates(date(2023, 1, 5), date(2023, 1, 15)), st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 5)))
def test_a_history_of_works_counts_those_that_reached_the_step_by_each_day(
    reached: list[date | None], as_of: date, last_report: date | None
) -> None:
    last = NEVER if last_report is None else last_report.toordinal()
    found = reached_history(np.sort(to_days(reached)), as_of.toordinal(), last)
    expected = plainly(reached, as_of, last_report)
    assert list(found) == expected
    assert list(reversed(found)) == expected[::-1]
    assert [list(found[:at]) for at in range(len(found) + 1)] == [expected[:at] for at in range(len(expected) + 1)]


def test_values_are_exact_in_their_unit() -> None:
    history = CountHistory(np.array([date(2023, 6, 1).toordinal()], dtype=np.int32), np.array([1_500_000]), 10**6)
    assert history[-1] == Reading(date(2023, 6, 1), Fraction(3, 2))


@given(DAYS, st.dates(date(2023, 1, 1), date(2023, 1, 20)))
def test_planned_days_are_those_known_in_order(days: list[date | None], day: date) -> None:
    found, expected = planned_days(to_days(days)), sorted(one for one in days if one is not None)
    assert list(found) == expected
    assert bisect_right(found, day) == bisect_right(expected, day)
