"""Measurements of programmes and recruitment as reported, in columns: the newest of each is one pass. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.days import Days, to_dates
from models.analysis.quota_figures import ONE, Numbers
from models.analysis.reported_columns import ReportedColumns

#: Columns of a frame of the newest measurements.
MEASURED = ("code", "measure", "as_of", "value")


@dataclass(frozen=True)
class MeasuredFigures:
    """Measurements by subject, measure and day, at most one each; ``subject`` and ``measure`` are places in the names."""

    is_shared: ClassVar[bool] = True
    codes: NDArray[Any]
    measures: NDArray[Any]
    subject: NDArray[np.int32]
    measure: NDArray[np.int32]
    as_of: Days
    value: Numbers

    def on(self, day: date) -> pd.DataFrame:
        """Return the newest figure up to a day of each subject and measure: ``MEASURED``, ``value`` as a float."""
        own = np.flatnonzero(self.as_of <= day.toordinal())
        rows = own[_is_last(self.subject[own], self.measure[own])]
        columns = {
            "code": self.codes[self.subject[rows]],
            "measure": self.measures[self.measure[rows]],
            "as_of": to_dates(self.as_of[rows]),
        }
        frame = {name: pd.Series(column, dtype=object) for name, column in columns.items()}
        return pd.DataFrame(frame | {"value": pd.Series(self.value[rows].astype(np.float64) / ONE)}, columns=list(MEASURED))


@dataclass(frozen=True)
class MeasuredReports(ReportedColumns):
    """All measurements ever reported, in the order of the ledger; ``subject`` and ``measure`` as in ``MeasuredFigures``."""

    COLUMNS = ("id", "subject", "measure", "as_of", "value", "batch")
    codes: NDArray[Any]
    measures: NDArray[Any]
    id: NDArray[np.int32]
    subject: NDArray[np.int32]
    measure: NDArray[np.int32]
    as_of: Days
    value: Numbers
    batch: NDArray[np.int32]

    def figures(self, batches: Collection[int]) -> MeasuredFigures:
        """Return the figures that some batches brought, the newest of each subject, measure and day."""
        own = self.rows_of(batches)
        rows = own[np.lexsort((self.as_of[own], self.measure[own], self.subject[own]))]  # stable: the newest of a day comes last
        rows = rows[_is_last(self.subject[rows], self.measure[rows], self.as_of[rows])]
        places = self.subject[rows], self.measure[rows]
        return MeasuredFigures(self.codes, self.measures, *places, self.as_of[rows], self.value[rows])


_NO_NUMBERS = np.empty(0, dtype=np.int32)
_NO_NAMES = np.empty(0, dtype=object)
NO_MEASURED_REPORTS = MeasuredReports(
    _NO_NAMES,
    _NO_NAMES,
    id=_NO_NUMBERS,
    subject=_NO_NUMBERS,
    measure=_NO_NUMBERS,
    as_of=_NO_NUMBERS,
    value=_NO_NUMBERS.astype(np.int64),
    batch=_NO_NUMBERS,
)


def _is_last(*columns: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return where the next row differs in any of some columns."""
    found: NDArray[np.bool_] = np.logical_or.reduce([np.diff(column, append=-1) != 0 for column in columns])
    return found
