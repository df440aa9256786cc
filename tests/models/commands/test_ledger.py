"""Every write: what it adds, what it refuses, and that it never changes existing rows."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.exc import IntegrityError

from models.commands import inserts
from models.commands.ledger import set_current_plan, store_milestones, store_plan, store_reports, withdraw_batch
from models.commands.records import NewMilestone, NewReport
from models.errors import ConflictError, NotFoundError
from models.plan.file import PlanFile
from models.queries import read_milestones, read_newest, read_plan, read_plans, read_store_version
from models.store.engine import reading
from models.tables import Report

JUNE = date(2023, 6, 30)
Counts = Callable[[Engine], dict[str, int]]


def added(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """The growth of each table that grew."""
    return {name: after[name] - n for name, n in before.items() if after[name] != n}


def figures(engine: Engine) -> dict[tuple[str, str], Decimal]:
    with reading(engine) as session:
        plan_id = read_plan(session, "small", datetime.now(UTC)).head.plan_id
        frame = read_newest(session, plan_id, as_of=date(2024, 1, 1), known_at=datetime.now(UTC))
    return {(row.code, row.district): row.value for row in frame.itertuples()}


# --- plans


def test_a_plan_is_stored_with_all_its_parts(empty_store: Engine, real_plan: PlanFile, row_counts: Counts) -> None:
    before = row_counts(empty_store)
    assert store_plan(empty_store, real_plan, author="test", name="plan.yaml") == 1
    items = sum(len(target.items) for target in real_plan.targets)
    assert added(before, row_counts(empty_store)) == {
        "plan": 1,
        "batch": 1,
        "plan_version": 1,
        "section": 8,
        "district": 16,
        "target": 82,
        "item": items,
        "subject": 82 + items,
        "version": 1,
    }


def test_a_plan_reads_back_as_the_file_says(real_plan_store: Engine, real_plan: PlanFile) -> None:
    with reading(real_plan_store) as session:
        view = read_plan(session, "zhengzhou-2023", datetime.now(UTC))
    assert list(view.targets["code"]) == [target.code for target in real_plan.targets]
    for name in ("kind", "name", "name_en", "unit", "target", "baseline", "due", "section", "stage", "cycle", "note"):
        assert list(view.targets[name]) == [getattr(target, name) for target in real_plan.targets], name
    assert list(view.districts["name"]) == [district.name for district in real_plan.plan.districts]
    assert list(view.sections["code"]) == [section.code for section in real_plan.sections]
    assert list(view.items["name"]) == [item.name for target in real_plan.targets for item in target.items]
    assert (view.head.number, view.head.start, view.head.title) == (1, date(2023, 1, 1), real_plan.plan.title)


def test_the_gates_of_a_plan_become_baselines(small_store: Engine) -> None:
    with reading(small_store) as session:
        plan_id = read_plan(session, "small", datetime.now(UTC)).head.plan_id
        steps = read_milestones(session, plan_id, as_of=date(2023, 1, 1), known_at=datetime.now(UTC)).frame()
    rows = [(row.code, row.milestone, row.baseline, row.revisions, row.actual) for row in steps.itertuples()]
    assert rows == [("G", "征求意见", date(2023, 5, 31), 0, None), ("G", "印发", date(2023, 11, 30), 0, None)]


@pytest.mark.parametrize("revise", [False, True])
def test_the_same_file_again_writes_nothing(
    small_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts, revise: bool
) -> None:
    before = row_counts(small_store)
    assert store_plan(small_store, small_plan(), author="test", name="other.yaml", revise=revise) is None
    assert row_counts(small_store) == before


def test_another_file_with_the_same_code_is_refused_and_writes_nothing(
    small_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts
) -> None:
    before = row_counts(small_store)
    with pytest.raises(ConflictError) as caught:
        store_plan(small_store, small_plan(goal=25), author="test", name="small.yaml")
    assert (caught.value.key, caught.value.values["code"]) == ("plan_code_taken", "small")
    assert row_counts(small_store) == before


def test_a_revision_adds_a_version_and_keeps_the_one_before(
    small_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts
) -> None:
    before, first_known = row_counts(small_store), datetime.now(UTC)
    number = store_plan(
        small_store, small_plan(goal=25), author="test", name="small.yaml", revise=True, document="郑教〔2023〕9号"
    )
    assert number == 2
    grown = added(before, row_counts(small_store))
    assert (grown["plan_version"], grown["target"], grown["batch"]) == (1, 8, 1)
    assert not grown.keys() & {"plan", "subject", "series", "report"}
    with reading(small_store) as session:
        goals = [
            read_plan(session, "small", known).targets.set_index("code").loc["C", "target"]
            for known in (first_known, datetime.now(UTC))
        ]
    assert goals == [20, 25]


def test_going_back_to_the_first_file_is_a_third_version(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    for goal, number in ((25, 2), (20, 3)):
        assert store_plan(small_store, small_plan(goal=goal), author="t", name="small.yaml", revise=True) == number


def test_a_plan_that_breaks_halfway_leaves_nothing(
    empty_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = row_counts(empty_store)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(inserts, "_add_milestones", fail)
    with pytest.raises(ZeroDivisionError):
        store_plan(empty_store, small_plan(), author="test", name="small.yaml")
    assert row_counts(empty_store) == before


def current(engine: Engine) -> list[str]:
    with reading(engine) as session:
        frame = read_plans(session)
    assert list(frame["is_current"]) == [True] + [False] * (len(frame) - 1)
    return list(frame["code"])


def test_the_first_plan_becomes_the_current_one_and_stays_it(empty_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    for code in ("m", "a", "z"):
        store_plan(empty_store, small_plan(code), author="test", name="small.yaml")
    assert current(empty_store) == ["m", "a", "z"]


def test_another_plan_can_be_made_the_current_one(empty_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    for code in ("m", "a"):
        store_plan(empty_store, small_plan(code), author="test", name="small.yaml")
    set_current_plan(empty_store, "a")
    assert current(empty_store) == ["a", "m"]


def test_a_plan_that_does_not_exist_cannot_become_current(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    with pytest.raises(NotFoundError):
        set_current_plan(small_store, "nowhere")
    assert row_counts(small_store) == before


# --- reports


def test_reports_are_stored_as_one_batch(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    new = [NewReport("C", JUNE, Decimal(1), district="N"), NewReport("C", JUNE, Decimal(2), district="S"), NewReport("E", JUNE)]
    store_reports(small_store, "small", new, author="test", file_name="june.csv")
    assert added(before, row_counts(small_store)) == {"batch": 1, "report": 3, "series": 3, "version": 1}
    assert figures(small_store) == {("C", "N"): 1, ("C", "S"): 2, ("E", ""): None}


def test_a_known_series_is_used_again(small_store: Engine, row_counts: Counts) -> None:
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(1))], author="test")
    before = row_counts(small_store)
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(2))], author="test")
    assert added(before, row_counts(small_store)) == {"batch": 1, "report": 1, "version": 1}


def test_reports_of_which_one_cannot_be_stored_leave_nothing(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    broken: Any = NewReport("C", None, Decimal(2))  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(1)), broken], author="test")
    assert row_counts(small_store) == before


def test_reports_on_an_unknown_plan_leave_nothing(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    with pytest.raises(NotFoundError):
        store_reports(small_store, "nowhere", [NewReport("C", JUNE, Decimal(1))], author="test")
    assert row_counts(small_store) == before


def test_a_ratio_is_stored_with_both_its_parts(small_store: Engine) -> None:
    ratio = NewReport("R", JUNE, numerator=Decimal("12345.5"), denominator=Decimal(20000), district="N")
    store_reports(small_store, "small", [ratio], author="test")
    with small_store.connect() as connection:
        row = connection.execute(text("SELECT value, numerator, denominator FROM report")).one()
    assert (row[0], Decimal(str(row[1])), Decimal(str(row[2]))) == (None, Decimal("12345.5"), Decimal(20000))


# --- withdrawing


def test_a_withdrawn_batch_no_longer_counts_and_comes_back(small_store: Engine, row_counts: Counts) -> None:
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(1))], author="test")
    second = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(2))], author="test")
    before = row_counts(small_store)
    withdraw_batch(small_store, second, author="test", note="typed twice")
    assert figures(small_store) == {("C", ""): 1}
    withdraw_batch(small_store, second, author="test", withdrawn=False)
    assert figures(small_store) == {("C", ""): 2}
    assert added(before, row_counts(small_store)) == {"batch_event": 2, "version": 2}


def test_a_batch_is_withdrawn_or_restored_once_and_a_second_time_is_told(small_store: Engine, row_counts: Counts) -> None:
    batch = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(1))], author="test")

    def refused(*, withdrawn: bool) -> str:
        before = row_counts(small_store)
        with pytest.raises(ConflictError) as caught:
            withdraw_batch(small_store, batch, author="test", withdrawn=withdrawn)
        assert row_counts(small_store) == before
        return caught.value.key

    assert refused(withdrawn=False) == "not_withdrawn"
    withdraw_batch(small_store, batch, author="test")
    assert refused(withdrawn=True) == "already_withdrawn"
    withdraw_batch(small_store, batch, author="test", withdrawn=False)
    assert refused(withdrawn=False) == "not_withdrawn"


def test_a_batch_that_does_not_exist_cannot_be_withdrawn(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    with pytest.raises(NotFoundError):
        withdraw_batch(small_store, 4711, author="test")
    assert row_counts(small_store) == before


def test_the_version_rises_by_one_with_every_write(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    def version() -> int:
        with reading(small_store) as session:
            return read_store_version(session)

    first = version()
    batch = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(1))], author="test")
    store_milestones(small_store, "small", [NewMilestone("G", "印发", "actual", JUNE, JUNE, 1)], author="test")
    withdraw_batch(small_store, batch, author="test")
    store_plan(small_store, small_plan(goal=9), author="test", name="x", revise=True)
    set_current_plan(small_store, "small")
    assert version() == first + 5


# --- append-only


@pytest.fixture
def changed_tables(small_store: Engine) -> Iterator[set[str]]:
    """The tables that receive an UPDATE or DELETE."""
    tables: set[str] = set()

    @event.listens_for(small_store, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        pattern = r"(?is)\s*(?:UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|REPLACE\s+INTO|INSERT\s+OR\s+\w+\s+INTO)\s+\"?(\w+)"
        if match := re.match(pattern, statement):
            tables.add(match[1])

    yield tables
    event.remove(small_store, "before_cursor_execute", note)


def test_nothing_but_the_state_of_the_store_is_ever_changed(
    small_store: Engine, small_plan: Callable[..., PlanFile], changed_tables: set[str]
) -> None:
    batch = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(1))], author="test")
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(2))], author="test")
    store_milestones(small_store, "small", [NewMilestone("G", "印发", "actual", JUNE, JUNE, 1)], author="test")
    store_milestones(small_store, "small", [NewMilestone("G", "印发", "actual", None, JUNE, 1)], author="test")
    withdraw_batch(small_store, batch, author="test")
    withdraw_batch(small_store, batch, author="test", withdrawn=False)
    store_plan(small_store, small_plan(goal=25), author="test", name="small.yaml", revise=True)
    store_plan(small_store, small_plan("second"), author="test", name="small.yaml")
    set_current_plan(small_store, "second")
    assert changed_tables == {"store_state"}


def test_a_changed_row_would_be_noticed(small_store: Engine, changed_tables: set[str]) -> None:
    with small_store.begin() as connection:
        connection.execute(text("DELETE FROM report WHERE id = 0"))
        connection.execute(text("UPDATE batch SET author = 'x' WHERE id = 0"))
        connection.execute(insert(Report.metadata.tables["plan"]), {"code": "x", "demonstration": False})
    assert changed_tables == {"report", "batch"}


def test_rows_read_before_a_change_read_the_same_after_it(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    first = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(1))], author="test")
    tables = ("plan", "plan_version", "target", "item", "subject", "series", "report", "milestone_report", "batch")

    def rows(limits: dict[str, int] | None = None) -> dict[str, list[Any]]:
        with small_store.connect() as connection:
            found = {name: connection.execute(text(f"SELECT * FROM {name} ORDER BY id")).all() for name in tables}
        return {name: found[name][: limits[name]] if limits else found[name] for name in tables}

    before = rows()
    store_plan(small_store, small_plan(goal=25), author="test", name="small.yaml", revise=True)
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(2))], author="test")
    withdraw_batch(small_store, first, author="test")
    assert rows({name: len(found) for name, found in before.items()}) == before
