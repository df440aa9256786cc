"""Reports in columns, in the order of the ledger: what is known by a time is a choice among the same rows. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from models.analysis.places import Rows


class ReportedColumns:
    """The base of a dataclass with a column for each of ``COLUMNS``, among them the ``id`` of each report and its ``batch``."""

    COLUMNS: ClassVar[tuple[str, ...]]
    id: NDArray[np.int32]
    batch: NDArray[np.int32]

    def __len__(self) -> int:
        """The number of reports."""
        return len(self.id)

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
        columns: dict[str, Any] = {name: np.concatenate((getattr(self, name), getattr(new, name))) for name in self.COLUMNS}
        both = replace(new, **columns)  # type: ignore[type-var]
        ranks = np.zeros(max(batches, default=0) + 1, dtype=np.int32)
        ranks[list(batches)] = np.arange(len(batches))
        _, first = np.unique(both.id, return_index=True)
        return both.at(first[np.argsort(ranks[both.batch[first]], kind="stable")])
