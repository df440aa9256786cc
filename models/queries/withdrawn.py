"""Withdrawn batches, and the condition that excludes what they brought."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from models.queries.common import batches, events
from models.tables import Batch


def read_withdrawn_batches(session: Session, plan_id: int, known_at: datetime) -> list[int]:
    """Return the ids of the batches of a plan that were withdrawn as known at ``known_at``.

    A read-only session reads them once, since all its queries see the same state of the store.
    """
    kept: dict[tuple[str, int, datetime], list[int]] | None = session.info.get("kept")
    if kept is None:
        return _read(session, plan_id, known_at)
    key = ("withdrawn", plan_id, known_at)
    if key not in kept:
        kept[key] = _read(session, plan_id, known_at)
    return kept[key]


def _read(session: Session, plan_id: int, known_at: datetime) -> list[int]:
    rows = session.execute(
        select(events.batch_id, events.withdrawn)
        .join(Batch, events.batch_id == batches.id)
        .where(batches.plan_id == plan_id, events.at <= known_at)
        .order_by(events.at, events.id)
    )
    return sorted(batch for batch, withdrawn in {row.batch_id: row.withdrawn for row in rows}.items() if withdrawn)


def read_known_batches(session: Session, plan_id: int, known_at: datetime) -> frozenset[int]:
    """Return the ids of the batches of a plan that count as known at ``known_at``: recorded by then and not withdrawn."""
    recorded = select(batches.id).where(batches.plan_id == plan_id, batches.recorded_at <= known_at)
    return frozenset(session.scalars(recorded)) - set(read_withdrawn_batches(session, plan_id, known_at))


def is_counted(batch_id: Any, withdrawn: list[int]) -> ColumnElement[bool]:
    """Build the condition that a batch is not among the withdrawn ones."""
    return cast(ColumnElement[bool], batch_id.not_in(withdrawn))
