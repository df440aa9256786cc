"""The dates of all milestones on one day, as columns. Pure.

A row is one milestone of a project, programme or deliverable. The rows of a work follow each other in the order of its steps, so
that what is asked of every work (its next step, its last report) is one pass over a column.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property, partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.days import NEVER, Days, to_dates, to_days
from models.analysis.memo import Memo
from models.analysis.places import NONE, CodeIndex, Rows, ranges, taken
from models.frames import rows_of
from models.typed_rows import MilestoneRow

#: Columns of a frame of milestones.
COLUMNS = tuple(field.name for field in fields(MilestoneRow))


@dataclass(frozen=True)
class Works(CodeIndex):
    """The works that have milestones: their codes in order, and the row after the last milestone of each."""

    ends: Rows

    @cached_property
    def starts(self) -> Rows:
        """The first row of each work."""
        return np.concatenate(([0], self.ends[:-1])).astype(np.intp) if len(self.ends) else self.ends

    @cached_property
    def of_rows(self) -> Rows:
        """The place of the work of each row."""
        return np.repeat(np.arange(len(self.codes)), self.ends - self.starts)

    def are(self, other: "Works") -> bool:
        """Return True if both are the same works with as many milestones."""
        return self is other or (np.array_equal(self.ends, other.ends) and np.array_equal(self.codes, other.codes))


NO_WORKS = Works(np.empty(0, dtype=object), np.empty(0, dtype=np.intp))


@dataclass(frozen=True)
class MilestoneDates:
    """The dates of milestones as of a day, one column each, in the order of the works and their steps.

    ``milestone`` are places in ``names``. ``forecast``, ``reported_on``, ``revisions`` and ``replanned_days`` are those of the
    day; an ``actual`` day may lie after it, and has not happened by then. Readers share the columns: nobody can write into them.
    ``ordered`` holds what ``ordered_days`` found, for all days with the same ``baseline`` and ``actual``.
    """

    is_shared: ClassVar[bool] = True
    works: Works
    names: tuple[str, ...]
    milestone: NDArray[np.int32]
    position: NDArray[np.int32]
    baseline: Days
    revisions: NDArray[np.int32]
    replanned_days: NDArray[np.int32]
    forecast: Days
    actual: Days
    reported_on: Days
    ordered: Memo[Days] = field(default_factory=Memo, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in COLUMNS[1:]:
            getattr(self, name).flags.writeable = False

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "MilestoneDates":
        """Return the columns of a frame with ``COLUMNS``."""
        rows = sorted(rows_of(frame, MilestoneRow), key=lambda row: (row.code, row.position, row.milestone))
        codes = sorted({row.code for row in rows})
        names = tuple(dict.fromkeys(row.milestone for row in rows))
        place = {name: at for at, name in enumerate(names)}
        ends = np.searchsorted(np.array([row.code for row in rows], dtype=object), codes, side="right")

        def numbers(found: Iterable[int]) -> NDArray[np.int32]:
            return np.array(list(found), dtype=np.int32)

        return cls(
            Works(np.array(codes, dtype=object), np.asarray(ends, dtype=np.intp)),
            names,
            milestone=numbers(place[row.milestone] for row in rows),
            position=numbers(row.position for row in rows),
            baseline=to_days(row.baseline for row in rows),
            revisions=numbers(row.revisions for row in rows),
            replanned_days=numbers(row.replanned_days for row in rows),
            forecast=to_days(row.forecast for row in rows),
            actual=to_days(row.actual for row in rows),
            reported_on=to_days(row.reported_on for row in rows),
        )

    def __len__(self) -> int:
        """The number of milestones."""
        return len(self.milestone)

    @property
    def own_bytes(self) -> int:
        """The bytes of the columns that differ from day to day."""
        return sum(column.nbytes for column in (self.revisions, self.replanned_days, self.forecast, self.reported_on))

    def frame(self, codes: Collection[str] | None = None) -> pd.DataFrame:
        """Return the milestones of some works, or of all, as a frame of objects with ``COLUMNS``, by code and position."""
        rows = np.arange(len(self)) if codes is None else self._rows_of(codes)
        names = np.array(self.names, dtype=object)
        columns: dict[str, NDArray[Any]] = {
            "code": self.works.codes[self.works.of_rows[rows]],
            "milestone": names[self.milestone[rows]] if len(names) else np.empty(0, dtype=object),
        }
        for name in COLUMNS[2:]:
            column = getattr(self, name)[rows]
            is_day = name in ("baseline", "forecast", "actual", "reported_on")
            columns[name] = to_dates(column) if is_day else column.astype(object)
        return pd.DataFrame(columns, columns=list(COLUMNS), dtype=object)

    def rows(self, codes: Collection[str]) -> dict[str, list[MilestoneRow]]:
        """Return the milestones of some works by code, each in the order of its steps."""
        found: dict[str, list[MilestoneRow]] = {}
        for row in rows_of(self.frame(codes), MilestoneRow):
            found.setdefault(row.code, []).append(row)
        return found

    def _rows_of(self, codes: Collection[str]) -> Rows:
        own = self.works.places(sorted(set(codes)))
        own = own[own != NONE]
        return ranges(self.works.starts[own], self.works.ends[own])

    def names_of(self, codes: Iterable[str]) -> list[str]:
        """Return the names of the milestones that some works have."""
        places = self.works.places(tuple(codes))
        is_own = np.zeros(len(self.works.codes), dtype=bool)
        is_own[places[places != NONE]] = True
        return [self.names[at] for at in np.unique(self.milestone[is_own[self.works.of_rows]])]

    def rows_at(self, milestone: str) -> Rows:
        """Return the row of a milestone in each work, ``NONE`` where the work has none of this name."""
        if milestone not in self._rows_of_names:
            found = np.full(len(self.works.codes), NONE, dtype=np.intp)
            if milestone in self.names:
                own = np.flatnonzero(self.milestone == self.names.index(milestone))
                found[self.works.of_rows[own]] = own
            self._rows_of_names[milestone] = found
        return self._rows_of_names[milestone]

    @cached_property
    def _rows_of_names(self) -> dict[str, Rows]:
        return {}

    def days_at(self, milestone: str, aspect: str, places: Rows) -> Days:
        """Return the days of a milestone for works by their places: its ``aspect`` baseline, forecast or actual."""
        rows = taken(self.rows_at(milestone), places, NONE)
        return taken(getattr(self, aspect), rows, NEVER)

    def ordered_days(self, milestone: str, aspect: str, codes: tuple[str, ...]) -> Days:
        """Return the days of a milestone of some works in order, by its ``aspect`` baseline or actual, without empty ones."""
        return self.ordered.take((milestone, aspect, codes), partial(self._ordered_days, milestone, aspect, codes))

    def _ordered_days(self, milestone: str, aspect: str, codes: tuple[str, ...]) -> Days:
        days = self.days_at(milestone, aspect, self.works.places(codes))
        return np.sort(days[days != NEVER])

    @cached_property
    def last_reports(self) -> Days:
        """The day of the last report of each work."""
        spoken = np.where(self.reported_on == NEVER, np.iinfo(np.int32).min, self.reported_on)
        newest = self.of_works(np.maximum, spoken)
        return np.where(newest == np.iinfo(np.int32).min, NEVER, newest).astype(np.int32)

    def of_works(self, how: np.ufunc, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column of rows put together for each work."""
        return how.reduceat(column, self.works.starts) if len(self.works.starts) else column

    def happened_by(self, day: date) -> "MilestoneDates":
        """Return the same without actual days after ``day``: these may be known, but had not happened."""
        return self._with_actual(np.where(self.actual > day.toordinal(), NEVER, self.actual))

    def changed(self, other: "MilestoneDates") -> set[str]:
        """Return the codes of works of which any date differs, or that only one of both has."""
        if self._has_rows_of(other):
            same = np.logical_and.reduce([getattr(self, name) == getattr(other, name) for name in COLUMNS[2:]])
            return set(self.works.codes[np.unique(self.works.of_rows[~same])])
        found: set[str] = set()
        for one, two in ((self, other), (other, self)):
            rows = one._rows_in(two)
            same = rows != NONE
            for name in COLUMNS[2:]:
                same &= getattr(one, name) == taken(getattr(two, name), rows, NEVER)
            found.update(one.works.codes[np.unique(one.works.of_rows[~same])])
        return found

    def _has_rows_of(self, other: "MilestoneDates") -> bool:
        """Return True if both have the same milestones in the same rows, as two days of one year mostly have."""
        return self.names == other.names and np.array_equal(self.milestone, other.milestone) and self.works.are(other.works)

    def with_actual_days_of(self, earlier: "MilestoneDates") -> "MilestoneDates":
        """Return the same, but where an actual day was known ``earlier``, that one."""
        before = taken(earlier.actual, self._rows_in(earlier), NEVER)
        return self._with_actual(np.where(before == NEVER, self.actual, before))

    def _with_actual(self, days: NDArray[Any]) -> "MilestoneDates":
        return replace(self, actual=days.astype(np.int32), ordered=Memo())

    def _rows_in(self, other: "MilestoneDates") -> Rows:
        """Return the row of each milestone in other dates, ``NONE`` if it is not there."""
        places = taken(other.works.places(self.works.all_codes), self.works.of_rows, NONE)
        found = np.full(len(self), NONE, dtype=np.intp)
        for at, name in enumerate(self.names):
            own = self.milestone == at
            found[own] = taken(other.rows_at(name), places[own], NONE)
        return found
