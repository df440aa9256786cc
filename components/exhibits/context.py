"""What a part is made from, what its maker says, and the cells that the makers share."""

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import pandas as pd

from components.exhibits.model import Body, Cell, Table
from components.i18n.text import Text
from components.theme import MARKS
from models.frames import records_of
from models.plan.view import PlanView
from models.snapshots.snapshot import Day
from models.status import Word

T = TypeVar("T")
#: What stands in a cell of text that has none.
NOTHING = "–"
#: Rows of a table that goes on slides; what is left out is counted under it.
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """A day, the reader's language, and the filters that are set."""

    day: Day
    t: Text
    chosen: Mapping[str, str]

    @property
    def view(self) -> PlanView:
        """The plan."""
        return self.day.view

    def first(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The first rows of what is shown: as many as the filter ``most`` asks for, all where it does not."""
        most = self.chosen.get("most", "")
        return frame.head(int(most)) if most.isdecimal() else frame

    def first_of(self, rows: list[T]) -> list[T]:
        """The same of a list."""
        most = self.chosen.get("most", "")
        return rows[: int(most)] if most.isdecimal() else rows

    def more(self, shown: Sized, of: Sized) -> tuple[str, ...]:
        """What is said where not all rows are shown."""
        return (self.t("part.first_rows", n=len(shown), of=len(of)),) if len(shown) < len(of) else ()

    @property
    def districts(self) -> dict[str, str]:
        """The names of the districts by code, short ones in Chinese."""
        rows = records_of(self.view.districts)
        return {row["code"]: row["short"] if self.t.language == "zh" else self.t.name(row) for row in rows}

    @property
    def said(self) -> dict[str, dict[Any, Any]]:
        """What was said last of targets, projects and programmes by code: rows of ``read_narratives``."""
        return {row["code"]: row for row in records_of(self.day.narratives)}

    @property
    def sections(self) -> dict[str, str]:
        """The names of the sections by code."""
        return {row["code"]: self.t.name(row) for row in records_of(self.view.sections)}


@dataclass(frozen=True, slots=True)
class Said:
    """What a maker says: the sentence, the body, its numbers as a table, how they came about, what is seen, what is left out."""

    title: str
    body: Body
    data: Table
    notes: tuple[str, ...] = ()
    alt: str = ""
    limits: tuple[str, ...] = ()

    @classmethod
    def of_table(cls, title: str, table: Table, notes: Sequence[str] = (), limits: tuple[str, ...] = ()) -> "Said":
        """A part whose body is its table."""
        return cls(title, table, table, tuple(notes), limits=limits)


def status_cell(t: Text, word: Word, words: str = "") -> Cell:
    """Return mark and word of a status, as they go together everywhere; ``words`` in the place of its own."""
    return Cell(f"{MARKS[word.status]} {words or t.show(word)}", None, word.status)


def words_cell(words: Any) -> Cell:
    """A text, or the dash for none."""
    return Cell(NOTHING if words is None or words == "" or pd.isna(words) else str(words))


def day_cell(day: date | None) -> Cell:
    """A day, or the dash; as short as it can be, for columns are narrow."""
    return Cell(NOTHING) if day is None or pd.isna(day) else Cell(day.isoformat(), day)


def number_cell(t: Text, value: Any) -> Cell:
    """A number, or the dash."""
    return Cell(NOTHING) if pd.isna(value) else Cell(t.number(value), float(value))


def number(value: Any) -> float | None:
    """A number as charts take it; pandas has kinds of nothing of its own."""
    return None if pd.isna(value) else float(value)
