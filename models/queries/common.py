"""Shared parts of the queries: the columns by table, withdrawn batches, and results as frames."""

from datetime import datetime
from typing import Any, cast

import pandas as pd
from sqlalchemy import ColumnElement, Result, select
from sqlmodel import Session

from models.tables import (
    Batch,
    BatchEvent,
    Measurement,
    MilestoneReport,
    Plan,
    PlanPoint,
    PlanVersion,
    Report,
    Series,
    StoreState,
    Subject,
    Target,
    columns,
)

plans = columns(Plan)
versions = columns(PlanVersion)
state = columns(StoreState)
batches = columns(Batch)
events = columns(BatchEvent)
targets = columns(Target)
points = columns(PlanPoint)
subjects = columns(Subject)
series = columns(Series)
reports = columns(Report)
steps = columns(MilestoneReport)
measurements = columns(Measurement)


def read_withdrawn_batches(session: Session, plan_id: int, known_at: datetime) -> list[int]:
    """Return the ids of the batches of a plan that were withdrawn as known at ``known_at``."""
    rows = session.execute(
        select(events.batch_id, events.withdrawn)
        .join(Batch, events.batch_id == batches.id)
        .where(batches.plan_id == plan_id, events.at <= known_at)
        .order_by(events.at, events.id)
    )
    return sorted(batch for batch, withdrawn in {row.batch_id: row.withdrawn for row in rows}.items() if withdrawn)


def is_counted(batch_id: Any, withdrawn: list[int]) -> ColumnElement[bool]:
    """Build the condition that a batch is not among the withdrawn ones."""
    return cast(ColumnElement[bool], batch_id.not_in(withdrawn))


def to_frame(result: Result[Any]) -> pd.DataFrame:
    """Convert a result to a frame of objects; None remains None."""
    return pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)
