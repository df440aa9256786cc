"""Reads of the ledger: the newest figure on a day, as known at a time. The naive ledger below is the judge."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from models import queries
from models.analysis.milestone_dates import COLUMNS as STEP_COLUMNS
from models.analysis.quota_figures import QuotaFigures
from models.analysis.standings import standings
from models.commands.ledger import store_contents, store_milestones, store_plan, store_reports, withdraw_batch
from models.commands.records import BatchContents, NewMeasurement, NewMilestone, NewQuota, NewReport
from models.errors import ConflictError, NotFoundError
from models.plan.file import PlanFile
from models.store.engine import reading
from models.tables import Base

BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
MAY, JUNE, JULY = date(2023, 5, 31), date(2023, 6, 30), date(2023, 7, 31)
FIGURE_COLUMNS = [
    "code",
    "district",
    "as_of",
    "value",
    "numerator",
    "denominator",
    "origin",
    "source",
    "grade",
    "note",
    "recorded_at",
]
DATE_COLUMNS = ["as_of", "milestone", "aspect", "day", "note", "origin", "recorded_at", "author", "counts"]


def now() -> datetime:
    return datetime.now(UTC)


def store(engine: Engine, *reports: tuple[Any, ...], plan: str = "small", recorded_at: datetime | None = None) -> int:
    """Reports as (code, day, value) or (code, day, value, district), in one batch."""
    new = [NewReport(code, day, Decimal(value), district="".join(district)) for code, day, value, *district in reports]
    return store_reports(engine, plan, new, author="test", recorded_at=recorded_at)


def newest(engine: Engine, as_of: date, known_at: datetime | None = None) -> dict[tuple[str, str], tuple[date, Decimal]]:
    with reading(engine) as session:
        plan_id = queries.read_plan(session, "small", now()).head.plan_id
        return as_figures(queries.read_newest(session, plan_id, as_of=as_of, known_at=known_at or now()))


def as_figures(frame: pd.DataFrame) -> dict[tuple[str, str], tuple[date, Decimal]]:
    figures = {(row.code, row.district): (row.as_of, row.value) for row in frame.itertuples()}
    assert len(figures) == len(frame), "a series twice"
    return figures


# --- examples


def test_the_newest_figure_is_the_one_of_the_latest_day(small_store: Engine) -> None:
    store(small_store, ("C", MAY, 3), ("C", JUNE, 5), ("C", JUNE, 2, "N"))
    assert newest(small_store, date(2023, 5, 30)) == {}
    assert newest(small_store, MAY) == {("C", ""): (MAY, 3)}
    assert newest(small_store, date(2023, 6, 29)) == {("C", ""): (MAY, 3)}
    assert newest(small_store, JUNE) == newest(small_store, JULY) == {("C", ""): (JUNE, 5), ("C", "N"): (JUNE, 2)}


def test_a_report_on_an_earlier_day_does_not_hide_a_later_one(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 5))
    store(small_store, ("C", MAY, 3))
    assert newest(small_store, JULY) == {("C", ""): (JUNE, 5)}
    assert newest(small_store, MAY) == {("C", ""): (MAY, 3)}


def test_a_correction_counts_from_when_it_was_recorded(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 5))
    before = now()
    store(small_store, ("C", JUNE, 4))
    assert newest(small_store, JULY, before) == {("C", ""): (JUNE, 5)}
    assert newest(small_store, JULY) == {("C", ""): (JUNE, 4)}


def test_two_figures_of_one_day_in_one_batch_leave_the_last(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 5), ("C", JUNE, 4))
    assert newest(small_store, JULY) == {("C", ""): (JUNE, 4)}


def test_what_is_recorded_at_the_very_instant_is_known(small_store: Engine) -> None:
    at = datetime(2023, 7, 5, 8, 30, 15, 123456, tzinfo=UTC)
    store(small_store, ("C", JUNE, 5), recorded_at=at)
    assert newest(small_store, JULY, at) == {("C", ""): (JUNE, 5)}
    assert newest(small_store, JULY, at - timedelta(microseconds=1)) == {}


def test_a_withdrawn_batch_counts_before_its_withdrawal_and_after_its_return(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 5))
    wrong = store(small_store, ("C", JUNE, 50), ("E", JUNE, 2))
    moments = [now()]
    for withdrawn in (True, False, True):
        withdraw_batch(small_store, wrong, author="test", withdrawn=withdrawn)
        moments.append(now())
    with_it = {("C", ""): (JUNE, Decimal(50)), ("E", ""): (JUNE, Decimal(2))}
    without = {("C", ""): (JUNE, Decimal(5))}
    assert [newest(small_store, JULY, moment) for moment in moments] == [with_it, without, with_it, without]


def test_plans_do_not_see_each_others_figures(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(small_store, small_plan("other"), author="test", name="other.yaml")
    batch = store(small_store, ("C", JUNE, 9), plan="other")
    store(small_store, ("C", JUNE, 5))
    withdraw_batch(small_store, batch, author="test")
    assert newest(small_store, JULY) == {("C", ""): (JUNE, 5)}


def test_a_note_without_a_figure_does_not_hide_the_figure_before_it(small_store: Engine) -> None:
    store(small_store, ("A", MAY, 3500))
    store_reports(small_store, "small", [NewReport("A", JUNE, note="继续推进")], author="test")
    with reading(small_store) as session:
        view = queries.read_plan(session, "small", now())
        figures = queries.read_figures(session, view, as_of=JULY, known_at=now())
        steps = queries.read_milestones(session, view.head.plan_id, as_of=JULY, known_at=now())
    assert sorted(figures["as_of"]) == [MAY, JUNE]
    assert standings(view, figures, steps, as_of=JULY).set_index("code").loc["A", "actual"] == 3500


def test_the_history_names_who_and_whether_it_still_counts(small_store: Engine) -> None:
    store(small_store, ("C", MAY, 3))
    wrong = store(small_store, ("C", JUNE, 50), ("E", JUNE, 2))
    store(small_store, ("C", JUNE, 5))
    withdraw_batch(small_store, wrong, author="test")
    with reading(small_store) as session:
        plan_id = queries.read_plan(session, "small", now()).head.plan_id
        history = queries.read_history(session, plan_id, ["C"], known_at=now())
        shortest = queries.read_history(session, plan_id, ["C"], known_at=now(), limit=1)
    assert list(history[["as_of", "value", "counts"]].itertuples(index=False, name=None)) == [
        (JUNE, 5, True),
        (JUNE, 50, False),
        (MAY, 3, True),
    ]
    assert set(history["author"]) == {"test"}
    assert list(shortest["value"]) == [5]


# --- plans


def test_a_plan_reads_as_it_was_known(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    moments = [now()]
    for goal in (25, 30):
        store_plan(small_store, small_plan(goal=goal), author="test", name="small.yaml", revise=True)
        moments.append(now())
    assert [goal_at(small_store, moment) for moment in moments] == [20, 25, 30]


def test_before_it_was_recorded_a_plan_reads_as_its_first_version(
    small_store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    store_plan(small_store, small_plan(goal=25), author="test", name="small.yaml", revise=True)
    assert goal_at(small_store, BEFORE_ALL) == 20


def test_a_withdrawn_version_gives_way_to_the_one_before(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(small_store, small_plan(goal=25), author="test", name="small.yaml", revise=True)
    before = now()
    with reading(small_store) as session:
        batches = Base.metadata.tables["batch"].c
        newest_batch = session.scalar(select(batches.id).where(batches.kind == "plan").order_by(batches.id.desc()))
    assert newest_batch
    withdraw_batch(small_store, newest_batch, author="test")
    assert (goal_at(small_store, before), goal_at(small_store, now())) == (25, 20)


def goal_at(engine: Engine, known_at: datetime) -> Decimal:
    with reading(engine) as session:
        targets = queries.read_plan(session, "small", known_at).targets
    goal: Decimal = targets.set_index("code").loc["C", "target"]
    return goal


def test_an_unknown_plan_is_named(small_store: Engine) -> None:
    with reading(small_store) as session, pytest.raises(NotFoundError) as caught:
        queries.read_plan(session, "nowhere", now())
    assert "nowhere" in str(caught.value)


def test_the_parts_of_a_plan_stand_in_the_order_of_its_file(real_plan_store: Engine, real_plan: PlanFile) -> None:
    with reading(real_plan_store) as session:
        view = queries.read_plan(session, "zhengzhou-2023", now())
    assert list(view.sections["code"]) == [section.code for section in real_plan.sections]
    assert list(view.districts["code"]) == [district.code for district in real_plan.plan.districts]
    assert list(view.targets["code"]) == [target.code for target in real_plan.targets]
    assert list(view.items["name"]) == [item.name for target in real_plan.targets for item in target.items]


def test_the_current_plan_comes_first_and_the_newest_year_next(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(small_store, small_plan("another"), author="test", name="x", demonstration=True)
    with reading(small_store) as session:
        frame = queries.read_plans(session)
    assert list(frame["code"]) == ["small", "another"]
    assert list(frame["is_current"]) == [True, False]
    assert list(frame["demonstration"]) == [False, True]


# --- nothing


def test_an_empty_answer_keeps_its_columns(small_store: Engine) -> None:
    with reading(small_store) as session:
        view = queries.read_plan(session, "small", now())
        plan_id = view.head.plan_id
        empty = [
            queries.read_newest(session, plan_id, as_of=JUNE, known_at=now()),
            queries.read_newest_late(session, plan_id, as_of=JUNE, known_before=BEFORE_ALL, known_at=now()),
            queries.read_figures(session, view, as_of=date(2024, 5, 1), known_at=now()),
        ]
        history = queries.read_history(session, plan_id, ["C"], known_at=now())
        steps = queries.read_milestones(session, plan_id, as_of=JUNE, known_at=BEFORE_ALL).frame()
        measured = [
            queries.read_measurements(session, plan_id, as_of=JUNE, known_at=now()),
            queries.read_measured_years(session, plan_id, "C", as_of=JUNE, known_at=now()),
        ]
        of_quotas = queries.read_quota_figures(session, plan_id, as_of=JUNE, known_at=now()).frame()
        dates = queries.read_milestone_history(session, plan_id, "C", known_at=now())
    assert [list(frame.columns) for frame in measured] == [["code", "measure", "as_of", "value"]] * 2
    assert list(of_quotas.columns) == ["code", "as_of", "value", "origin"]
    assert list(dates.columns) == DATE_COLUMNS
    assert all(frame.empty for frame in [*measured, of_quotas, dates])
    assert [list(frame.columns) for frame in empty] == [FIGURE_COLUMNS] * 3
    assert list(history.columns) == [*FIGURE_COLUMNS, "author", "file_name", "counts"]
    assert list(steps.columns) == list(STEP_COLUMNS)
    assert all(frame.empty for frame in [*empty, history, steps, view.points])
    assert list(view.points.columns) == ["code", "by", "value"]


def test_a_store_without_plans_says_so_with_columns(empty_store: Engine) -> None:
    with reading(empty_store) as session:
        frame = queries.read_plans(session)
    assert frame.empty
    assert list(frame.columns) == [
        *("code", "year", "start", "opens_on"),
        *("title", "title_en", "city", "city_en", "demonstration", "is_current"),
    ]


# --- milestones


def steps_of(engine: Engine, as_of: date, known_at: datetime | None = None) -> dict[str, Any]:
    with reading(engine) as session:
        plan_id = queries.read_plan(session, "small", now()).head.plan_id
        frame = queries.read_milestones(session, plan_id, as_of=as_of, known_at=known_at or now()).frame()
    return {row.milestone: row for row in frame.itertuples() if row.code == "G"}


def say(engine: Engine, aspect: str, day: date | None, as_of: date, milestone: str = "印发") -> None:
    store_milestones(engine, "small", [NewMilestone("G", milestone, aspect, day, as_of, 1)], author="test")


def test_the_baseline_is_the_first_one_and_changes_of_it_are_counted(small_store: Engine) -> None:
    for month in (12, 12, 10):
        say(small_store, "baseline", date(2023, month, 15), JUNE)
    step = steps_of(small_store, JULY)["印发"]
    assert (step.baseline, step.revisions) == (date(2023, 11, 30), 2)


def test_a_forecast_counts_from_the_day_of_which_it_spoke(small_store: Engine) -> None:
    say(small_store, "forecast", date(2023, 12, 20), JUNE)
    say(small_store, "forecast", date(2023, 12, 10), MAY)
    found = [steps_of(small_store, day).get("印发").forecast for day in (date(2023, 5, 30), MAY, JUNE)]  # type: ignore[union-attr]
    assert found == [None, date(2023, 12, 10), date(2023, 12, 20)]


def test_an_actual_day_counts_whenever_it_was_reported_and_can_be_taken_back(small_store: Engine) -> None:
    before = now()
    say(small_store, "actual", date(2023, 6, 20), JULY)
    stated = now()
    say(small_store, "actual", None, JULY)
    found = [steps_of(small_store, JUNE, known)["印发"].actual for known in (before, stated, now())]
    assert found == [None, date(2023, 6, 20), None]


def test_the_day_of_the_newest_word_on_a_milestone_is_known(small_store: Engine) -> None:
    say(small_store, "forecast", date(2023, 12, 20), MAY)
    say(small_store, "actual", date(2023, 6, 20), JUNE, milestone="征求意见")
    steps = steps_of(small_store, JULY)
    assert (steps["印发"].reported_on, steps["征求意见"].reported_on) == (MAY, JUNE)


def test_every_date_of_a_milestone_is_told_newest_first_with_whether_it_counts(small_store: Engine) -> None:
    say(small_store, "forecast", date(2023, 12, 20), MAY)
    before = now()
    wrong = store_milestones(small_store, "small", [NewMilestone("G", "印发", "actual", JUNE, JULY, 1)], author="somebody")
    say(small_store, "actual", date(2023, 6, 20), JUNE, milestone="征求意见")
    withdraw_batch(small_store, wrong, author="test")

    def told(known_at: datetime, code: str = "G") -> list[tuple[Any, ...]]:
        with reading(small_store) as session:
            plan_id = queries.read_plan(session, "small", now()).head.plan_id
            frame = queries.read_milestone_history(session, plan_id, code, known_at=known_at)
        assert list(frame.columns) == DATE_COLUMNS
        own = frame[frame["aspect"] != "baseline"]
        wanted = ["as_of", "milestone", "aspect", "day", "author", "counts"]
        return list(own[wanted].itertuples(index=False, name=None))

    forecast = (MAY, "印发", "forecast", date(2023, 12, 20), "test", True)
    assert told(now()) == [
        (JULY, "印发", "actual", JUNE, "somebody", False),
        (JUNE, "征求意见", "actual", date(2023, 6, 20), "test", True),
        forecast,
    ]
    assert told(before) == [forecast]
    assert told(now(), "D") == []


# --- measurements


def measure(engine: Engine, *new: tuple[str, str, date, int], plan: str = "small") -> int:
    rows = [NewMeasurement(code, name, day, Decimal(value)) for code, name, day, value in new]
    return store_contents(engine, plan, BatchContents(measurements=rows), author="test")


def measured(engine: Engine, as_of: date, known_at: datetime | None = None) -> dict[tuple[str, str], tuple[date, Decimal]]:
    with reading(engine) as session:
        plan_id = queries.read_plan(session, "small", now()).head.plan_id
        frame = queries.read_measurements(session, plan_id, as_of=as_of, known_at=known_at or now())
    found = {(row.code, row.measure): (row.as_of, row.value) for row in frame.itertuples()}
    assert len(found) == len(frame), "a measure twice"
    return found


def years(engine: Engine, code: str, as_of: date, known_at: datetime | None = None) -> list[tuple[str, date, Decimal]]:
    with reading(engine) as session:
        plan_id = queries.read_plan(session, "small", now()).head.plan_id
        frame = queries.read_measured_years(session, plan_id, code, as_of=as_of, known_at=known_at or now())
    assert set(frame["code"]) <= {code}
    return list(frame[["measure", "as_of", "value"]].itertuples(index=False, name=None))


def test_of_each_measure_the_newest_day_counts_and_of_one_day_the_newest_word(small_store: Engine) -> None:
    measure(small_store, ("Q", "applied", JUNE, 9), ("Q", "hired", MAY, 2), ("P", "applied", MAY, 1))
    measure(small_store, ("Q", "applied", MAY, 5), ("Q", "hired", MAY, 3))
    whole = {("Q", "applied"): (JUNE, 9), ("Q", "hired"): (MAY, 3), ("P", "applied"): (MAY, 1)}
    assert measured(small_store, JULY) == measured(small_store, JUNE) == whole
    assert measured(small_store, date(2023, 6, 29)) == whole | {("Q", "applied"): (MAY, 5)}
    assert measured(small_store, date(2023, 5, 30)) == {}


def test_two_measurements_of_one_day_in_one_batch_leave_the_last(small_store: Engine) -> None:
    measure(small_store, ("Q", "applied", JUNE, 9), ("Q", "applied", JUNE, 4))
    assert measured(small_store, JUNE) == {("Q", "applied"): (JUNE, 4)}
    assert years(small_store, "Q", JUNE) == [("applied", JUNE, 4)]


def test_a_measurement_counts_from_when_it_was_recorded_until_it_is_withdrawn(small_store: Engine) -> None:
    measure(small_store, ("Q", "applied", JUNE, 5))
    moments = [now()]
    wrong = measure(small_store, ("Q", "applied", JUNE, 50))
    moments.append(now())
    for withdrawn in (True, False):
        withdraw_batch(small_store, wrong, author="test", withdrawn=withdrawn)
        moments.append(now())
    assert measured(small_store, JULY, BEFORE_ALL) == {}
    for moment, value in zip(moments, (5, 50, 5, 50), strict=True):
        assert measured(small_store, JULY, moment) == {("Q", "applied"): (JUNE, value)}
        assert years(small_store, "Q", JULY, moment) == [("applied", JUNE, value)]


def test_every_year_of_one_programme_is_told_in_its_order(small_store: Engine) -> None:
    ends = [date(year, 12, 31) for year in (2021, 2022, 2023)]
    measure(small_store, *(("P", name, day, day.year) for name in ("placement", "enrolment") for day in reversed(ends)))
    measure(small_store, ("P", "enrolment", ends[0], 7), ("Q", "enrolment", ends[0], 8))
    wanted = [("enrolment", ends[0], 7), ("placement", ends[0], 2021), ("enrolment", ends[1], 2022), ("placement", ends[1], 2022)]
    assert years(small_store, "P", date(2023, 12, 30)) == wanted
    assert years(small_store, "P", ends[2]) == [*wanted, ("enrolment", ends[2], 2023), ("placement", ends[2], 2023)]
    assert years(small_store, "nobody", ends[2]) == []


def test_plans_do_not_see_each_others_measurements(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(small_store, small_plan("other"), author="test", name="other.yaml")
    measure(small_store, ("Q", "applied", JUNE, 9), plan="other")
    measure(small_store, ("Q", "applied", MAY, 5))
    assert measured(small_store, JULY) == {("Q", "applied"): (MAY, 5)}
    assert years(small_store, "Q", JULY) == [("applied", MAY, 5)]


# --- quotas


def give(engine: Engine, *new: tuple[str, str, int, str], plan: str = "small") -> int:
    """Quotas as (code, district, number, target), in one batch."""
    quotas = [NewQuota(code, district, "post", "way", number, targets=(target,)) for code, district, number, target in new]
    return store_contents(engine, plan, BatchContents(quotas=quotas), author="test")


def filled(engine: Engine, as_of: date, known_at: datetime | None = None) -> list[tuple[str, date, Decimal | None]]:
    with reading(engine) as session:
        plan_id = queries.read_plan(session, "small", now()).head.plan_id
        frame = queries.read_quota_figures(session, plan_id, as_of=as_of, known_at=known_at or now()).frame()
    assert set(frame["origin"]) <= {"reported"}
    return list(frame[["code", "as_of", "value"]].itertuples(index=False, name=None))


def test_every_day_of_a_quota_is_told_with_the_newest_figure_of_it(small_store: Engine) -> None:
    give(small_store, ("Q2", "S", 9, "C"), ("Q1", "N", 9, "C"))
    store(small_store, ("Q1", JUNE, 5, "N"), ("Q2", MAY, 1, "S"), ("C", JUNE, 7))
    store(small_store, ("Q1", MAY, 3, "N"), ("Q1", JUNE, 4, "N"))
    assert filled(small_store, JULY) == [("Q1", MAY, 3), ("Q1", JUNE, 4), ("Q2", MAY, 1)]
    assert filled(small_store, date(2023, 6, 29)) == [("Q1", MAY, 3), ("Q2", MAY, 1)]


def test_figures_of_quotas_count_from_when_they_were_recorded_until_they_are_withdrawn(small_store: Engine) -> None:
    give(small_store, ("Q1", "N", 9, "C"))
    store(small_store, ("Q1", JUNE, 5, "N"))
    moments = [now()]
    wrong = store(small_store, ("Q1", JUNE, 50, "N"), ("Q1", JULY, 60, "N"))
    moments.append(now())
    withdraw_batch(small_store, wrong, author="test")
    moments.append(now())
    right, was_wrong = [("Q1", JUNE, 5)], [("Q1", JUNE, 50), ("Q1", JULY, 60)]
    assert [filled(small_store, JULY, moment) for moment in (BEFORE_ALL, *moments)] == [[], right, was_wrong, right]


def test_a_quota_that_went_to_another_district_has_one_figure_a_day(small_store: Engine) -> None:
    give(small_store, ("Q1", "N", 9, "C"))
    store(small_store, ("Q1", MAY, 2, "N"), ("Q1", JUNE, 5, "N"))
    give(small_store, ("Q1", "S", 9, "C"))
    store(small_store, ("Q1", JUNE, 6, "S"))
    assert filled(small_store, JULY) == [("Q1", MAY, 2), ("Q1", JUNE, 6)]


def test_plans_do_not_see_each_others_quotas(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(small_store, small_plan("other"), author="test", name="other.yaml")
    for plan, value in (("other", 9), ("small", 5)):
        give(small_store, ("Q1", "N", 9, "C"), plan=plan)
        store(small_store, ("Q1", JUNE, value, "N"), plan=plan)
    assert filled(small_store, JULY) == [("Q1", JUNE, 5)]


# --- the naive ledger

CODES = ("C", "E", "R", "F", "D", "I.1", "I.2", "G", "A")
DISTRICTS = ("", "N", "S")
DAYS = tuple(
    date(2023, month, day)
    for month, day in ((5, 15), (6, 29), (6, 30), (7, 1), (7, 20), (9, 29), (9, 30), (10, 1), (11, 30), (12, 31))
) + (date(2024, 1, 1), date(2024, 2, 15))
VALUES = {"C": (0, 10, 19, 20, 21), "E": (0, 4, 5, 6), "R": (42, 46, 50, 55), "F": (84, 85, 90), "A": (1, 3500)}
Series = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One report: its place in the order of recording decides which is newer."""

    order: int
    write: int
    batch: int
    code: str
    district: str
    as_of: date
    value: Decimal

    @property
    def series(self) -> Series:
        return self.code, self.district


@dataclass
class NaiveLedger:
    """The whole ledger as a list; every question is answered by reading each row. ``write`` counts the writes."""

    rows: list[Row] = field(default_factory=list)
    events: list[tuple[int, int, bool]] = field(default_factory=list)

    def withdrawn(self, write: int) -> set[int]:
        last = {batch: withdrawn for at, batch, withdrawn in self.events if at <= write}
        return {batch for batch, withdrawn in last.items() if withdrawn}

    def known(self, write: int) -> list[Row]:
        gone = self.withdrawn(write)
        return [row for row in self.rows if row.write <= write and row.batch not in gone]

    def current(self, write: int, as_of: date) -> dict[tuple[Series, date], Row]:
        """The row that applies for each series and day."""
        return {(row.series, row.as_of): row for row in self.known(write) if row.as_of <= as_of}

    def newest(self, write: int, as_of: date) -> dict[Series, Row]:
        return newest_of(self.current(write, as_of).values())

    def newest_late(self, before: int, write: int, as_of: date) -> dict[Series, Row]:
        had_one = {(row.series, row.as_of) for row in self.known(before)}
        late = [row for row in self.known(write) if row.as_of <= as_of and row.write > before]
        return newest_of(row for row in late if (row.series, row.as_of) not in had_one)


def newest_of(rows: Iterable[Row]) -> dict[Series, Row]:
    return {row.series: row for row in sorted(rows, key=lambda row: (row.as_of, row.order))}


def values_of(code: str) -> st.SearchStrategy[int]:
    return st.sampled_from(VALUES.get(code, (0, 1)))


reports = st.sampled_from(CODES).flatmap(
    lambda code: st.tuples(st.just(code), st.sampled_from(DAYS), values_of(code), st.sampled_from(DISTRICTS))
)
writes = st.one_of(
    st.lists(reports, min_size=1, max_size=6),
    st.lists(reports, min_size=1, max_size=6),
    st.tuples(st.integers(0, 9), st.booleans()),
)
_plans = count()


def replay(
    engine: Engine, plan: str, history: list[list[tuple[str, date, int, str]] | tuple[int, bool]]
) -> tuple[NaiveLedger, list[datetime]]:
    """Do the writes in the store and in a naive ledger; return also the moment after each, the one before all of them first."""
    ledger, moments, batches, order = NaiveLedger(), [now()], list[int](), count()
    for write, step in enumerate(history, start=1):
        if isinstance(step, list):
            batches.append(store(engine, *step, plan=plan))
            for code, day, value, district in step:
                ledger.rows.append(Row(next(order), write, batches[-1], code, district, day, Decimal(value)))
        elif batches:
            batch = batches[step[0] % len(batches)]
            with suppress(ConflictError):  # what is withdrawn cannot be withdrawn again
                withdraw_batch(engine, batch, author="test", withdrawn=step[1])
                ledger.events.append((write, batch, step[1]))
        moments.append(now())
    return ledger, moments


def plain(rows: dict[Series, Row]) -> dict[Series, tuple[date, Decimal]]:
    return {series: (row.as_of, row.value) for series, row in rows.items()}


@given(st.lists(writes, min_size=1, max_size=7), st.lists(st.sampled_from(DAYS), min_size=2, max_size=2))
@settings(max_examples=40, deadline=None)
def test_the_newest_figures_are_those_of_a_naive_ledger(
    shared_store: Engine, small_plan: Callable[..., PlanFile], history: list[Any], days: list[date]
) -> None:
    code = f"newest-{next(_plans)}"
    store_plan(shared_store, small_plan(code), author="test", name="small.yaml")
    ledger, moments = replay(shared_store, code, history)
    with reading(shared_store) as session:
        plan_id = queries.read_plan(session, code, now()).head.plan_id
        for write, moment in enumerate(moments):
            for as_of in days:
                found = queries.read_newest(session, plan_id, as_of=as_of, known_at=moment)
                assert as_figures(found) == plain(ledger.newest(write, as_of))
        for before in range(0, len(moments), 2):
            found = queries.read_newest_late(session, plan_id, as_of=days[0], known_before=moments[before], known_at=moments[-1])
            assert as_figures(found) == plain(ledger.newest_late(before, len(history), days[0]))


def as_frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as returned by the queries."""
    blank = dict.fromkeys(FIGURE_COLUMNS)
    known = [
        blank
        | {"code": row.code, "district": row.district, "as_of": row.as_of, "value": row.value}
        | {"recorded_at": BEFORE_ALL + timedelta(seconds=row.write)}  # one moment for all rows of a write
        for row in rows
    ]
    return pd.DataFrame(known, columns=FIGURE_COLUMNS, dtype=object)


#: Facts that must not depend on how much of the past was read. "Reached" has no starting date, so it need not know.
JUDGED = ("code", "status", "actual", "expected", "gap", "reported_on", "reported_by", "reporters", "flags", "remedy")


def judged(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    said = [
        (row["reason"].rule, {name: value for name, value in row["reason"].numbers.items() if name != "since" or late(row)})
        for row in frame.to_dict("records")
    ]
    return [(*row, *words) for row, words in zip(frame[list(JUDGED)].itertuples(index=False, name=None), said, strict=True)]


def late(row: dict[Any, Any]) -> bool:
    return row["reason"].rule == "reached_late"


@given(st.lists(writes, min_size=1, max_size=7), st.lists(st.sampled_from(DAYS[3:]), min_size=2, max_size=2))
@example([[("E", date(2023, 6, 29), 5, ""), ("E", date(2023, 7, 1), 4, "")]], [date(2023, 7, 1)])
@example([[("D", date(2023, 7, 20), 0, "S"), ("D", date(2023, 7, 20), 1, "N")]], [date(2023, 7, 1), date(2023, 7, 20)])
@example([[("D", date(2023, 7, 20), 0, "N"), ("D", date(2023, 7, 20), 1, "S")]], [date(2023, 7, 1), date(2023, 7, 20)])
@settings(max_examples=25, deadline=None)
def test_what_is_read_decides_every_status_as_the_whole_ledger_would(
    shared_store: Engine, small_plan: Callable[..., PlanFile], history: list[Any], days: list[date]
) -> None:
    code = f"figures-{next(_plans)}"
    store_plan(shared_store, small_plan(code), author="test", name="small.yaml")
    ledger, moments = replay(shared_store, code, history)
    with reading(shared_store) as session:
        view = queries.read_plan(session, code, now())
        for as_of in days:
            for district in ("", "N"):
                steps = queries.read_milestones(session, view.head.plan_id, as_of=as_of, known_at=moments[-1])
                found = queries.read_figures(session, view, as_of=as_of, known_at=moments[-1])
                whole = as_frame(ledger.current(len(history), as_of).values())
                assert judged(standings(view, found, steps, as_of=as_of, district=district)) == judged(
                    standings(view, whole, steps, as_of=as_of, district=district)
                )


@pytest.mark.parametrize("code", ["D", "I.1", "E"])
def test_what_was_done_in_time_stays_so_when_it_is_reported_again(small_store: Engine, code: str) -> None:
    done = 5 if code == "E" else 1
    store(small_store, ("I.2", MAY, 1), (code, JUNE, done))
    for day in (date(2023, 12, 31), date(2024, 1, 31)):
        store(small_store, (code, day, done))
    with reading(small_store) as session:
        view = queries.read_plan(session, "small", now())
        figures = queries.read_figures(session, view, as_of=date(2024, 2, 1), known_at=now())
        steps = queries.read_milestones(session, view.head.plan_id, as_of=date(2024, 2, 1), known_at=now())
    found = standings(view, figures, steps, as_of=date(2024, 2, 1)).set_index("code")
    assert found.loc[code[0], "status"] == "met"


def test_of_a_long_history_only_what_decides_is_read(small_store: Engine) -> None:
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(400)]
    store(small_store, *(("E", day, 0 if day < date(2023, 5, 1) else 5) for day in days), *(("F", day, 90) for day in days))
    with reading(small_store) as session:
        view = queries.read_plan(session, "small", now())
        figures = queries.read_figures(session, view, as_of=date(2024, 1, 31), known_at=now())
    assert dict(figures["code"].value_counts()) == {"E": 2, "F": 1}


def with_quotas(engine: Engine, code: str, as_of: date) -> pd.DataFrame:
    """Standings of a plan from its reads, quotas and all."""
    with reading(engine) as session:
        view = queries.read_plan(session, code, now())
        figures = queries.read_figures(session, view, as_of=as_of, known_at=now())
        steps = queries.read_milestones(session, view.head.plan_id, as_of=as_of, known_at=now())
        quotas = queries.read_quotas(session, view.head.plan_id, known_at=now())
        of_quotas = queries.read_quota_figures(session, view.head.plan_id, as_of=as_of, known_at=now())
    return standings(view, figures, steps, as_of=as_of, quotas=quotas, quota_figures=of_quotas).set_index("code", drop=False)


@pytest.mark.parametrize("target", ["C", "E"])
def test_a_count_of_quotas_that_was_met_in_time_stays_met_when_it_is_reported_again(small_store: Engine, target: str) -> None:
    due = date(2023, 12, 31) if target == "C" else JUNE
    give(small_store, ("Q1", "N", 12, target), ("Q2", "S", 8, target))
    store(small_store, ("Q1", due - timedelta(40), 12, "N"), ("Q2", due - timedelta(9), 8, "S"))
    for later in (1, 31, 62):
        store(small_store, ("Q1", due + timedelta(later), 12, "N"), ("Q2", due + timedelta(later), 8, "S"))
    for day in (due, due + timedelta(1), due + timedelta(70)):
        assert with_quotas(small_store, "small", day).loc[target, "status"] == "met", day


def test_a_count_of_quotas_that_was_met_after_the_due_date_is_met_late(small_store: Engine) -> None:
    give(small_store, ("Q1", "N", 12, "C"), ("Q2", "S", 8, "C"))
    store(small_store, ("Q1", date(2023, 12, 31), 12, "N"), ("Q2", date(2023, 12, 31), 7, "S"))
    store(small_store, ("Q1", date(2024, 1, 31), 12, "N"), ("Q2", date(2024, 1, 31), 8, "S"))
    assert with_quotas(small_store, "small", date(2024, 2, 1)).loc["C", "status"] == "met_late"


QUOTAS = (("Q1", "N", 12, "C"), ("Q2", "S", 8, "C"), ("Q3", "N", 3, "E"), ("Q4", "S", 2, "E"))
of_quotas = st.sampled_from(QUOTAS).flatmap(
    lambda one: st.tuples(st.just(one[0]), st.sampled_from(DAYS), st.integers(0, one[2] + 2), st.just(one[1]))
)


@given(st.lists(st.lists(of_quotas, min_size=1, max_size=8), min_size=1, max_size=4), st.sampled_from(DAYS[3:]))
@settings(max_examples=25, deadline=None)
def test_what_is_read_of_quotas_decides_every_status_as_the_whole_ledger_would(
    shared_store: Engine, small_plan: Callable[..., PlanFile], history: list[Any], as_of: date
) -> None:
    code = f"quotas-{next(_plans)}"
    store_plan(shared_store, small_plan(code), author="test", name="small.yaml")
    give(shared_store, *QUOTAS, plan=code)
    ledger, _ = replay(shared_store, code, history)
    with reading(shared_store) as session:
        view = queries.read_plan(session, code, now())
        quotas = queries.read_quotas(session, view.head.plan_id, known_at=now())
        steps = queries.read_milestones(session, view.head.plan_id, as_of=as_of, known_at=now())
    whole = as_frame(ledger.current(len(history), as_of).values())
    is_quota = whole["code"].isin([one[0] for one in QUOTAS])
    of_quotas = QuotaFigures.of(whole[is_quota])
    told = standings(view, whole[~is_quota], steps, as_of=as_of, quotas=quotas, quota_figures=of_quotas)
    assert judged(with_quotas(shared_store, code, as_of)) == judged(told)
