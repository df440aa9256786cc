"""The states of decisions on a day."""

from datetime import date, timedelta

import pandas as pd
import pytest

from models.analysis.decisions import decision_states

DAY = date(2023, 8, 31)


def frame(*rows: tuple[int, int, bool]) -> pd.DataFrame:
    """Decisions as (number, days from ``DAY`` to the deadline, is closed)."""
    told = [{"number": number, "until": DAY + timedelta(days), "is_closed": closed} for number, days, closed in rows]
    return pd.DataFrame(told, columns=["number", "until", "is_closed"], dtype=object)


@pytest.mark.parametrize(
    ("days", "closed", "state", "late"),
    [(0, False, "open", 0), (1, False, "open", 0), (-1, False, "overdue", 1), (-40, True, "done", 0), (5, True, "done", 0)],
)
def test_a_decision_is_overdue_from_the_day_after_its_deadline(days: int, closed: bool, state: str, late: int) -> None:
    (row,) = decision_states(frame((1, days, closed)), DAY).to_dict("records")
    assert (row["state"], row["days"]) == (state, late)


def test_the_overdue_come_first_then_the_earlier_deadline() -> None:
    found = decision_states(
        frame((1, -5, True), (2, 9, False), (3, 2, False), (4, -1, False), (5, -7, False), (6, -1, False)), DAY
    )
    assert list(found["number"]) == [5, 4, 6, 3, 2, 1]


def test_the_same_decision_becomes_overdue_with_time() -> None:
    one = frame((1, 3, False))
    assert [decision_states(one, DAY + timedelta(days))["state"][0] for days in (0, 3, 4)] == ["open", "open", "overdue"]


def test_no_decision_leaves_the_columns() -> None:
    assert list(decision_states(frame(), DAY).columns) == ["number", "until", "is_closed", "state", "days"]
