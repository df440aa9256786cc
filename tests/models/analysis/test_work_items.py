"""Works on a day: the column path gives the same standings as the plain path, which judges one work after the other."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.milestone_dates import COLUMNS, MilestoneDates
from models.analysis.work_items import STANDING, WorksOnDay, reasons
from models.status import judge_work_item
from tests.plain_path import standing, work_of
from tests.rows import records_of

START = date(2023, 1, 1)
MIDDLE = date(2023, 7, 1)
CODES, NAMES = ("P-3", "P-1", "P-10", "P-2"), ("begun", "built", "opened")
FACTS = ("code", "district")
near = st.integers(-20, 20).map(lambda days: MIDDLE + timedelta(days=days))
days = near | st.dates(date(2022, 11, 1), date(2024, 2, 28))
maybe = st.none() | days
steps = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "milestone": st.sampled_from([*NAMES, "another"]),
        "position": st.integers(0, 3),
        "baseline": maybe,
        "revisions": st.integers(0, 2),
        "replanned_days": st.integers(-40, 40),
        "forecast": maybe,
        "actual": maybe,
        "reported_on": maybe,
    }
)
milestones = st.lists(steps, max_size=10, unique_by=lambda row: (row["code"], row["milestone"]))
works = st.lists(
    st.fixed_dictionaries({"code": st.sampled_from(CODES), "district": st.sampled_from("NS"), "hard_deadline": maybe}),
    max_size=4,
    unique_by=lambda row: row["code"],
)
Rows = list[dict[str, Any]]


def frame(rows: Rows, *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


def dates_of(rows: Rows) -> MilestoneDates:
    return MilestoneDates.of(frame(rows, *COLUMNS))


def own_steps(rows: Rows, code: str) -> Rows:
    return sorted((row for row in rows if row["code"] == code), key=lambda row: (row["position"], row["milestone"]))


def plainly(described: Rows, rows: Rows, as_of: date) -> Rows:
    """Return the standings of works, each by itself."""
    return [
        {name: work[name] for name in FACTS}
        | standing(
            work["code"],
            own_steps(rows, work["code"]),
            hard_deadline=work.get("hard_deadline"),
            names=NAMES,
            as_of=as_of,
            start=START,
        )
        for work in described
    ]


def in_columns(described: pd.DataFrame, rows: Rows, as_of: date) -> pd.DataFrame:
    return WorksOnDay(described, dates_of(rows), as_of, START).frame(FACTS, NAMES)


def cells_of(found: pd.DataFrame) -> Rows:
    """Return the rows of a frame; a number that is missing is None."""
    return [{name: None if cell != cell else cell for name, cell in row.items()} for row in records_of(found)]


@settings(max_examples=500, deadline=None, database=None)
@given(works, milestones, days)
def test_the_column_path_gives_the_same_standings_as_the_plain_path(described: Rows, rows: Rows, as_of: date) -> None:
    found = in_columns(frame(described, *FACTS, "hard_deadline"), rows, as_of)
    dates = [f"{name}_{aspect}" for name in NAMES for aspect in ("baseline", "forecast", "actual")]
    assert list(found.columns) == [*FACTS, *STANDING, *dates]
    assert cells_of(found) == plainly(described, rows, as_of)


@settings(max_examples=100, deadline=None, database=None)
@given(works, milestones, days)
def test_works_of_which_no_hard_deadline_is_known_have_none(described: Rows, rows: Rows, as_of: date) -> None:
    programmes = [{name: row[name] for name in FACTS} for row in described]
    assert cells_of(in_columns(frame(programmes, *FACTS), rows, as_of)) == plainly(programmes, rows, as_of)


@settings(max_examples=100, deadline=None, database=None)
@given(works, milestones, days)
def test_the_reason_of_a_status_is_that_of_the_work_alone(described: Rows, rows: Rows, as_of: date) -> None:
    named = [row | {"name": row["code"]} for row in described]
    found = reasons(frame(named, "code", "name", "hard_deadline"), dates_of(rows), as_of=as_of, start=START)
    expected = {}
    for work in named:
        own = own_steps(rows, work["code"])
        item = work_of(work["code"], own, hard_deadline=work["hard_deadline"], start=START)
        expected[work["code"]] = judge_work_item(item, as_of).reason
    assert found == expected


def test_a_work_without_milestones_has_no_step_and_is_not_due() -> None:
    (row,) = cells_of(in_columns(frame([{"code": "P-1", "district": "N"}], *FACTS), [], MIDDLE))
    assert {row[name] for name in STANDING if name not in ("revisions", "replanned_days")} == {"not_due", "", None}
    assert (row["revisions"], row["replanned_days"]) == (0, 0)


def test_works_keep_the_order_of_their_list() -> None:
    described = [{"code": code, "district": "N"} for code in CODES]
    assert list(in_columns(frame(described, *FACTS), [], MIDDLE)["code"]) == list(CODES)


def test_the_step_is_the_last_one_reached_though_an_earlier_one_is_open() -> None:
    step = dict.fromkeys(COLUMNS) | {"code": "P-1", "revisions": 0, "replanned_days": 0, "baseline": MIDDLE}
    rows = [step | {"milestone": name, "position": place} for place, name in enumerate(NAMES)]
    rows[1] |= {"actual": MIDDLE}
    (row,) = cells_of(in_columns(frame([{"code": "P-1", "district": "N"}], *FACTS), rows, MIDDLE))
    assert (row["step"], row["next_step"]) == ("built", "begun")


def test_a_milestone_is_due_on_its_planned_day_and_not_before() -> None:
    step = dict.fromkeys(COLUMNS) | {"code": "P-1", "milestone": "begun", "position": 0, "revisions": 0, "replanned_days": 0}
    rows, described = [step | {"baseline": MIDDLE}], frame([{"code": "P-1", "district": "N"}], *FACTS)
    shown = [in_columns(described, rows, day).at[0, "status"] for day in (MIDDLE - timedelta(days=1), MIDDLE)]
    assert shown == ["not_due", "on_track"]


def test_without_works_there_are_all_columns_and_they_can_be_compared_with_texts() -> None:
    works = pd.DataFrame(columns=["code", "name", "hard_deadline"], dtype=object)
    milestones = MilestoneDates.of(pd.DataFrame(columns=list(COLUMNS), dtype=object))
    day = date(2023, 6, 30)
    found = WorksOnDay(works, milestones, day, day).frame(["code"], ["opened"])
    assert list(found.columns) == ["code", *STANDING, "opened_baseline", "opened_forecast", "opened_actual"]
    assert list(found["code"] + " ") == []
