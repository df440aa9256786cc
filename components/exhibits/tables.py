"""Tables as plain data: cells, columns, and boards of statuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from models.status import Status

#: A number for a spreadsheet; None if unknown.
Value: TypeAlias = float | date | None
#: Width of a column that holds nothing but marks.
NARROW = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: ``text`` for people, ``value`` for spreadsheets, None if the cell has only text.

    ``status`` colours the cell; its text then starts with the mark.
    """

    text: str
    value: Value = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in Latin letters, ``key`` names the figure of its row, "" for a column of text.

    ``short`` is the title where a narrow column has no room for it.
    """

    title: str
    width: int = 12
    key: str = ""
    is_number: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; ``keys`` name the subject of each row (the code of a target or district)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[str, ...]

    def only(self, titles: Sequence[str]) -> "Table":
        """Return the table with the columns of some titles, in their order; those that it does not have are left out."""
        own = [column.title for column in self.columns]
        kept = [own.index(title) for title in titles if title in own]
        rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
        return Table(tuple(self.columns[at] for at in kept), rows, self.keys)

    def figures(self) -> dict[str, str]:
        """Return every figure as displayed, by ``<row>.<column>``."""
        return {
            f"{key}.{column.key}": cell.text
            for key, row in zip(self.keys, self.rows, strict=True)
            for column, cell in zip(self.columns, row, strict=True)
            if column.key
        }


@dataclass(frozen=True, slots=True)
class Board(Table):
    """A table whose status cells hold nothing but their mark: narrow columns, quiet colours where all is well.

    ``is_grouped`` if the first column names the group of a row, which is shown once for all its rows. ``now`` is the place of the
    column of the selected date or district, if there is one; ``signs`` explain marks that are no status.
    """

    is_grouped: bool = False
    now: int | None = None
    signs: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> int:
        """The place of the column of names."""
        return int(self.is_grouped)

    @property
    def marked(self) -> tuple[int, ...]:
        """The places of the columns of marks."""
        return tuple(at for at, column in enumerate(self.columns) if column.width <= NARROW)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses that occur, the worst first."""
        found = {cell.status for row in self.rows for cell in row if cell.status is not None}
        return tuple(sorted(found, key=lambda one: -one.severity))

    @property
    def groups(self) -> tuple[slice, ...]:
        """The rows of each group, in order; all rows if there are none."""
        if not self.rows:
            return ()
        if not self.is_grouped:
            return (slice(0, len(self.rows)),)
        starts = [at for at, row in enumerate(self.rows) if at == 0 or row[0].text != self.rows[at - 1][0].text]
        return tuple(slice(first, last) for first, last in zip(starts, [*starts[1:], len(self.rows)], strict=True))
