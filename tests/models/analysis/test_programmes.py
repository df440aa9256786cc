"""Vocational programmes on a day: stages, the year's curve, time in stages, schools, and their counting for a target."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.milestone_dates import MilestoneDates
from models.analysis.milestone_history import ASPECTS
from models.analysis.programmes import (
    FACTS,
    count_by_target,
    days_in_stages,
    late_ones,
    launched,
    launching_stage,
    programme_standings,
    schools_by_kind,
    stage_counts,
    stages_of,
    targets_of,
)
from models.analysis.work_items import STANDING
from models.commands.ledger import store_plan
from models.plan.file import parse_plan
from models.plan.view import PlanView
from models.queries import read_plan
from models.status import Status
from models.store.engine import open_store, reading

START, DAY = date(2023, 1, 1), date(2023, 7, 1)
STAGES, KINDS, LEVELS = ("asked", "begun", "ended"), ("wide", "small"), ("low", "high")
STEP_COLUMNS = ("code", "milestone", "position", "baseline", "revisions", "replanned_days", "forecast", "actual", "reported_on")
PLAN = """
plan:
  code: p
  city: C
  year: 2023
  title: T
  source: S
  districts: [{code: N, name: 北}]
  stages: [{code: asked, name: 问}, {code: begun, name: 始}, {code: ended, name: 终}]
sections: [{code: s, name: S}, {code: t, name: T}, {code: u, name: U}]
targets:
  - {code: A, section: s, kind: count, name: a, unit: x, target: 9, due: 2023-12-31, project_milestone: begun}
  - {code: B, section: t, kind: count, name: b, unit: x, target: 9, due: 2023-12-31, project_milestone: ended}
  - {code: C, section: s, kind: count, name: c, unit: x, target: 9, due: 2023-12-31}
  - {code: D, section: s, kind: action, name: d}
  - {code: E, section: u, kind: count, name: e, unit: x, target: 9, due: 2023-12-31, project_milestone: begun}
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/s.sqlite")
    store_plan(engine, parse_plan(PLAN.encode(), name="p.yaml"), author="test", name="p.yaml")
    with reading(engine) as session:
        found = read_plan(session, "p", datetime.now(UTC))
    engine.dispose()
    return found


def programme(code: str = "Z1", **facts: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(FACTS)
    row |= {"code": code, "name": "专业", "school": "一校", "level": "low", "kind": "wide", "district": "N", "targets": ["A"]}
    return row | facts


def step(stage: str, baseline: date | None = None, *, code: str = "Z1", **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(STEP_COLUMNS)
    row |= {"code": code, "milestone": stage, "position": STAGES.index(stage), "baseline": baseline}
    return row | {"revisions": 0, "replanned_days": 0} | more


def reached(n: int, *, code: str = "Z1", late: int = 0) -> list[dict[str, Any]]:
    """Three stages planned for the middle of February, March and April, the first ``n`` reached ``late`` days after."""
    planned = [date(2023, month, 15) for month in (2, 3, 4)]
    return [
        step(stage, day, code=code, actual=day + timedelta(late) if at < n else None, reported_on=DAY)
        for at, (stage, day) in enumerate(zip(STAGES, planned, strict=True))
    ]


def frames(programmes: Sequence[dict[str, Any]], steps: Sequence[dict[str, Any]] = ()) -> tuple[pd.DataFrame, MilestoneDates]:
    """The programmes and milestones as returned by the queries."""
    return (
        pd.DataFrame(list(programmes), columns=list(FACTS), dtype=object),
        MilestoneDates.of(pd.DataFrame(list(steps), columns=list(STEP_COLUMNS), dtype=object)),
    )


def stand(programmes: Sequence[dict[str, Any]], steps: Sequence[dict[str, Any]] = (), *, as_of: date = DAY) -> pd.DataFrame:
    return programme_standings(*frames(programmes, steps), stages=STAGES, as_of=as_of, start=START)


def several(as_of: date = DAY) -> pd.DataFrame:
    """Eight programmes alternating between both kinds, with none, one, two or all stages reached."""
    programmes = [programme(f"Z{n}", kind=KINDS[n % 2], targets=["A", "B"] if n % 2 else ["A"]) for n in range(8)]
    return stand(programmes, [one for n in range(8) for one in reached(n // 2, code=f"Z{n}")], as_of=as_of)


def test_standings_have_their_columns_in_order_even_when_empty() -> None:
    columns = [*FACTS, *STANDING, *(f"{stage}_{aspect}" for stage in STAGES for aspect in ASPECTS)]
    assert list(stand([]).columns) == columns
    assert list(several().columns) == columns


# Stages of a plan


def test_stages_come_as_the_plan_lists_them_then_what_else_was_reported(view: PlanView) -> None:
    programmes, steps = frames([programme()], reached(3))
    more = MilestoneDates.of(steps.frame().assign(milestone=["zz", "begun", "aa"]))
    assert stages_of(view, steps, programmes) == list(STAGES)
    assert stages_of(view, more, programmes) == [*STAGES, "aa", "zz"]
    assert stages_of(view, *reversed(frames([]))) == list(STAGES)


def test_the_milestones_of_other_works_are_no_stages(view: PlanView) -> None:
    programmes, steps = frames([programme()], [step("asked") | {"code": "P1", "milestone": "topped_out"}])
    assert stages_of(view, steps, programmes) == list(STAGES)


def test_what_is_launched_is_the_stage_at_which_most_programmes_count(view: PlanView) -> None:
    a, b = programme(targets=["A"]), programme(targets=["B"])
    assert launching_stage(view, frames([a, b, b])[0], STAGES) == "ended"
    assert launching_stage(view, frames([a, a, b])[0], STAGES) == "begun"
    assert launching_stage(view, frames([a, b])[0], STAGES) == "begun"


@pytest.mark.parametrize("targets", [[], ["C"], ["gone"]])
def test_where_no_programme_counts_the_first_stage_is_the_launch(view: PlanView, targets: list[str]) -> None:
    assert launching_stage(view, frames([programme(targets=targets)])[0], STAGES) == "asked"
    assert launching_stage(view, frames([])[0], STAGES) == "asked"
    assert launching_stage(view, frames([])[0], ()) == ""


def test_a_stage_that_the_programmes_do_not_have_launches_none(view: PlanView) -> None:
    assert launching_stage(view, frames([programme(targets=["A"])])[0], ("asked", "ended")) == "asked"


# Counting by stage


def counted(
    frame: pd.DataFrame, name: str = "programmes", kinds: Sequence[str] = KINDS, as_of: date = DAY
) -> dict[str, list[int]]:
    counts = stage_counts(frame, STAGES, kinds, as_of)
    assert list(counts.columns) == ["kind", "stage", "programmes", "planned"]
    return {kind: list(counts.loc[counts["kind"] == kind, name]) for kind in kinds}


def test_of_no_programmes_none_stands_at_any_stage() -> None:
    assert counted(stand([])) == counted(stand([]), "planned") == {"wide": [0] * 4, "small": [0] * 4}
    assert stage_counts(stand([]), STAGES, [], DAY).empty


def test_one_programme_stands_at_its_last_stage() -> None:
    frame = stand([programme()], reached(2))
    assert counted(frame) == {"wide": [0, 0, 1, 0], "small": [0] * 4}
    assert counted(frame, "planned") == {"wide": [1, 1, 1, 1], "small": [0] * 4}


def test_every_programme_stands_at_one_stage_of_its_kind() -> None:
    assert counted(several()) == {"wide": [1, 1, 1, 1], "small": [1, 1, 1, 1]}
    assert counted(several(date(2023, 3, 14)), as_of=date(2023, 3, 14)) == {"wide": [1, 3, 0, 0], "small": [1, 3, 0, 0]}


def test_planned_is_what_the_plan_wanted_by_the_day_itself() -> None:
    day = date(2023, 3, 15)
    assert counted(several(day), "planned", as_of=day)["wide"] == [4, 4, 4, 0]
    before = day - timedelta(1)
    assert counted(several(before), "planned", as_of=before)["wide"] == [4, 4, 0, 0]


def test_who_was_to_be_further_was_to_be_here_too() -> None:
    frame = stand([programme()], [step("ended", date(2023, 4, 15))])
    assert counted(frame, "planned")["wide"] == [1, 1, 1, 1]


any_day = st.none() | st.dates(date(2022, 10, 1), date(2024, 3, 1))


@st.composite
def any_programmes(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    codes = [f"Z{n}" for n in range(draw(st.integers(0, 6)))]
    programmes = [
        programme(
            code, kind=draw(st.sampled_from(KINDS)), school=draw(st.sampled_from("甲乙")), level=draw(st.sampled_from(LEVELS))
        )
        for code in codes
    ]
    steps = [
        step(stage, draw(any_day), code=code, actual=draw(any_day)) for code in codes for stage in STAGES if draw(st.booleans())
    ]
    return programmes, steps


@given(any_programmes(), st.dates(START, date(2023, 12, 31)))
@settings(deadline=None)
def test_stages_add_up_to_the_programmes_and_plans_never_widen(made: tuple[Any, Any], day: date) -> None:
    programmes, steps = made
    frame = stand(programmes, steps, as_of=day)
    stands, planned = counted(frame, as_of=day), counted(frame, "planned", as_of=day)
    for kind in KINDS:
        own = [one["code"] for one in programmes if one["kind"] == kind]
        furthest = dict.fromkeys(own, -1)
        wanted: dict[str, set[str]] = {stage: set() for stage in STAGES}
        for one in steps:
            at = STAGES.index(one["milestone"])
            if one["code"] in own and one["actual"] and one["actual"] <= day:
                furthest[one["code"]] = max(furthest[one["code"]], at)
            if one["code"] in own and one["baseline"] and one["baseline"] <= day:
                for stage in STAGES[: at + 1]:
                    wanted[stage].add(one["code"])
        assert stands[kind] == [list(furthest.values()).count(at) for at in range(-1, 3)]
        assert planned[kind] == [len(own), *(len(wanted[stage]) for stage in STAGES)]
        assert planned[kind] == sorted(planned[kind], reverse=True)


# The year's curve


def test_launched_counts_up_to_each_day_and_stops_at_the_day_looked_at() -> None:
    days = [date(2023, 3, 14), date(2023, 3, 15), DAY, date(2023, 12, 31)]
    frame = launched(several(), "begun", days, DAY)
    assert frame.to_dict("list") == {"day": days, "actual": [0, 4, 4, None], "planned": [0, 8, 8, 8]}


def test_what_comes_late_is_planned_before_it_is_actual() -> None:
    frame = launched(stand([programme()], reached(3, late=10)), "begun", [date(2023, 3, 24), date(2023, 3, 25)], DAY)
    assert (list(frame["actual"]), list(frame["planned"])) == ([0, 1], [1, 1])


@pytest.mark.parametrize("stage", ["begun", ""])
def test_nothing_launched_is_none_by_every_day(stage: str) -> None:
    frame = launched(stand([]), stage, [START, DAY], DAY)
    assert (list(frame["actual"]), list(frame["planned"])) == ([0, 0], [0, 0])
    assert list(launched(stand([]), stage, [], DAY).columns) == ["day", "actual", "planned"]


def test_without_stages_nothing_of_a_programme_is_launched() -> None:
    frame = launched(stand([programme()]), "", [START, DAY], START)
    assert (list(frame["actual"]), list(frame["planned"])) == ([0, None], [0, 0])


# Days in each stage


def stays(*lengths: int) -> pd.DataFrame:
    """Programmes that took a given number of days from the first stage to the second."""
    steps = [
        step(stage, code=f"Z{n}", actual=date(2023, 2, 1) + timedelta(days), reported_on=DAY)
        for n, length in enumerate(lengths)
        for stage, days in (("asked", 0), ("begun", length))
    ]
    return stand([programme(f"Z{n}") for n in range(len(lengths))], steps)


@pytest.mark.parametrize(
    ("lengths", "numbers"),
    [
        ((), (None, None, None)),
        ((10,), (None, None, None)),
        ((10, 30), (None, None, None)),
        ((10, 30, 80), (30, 10, 80)),
        ((10, 30, 40, 80), (35, 10, 80)),
    ],
)
def test_days_from_a_stage_to_the_next_are_told_of_three_programmes_on(
    lengths: tuple[int, ...], numbers: tuple[int | None, ...]
) -> None:
    frame = days_in_stages(stays(*lengths), STAGES)
    assert list(frame["stage"]) == ["asked", "begun"]
    assert tuple(frame.loc[0, ["programmes", "median", "shortest", "longest"]]) == (len(lengths), *numbers)
    assert tuple(frame.loc[1]) == ("begun", 0, None, None, None)


def test_who_has_not_left_a_stage_has_no_days_in_it() -> None:
    assert list(days_in_stages(several(), STAGES)["programmes"]) == [4, 2]
    assert list(days_in_stages(several(date(2023, 4, 14)), STAGES)["programmes"]) == [4, 0]


@pytest.mark.parametrize("stages", [(), ("asked",)])
def test_of_one_stage_there_is_no_next(stages: tuple[str, ...]) -> None:
    frame = days_in_stages(several(), stages)
    assert frame.empty
    assert list(frame.columns) == ["stage", "programmes", "median", "shortest", "longest"]


# Schools


def test_schools_of_no_programmes_are_none_with_columns() -> None:
    frame = schools_by_kind(stand([]), KINDS, LEVELS)
    assert frame.empty
    assert list(frame.columns) == ["level", "school", *KINDS, "total"]
    assert schools_by_kind(stand([]), [], []).empty


def test_a_kind_that_a_school_lacks_is_a_gap() -> None:
    frame = schools_by_kind(stand([programme()]), KINDS, LEVELS)
    assert frame.to_dict("records") == [{"level": "low", "school": "一校", "wide": 1, "small": 0, "total": 1}]


def test_schools_stand_by_level_as_the_plan_lists_them() -> None:
    rows = [
        programme("Z1", level="other", school="甲"),
        programme("Z2", level="high", school="甲", kind="small"),
        programme("Z3", level="low", school="乙"),
        programme("Z4", level="low", school="甲"),
        programme("Z5", level="low", school="乙", kind="small"),
        programme("Z6", level="low", school="乙"),
    ]
    frame = schools_by_kind(stand(rows), KINDS, LEVELS)
    places = list(frame[["level", "school"]].itertuples(index=False, name=None))
    assert places == [("low", "乙"), ("low", "甲"), ("high", "甲"), ("other", "甲")]
    assert [list(frame[name]) for name in (*KINDS, "total")] == [[2, 1, 0, 1], [1, 0, 1, 0], [3, 1, 1, 1]]


@given(any_programmes())
@settings(deadline=None)
def test_schools_add_up_to_the_programmes(made: tuple[Any, Any]) -> None:
    programmes, _ = made
    frame = schools_by_kind(stand(programmes), KINDS, LEVELS)
    assert len(frame) == len({(one["level"], one["school"]) for one in programmes})
    assert frame["total"].sum() == len(programmes)
    for kind in KINDS:
        assert frame[kind].sum() == sum(one["kind"] == kind for one in programmes)


# The late ones


def test_late_are_those_behind_at_risk_or_silent_in_their_order() -> None:
    frame = pd.DataFrame({"code": [status.value for status in Status], "status": [status.value for status in Status]})
    assert list(late_ones(frame)["code"]) == ["at_risk", "off_track", "missed", "unknown"]


def test_who_has_reached_all_stages_is_never_late() -> None:
    frame = several()
    assert list(late_ones(frame)["code"]) == ["Z0", "Z1", "Z2", "Z3", "Z4", "Z5"]
    assert late_ones(stand([])).empty
    assert late_ones(stand([programme()], reached(3, late=60))).empty


# Targets


def test_each_programme_counts_for_each_of_its_targets_at_the_stage_of_that(view: PlanView) -> None:
    assert count_by_target(several(), view) == {"A": 4, "B": 1}
    assert count_by_target(several(date(2023, 4, 14)), view) == {"A": 4, "B": 0}


def test_of_no_programmes_nothing_counts(view: PlanView) -> None:
    assert count_by_target(stand([]), view) == {}
    assert targets_of(view, stand([])) == []


def test_a_target_without_a_stage_or_of_another_plan_counts_none(view: PlanView) -> None:
    assert count_by_target(stand([programme(targets=["C", "gone", "B"])], reached(3)), view) == {"B": 1}


def test_the_targets_of_a_page_are_those_of_its_sections_without_actions(view: PlanView) -> None:
    assert targets_of(view, stand([programme(targets=["A"])])) == ["A", "C"]
    assert targets_of(view, several()) == ["A", "B", "C"]
