"""How the databases answer: a question about one series, subject or batch reads no ledger from end to end."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlmodel import Session

from models import queries
from models.commands.ledger import store_contents, store_plan, withdraw_batch
from models.commands.records import BatchContents, NewMeasurement, NewMilestone, NewReport
from models.imports.batch import commit, stage
from models.plan.file import PlanFile
from models.queries.meetings import read_decisions, read_narratives
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading
from models.store.hash_chain import seal
from models.tables import Base

#: Enough for PostgreSQL to prefer an index where one helps: rows of each ledger, and those of a subject and a batch.
SUBJECTS, ROWS_EACH, ROWS_OF_BATCH = 2_400, 10, 5
LEDGERS = ("report", "milestone_report", "measurement")
FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2023, 12, 31)
#: A subject in the middle of all, the first batch after that of the plan, and a withdrawn one.
CODE, FIRST_BATCH, WITHDRAWN = "S-0200", 2, 7
tables = Base.metadata.tables


#: What a row of each ledger says, beside its subject.
SAID: dict[str, dict[str, Any]] = {
    "report": {"value": 1},
    "milestone_report": {"milestone": "start", "position": 0, "aspect": "forecast", "day": LAST_DAY},
    "measurement": {"measure": "applied", "value": 1},
}


def fill(engine: Engine, plan: PlanFile) -> None:
    """Fill a store with many rows in each ledger, sealed; one batch is withdrawn."""
    store_plan(engine, plan, author="test", name="small.yaml")
    with engine.begin() as connection:
        plan_id = connection.scalar(select(tables["plan"].c.id))
        _add(connection, "subject", [{"plan_id": plan_id, "code": f"S-{number:04}"} for number in range(SUBJECTS)])
        subjects = connection.scalars(select(tables["subject"].c.id).where(tables["subject"].c.code.like("S-%"))).all()
        _add(connection, "series", [{"subject_id": subject, "district": "N"} for subject in subjects])
        series = connection.scalars(select(tables["series"].c.id).order_by(tables["series"].c.id)).all()
        numbers = range(SUBJECTS * ROWS_EACH)
        _add(connection, "batch", [_batch(plan_id, number) for number in range(numbers[-1] // ROWS_OF_BATCH + 1)])
        for ledger in LEDGERS:
            owner, owners = ("series_id", series) if ledger == "report" else ("subject_id", subjects)
            rows = [SAID[ledger] | _row(number) | {owner: owners[number % SUBJECTS]} for number in numbers]
            _add(connection, ledger, rows)
        seal(connection, plan_id)
    withdraw_batch(engine, WITHDRAWN, author="test")


def _add(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(insert(tables[table]), rows)


def _batch(plan_id: int, number: int) -> dict[str, Any]:
    return {"plan_id": plan_id, "kind": "report", "recorded_at": _recorded(number), "author": "test"}


def _recorded(batch: int) -> datetime:
    return datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=batch)


def _row(number: int) -> dict[str, Any]:
    batch = number // ROWS_OF_BATCH
    day = FIRST_DAY + timedelta(days=number // SUBJECTS)
    return {"batch_id": FIRST_BATCH + batch, "recorded_at": _recorded(batch), "as_of": day, "origin": "reported"}


@pytest.fixture(scope="module")
def full_store(databases: Any, small_plan: Callable[..., PlanFile]) -> Iterator[Engine]:
    """A store with many rows in each ledger, known to the planner."""
    with databases.copy("full", lambda engine: fill(engine, small_plan())) as url:
        engine = open_store(url)
        if engine.dialect.name == "postgresql":  # which does so by itself after a while; SQLite never does
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
        yield engine
        engine.dispose()


def scans(engine: Engine, ask: Callable[[], object]) -> list[str]:
    """Ask, and return each step of a plan in which a ledger is read from end to end."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:
        if not many and statement.lstrip().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert asked, "a question puts at least one query"
    find = _sqlite_scans if engine.dialect.name == "sqlite" else _postgresql_scans
    with engine.connect() as connection:
        return [step for statement, parameters in asked for step in find(connection, statement, parameters)]


def _sqlite_scans(connection: Connection, statement: str, parameters: Any) -> Iterator[str]:
    names = {*LEDGERS, "other", "earlier"}  # the last two are aliases of ledgers
    for *_, detail in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
        words = detail.split()
        if words[0] == "SCAN" and words[1] in names:
            yield detail


def _postgresql_scans(connection: Connection, statement: str, parameters: Any) -> Iterator[str]:
    ((found,),) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).all()
    steps = [("", found[0]["Plan"])]
    while steps:
        above, step = steps.pop()
        kind = step["Node Type"]
        steps += [(kind, one) for one in step.get("Plans", [])]
        is_whole = kind == "Seq Scan" or ("Index" in kind and kind.endswith("Scan") and "Index Cond" not in step)
        takes_the_first = above == "Limit" and "Filter" not in step  # as for the largest number
        if is_whole and step.get("Relation Name") in LEDGERS and not takes_the_first:
            yield f"{kind} {step['Relation Name']} {step.get('Filter', '')}"


Ask = Callable[[Session, int, datetime], object]
#: Questions about one subject, about one batch, and those of every page and every write.
QUESTIONS: dict[str, Ask] = {
    "history": lambda s, plan, now: queries.read_history(s, plan, [CODE], known_at=now),
    "figures between": lambda s, plan, now: queries.read_figures_between(
        s, plan, [CODE], first=FIRST_DAY, last=LAST_DAY, known_at=now
    ),
    "milestone history": lambda s, plan, now: queries.read_milestone_history(s, plan, CODE, known_at=now),
    "dates between": lambda s, plan, now: queries.read_dates_between(
        s, plan, [CODE], first=FIRST_DAY, last=LAST_DAY, known_at=now
    ),
    "measured years": lambda s, plan, now: queries.read_measured_years(s, plan, CODE, as_of=LAST_DAY, known_at=now),
    "measurements": lambda s, plan, now: queries.read_measurements(s, plan, as_of=LAST_DAY, known_at=now, codes=[CODE]),
    "withdrawn facts": lambda s, plan, now: queries.read_withdrawn_facts(s, plan, [CODE]),
    "rows of a batch": lambda s, plan, now: queries.read_batch_rows(s, FIRST_BATCH),
    "dependent batches": lambda s, plan, now: queries.read_dependent_batches(s, FIRST_BATCH),
    "newest batches": lambda s, plan, now: queries.read_batches(s, plan, limit=20),
    "described": lambda s, plan, now: queries.read_described(s, plan, known_at=now),
    "narratives": lambda s, plan, now: read_narratives(s, plan, now),
    "decisions": lambda s, plan, now: read_decisions(s, plan, known_at=now),
    "the time": lambda s, plan, now: knowledge_time_now(s),
}


def asked(engine: Engine, ask: Ask) -> Callable[[], object]:
    """Return a call that asks in a session of its own."""

    def call() -> None:
        with reading(engine) as session:
            ask(session, queries.read_plan(session, "small", now := knowledge_time_now(session)).head.plan_id, now)

    return call


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_ledger_is_read_from_end_to_end(full_store: Engine, question: str) -> None:
    assert scans(full_store, asked(full_store, QUESTIONS[question])) == []


def test_a_write_reads_no_ledger_from_end_to_end(full_store: Engine) -> None:
    contents = BatchContents(
        reports=[NewReport(CODE, LAST_DAY, Decimal(2), district="N")],
        milestones=[NewMilestone(CODE, "start", "actual", LAST_DAY, LAST_DAY, 0)],
        measurements=[NewMeasurement(CODE, "applied", LAST_DAY, Decimal(2))],
    )
    assert scans(full_store, lambda: store_contents(full_store, "small", contents, author="test")) == []


def test_an_import_reads_no_ledger_from_end_to_end(full_store: Engine) -> None:
    table = "指标编码,区县,截至日期,数值\nC,北区,2023-06-30,3\n".encode()

    def take_in() -> None:
        intake = stage(full_store, "small", [("table.csv", table)], today=LAST_DAY)
        assert commit(full_store, intake, author="test") is not None

    assert scans(full_store, take_in) == []


@pytest.mark.parametrize(
    ("index", "question"),
    [("report_newest", "history"), ("milestone_newest", "dates between"), ("ix_measurement_batch_id", "rows of a batch")],
)
def test_without_its_index_a_ledger_is_read_from_end_to_end(
    databases: Any, small_plan: Callable[..., PlanFile], index: str, question: str
) -> None:
    with databases.copy("full", lambda engine: fill(engine, small_plan())) as url:
        engine = open_store(url)
        with engine.begin() as connection:
            connection.execute(text(f"DROP INDEX {index}"))
        assert scans(engine, asked(engine, QUESTIONS[question]))
        engine.dispose()
