"""Estimates of the memory that values take, without looking at every cell."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from sys import getsizeof
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_object_dtype

#: Cells of a column that are looked at.
SAMPLE = 32
_POINTER = 8
#: Cells that belong to the plan, or are the same object as others.
_SHARED_CELLS = (str, bool, date, Enum, NoneType)


def size_of(value: Any) -> int:
    """Return about how many bytes a value takes; texts and dates count as a pointer, for they are shared with the plan.

    A value that shares most of its parts with others says itself which are its own, by ``own_bytes``.
    """
    own = getattr(value, "own_bytes", None)
    if isinstance(own, int):
        return own
    if isinstance(value, pd.DataFrame):
        return sum(_column(value.iloc[:, at]) for at in range(value.shape[1]))
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, Mapping):
        return getsizeof(value) + sum(map(size_of, value.values()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return getsizeof(value) + sum(map(size_of, value))
    if is_dataclass(value) and not isinstance(value, type):
        return sum(size_of(getattr(value, field.name)) for field in fields(value)) + _POINTER * len(fields(value))
    return 0 if isinstance(value, _SHARED_CELLS) else getsizeof(value)


def _column(column: "pd.Series[Any]") -> int:
    if not is_object_dtype(column.dtype):
        return int(column.memory_usage(index=False, deep=False))
    cells = column.iloc[:: max(len(column) // SAMPLE, 1)].tolist()
    return len(column) * _POINTER + round(len(column) * sum(map(size_of, cells)) / max(len(cells), 1))
