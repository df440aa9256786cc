"""Shared parts of the queries: the columns by table, withdrawn batches, and results as frames."""

from typing import Any

import pandas as pd
from sqlalchemy import Result

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
