"""Counts of the rows of an import by what becomes of each: every row is in exactly one of them, so that they add up."""

from collections.abc import Collection
from dataclasses import dataclass, fields

from models.imports.batch import LISTS, ImportBatch

#: What becomes of a row by its changes, the most telling first: a row with several changes is counted once.
_KINDS = ("new", "changed", "withdrawn", "same")


@dataclass(slots=True)
class RowCounts:
    """Numbers of rows: ``doubted`` need confirmation, ``refused`` have an error, ``left_out`` say nothing or are not wanted."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    doubted: int = 0
    refused: int = 0
    left_out: int = 0

    @property
    def rows(self) -> int:
        """The number of all rows."""
        return sum(getattr(self, one.name) for one in fields(self))

    def add(self, kind: str, n: int = 1) -> None:
        """Count ``n`` more rows of a kind."""
        setattr(self, kind, getattr(self, kind) + n)


def count_rows(intake: ImportBatch, *, left_out: Collection[int] = (), confirmed: Collection[int] = ()) -> RowCounts:
    """Count the rows of reports and lists: those of ``left_out`` are not wanted, the warnings of ``confirmed`` accepted."""
    kinds: dict[int, set[str]] = {}
    for change in intake.changes:
        kinds.setdefault(change.fact.row, set()).add(change.kind)
    refused, doubted = intake.rows_with("error"), intake.rows_with("doubt") - set(confirmed)
    counts = RowCounts(refused=intake.rows_lost + intake.lists.rows - len(intake.entries), left_out=intake.rows_left)
    for row in range(len(intake.rows)):
        if row in refused:
            counts.add("refused")
        elif row in doubted:
            counts.add("doubted")
        elif row in left_out or row not in kinds:
            counts.add("left_out")
        else:
            counts.add(next(kind for kind in _KINDS if kind in kinds[row]))
    for entry in intake.entries:
        counts.add("doubted" if LISTS in doubted and entry.kind != "same" else entry.kind)
    return counts
