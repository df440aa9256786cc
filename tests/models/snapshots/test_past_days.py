"""Past days carried over to later states of a store: what was found of them is what a reader finds who starts anew."""

from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Engine

from models.analysis.year_ribbon import BriefVerdict
from models.commands.ledger import store_plan, withdraw_batch
from models.commands.records import NewReport
from models.snapshots.past_days import MOST, PastDays
from models.snapshots.plan_data import Baseline
from models.snapshots.report_ledger import ReportLedger
from models.snapshots.snapshot import SnapshotFactory
from tests.models.snapshots.test_frozen_truth import DAYS, History
from tests.models.snapshots.test_report_ledger import HISTORIES, begun, now, project, record
from tests.rows import records_of

MAY, JUNE, JULY = date(2023, 5, 31), date(2023, 6, 30), date(2023, 7, 31)


def factory(store: Engine, ledger: ReportLedger | None = None) -> SnapshotFactory:
    """Return the snapshots of the present state of a store; those with the same ``ledger`` share what they have read."""
    return SnapshotFactory(store, now(), ledger)


def june_of(one: SnapshotFactory) -> dict[str, BriefVerdict]:
    return one.month("small", JUNE, now())


def earlier_of(one: SnapshotFactory, known_before: datetime) -> Baseline:
    return one.earlier("small", JUNE, known_before, now())


def report(code: str, day: date, value: int) -> NewReport:
    return NewReport(code, day, Decimal(value))


def shown(earlier: Baseline) -> tuple[Any, ...]:
    return records_of(earlier.before), earlier.with_late, records_of(earlier.restated)


def test_days_carried_over_are_those_found_anew(databases: Any, shared_store: Engine) -> None:
    for seed in range(HISTORIES[databases.name]):
        random = Random(seed)
        history = History(shared_store, f"past-{seed}", random)
        store_plan(shared_store, history._file(first=True), author="test", name="plan.yaml")
        ledger, moments, plan = ReportLedger(), [now()], history.plan
        day, since = random.sample(DAYS, 2)
        for _ in range(4):
            history.write(random.randint(1, 3))
            moments.append(now())
            kept, anew = factory(shared_store, ledger), factory(shared_store)
            for end in {day, random.choice(DAYS)}:
                assert kept.month(plan, end, now()) == anew.month(plan, end, now())
                assert kept.school_month(plan, end, now()) == anew.school_month(plan, end, now())
            for known_before in {moments[1], random.choice(moments)}:
                found = [shown(one.earlier(plan, since, known_before, now())) for one in (kept, anew)]
                assert found[0] == found[1]


def test_a_report_of_a_later_day_leaves_the_days_before_as_they_are(small_store: Engine) -> None:
    ledger = ReportLedger()
    record(small_store, report("C", MAY, 1))
    then, first = now(), factory(small_store, ledger)
    june, earlier = june_of(first), earlier_of(first, then)
    record(small_store, report("C", JULY, 2))
    later = factory(small_store, ledger)
    assert june_of(later) is june
    assert earlier_of(later, then) is earlier


def test_after_a_report_only_its_target_is_judged_again(small_store: Engine) -> None:
    ledger = ReportLedger()
    record(small_store, project("P-1"), report("E", MAY, 1))
    before = june_of(factory(small_store, ledger))
    assert len(before) > 2
    record(small_store, begun("P-1", MAY))  # it counts for C
    after = june_of(factory(small_store, ledger))
    assert [code for code in after if after[code] is not before[code]] == ["C"]
    assert after == june_of(factory(small_store))


def test_a_withdrawal_is_seen_on_past_days(small_store: Engine) -> None:
    ledger = ReportLedger()
    before = june_of(factory(small_store, ledger))
    batch = record(small_store, report("E", MAY, 1))
    assert june_of(factory(small_store, ledger))["E"].actual == 1
    withdraw_batch(small_store, batch, author="t")
    assert june_of(factory(small_store, ledger)) == before


def test_nothing_is_carried_over_a_change_of_the_plan(small_store: Engine) -> None:
    ledger = ReportLedger()
    record(small_store, report("E", MAY, 1))
    before = june_of(factory(small_store, ledger))
    record(small_store, project("P-1"))
    after = june_of(factory(small_store, ledger))
    assert all(after[code] is not before[code] for code in after)
    assert after == june_of(factory(small_store))


def test_only_so_many_days_are_carried_over() -> None:
    days, parts = PastDays(), object()
    for number in range(MOST + 1):
        days.take(number, parts, frozenset({1}), lambda number=number: number, fail)
    assert days.take(1, parts, frozenset({2}), fail, lambda value, batches: (value, batches)) == (1, frozenset({1}))
    assert days.take(0, parts, frozenset({1}), lambda: "anew", fail) == "anew"
    assert days.take(5, object(), frozenset({1}), lambda: "another plan", fail) == "another plan"


def fail(*_: object) -> None:
    raise AssertionError
