"""Conversion of pandas frames to plain Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import pandas as pd

R = TypeVar("R")
#: Columns of milestones by name and aspect, which ``rows_of`` collects in the field ``dates``.
DATES = ("_baseline", "_forecast", "_actual")


def rows_of(frame: pd.DataFrame, kind: type[R]) -> list[R]:
    """Return the rows of a frame as instances of a dataclass whose fields are columns of it; missing values are None.

    KeyError if the frame lacks a column.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    cells = frame.to_numpy(dtype=object, copy=True)  # all columns together: one by one takes several times as long
    cells[pd.isna(cells)] = None
    columns: dict[str, list[Any]] = dict(zip(frame.columns, cells.T.tolist(), strict=True))
    if "dates" in names:
        columns["dates"] = _dates(columns, len(frame))
    return [kind(*own) for own in zip(*(columns[name] for name in names), strict=True)]


def frame_of(rows: Sequence[R], kind: type[R]) -> pd.DataFrame:
    """Return instances of a dataclass as a frame of objects whose columns are its fields; the converse of ``rows_of``."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names, dtype=object)


def mapped(column: "pd.Series[Any]", word_of: Callable[[Any], Any]) -> "pd.Series[Any]":
    """Return a column in which each value is replaced by a function of it, which is asked once for equal values."""
    return column.map({value: word_of(value) for value in column.unique()})


def _dates(columns: Mapping[str, list[Any]], rows: int) -> list[dict[str, Any]]:
    names = [name for name in columns if name.endswith(DATES) and name not in ("next_baseline", "next_forecast")]
    found = [dict(zip(names, own, strict=True)) for own in zip(*(columns[name] for name in names), strict=True)]
    return found or [{} for _ in range(rows)]
