"""Withdrawn batches: read once in a read-only session, and again after every write."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine, event, select
from sqlmodel import Session

from models.commands.ledger import store_reports, withdraw_batch
from models.commands.records import NewReport
from models.queries.withdrawn import read_withdrawn_batches
from models.snapshots.plan_data import read_standings
from models.store.engine import reading, writing
from models.tables import BatchEvent, Plan

JUNE = date(2023, 6, 30)


def later() -> datetime:
    """Return a time at which everything recorded so far is known."""
    return datetime.now(UTC) + timedelta(hours=1)


def plan_id_of(session: Session) -> int:
    found = session.scalars(select(Plan.id).where(Plan.code == "small")).one()
    assert found is not None
    return found


def test_a_reading_session_asks_for_withdrawn_batches_once(small_store: Engine) -> None:
    withdraw_batch(small_store, store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(3))], author="t"), author="t")
    asked: list[str] = []
    event.listen(small_store, "before_cursor_execute", lambda *call: asked.append(call[2]))
    with reading(small_store) as session:
        read_standings(session, "small", as_of=JUNE, known_at=later())
    assert len([one for one in asked if "SELECT batch_event.batch_id" in one]) == 1
    assert len(asked) > 5


def test_two_times_of_knowledge_are_kept_apart(small_store: Engine) -> None:
    batch = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(3))], author="t")
    before = datetime.now(UTC)
    withdraw_batch(small_store, batch, author="t")
    with reading(small_store) as session:
        plan = plan_id_of(session)
        assert read_withdrawn_batches(session, plan, before) == []
        assert read_withdrawn_batches(session, plan, later()) == [batch]
        assert read_withdrawn_batches(session, plan, before) == []


def test_a_writing_session_sees_what_it_has_just_withdrawn(small_store: Engine) -> None:
    batch = store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(3))], author="t")
    with writing(small_store) as session:
        plan = plan_id_of(session)
        assert read_withdrawn_batches(session, plan, later()) == []
        session.add(BatchEvent(batch_id=batch, withdrawn=True, author="t", at=datetime.now(UTC)))
        session.flush()
        assert read_withdrawn_batches(session, plan, later()) == [batch]
        session.rollback()
