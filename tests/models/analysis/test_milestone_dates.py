"""The dates of milestones on a day in columns: what is asked of them equals what loops over their rows find."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.days import to_days
from models.analysis.milestone_dates import COLUMNS, MilestoneDates
from models.analysis.places import NONE
from models.typed_rows import MilestoneRow
from tests.rows import records_of

FIRST = date(2023, 6, 1)
CODES, NAMES = ("P-1", "P-10", "P-2", "P-3"), ("opened", "begun", "built")
DATES = ("baseline", "forecast", "actual", "reported_on")
days = st.integers(0, 5).map(lambda day: FIRST + timedelta(days=day))
maybe = st.none() | days
steps = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "milestone": st.sampled_from(NAMES),
        "position": st.integers(0, 2),
        "baseline": maybe,
        "revisions": st.integers(0, 2),
        "replanned_days": st.integers(-40, 40),
        "forecast": maybe,
        "actual": maybe,
        "reported_on": maybe,
    }
)
milestones = st.lists(steps, max_size=8, unique_by=lambda row: (row["code"], row["milestone"]))
codes = st.sets(st.sampled_from([*CODES, "unknown"]))
often = settings(max_examples=200, deadline=None, database=None)
Rows = list[dict[str, Any]]


def dates_of(rows: Rows) -> MilestoneDates:
    return MilestoneDates.of(pd.DataFrame(rows, columns=list(COLUMNS), dtype=object))


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: (row["code"], row["position"], row["milestone"]))


def by_milestone(rows: Rows) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["code"], row["milestone"]): row for row in rows}


@often
@given(milestones)
def test_a_frame_made_of_columns_of_a_frame_is_that_frame_in_order(rows: Rows) -> None:
    frame = dates_of(rows).frame()
    assert list(frame.columns) == list(COLUMNS)
    assert records_of(frame) == in_order(rows)
    assert len(dates_of(rows)) == len(rows)


@often
@given(milestones, codes)
def test_the_milestones_of_some_works_are_theirs_alone(rows: Rows, asked: set[str]) -> None:
    own = [row for row in in_order(rows) if row["code"] in asked]
    found = dates_of(rows)
    assert records_of(found.frame(asked)) == own
    expected = {code: [MilestoneRow(**row) for row in own if row["code"] == code] for code in {row["code"] for row in own}}
    assert found.rows(asked) == expected
    names = found.names_of(asked)
    assert len(names) == len(set(names))
    assert set(names) == {row["milestone"] for row in own}


@often
@given(milestones, st.lists(st.sampled_from([*CODES, "unknown"])))
def test_the_days_of_a_milestone_are_those_of_each_work_asked_for(rows: Rows, asked: list[str]) -> None:
    found, known = dates_of(rows), by_milestone(rows)
    places = found.works.places(asked)
    for name in (*NAMES, "no such"):
        for aspect in ("baseline", "forecast", "actual"):
            expected = to_days(known[code, name][aspect] if (code, name) in known else None for code in asked)
            assert found.days_at(name, aspect, places).tolist() == expected.tolist()


@often
@given(milestones)
def test_the_last_report_of_a_work_is_the_newest_on_its_milestones(rows: Rows) -> None:
    found = dates_of(rows)
    spoken = {code: [row["reported_on"] for row in rows if row["code"] == code] for code in found.works.codes}
    expected = [max((day for day in own if day), default=None) for own in spoken.values()]
    assert found.last_reports.tolist() == to_days(expected).tolist()


@st.composite
def two_states(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Draw milestones and the same with some dates different, some gone and some new."""
    rows = draw(milestones)
    kept = [row for row in rows if draw(st.integers(0, 4))]
    others = [row | {draw(st.sampled_from(COLUMNS[2:])): draw(days)} if not draw(st.integers(0, 2)) else row for row in kept]
    numbers = ("position", "revisions", "replanned_days")
    others = [row | {name: row[name] if isinstance(row[name], int) else 2 for name in numbers} for row in others]
    new = draw(milestones)
    return rows, [*others, *(row for row in new if (row["code"], row["milestone"]) not in by_milestone(others))]


@often
@given(two_states())
def test_changed_works_are_those_of_which_any_milestone_differs(states: tuple[Rows, Rows]) -> None:
    one, two = (by_milestone(rows) for rows in states)
    expected = {key[0] for key in one.keys() | two.keys() if one.get(key) != two.get(key)}
    assert dates_of(states[0]).changed(dates_of(states[1])) == expected
    assert dates_of(states[1]).changed(dates_of(states[0])) == expected


@pytest.mark.parametrize("name", COLUMNS[2:])
def test_a_difference_in_any_column_is_a_change(name: str) -> None:
    row = {"code": "P-1", "milestone": "begun"} | dict.fromkeys(COLUMNS[2:], FIRST)
    row |= {"position": 0, "revisions": 0, "replanned_days": 0}
    other = row | {name: None if name in DATES else 1}
    assert dates_of([row]).changed(dates_of([other])) == {"P-1"}
    assert dates_of([row]).changed(dates_of([dict(row)])) == set()


@often
@given(two_states())
def test_actual_days_known_earlier_stay_and_others_are_the_new_ones(states: tuple[Rows, Rows]) -> None:
    now, earlier = states
    before = {key: row["actual"] for key, row in by_milestone(earlier).items()}
    expected = [row | {"actual": before.get((row["code"], row["milestone"])) or row["actual"]} for row in in_order(now)]
    assert records_of(dates_of(now).with_actual_days_of(dates_of(earlier)).frame()) == expected


@often
@given(milestones, days)
def test_actual_days_after_a_day_have_not_happened_by_then(rows: Rows, day: date) -> None:
    expected = [row | {"actual": row["actual"] if row["actual"] and row["actual"] <= day else None} for row in in_order(rows)]
    assert records_of(dates_of(rows).happened_by(day).frame()) == expected


STEP = {"code": "P-1", "milestone": "begun", "position": 0, "baseline": FIRST, "revisions": 0, "replanned_days": 0}
STEP |= {"forecast": None, "actual": FIRST, "reported_on": None}


@pytest.mark.parametrize("name", COLUMNS[1:])
def test_nobody_can_write_into_the_columns(name: str) -> None:
    found = dates_of([STEP])
    for one in (found, found.happened_by(FIRST), found.with_actual_days_of(found)):
        with pytest.raises(ValueError, match="read-only"):
            getattr(one, name)[0] = 1


def test_a_frame_that_is_written_into_leaves_the_columns_as_they_were() -> None:
    found = dates_of([STEP])
    frame = found.frame()
    frame.loc[0, "actual"] = None
    frame.loc[0, "position"] = 7
    assert records_of(found.frame()) == [STEP]


def test_works_without_milestones_have_no_place() -> None:
    assert dates_of([STEP]).works.places(["P-2", "P-1"]).tolist() == [NONE, 0]
    assert dates_of([]).works.places(["P-1"]).tolist() == [NONE]
