"""Places in columns: of the values that are asked for, and of rows that follow each other. Pure."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
#: No row.
NONE = -1


def taken(column: NDArray[Any], places: Rows, missing: int) -> NDArray[Any]:
    """Return the values of a column at some places, ``missing`` where a place is ``NONE``."""
    if not len(column):
        return np.full(len(places), missing, dtype=column.dtype)
    found: NDArray[Any] = np.where(places == NONE, missing, column[places])
    return found.astype(column.dtype)


def ranges(starts: Rows, ends: Rows) -> Rows:
    """Return all places from each start to before its end, one range after the other."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()), dtype=np.intp)
