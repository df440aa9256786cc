"""Shared parts of the queries: the columns by table, withdrawn batches, and results as frames."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Executable, Result, Select, select
from sqlmodel import Session

from models.analysis.days import NEVER, Days, to_days
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


def raw_columns(session: Session, query: Select[Any], at_once: int = 50_000) -> Iterator[dict[str, tuple[Any, ...]]]:
    """Yield the columns of a query by name, some thousand rows at a time, as the driver returns them.

    Neither rows nor values are converted, which for a million rows takes longer than reading them. The query's parameters must
    be numbers.
    """
    connection = session.connection()
    statement = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    names = [column.name for column in query.selected_columns]
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(statement))
        while rows := cursor.fetchmany(at_once):
            yield dict(zip(names, zip(*rows, strict=True), strict=True))
    finally:
        cursor.close()


def to_places(texts: Sequence[str], known: list[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Return the different texts, those ``known`` first, and the place of each of ``texts`` among them."""
    at, found = pd.factorize(np.array([*known, *texts], dtype=object))
    return list(found), at[len(known) :].astype(np.int32)


def stored_days(stored: Sequence[str | date | None]) -> Days:
    """Convert dates as the driver returns them: few of them differ."""
    at, found = pd.factorize(np.array(stored, dtype=object))
    days = to_days([one if isinstance(one, date) else date.fromisoformat(one) for one in found])
    return np.append(days, np.int32(NEVER))[at]  # a missing date has the place -1


def order_recorded(session: Session, plan_id: int) -> list[int]:
    """Return the ids of the batches of a plan in the order in which they were recorded."""
    own = select(batches.id).where(batches.plan_id == plan_id)
    return list(session.scalars(own.order_by(batches.recorded_at, batches.id)))
