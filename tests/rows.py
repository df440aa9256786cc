"""Rows for tests: typed ones with only the fields that a test names, and those of a frame as dicts."""

from dataclasses import fields
from typing import Any, TypeVar

import pandas as pd

R = TypeVar("R")


def row_of(kind: type[R], /, **named: Any) -> R:
    """Make a typed row; its other fields are None."""
    others = dict.fromkeys(field.name for field in fields(kind))  # type: ignore[arg-type]
    return kind(**{**others, **named})


def records_of(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the rows of a frame like ``frame.to_dict("records")``, in a third of the time.

    Object columns are converted together, others one by one, so that the numeric types of one column do not affect another.
    Missing values of a nullable pandas column, which the store never returns, remain ``pd.NA``.
    """
    names = list(frame.columns)
    if (frame.dtypes == "object").all():
        return [dict(zip(names, cells, strict=True)) for cells in frame.to_numpy().tolist()]
    columns = [column.tolist() for _, column in frame.items()]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
