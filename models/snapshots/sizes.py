"""Estimates of the memory that values take, without looking at every cell."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from itertools import islice
from sys import getsizeof
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd

#: Rows of a frame, or parts of a list, that are looked at.
SAMPLE = 8
_POINTER = 8
#: Cells that belong to the plan, are the same object as others, or are small beside the pointer.
_SHARED_CELLS = (str, bool, int, float, date, Enum, NoneType)


def size_of(value: Any) -> int:
    """Return about how many bytes a value takes; texts and dates count as a pointer, for they are shared with the plan.

    A value that shares most of its parts with others says itself which are its own, by ``own_bytes``.
    """
    if isinstance(value, _SHARED_CELLS):
        return 0
    own = getattr(value, "own_bytes", None)
    if isinstance(own, int):
        return own
    if isinstance(value, pd.DataFrame):
        rows = value.iloc[:: max(len(value) // SAMPLE, 1)].to_numpy(dtype=object)
        held = value.size * _POINTER
        return held + round(len(value) * sum(map(size_of, rows.ravel().tolist())) / max(len(rows), 1))
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, Mapping):
        return len(value) * 2 * _POINTER + _sampled(len(value), value.values())
    if isinstance(value, (list, tuple, set, frozenset)):
        return getsizeof(value) + _sampled(len(value), value)
    if is_dataclass(value) and not isinstance(value, type):
        return sum(size_of(getattr(value, field.name)) for field in fields(value)) + _POINTER * len(fields(value))
    return getsizeof(value)


def _sampled(count: int, cells: Iterable[Any]) -> int:
    """Return about the bytes of some cells, of which the first ``SAMPLE`` are looked at."""
    sizes = [size_of(cell) for cell in islice(cells, SAMPLE)]
    return round(count * sum(sizes) / len(sizes)) if sizes else 0
