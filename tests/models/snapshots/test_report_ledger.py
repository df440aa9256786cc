"""Reports kept in columns: whatever was read before, they are those of the store, as known at any time."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from random import Random
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from models.analysis.target_changes import variance_bridge
from models.analysis.year_ribbon import brief
from models.commands.ledger import store_contents, store_milestones, store_plan, withdraw_batch
from models.commands.records import BatchContents, NewMeasurement, NewMilestone, NewProject, NewQuota, NewReport
from models.errors import NotFoundError
from models.frames import rows_of
from models.plan.changes import changes_since
from models.plan.file import PlanFile
from models.queries import measurements, milestones, read_measurements
from models.queries.joined_columns import JoinedColumns, read_joined
from models.snapshots.plan_data import read_changes, read_earlier, read_moved_works, read_reports, read_standings
from models.snapshots.plan_parts import PlanData
from models.snapshots.report_ledger import KnownReports, ReportLedger
from models.store.engine import open_store, reading
from models.tables import Batch, BatchEvent, MilestoneReport, Plan, Subject, columns
from models.typed_rows import Standing
from tests.models.snapshots.test_frozen_truth import DAYS, History
from tests.plain_path import counted, milestones_on
from tests.rows import records_of

#: Random histories on each database; ``HISTORIES=500`` tries more of them on SQLite.
HISTORIES = {"sqlite": int(os.environ.get("HISTORIES", "24")), "postgresql": 4}
JUNE = date(2023, 6, 30)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
Plans = Callable[..., PlanFile]


def plan_id_of(session: Session, code: str = "small") -> int:
    found = session.scalar(select(columns(Plan).id).where(columns(Plan).code == code))
    assert found is not None
    return int(found)


def now() -> datetime:
    return datetime.now(UTC)


def known(ledger: ReportLedger, session: Session, at: datetime = LATER, code: str = "small") -> KnownReports:
    return ledger.known(session, plan_id_of(session, code), at)


def shown(reports: KnownReports, day: date = JUNE) -> tuple[list[dict[Any, Any]], list[dict[Any, Any]]]:
    """Return the dates of milestones on a day, and the figures of quotas, in an order that does not depend on the reader."""
    figures = records_of(reports.quotas.frame())
    return records_of(reports.milestones.on(day).frame()), sorted(figures, key=lambda row: (row["code"], row["as_of"]))


def fresh(session: Session, at: datetime = LATER, code: str = "small") -> KnownReports:
    return known(ReportLedger(), session, at, code)


def begun(code: str, day: date = JUNE) -> NewMilestone:
    return NewMilestone(code, "started", "actual", day, JUNE)


def in_post(code: str, people: int) -> NewReport:
    return NewReport(code, JUNE, Decimal(people), district="N")


def quota(code: str) -> NewQuota:
    return NewQuota(code, "N", "teacher", "open", 20)


def project(code: str) -> NewProject:
    return NewProject(code, code, "N", "primary", "new", targets=("C",))


def record(engine: Engine, *rows: NewMilestone | NewReport | NewQuota | NewProject, **about: Any) -> int:
    """Record rows of any kind as one batch of the small plan."""

    def own(kind: type) -> list[Any]:
        return [row for row in rows if isinstance(row, kind)]

    contents = BatchContents(milestones=own(NewMilestone), reports=own(NewReport), quotas=own(NewQuota), projects=own(NewProject))
    return store_contents(engine, "small", contents, author="t", **about)


@dataclass
class Fetched:
    """The queries for many reports, and the ids of the rows that they returned."""

    ids: list[int] = field(default_factory=list)
    queries: int = 0


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Fetched:
    """The reads of many reports from now on."""
    found = Fetched()

    def fetch(session: Session, query: Any) -> JoinedColumns:
        found.queries += 1
        rows = read_joined(session, query)
        found.ids.extend(rows.numbers("id").tolist())
        return rows

    monkeypatch.setattr(milestones, "read_joined", fetch)
    monkeypatch.setattr(measurements, "read_joined", fetch)
    return found


# What is read


def test_after_a_write_only_its_rows_are_read(small_store: Engine, fetched: Fetched) -> None:
    record(small_store, quota("Q-1"), begun("P-1"), begun("P-2"), in_post("Q-1", 3))
    ledger = ReportLedger()
    with reading(small_store) as session:
        known(ledger, session)
    assert sorted(fetched.ids) == [1, *range(1, 5)]  # a figure; two dates of the plan and two of works
    fetched.ids.clear()
    record(small_store, begun("P-3"), in_post("Q-1", 4), in_post("Q-1", 5))
    with reading(small_store) as session:
        found = known(ledger, session)
        assert sorted(fetched.ids) == [2, 3, 5]  # two figures and a date
        assert shown(found) == shown(fresh(session))


def test_a_state_of_the_store_that_was_read_is_not_read_again(small_store: Engine, fetched: Fetched) -> None:
    record(small_store, quota("Q-1"), begun("P-1"), in_post("Q-1", 3))
    ledger, before = ReportLedger(), datetime(2023, 1, 1, tzinfo=UTC)
    with reading(small_store) as session:
        assert len(shown(known(ledger, session))[1]) == 1
    queries = fetched.queries
    with reading(small_store) as session:
        assert shown(known(ledger, session, before)) == ([], [])
        assert len(shown(known(ledger, session))[1]) == 1
    assert fetched.queries == queries


def test_after_a_withdrawal_no_report_is_read(small_store: Engine, fetched: Fetched) -> None:
    batch = record(small_store, quota("Q-1"), begun("P-1"), in_post("Q-1", 3))
    ledger = ReportLedger()
    with reading(small_store) as session:
        known(ledger, session)
    withdraw_batch(small_store, batch, author="t")
    fetched.ids.clear()
    with reading(small_store) as session:
        dates, figures = shown(known(ledger, session))
    assert ({row["code"] for row in dates}, figures) == ({"G"}, [])
    assert fetched.ids == []


def test_two_plans_of_a_store_are_kept_apart(small_store: Engine, small_plan: Plans) -> None:
    store_plan(small_store, small_plan("other"), author="t", name="other.yaml")
    record(small_store, begun("P-1"))
    store_milestones(small_store, "other", [begun("P-2")], author="t")
    ledger = ReportLedger()
    with reading(small_store) as session:
        for code, work in (("small", "P-1"), ("other", "P-2"), ("small", "P-1")):
            works = {row["code"] for row in shown(known(ledger, session, code=code))[0]}
            assert works - {"G"} == {work}


# What is known


def test_a_batch_counts_from_its_time_and_while_it_is_not_withdrawn(small_store: Engine) -> None:
    ledger, moments = ReportLedger(), [now()]
    batch = record(small_store, quota("Q-1"), begun("P-1"), in_post("Q-1", 3))
    moments.append(now())
    for withdrawn in (True, False):
        withdraw_batch(small_store, batch, author="t", withdrawn=withdrawn)
        moments.append(now())
    with reading(small_store) as session:
        found = [shown(known(ledger, session, moment)) for moment in moments]
        assert found == [shown(fresh(session, moment)) for moment in moments]
    works = [[row["code"] for row in dates if row["code"] != "G"] for dates, _ in found]
    assert works == [[], ["P-1"], [], ["P-1"]]
    assert [[row["value"] for row in figures] for _, figures in found] == [[], [3], [], [3]]


def test_figures_reported_before_their_quota_is_described_count_once_it_is(small_store: Engine) -> None:
    record(small_store, quota("Q-2"), in_post("Q-1", 3), in_post("Q-2", 4))
    ledger = ReportLedger()
    with reading(small_store) as session:
        known(ledger, session)
    record(small_store, quota("Q-1"))
    with reading(small_store) as session:
        assert [row["code"] for row in shown(fresh(session))[1]] == ["Q-1", "Q-2"]
        assert shown(known(ledger, session)) == shown(fresh(session))


def test_a_batch_with_an_earlier_time_comes_before_those_already_read(small_store: Engine) -> None:
    record(small_store, begun("P-1", date(2023, 6, 2)))
    ledger = ReportLedger()
    with reading(small_store) as session:
        known(ledger, session)
    record(small_store, begun("P-1", date(2023, 6, 1)), recorded_at=datetime(2023, 7, 1, tzinfo=UTC))
    with reading(small_store) as session:
        rows = shown(known(ledger, session))[0]
        assert rows == shown(fresh(session))[0]
    assert next(row["actual"] for row in rows if row["code"] == "P-1") == date(2023, 6, 2)


def test_a_session_that_began_before_the_newest_write_sees_its_own_state(small_store: Engine) -> None:
    record(small_store, begun("P-1"))
    for is_met in (True, False):  # its state was read before the write, or is met after it
        ledger = ReportLedger()
        with reading(small_store) as old:
            before = shown(fresh(old))
            if is_met:
                known(ledger, old)
            record(small_store, begun("P-1", JUNE - timedelta(days=1 + is_met)), begun(f"P-{is_met}"))
            with reading(small_store) as new:
                after = shown(fresh(new))
                assert shown(known(ledger, new)) == after != before
                assert shown(known(ledger, old)) == before
                assert shown(known(ledger, new)) == after


@pytest.fixture
def two_stores(databases: Any, small_plan: Plans) -> Iterator[Sequence[Engine]]:
    """Two stores that begin alike."""
    with ExitStack() as stack:
        engines = []
        for _ in range(2):
            fill = databases.copy("small", lambda engine: store_plan(engine, small_plan(), author="test", name="small.yaml"))
            engines.append(open_store(stack.enter_context(fill)))
            stack.callback(engines[-1].dispose)
        yield engines


@pytest.mark.parametrize("writes", [0, 1, 2, 3])
def test_a_store_laid_over_another_is_noticed(two_stores: Sequence[Engine], writes: int) -> None:
    first, second = two_stores
    for place, engine, batches in ((1, first, 2), (2, second, writes)):
        for day in range(1, batches + 1):
            work, at = f"P-{place}{day}", datetime(2090, 1, day, tzinfo=UTC)
            record(engine, quota("Q-1"), project(work), begun(work), in_post("Q-1", 10 * place + day), recorded_at=at)
    ledger = ReportLedger()
    for engine in (first, second, first):
        with reading(engine) as session:
            own = ReportLedger().parts(session, "small", LATER)
            assert same_plan(ledger.parts(session, "small", LATER), own)
            assert shown(known(ledger, session)) == shown(fresh(session))


# The plan


def same_plan(one: PlanData, two: PlanData) -> bool:
    """Return True if two plans have the same targets, works and quotas."""
    pairs = [(one.view.targets, two.view.targets), (one.projects, two.projects), (one.quotas, two.quotas)]
    return all(records_of(left) == records_of(right) for left, right in pairs)


def test_the_plan_is_one_object_for_times_between_which_nothing_was_described(small_store: Engine) -> None:
    record(small_store, project("P-1"))
    ledger, moments = ReportLedger(), [now()]
    record(small_store, begun("P-1"), NewReport("C", JUNE, Decimal(3)))
    moments.append(now())
    with reading(small_store) as session:
        parts = [ledger.parts(session, "small", moment) for moment in (*moments, LATER)]
    assert parts[0] is parts[1] is parts[2]


def describe(engine: Engine, _: Plans, __: int) -> None:
    record(engine, project("P-2"))


def withdraw(engine: Engine, _: Plans, batch: int) -> None:
    withdraw_batch(engine, batch, author="t")


def revise(engine: Engine, plans: Plans, _: int) -> None:
    store_plan(engine, plans(goal=30), author="t", name="small.yaml", revise=True)


@pytest.mark.parametrize("move", [describe, withdraw, revise])
def test_the_plan_is_another_once_it_or_its_lists_changed(
    small_store: Engine, small_plan: Plans, move: Callable[[Engine, Plans, int], None]
) -> None:
    batch = record(small_store, project("P-1"))
    ledger, before = ReportLedger(), now()
    with reading(small_store) as session:
        old = ledger.parts(session, "small", before)
    move(small_store, small_plan, batch)
    with reading(small_store) as session:
        new = ledger.parts(session, "small", now())
        assert ledger.parts(session, "small", before) is old
        assert same_plan(old, ReportLedger().parts(session, "small", before))
        assert same_plan(new, ReportLedger().parts(session, "small", now()))
        assert not same_plan(old, new)


def test_a_description_recorded_for_an_earlier_time_is_seen(small_store: Engine) -> None:
    record(small_store, project("P-1"), recorded_at=datetime(2090, 1, 2, tzinfo=UTC))
    ledger = ReportLedger()
    with reading(small_store) as session:
        ledger.parts(session, "small", LATER)
    record(small_store, project("P-2"), recorded_at=datetime(2090, 1, 1, tzinfo=UTC))
    with reading(small_store) as session:
        assert list(ledger.parts(session, "small", LATER).projects["code"]) == ["P-1", "P-2"]


def test_the_plan_of_a_store_laid_over_another_is_its_own_though_no_report_was_read(two_stores: Sequence[Engine]) -> None:
    ledger, found = ReportLedger(), []
    for number, engine in enumerate(two_stores):
        record(engine, project(f"P-{number}"), recorded_at=datetime(2090, 1, 1, tzinfo=UTC))
        with reading(engine) as session:
            found.append(list(ledger.parts(session, "small", LATER).projects["code"]))
    assert found == [["P-0"], ["P-1"]]


def test_a_plan_that_does_not_exist_is_an_error(small_store: Engine) -> None:
    with reading(small_store) as session, pytest.raises(NotFoundError):
        ReportLedger().parts(session, "no such", LATER)


# Measurements


def applied(engine: Engine, code: str, people: int, day: date = JUNE) -> int:
    contents = BatchContents(measurements=[NewMeasurement(code, "applied", day, Decimal(people))])
    return store_contents(engine, "small", contents, author="t")


def measured(ledger: ReportLedger, session: Session, at: datetime = LATER, day: date = JUNE) -> list[dict[Any, Any]]:
    return records_of(ledger.measured(session, plan_id_of(session), at).on(day))


def test_measurements_are_read_when_asked_for_and_then_only_new_ones(small_store: Engine, fetched: Fetched) -> None:
    applied(small_store, "Q-1", 5)
    ledger = ReportLedger()
    with reading(small_store) as session:
        known(ledger, session)
        before = fetched.queries
        assert [row["value"] for row in measured(ledger, session)] == [5]
        assert [row["value"] for row in measured(ledger, session)] == [5]
    assert fetched.queries == before + 1
    fetched.ids.clear()
    applied(small_store, "Q-2", 6)
    with reading(small_store) as session:
        assert [row["value"] for row in measured(ledger, session)] == [5, 6]
    assert fetched.ids == [2]


def test_measurements_are_those_of_the_query_at_any_time(small_store: Engine) -> None:
    random, ledger, moments = Random(1), ReportLedger(), [now()]
    batches: list[int] = []
    withdrawn: set[int] = set()
    for _ in range(12):
        day = JUNE + timedelta(days=random.randint(-3, 3))
        batches.append(applied(small_store, f"Q-{random.randint(1, 3)}", random.randint(0, 50), day))
        moments.append(now())
        if random.random() < 0.4:
            withdrawn ^= {batch := random.choice(batches)}
            withdraw_batch(small_store, batch, author="t", withdrawn=batch in withdrawn)
            moments.append(now())
        with reading(small_store) as session:
            at, day = random.choice(moments), JUNE + timedelta(days=random.randint(-3, 3))
            rows = read_measurements(session, plan_id_of(session), as_of=day, known_at=at)
            key = itemgetter("code", "measure")
            assert sorted(measured(ledger, session, at, day), key=key) == sorted(records_of(rows), key=key)


def test_measurements_of_a_session_that_began_earlier_are_not_taken_for_all(small_store: Engine) -> None:
    applied(small_store, "Q-1", 5)
    ledger = ReportLedger()
    with reading(small_store) as old:
        known(ledger, old)
        applied(small_store, "Q-2", 6)
        with reading(small_store) as new:
            known(ledger, new)
            assert [row["value"] for row in measured(ledger, old)] == [5]
            assert [row["value"] for row in measured(ledger, new)] == [5, 6]
            assert [row["value"] for row in measured(ledger, old)] == [5]


# Random histories


def plain_milestones(session: Session, plan_id: int, at: datetime, day: date) -> list[dict[str, Any]]:
    """Return the milestones on a day as known at a time, from raw rows one by one."""
    batches, events, steps, subjects = (columns(table) for table in (Batch, BatchEvent, MilestoneReport, Subject))
    recorded = select(batches.id).where(batches.plan_id == plan_id, batches.recorded_at <= at)
    order = list(session.scalars(recorded.order_by(batches.recorded_at, batches.id)))
    last = {row.batch_id: row.withdrawn for row in session.execute(select(events).where(events.at <= at).order_by(events.id))}
    wanted = (steps.id, subjects.code, steps.milestone, steps.position, steps.aspect, steps.day, steps.as_of)
    rows = select(*wanted, steps.batch_id.label("batch")).join(Subject, steps.subject_id == subjects.id)
    reports = [dict(row) for row in session.execute(rows.where(subjects.plan_id == plan_id)).mappings()]
    return milestones_on(counted(reports, [batch for batch in order if not last.get(batch)]), day)


def check_reports(session: Session, plan: str, ledger: ReportLedger, at: datetime, day: date) -> None:
    """Check that kept reports are those of a ledger that reads all, and of a loop over raw rows."""
    found = shown(known(ledger, session, at, plan), day)
    assert found == shown(fresh(session, at, plan), day)
    assert found[0] == plain_milestones(session, plan_id_of(session, plan), at, day)


def check_standings(session: Session, plan: str, ledger: ReportLedger, at: datetime, day: date) -> None:
    """Check the standings of the city and of each district."""
    parts = ledger.parts(session, plan, at)
    reports = read_reports(session, parts, as_of=day, known_at=at, ledger=ledger)
    for district in ("", *parts.view.districts["code"]):
        _, alone = read_standings(session, plan, as_of=day, known_at=at, district=district)
        assert records_of(reports.standings(day, district)) == records_of(alone)
        in_brief = {row.code: brief(row, day) for row in rows_of(alone, Standing)}
        if not district:
            assert reports.briefs(day) == in_brief
        else:
            own = {code: one for code, one in in_brief.items() if one.status.is_counted and code in reports.known_by_district}
            assert reports.scoreboard(day)[district] == own


def check_changes(session: Session, plan: str, ledger: ReportLedger, before: tuple[date, datetime], after: Any) -> None:
    """Check what changed between two days, of the targets, of the plan and of the works."""
    sides = {"since": before[0], "known_before": before[1], "known_at": after[1]}
    moved, plan_changes = read_changes(session, plan, as_of=after[0], **sides)
    parts = ledger.parts(session, plan, after[1])
    earlier = read_earlier(session, parts, **sides, ledger=ledger)
    standings = read_reports(session, parts, as_of=after[0], known_at=after[1], ledger=ledger).standings(after[0])
    found = variance_bridge(earlier.before, earlier.with_late, earlier.restated, standings)
    assert records_of(found) == records_of(moved)
    assert changes_since(earlier.view, parts.view) == plan_changes
    if len(parts.projects) and len(parts.programmes):
        works = read_moved_works(session, parts, as_of=after[0], **sides, ledger=ledger)
        own = ReportLedger()
        alone = read_moved_works(session, own.parts(session, plan, after[1]), as_of=after[0], **sides, ledger=own)
        assert [cells(frame) for frame in works] == [cells(frame) for frame in alone]


def cells(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return [{name: None if cell != cell else cell for name, cell in row.items()} for row in records_of(frame)]


def test_a_kept_ledger_gives_what_one_gives_that_reads_all_at_any_time(databases: Any, shared_store: Engine) -> None:
    for seed in range(HISTORIES[databases.name]):
        random = Random(seed)
        history = History(shared_store, f"kept-{seed}", random)
        store_plan(shared_store, history._file(first=True), author="test", name="plan.yaml")
        ledger, moments = ReportLedger(), [now()]
        for _ in range(4):
            history.write(random.randint(1, 3))
            moments.append(now())
            with reading(shared_store) as session:
                before, after = ((random.choice(DAYS), random.choice(moments)) for _ in range(2))
                before, after = sorted((before, after), key=lambda side: side[1])
                check_reports(session, history.plan, ledger, after[1], after[0])
                check_standings(session, history.plan, ledger, after[1], after[0])
                if random.random() < 0.5:
                    check_changes(session, history.plan, ledger, before, after)
