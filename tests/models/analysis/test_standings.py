"""Standings from frames: whose figures count, how districts add up, and what a district sees."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from models.analysis.milestone_dates import MilestoneDates
from models.analysis.standings import COLUMNS, standings
from models.commands.ledger import store_milestones, store_plan, store_reports
from models.commands.records import NewMilestone, NewReport
from models.plan.file import parse_plan
from models.plan.view import PlanView
from models.queries import read_plan
from models.snapshots.plan_data import read_standings
from models.status import Flag, Status
from models.store.engine import open_store, reading

MAY_31, JUN_30, AUG_31, DUE = date(2023, 5, 31), date(2023, 6, 30), date(2023, 8, 31), date(2023, 12, 31)
LATER = date(2024, 1, 31)
GATES = "gates: [{name: begun, by: 2023-03-01}, {name: done, by: 2023-08-02}], hard_deadline: 2023-09-01"
PLAN = f"""
plan:
  {{code: p, city: C, year: 2023, title: T, source: S, rules: {{margin: 2}},
   districts: [{{code: a, name: A}}, {{code: b, name: B}}, {{code: c, name: C}}]}}
sections: [{{code: s, name: S}}]
targets:
  - {{code: N, section: s, kind: count, name: n, unit: x, target: 16, due: 2023-12-31}}
  - {{code: P, section: s, kind: count, name: n, unit: x, target: 16, due: 2023-12-31, plan: [{{by: 2023-06-30, value: 8}}]}}
  - {{code: R, section: s, kind: reach, name: n, target: 50, baseline: 44, due: 2023-12-31}}
  - {{code: F, section: s, kind: floor, name: n, target: 85, due: 2023-12-31}}
  - {{code: Q, section: s, kind: floor, name: n, target: 85, due: 2023-12-31, cycle: quarter}}
  - {{code: D, section: s, kind: deliver, name: n, due: 2023-12-31}}
  - {{code: G, section: s, kind: deliver, name: n, due: 2023-12-31, {GATES}}}
  - {{code: I, section: s, kind: items, name: n, due: 2023-12-31, items: [one, two]}}
  - {{code: A, section: s, kind: action, name: n}}
  - {{code: S, section: s, kind: floor, name: n, target: 3, due: 2023-12-31, suspended: {{document: d, since: 2023-06-30}}}}
"""


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/s.sqlite")
    store_plan(engine, parse_plan(PLAN.encode(), name="p.yaml"), author="test", name="p.yaml")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/s.sqlite")
    store_plan(engine, parse_plan(PLAN.encode(), name="p.yaml"), author="test", name="p.yaml")
    with reading(engine) as session:
        found = read_plan(session, "p", datetime.now(UTC))
    engine.dispose()
    return found


FIGURES = ("code", "district", "as_of", "value", "numerator", "denominator", "origin", "source", "grade", "note", "recorded_at")
STEPS = ("code", "milestone", "position", "baseline", "revisions", "replanned_days", "forecast", "actual", "reported_on")


def figure(
    code: str,
    value: str | int | None = None,
    day: date = JUN_30,
    district: str = "",
    *,
    ratio: tuple[int, int] | None = None,
    at: int = 0,
    source: str = "",
) -> dict[str, Any]:
    """A figure recorded in the ``at``-th minute."""
    return {
        "code": code,
        "district": district,
        "as_of": day,
        "value": None if value is None else Decimal(value),
        "numerator": ratio and Decimal(ratio[0]),
        "denominator": ratio and Decimal(ratio[1]),
        "origin": "reported",
        "source": source or None,
        "grade": None,
        "note": None,
        "recorded_at": datetime(2024, 2, 1, 0, at, tzinfo=UTC),
    }


def step(code: str, name: str, position: int, baseline: date | None, **more: Any) -> dict[str, Any]:
    counts = {"revisions": 0, "replanned_days": 0}
    return dict.fromkeys(STEPS) | counts | {"code": code, "milestone": name, "position": position, "baseline": baseline} | more


def stand(
    view: PlanView,
    *figures: dict[str, Any],
    day: date = JUN_30,
    district: str = "",
    steps: tuple[dict[str, Any], ...] = (),
) -> pd.DataFrame:
    """Standings by code."""
    given = pd.DataFrame(list(figures), columns=list(FIGURES), dtype=object)
    reached = pd.DataFrame(list(steps), columns=list(STEPS), dtype=object)
    return standings(view, given, MilestoneDates.of(reached), as_of=day, district=district).set_index("code", drop=False)


# The frame


def test_every_target_has_its_row_in_the_order_of_the_plan(view: PlanView) -> None:
    frame = stand(view)
    assert list(frame["code"]) == list("NPRFQDGIAS")
    assert set(COLUMNS) <= set(frame.columns)


def test_nothing_reported_is_unknown_not_due_or_an_action(view: PlanView) -> None:
    frame = stand(view)
    status = dict(zip(frame["code"], frame["status"], strict=True))
    assert {code for code, one in status.items() if one is Status.UNKNOWN} == set("NPRFQ")
    assert status["I"] is Status.NOT_DUE
    assert (status["D"], status["G"], status["A"], status["S"]) == (
        Status.NOT_DUE,
        Status.NOT_DUE,
        Status.ACTION,
        Status.SUSPENDED,
    )
    assert frame.loc["N", "actual"] is None
    assert frame.loc["N", "reported_on"] is None


def test_points_margin_and_baseline_of_the_plan_reach_the_rules(view: PlanView) -> None:
    frame = stand(view, figure("P", 7), figure("F", "86.9"), figure("R", "46.2"))
    assert (frame.loc["P", "expected"], frame.loc["P", "status"]) == (8, Status.AT_RISK)
    assert frame.loc["F", "status"] is Status.AT_RISK
    assert frame.loc["R", "status"] is Status.AT_RISK
    assert frame.loc["R", "expected"] == 44 + Fraction(6 * 180, 364)
    assert stand(view, figure("F", "87")).loc["F", "status"] is Status.ON_TRACK


def test_the_cycle_of_a_target_reaches_the_rules(view: PlanView) -> None:
    frame = stand(view, figure("F", 99, MAY_31), figure("Q", 99, MAY_31), day=AUG_31)
    assert (frame.loc["F", "status"], frame.loc["Q", "status"]) == (Status.UNKNOWN, Status.ON_TRACK)


def test_figures_stay_exact(view: PlanView) -> None:
    frame = stand(view, figure("R", "49.96", DUE), figure("F", ratio=(1, 3)), day=DUE)
    assert frame.loc["R", "actual"] == Fraction("49.96")
    assert frame.loc["R", "status"] is Status.MISSED
    assert stand(view, figure("F", ratio=(1, 3))).loc["F", "actual"] == Fraction(100, 3)


# Whose figures count


def test_counts_add_over_districts(view: PlanView) -> None:
    row = stand(view, figure("P", 3, district="a"), figure("P", 4, MAY_31, "b")).loc["P"]
    assert (row["actual"], row["reported_on"], row["status"]) == (7, JUN_30, Status.AT_RISK)
    assert (row["reported_by"], row["reporters"]) == (2, 3)


def test_a_districts_newer_figure_replaces_its_older_one(view: PlanView) -> None:
    figures = figure("P", 3, MAY_31, "a"), figure("P", 5, JUN_30, "a"), figure("P", 1, MAY_31, "b")
    assert stand(view, *figures).loc["P", "actual"] == 6


def test_the_citys_own_figures_prevail_over_those_of_its_districts(view: PlanView) -> None:
    figures = figure("P", 8, MAY_31, source="city"), figure("P", 3, district="a", source="district")
    row = stand(view, *figures).loc["P"]
    assert (row["actual"], row["reported_on"], row["source"]) == (8, MAY_31, "city")
    assert (row["reported_by"], row["reporters"]) == (None, None)


def test_a_city_figure_of_a_later_day_hides_nothing_today(view: PlanView) -> None:
    figures = figure("P", 8, AUG_31), figure("P", 3, district="a")
    assert stand(view, *figures).loc["P", "actual"] == 3
    assert stand(view, *figures, day=AUG_31).loc["P", "actual"] == 8


@pytest.mark.parametrize("later_row_first", [False, True])
def test_of_two_figures_of_one_day_the_one_recorded_last_counts(view: PlanView, later_row_first: bool) -> None:
    figures = [figure("P", 8, at=1, source="old"), figure("P", 6, at=2, source="new")]
    row = stand(view, *(reversed(figures) if later_row_first else figures)).loc["P"]
    assert (row["actual"], row["source"]) == (6, "new")


def test_a_correction_of_an_older_day_leaves_the_newest_day(view: PlanView) -> None:
    assert stand(view, figure("P", 8, at=1), figure("P", 2, MAY_31, at=9)).loc["P", "actual"] == 8


def test_a_correction_may_move_the_day_on_which_a_target_was_reached(view: PlanView) -> None:
    reached = [figure("N", 16, date(2023, 12, 20)), figure("N", 16, date(2024, 1, 20))]
    assert stand(view, *reached, day=LATER).loc["N", "status"] is Status.MET
    corrected = [*reached, figure("N", 15, date(2023, 12, 20), at=5)]
    assert stand(view, *corrected, day=LATER).loc["N", "status"] is Status.MET_LATE


# Rates over districts


def ratios(code: str, *shares: tuple[str, int, int], day: date = JUN_30) -> list[dict[str, Any]]:
    return [figure(code, district=district, day=day, ratio=(numerator, whole)) for district, numerator, whole in shares]


def test_a_rate_pools_numerators_and_denominators(view: PlanView) -> None:
    row = stand(view, *ratios("F", ("a", 90, 100), ("b", 1, 10), ("c", 90, 90))).loc["F"]
    assert (row["actual"], row["flags"]) == (100 * Fraction(181, 200), ())
    assert row["status"] is Status.ON_TRACK


def test_a_rate_with_a_district_missing_is_unknown_and_says_how_many_spoke(view: PlanView) -> None:
    row = stand(view, *ratios("F", ("a", 99, 100), ("b", 10, 10))).loc["F"]
    assert (row["status"], row["flags"]) == (Status.UNKNOWN, (Flag.PARTIAL,))
    assert (row["reported_by"], row["reporters"]) == (2, 3)


def test_a_rate_with_a_small_district_silent_takes_its_colour(view: PlanView) -> None:
    old, silent = date(2023, 1, 31), ratios("F", ("c", 1, 2), day=date(2023, 1, 31))
    row = stand(view, *silent, *ratios("F", ("a", 95, 100), ("b", 99, 100))).loc["F"]
    assert (JUN_30 - old).days > 69
    assert (row["status"], row["flags"]) == (Status.ON_TRACK, (Flag.PARTIAL,))
    assert row["actual"] == 97


def test_a_plain_rate_of_a_district_cannot_be_pooled(view: PlanView) -> None:
    figures = [*ratios("F", ("a", 95, 100), ("b", 99, 100)), figure("F", 100, district="c")]
    assert stand(view, *figures).loc["F", "status"] is Status.UNKNOWN


def test_the_citys_own_rate_prevails(view: PlanView) -> None:
    row = stand(view, figure("F", 80), *ratios("F", ("a", 99, 100), ("b", 99, 100), ("c", 9, 9))).loc["F"]
    assert (row["actual"], row["status"]) == (80, Status.OFF_TRACK)


# One district


def test_in_a_district_only_its_own_figures_speak(view: PlanView) -> None:
    figures = [figure("F", 99), *ratios("F", ("a", 80, 100), ("b", 99, 100))]
    row = stand(view, *figures, district="a").loc["F"]
    assert (row["actual"], row["status"], row["flags"]) == (80, Status.OFF_TRACK, ())
    assert (row["reported_by"], row["reporters"]) == (None, None)
    assert stand(view, *figures, district="c").loc["F", "status"] is Status.UNKNOWN


def test_a_plain_rate_of_a_district_is_judged_in_that_district(view: PlanView) -> None:
    assert stand(view, figure("F", 90, district="a"), district="a").loc["F", "status"] is Status.ON_TRACK


def test_a_count_of_a_district_is_shown_and_not_judged(view: PlanView) -> None:
    row = stand(view, figure("P", 3, district="a"), figure("P", 9), district="a").loc["P"]
    assert (row["status"], row["reason"].rule, row["actual"], row["reported_on"]) == (Status.ACTION, "no_quota", 3, JUN_30)


# Actions, deliverables, items


def test_an_action_shows_its_figures_and_has_no_colour(view: PlanView) -> None:
    row = stand(view, figure("A", 3, MAY_31, "a"), figure("A", 4, district="b")).loc["A"]
    assert (row["status"], row["actual"], row["reported_on"]) == (Status.ACTION, 7, JUN_30)


def test_a_suspended_target_keeps_its_figures(view: PlanView) -> None:
    assert stand(view, figure("S", 1, MAY_31), day=MAY_31).loc["S", "status"] is not Status.SUSPENDED
    row = stand(view, figure("S", 1, MAY_31)).loc["S"]
    assert (row["status"], row["actual"]) == (Status.SUSPENDED, 1)


@pytest.mark.parametrize(
    ("figures", "result"),
    [
        ([(0, JUN_30)], Status.MISSED),
        ([(1, JUN_30)], Status.MET),
        ([(1, LATER)], Status.MET_LATE),
        ([(0, JUN_30), (1, DUE)], Status.MET),
        ([(1, JUN_30), (0, DUE)], Status.MISSED),
        ([(1, JUN_30), (0, DUE), (1, LATER)], Status.MET_LATE),
        ([], Status.UNKNOWN),
    ],
)
def test_a_deliverable_is_done_from_the_first_1_that_no_0_follows(
    view: PlanView, figures: list[tuple[int, date]], result: Status
) -> None:
    frame = stand(view, *(figure("D", value, day) for value, day in figures), day=LATER)
    assert frame.loc["D", "status"] is result


def test_a_deliverable_done_after_the_day_is_not_done_yet(view: PlanView) -> None:
    assert stand(view, figure("D", 1, AUG_31)).loc["D", "status"] is Status.NOT_DUE


def test_a_deliverable_is_judged_by_its_milestones(view: PlanView) -> None:
    begun = step("G", "begun", 0, date(2023, 3, 1), actual=date(2023, 3, 1), reported_on=JUN_30)
    last = date(2023, 8, 2)

    def with_forecast(forecast: date) -> pd.Series:
        return stand(view, steps=(begun, step("G", "done", 1, last, forecast=forecast, reported_on=JUN_30))).loc["G"]

    assert with_forecast(last + timedelta(days=10))["status"] is Status.ON_TRACK
    assert with_forecast(last + timedelta(days=11))["status"] is Status.AT_RISK
    late = with_forecast(last + timedelta(days=31))
    assert (late["status"], late["slip_days"], late["reported_on"]) == (Status.OFF_TRACK, 31, JUN_30)


def test_items_are_judged_by_their_own_reports(view: PlanView) -> None:
    one, both = [figure("I.1", 1)], [figure("I.1", 1), figure("I.2", 1, AUG_31)]
    row = stand(view, *one).loc["I"]
    assert (row["status"], row["actual"], row["target"]) == (Status.NOT_DUE, 1, 2)
    assert stand(view, *both, day=AUG_31).loc["I", "status"] is Status.MET
    assert stand(view, *one, day=DUE).loc["I", "status"] is Status.UNKNOWN
    assert stand(view, *one, figure("I.2", 0), day=DUE).loc["I", "status"] is Status.MISSED
    assert stand(view, *one, figure("I.2", 1, LATER), day=LATER).loc["I", "status"] is Status.MET_LATE


def test_items_are_judged_by_their_milestones(view: PlanView) -> None:
    steps = (
        step("I.1", "begun", 0, date(2023, 6, 1), actual=date(2023, 6, 1), reported_on=JUN_30),
        step("I.2", "begun", 0, date(2023, 6, 1), reported_on=JUN_30),
    )
    gates = [[{"name": "begun", "by": "2023-06-01"}]] * 2
    row = stand(replace(view, items=view.items.assign(gates=gates)), steps=steps).loc["I"]
    assert (row["status"], row["actual"], row["remedy"].names) == (Status.OFF_TRACK, 1, ("two",))


def test_what_is_no_gate_of_this_version_of_the_plan_is_not_demanded(view: PlanView) -> None:
    late = step("I.1", "begun", 0, date(2023, 6, 1), reported_on=JUN_30)
    assert stand(view, steps=(late,)).loc["I", "status"] is Status.NOT_DUE


# The city's values, and the way through the store


def status_in(store: Engine, code: str, day: date) -> Status:
    with reading(store) as session:
        _, frame = read_standings(session, "p", as_of=day, known_at=datetime.now(UTC))
    found = frame.set_index("code").loc[code, "status"]
    assert isinstance(found, Status)
    return found


def report(store: Engine, code: str, *figures: tuple[int, date]) -> None:
    for value, day in figures:
        store_reports(store, "p", [NewReport(code, day, Decimal(value))], author="test")


def test_a_deliverable_said_to_be_done_again_after_the_due_date_stays_met(store: Engine) -> None:
    report(store, "D", (1, date(2023, 12, 20)), (1, date(2024, 1, 20)))
    assert status_in(store, "D", LATER) is Status.MET


def test_milestones_go_through_the_store(store: Engine) -> None:
    begun = NewMilestone("G", "begun", "actual", date(2023, 3, 1), JUN_30)
    forecast = NewMilestone("G", "done", "forecast", date(2023, 8, 20), JUN_30, position=1)
    store_milestones(store, "p", [begun, forecast], author="test")
    assert status_in(store, "G", JUN_30) is Status.AT_RISK


def test_items_said_to_be_done_again_after_the_due_date_stay_met(store: Engine) -> None:
    for code in ("I.1", "I.2"):
        report(store, code, (1, date(2023, 12, 20)), (1, date(2024, 1, 20)))
    assert status_in(store, "I", LATER) is Status.MET


def test_a_deliverable_done_before_its_last_milestone_and_said_so_again_stays_met(store: Engine) -> None:
    report(store, "G", (1, date(2023, 8, 1)), (1, date(2023, 10, 1)))
    assert status_in(store, "G", date(2023, 10, 1)) is Status.MET
