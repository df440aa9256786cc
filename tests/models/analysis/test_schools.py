"""School projects on a day: their columns, statuses and totals."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.analysis.milestone_dates import MilestoneDates
from models.analysis.milestone_history import ASPECTS
from models.analysis.schools import FACTS, MILESTONES, funnel, hard_deadline, project_standings, seats_opened, slip_by_district
from models.analysis.work_items import STANDING, as_work, counting_for, judge
from models.frames import rows_of
from models.status import Milestone, Status, WorkItem, judge_work_item
from models.typed_rows import MilestoneRow, ProjectStanding

START, DAY = date(2023, 1, 1), date(2023, 7, 1)
COLUMNS = (*FACTS, *STANDING, *(f"{name}_{aspect}" for name in MILESTONES for aspect in ASPECTS))
PLAIN = (str, int, float, date, Decimal, list, type(None))
STEP_COLUMNS = ("code", "milestone", "position", "baseline", "revisions", "replanned_days", "forecast", "actual", "reported_on")


def project(code: str = "P1", **facts: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(FACTS)
    row |= {"code": code, "name": "一小", "district": "N", "stage": "primary", "kind": "new", "targets": [], "origin": "reported"}
    return row | facts


def step(milestone: str, baseline: date | None = None, *, code: str = "P1", **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(STEP_COLUMNS)
    row |= {"code": code, "milestone": milestone, "position": MILESTONES.index(milestone), "baseline": baseline}
    return row | {"revisions": 0, "replanned_days": 0} | more


def standings(projects: Sequence[dict[str, Any]], steps: Sequence[dict[str, Any]] = (), *, as_of: date = DAY) -> pd.DataFrame:
    return project_standings(
        pd.DataFrame(list(projects), columns=list(FACTS), dtype=object),
        MilestoneDates.of(pd.DataFrame(list(steps), columns=list(STEP_COLUMNS), dtype=object)),
        as_of=as_of,
        start=START,
    )


def built(n: int, *, code: str = "P1", slip: int = 0) -> list[dict[str, Any]]:
    """Five steps a month apart, the first ``n`` of them reached."""
    return [
        step(
            name,
            date(2023, 1 + number, 15),
            code=code,
            forecast=date(2023, 1 + number, 15) + timedelta(slip),
            actual=date(2023, 1 + number, 15) if number < n else None,
            reported_on=DAY,
        )
        for number, name in enumerate(MILESTONES)
    ]


# Columns


def test_standings_have_their_columns_in_order_even_when_empty() -> None:
    assert tuple(standings([]).columns) == COLUMNS
    assert tuple(standings([project()], built(2)).columns) == COLUMNS
    assert {f"{name}_{aspect}" for name in MILESTONES for aspect in ASPECTS} < set(COLUMNS)


def test_standings_hold_plain_values_only() -> None:
    rows = [project(seats=360, longitude=113.6, latitude=34.7, area=Decimal("12.5")), project("P2")]
    for row in standings(rows, built(2)).to_dict("records"):
        assert all(type(value) in PLAIN for value in row.values()), row


def test_a_project_without_milestones_is_not_due_and_has_nothing_next() -> None:
    row = standings([project()]).iloc[0]
    assert (row["status"], row["step"], row["next_step"]) == ("not_due", "", "")
    assert row["revisions"] == 0


def test_step_is_the_last_reached_and_next_the_first_that_is_not() -> None:
    row = standings([project()], built(2)).iloc[0]
    assert (row["step"], row["next_step"], row["next_baseline"]) == ("started", "topped_out", date(2023, 3, 15))
    assert (row["started_actual"], row["topped_out_actual"]) == (date(2023, 2, 15), None)


def test_milestones_come_in_their_order_however_the_rows_lie() -> None:
    steps = built(3)
    assert standings([project()], steps[::-1]).iloc[0].to_dict() == standings([project()], steps).iloc[0].to_dict()


def test_an_actual_day_after_the_day_looked_at_has_not_come() -> None:
    row = standings([project()], built(5), as_of=date(2023, 3, 1)).iloc[0]
    assert (row["step"], row["topped_out_actual"], row["next_step"]) == ("started", None, "topped_out")
    on_the_day = standings([project()], built(5), as_of=date(2023, 3, 15)).iloc[0]
    assert on_the_day["step"] == "topped_out"


def test_slip_counts_from_the_forecast_or_from_today_where_that_is_later() -> None:
    assert standings([project()], built(2, slip=200)).iloc[0]["slip_days"] == 200
    assert standings([project()], built(2)).iloc[0]["slip_days"] == (DAY - date(2023, 3, 15)).days


def test_changes_of_the_plan_are_those_of_the_milestone_changed_most() -> None:
    steps = built(2)
    steps[3] |= {"revisions": 1, "replanned_days": 30}
    steps[4] |= {"revisions": 2, "replanned_days": 94}
    row = standings([project()], steps).iloc[0]
    assert (row["revisions"], row["replanned_days"]) == (2, 94)


# Statuses

days = st.dates(date(2022, 6, 1), date(2024, 6, 1))
maybe = st.none() | days


@st.composite
def any_steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(MILESTONES), unique=True).map(lambda found: sorted(found, key=MILESTONES.index)))
    return [
        step(name, draw(maybe), forecast=draw(maybe), actual=draw(maybe), reported_on=draw(st.none() | st.dates(START, DAY)))
        for name in names
    ]


@given(any_steps(), maybe, days)
def test_the_status_is_what_the_rules_say_of_the_work(steps: list[dict[str, Any]], deadline: date | None, as_of: date) -> None:
    frame = standings([project(hard_deadline=deadline)], steps, as_of=as_of)
    row, (described,) = frame.iloc[0], rows_of(frame, ProjectStanding)
    opening = next((one["baseline"] for one in steps if one["milestone"] == "opened"), None)
    binding = hard_deadline(deadline, opening)
    work = WorkItem(
        name="一小",
        start=START,
        milestones=tuple(Milestone(one["milestone"], one["baseline"], one["forecast"], one["actual"]) for one in steps),
        hard_deadline=binding,
        last_report=max((one["reported_on"] for one in steps if one["reported_on"]), default=None),
        cycle_days=31,
    )
    verdict = judge_work_item(work, as_of)
    assert row["status"] == verdict.status.value
    assert (None if pd.isna(row["slip_days"]) else row["slip_days"]) == verdict.slip_days
    assert row["reported_on"] == verdict.reported_on
    assert row["hard_deadline"] == binding
    own = [MilestoneRow(**one) for one in steps]
    assert as_work(described, own, start=START) == work
    assert judge(described, own, as_of=as_of, start=START) == verdict


# Totals


def several() -> pd.DataFrame:
    projects, steps = [], []
    for number in range(12):
        code = f"P{number:02}"
        seats = None if number == 3 else 100 * (number + 1)
        projects.append(project(code, seats=seats, targets=["A", "B"] if number % 2 else ["A"], district="NS"[number % 2]))
        steps += built(number % 6, code=code, slip=number)
    return standings(projects, steps)


def test_the_funnel_starts_with_all_projects_and_never_widens() -> None:
    frame = funnel(several(), DAY)
    assert list(frame["step"]) == ["planned", *MILESTONES]
    assert list(frame["projects"]) == [12, 10, 8, 6, 4, 2]
    assert all(frame[name].is_monotonic_decreasing for name in ("projects", "seats"))


def test_the_funnel_tells_how_many_had_been_planned_by_the_day() -> None:
    projects = [project("P1"), project("P2")]
    frame = funnel(standings(projects, [*built(0, code="P1"), *built(0, code="P2")]), DAY).set_index("step")["planned"]
    assert frame["planned"] == 2
    assert list(frame) == sorted(frame, reverse=True)


def test_the_funnel_counts_seats_and_takes_unknown_ones_as_none() -> None:
    frame = funnel(several(), DAY).set_index("step")["seats"]
    assert frame["planned"] == 100 * sum(range(1, 13)) - 400
    assert frame["opened"] == 600 + 1200


def test_the_funnel_of_nothing_is_all_zero() -> None:
    frame = funnel(standings([]), DAY)
    assert list(frame["projects"]) == [0] * 6
    assert list(frame["seats"]) == [0] * 6


def test_seats_opened_are_told_from_those_that_should_be_open() -> None:
    assert seats_opened(several(), DAY) == (600 + 1200, 100 * sum(range(1, 13)) - 400)
    assert seats_opened(several(), date(2023, 5, 14)) == (0, 0)


def test_no_seats_are_opened_without_projects() -> None:
    assert seats_opened(standings([]), DAY) == (0, 0)


def test_the_median_slip_is_that_of_the_open_projects_of_a_district() -> None:
    slips = [10, 20, 90]
    projects = [project(f"P{number}") for number in range(4)]
    steps = [one for number, slip in enumerate(slips) for one in built(4, code=f"P{number}", slip=slip)]
    frame = slip_by_district(standings(projects, [*steps, *built(5, code="P3")], as_of=date(2023, 5, 16)))
    row = frame.iloc[0]
    assert (row["district"], row["projects"], row["median_slip"]) == ("N", 4, 20)


@pytest.mark.parametrize(("number", "expected"), [(1, None), (2, None), (3, 20)])
def test_a_median_of_under_three_projects_says_nothing(number: int, expected: int | None) -> None:
    projects = [project(f"P{one}") for one in range(number)]
    steps = [one for at in range(number) for one in built(4, code=f"P{at}", slip=20)]
    frame = slip_by_district(standings(projects, steps, as_of=date(2023, 5, 16)))
    assert list(frame["median_slip"]) == [expected]


def test_projects_behind_are_those_off_track_or_missed() -> None:
    frame = standings([project("P1"), project("P2")], [*built(1, code="P1"), *built(5, code="P2")])
    assert frame["status"].iloc[0] == Status.OFF_TRACK
    assert list(slip_by_district(frame)["behind"]) == [1]


def test_districts_of_no_projects_are_none() -> None:
    assert slip_by_district(standings([])).empty


def test_a_project_counts_for_each_of_its_targets() -> None:
    frame = several()
    assert len(counting_for(frame, "A")) == 12
    assert list(counting_for(frame, "B")["code"]) == ["P01", "P03", "P05", "P07", "P09", "P11"]
    assert counting_for(frame, "C").empty
    assert counting_for(standings([]), "A").empty
