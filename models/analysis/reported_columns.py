"""Reports in columns, in the order of the ledger: what is known by a time is a choice among the same rows. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.days import Days
from models.analysis.places import Rows


class ReportedColumns:
    """The base of a dataclass with a column for each of ``COLUMNS``, among them the ``id`` of each report and its ``batch``."""

    COLUMNS: ClassVar[tuple[str, ...]]
    id: NDArray[np.int32]
    batch: NDArray[np.int32]

    def __len__(self) -> int:
        """The number of reports."""
        return len(self.id)

    @cached_property
    def batches(self) -> frozenset[int]:
        """The batches that brought the reports."""
        return frozenset(pd.unique(self.batch).tolist())

    def rows_of(self, batches: Collection[int]) -> Rows:
        """Return the places of the reports of some batches."""
        return np.flatnonzero(np.isin(self.batch, np.array(sorted(batches), dtype=np.int32)))

    def at(self, rows: Rows) -> Self:
        """Return the reports at some places."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.COLUMNS})  # type: ignore[type-var]

    def followed_by(self, new: Self, batches: Sequence[int]) -> Self:
        """Return these and ``new`` ones, whose places are also theirs; ``batches`` are the batches in the order recorded.

        A report that is in both counts once.
        """
        fresh = new.at(np.flatnonzero(~np.isin(new.id, self.id)))
        columns: dict[str, Any] = {name: np.concatenate((getattr(self, name), getattr(fresh, name))) for name in self.COLUMNS}
        both = replace(new, **columns)  # type: ignore[type-var]
        ranks = np.zeros(max(batches, default=0) + 1, dtype=np.int32)
        ranks[list(batches)] = np.arange(len(batches))
        rank = ranks[both.batch]
        steps = np.diff(rank)
        if np.all((steps > 0) | ((steps == 0) & (np.diff(both.id) > 0))):
            return both  # in order, as nearly always: new reports belong to new batches
        return both.at(np.lexsort((both.id, rank)))


def first_days(codes: Iterable[str], days: Days) -> dict[str, int]:
    """Return the first of the days that stand beside each code, as an ordinal."""
    found: dict[str, int] = {}
    for code, day in zip(codes, days.tolist(), strict=True):
        found[code] = min(day, found.get(code, day))
    return found
