"""Shared parts of the queries: the columns by table, withdrawn batches, and results as frames."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import Result, Select
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


def to_frame(result: Result[Any]) -> pd.DataFrame:
    """Convert a result to a frame of objects; None remains None."""
    return pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)


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
