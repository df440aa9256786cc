"""Measurements in columns: the newest of each is what a loop over plain rows finds."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.days import to_days
from models.analysis.measured_figures import MEASURED, NO_MEASURED_REPORTS, MeasuredReports
from models.analysis.quota_figures import to_numbers
from tests.plain_path import counted
from tests.rows import records_of

FIRST = date(2023, 6, 1)
CODES, MEASURES = ("Q-2", "Q-10"), ("interviewed", "applied")
often = settings(max_examples=200, deadline=None, database=None)
reports = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.sampled_from(CODES),
            "measure": st.sampled_from(MEASURES),
            "as_of": st.integers(0, 5).map(lambda day: FIRST + timedelta(days=day)),
            "value": st.integers(0, 10**6).map(lambda number: Decimal(number).scaleb(-2)),
            "batch": st.integers(1, 3),
        }
    ),
    max_size=12,
).map(lambda rows: [row | {"id": number} for number, row in enumerate(rows, start=1)])
Rows = list[dict[str, Any]]


def columns_of(rows: Rows) -> MeasuredReports:
    return MeasuredReports(
        np.array(CODES, dtype=object),
        np.array(MEASURES, dtype=object),
        id=np.array([row["id"] for row in rows], dtype=np.int32),
        subject=np.array([CODES.index(row["code"]) for row in rows], dtype=np.int32),
        measure=np.array([MEASURES.index(row["measure"]) for row in rows], dtype=np.int32),
        as_of=to_days(row["as_of"] for row in rows),
        value=to_numbers([row["value"] for row in rows]),
        batch=np.array([row["batch"] for row in rows], dtype=np.int32),
    )


def newest(rows: Rows, batches: list[int], day: date) -> dict[tuple[str, str], tuple[date, float]]:
    found: dict[tuple[str, str], tuple[date, float]] = {}
    for row in counted(rows, batches):  # in the order recorded
        key = row["code"], row["measure"]
        if row["as_of"] <= day and (key not in found or row["as_of"] >= found[key][0]):
            found[key] = row["as_of"], float(row["value"])
    return found


@often
@given(reports, st.permutations([1, 2, 3]), st.integers(0, 3), st.integers(-1, 6), st.integers(0, 12))
def test_the_newest_on_a_day_is_that_of_a_loop(rows: Rows, order: list[int], known: int, days: int, cut: int) -> None:
    first, rest = columns_of(rows[:cut]), columns_of(rows[cut:])
    both = NO_MEASURED_REPORTS.followed_by(first, order).followed_by(rest, order)
    day = FIRST + timedelta(days=days)
    frame = both.figures(order[:known]).on(day)
    assert list(frame.columns) == list(MEASURED)
    found = {(row["code"], row["measure"]): (row["as_of"], row["value"]) for row in records_of(frame)}
    assert found == newest(rows, order[:known], day)
    assert len(frame) == len(found)
