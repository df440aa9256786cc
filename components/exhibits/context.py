"""Context passed to exhibit builders, their return type, and shared cell helpers."""

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import pandas as pd

from components.exhibits.model import Body, Frame
from components.exhibits.tables import Cell, Table
from components.i18n.text import Text
from components.theme import MARKS
from models.frames import rows_of
from models.plan.view import PlanView
from models.snapshots.comparison import Comparison
from models.snapshots.snapshot import Snapshot
from models.status import Word
from models.typed_rows import NarrativeRow

T = TypeVar("T")
#: Content of an empty text cell.
NOTHING = "–"
#: Maximum rows of a table on slides; the number of omitted rows is shown below it.
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class ExhibitContext:
    """Input of an exhibit builder: a snapshot, the reader's language, and the filters that are set."""

    comparison: Comparison
    t: Text
    chosen: Mapping[str, str]

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is shown."""
        return self.comparison.now

    @property
    def view(self) -> PlanView:
        """The plan."""
        return self.snapshot.view

    def first(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the first rows of a frame: as many as the filter ``most`` asks for, else all."""
        most = self.chosen.get("most", "")
        return frame.head(int(most)) if most.isdecimal() else frame

    def first_of(self, rows: list[T]) -> list[T]:
        """Return the first items of a list, limited in the same way as ``first``."""
        most = self.chosen.get("most", "")
        return rows[: int(most)] if most.isdecimal() else rows

    def more(self, shown: Sized, of: Sized) -> tuple[str, ...]:
        """Return the note that not all rows are shown, or nothing if they are."""
        return (self.t("part.first_rows", n=len(shown), of=len(of)),) if len(shown) < len(of) else ()

    @property
    def districts(self) -> dict[str, str]:
        """The names of the districts by code; short names in Chinese."""
        return self.t.short_names(self.view.districts)

    @property
    def said(self) -> dict[str, NarrativeRow]:
        """The latest narratives on targets, projects and programmes by code."""
        return {row.code: row for row in rows_of(self.snapshot.narratives, NarrativeRow)}

    @property
    def sections(self) -> dict[str, str]:
        """The names of the sections by code."""
        return self.t.names(self.view.sections)


@dataclass(frozen=True, slots=True)
class ExhibitDraft:
    """Output of an exhibit builder: headline, body, its numbers as a table, notes, alternative text, limits, and frames.

    ``origin`` is "" for exhibits of the figures of the plan.
    """

    title: str
    body: Body
    data: Table
    notes: tuple[str, ...] = ()
    alt: str = ""
    limits: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    origin: str = ""

    def of_origin(self, origin: str) -> "ExhibitDraft":
        """Return the same exhibit with an origin of its own, in words, in place of that of the plan's figures."""
        return replace(self, origin=origin)

    @classmethod
    def of_table(cls, title: str, table: Table, notes: Sequence[str] = (), limits: tuple[str, ...] = ()) -> "ExhibitDraft":
        """Return an exhibit whose body is its table."""
        return cls(title, table, table, tuple(notes), limits=limits)


def status_cell(t: Text, word: Word, words: str = "") -> Cell:
    """Return mark and word of a status, as shown together everywhere; ``words`` replace the status's own word."""
    return Cell(f"{MARKS[word.status]} {words or t.show(word)}", None, word.status)


def words_cell(words: Any) -> Cell:
    """Return a cell of text, or a dash if it is empty."""
    return Cell(NOTHING if words is None or words == "" or pd.isna(words) else str(words))


def day_cell(day: date | None) -> Cell:
    """Return a cell with a date in ISO format, which is short enough for narrow columns, or a dash."""
    return Cell(NOTHING) if day is None or pd.isna(day) else Cell(day.isoformat(), day)


def number_cell(t: Text, value: Any) -> Cell:
    """Return a cell with a number, or a dash."""
    return Cell(NOTHING) if pd.isna(value) else Cell(t.number(value), float(value))


def number(value: Any) -> float | None:
    """Return a number for charts; None for every kind of missing value in pandas."""
    return None if pd.isna(value) else float(value)
