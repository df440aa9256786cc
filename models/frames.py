"""Conversion of pandas frames to plain Python."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

import pandas as pd

R = TypeVar("R")
#: Columns of milestones by name and aspect, which ``rows_of`` collects in the field ``dates``.
DATES = ("_baseline", "_forecast", "_actual")


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


def field_of(row: Any, name: str) -> Any:
    """Return a field of a typed row or of a record; None without it. Transitional, until records are gone."""
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def rows_of(frame: pd.DataFrame, kind: type[R]) -> list[R]:
    """Return the rows of a frame as instances of a dataclass whose fields are columns of it; missing values are None.

    KeyError if the frame lacks a column.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    columns = [_dates(frame) if name == "dates" else _cells(frame[name]) for name in names]
    return [kind(*cells) for cells in zip(*columns, strict=True)]


def _cells(column: "pd.Series[Any]") -> list[Any]:
    return column.astype(object).where(column.notna(), None).tolist() if column.hasnans else column.tolist()


def _dates(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [name for name in frame.columns if str(name).endswith(DATES) and name not in ("next_baseline", "next_forecast")]
    columns = [_cells(frame[name]) for name in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)] or [{} for _ in range(len(frame))]
