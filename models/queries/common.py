"""Shared parts of the queries: the columns by table, withdrawn batches, and results as frames."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Executable, Result, select
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


def read_frame(session: Session, query: Executable) -> pd.DataFrame:
    """Return the rows of a query as a frame of objects, read past the object mapper, which costs as much as the database."""
    session.flush()  # as the mapper would
    return to_frame(session.connection().execute(query))


def to_frame(result: Result[Any]) -> pd.DataFrame:
    """Convert a result to a frame of objects; None remains None."""
    names, rows = list(result.keys()), result.all()
    cells = np.empty((len(names), len(rows)), dtype=object)
    for at, column in enumerate(zip(*rows, strict=True)):
        cells[at] = np.fromiter(column, dtype=object, count=len(rows))
    return pd.DataFrame(cells.T, columns=names, dtype=object)


def order_recorded(session: Session, plan_id: int) -> list[int]:
    """Return the ids of the batches of a plan in the order in which they were recorded."""
    own = select(batches.id).where(batches.plan_id == plan_id)
    return list(session.scalars(own.order_by(batches.recorded_at, batches.id)))
