"""All dates ever reported of a plan's milestones, as columns, and any day derived from them by sorted search. Pure.

The ledger only grows, so that what is known by a time is a choice among the same rows: nothing is read again for another day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.days import NEVER, Days
from models.analysis.memo import Memo
from models.analysis.milestone_dates import NO_WORKS, MilestoneDates, Works
from models.analysis.places import ranks_of
from models.analysis.reported_columns import ReportedColumns, first_days

Numbers = NDArray[np.int64]
#: The aspects of a date by their numbers in a column.
ASPECTS = ("baseline", "forecast", "actual")
BASELINE, FORECAST, ACTUAL = range(len(ASPECTS))


@dataclass(frozen=True)
class MilestoneReports(ReportedColumns):
    """Reports of dates in the order of the ledger: by time recorded, then by id.

    ``subject`` and ``milestone`` are places in ``codes`` and ``names``; ``day`` is ``NEVER`` for a date taken back.
    """

    COLUMNS = ("id", "subject", "milestone", "position", "aspect", "day", "as_of", "batch")
    codes: NDArray[Any]
    names: tuple[str, ...]
    id: NDArray[np.int32]
    subject: NDArray[np.int32]
    milestone: NDArray[np.int32]
    position: NDArray[np.int32]
    aspect: NDArray[np.int8]
    day: Days
    as_of: Days
    batch: NDArray[np.int32]

    def of(self, batches: Collection[int]) -> "MilestoneReports":
        """Return the reports of some batches."""
        own = self.rows_of(batches)
        return self if len(own) == len(self) else self.at(own)

    @property
    def of_milestones(self) -> Numbers:
        """A number for each report: that of its milestone, other for each work."""
        numbers: Numbers = self.subject.astype(np.int64) * max(len(self.names), 1) + self.milestone
        return numbers

    def seen_from(self, batches: Collection[int], others: Collection[int]) -> dict[str, int]:
        """Return the first day on which some batches beside ``others`` can make a difference, as an ordinal, by codes of works.

        A forecast does so from its own day on, if the others have a baseline of its milestone. A baseline or an actual date may
        concern any day, whenever it was reported.
        """
        rows = self.rows_of(batches)
        own = self.at(rows)
        of_works = self.at(np.flatnonzero(np.isin(self.subject, own.subject))).of(others)
        planned = of_works.of_milestones[of_works.aspect == BASELINE]
        is_late = (own.aspect == FORECAST) & np.isin(own.of_milestones, planned)
        return first_days(self.codes[own.subject], np.where(is_late, own.as_of, date.min.toordinal()).astype(np.int32))


_NO_NUMBERS = np.empty(0, dtype=np.int32)
NO_REPORTS = MilestoneReports(
    np.empty(0, dtype=object),
    (),
    id=_NO_NUMBERS,
    subject=_NO_NUMBERS,
    milestone=_NO_NUMBERS,
    position=_NO_NUMBERS,
    aspect=_NO_NUMBERS.astype(np.int8),
    day=_NO_NUMBERS,
    as_of=_NO_NUMBERS,
    batch=_NO_NUMBERS,
)


class MilestoneHistory:
    """What some reports say of each milestone on any day; the newest report of a day counts."""

    def __init__(self, reports: MilestoneReports, works: Works = NO_WORKS) -> None:
        """Index the reports; ``works`` of another history stay, with what was looked up in them, if they are the same."""
        # One number per milestone of a work, in the order of the works; reports stay in the order of the ledger.
        of_reports, known = pd.factorize(reports.of_milestones, sort=True)
        subject = (known // max(len(reports.names), 1)).astype(np.int64)
        milestone = (known % max(len(reports.names), 1)).astype(np.int32)
        position = _positions(reports, of_reports, len(known))
        # In the order of the works, and in each of its steps.
        order = np.lexsort((ranks_of(reports.names)[milestone], position, ranks_of(reports.codes)[subject]))
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.arange(len(order))
        self._row: Numbers = places[of_reports]
        self._reports = reports
        self._names = reports.names
        self._milestone, self._position = milestone[order], position[order]
        ends = np.flatnonzero(np.diff(subject[order], append=-1)) + 1
        self._ordered: Memo[Days] = Memo()
        own = Works(reports.codes[subject[order][ends - 1]], ends)
        self.works = works if works.are(own) else own

    def on(self, as_of: date) -> MilestoneDates:
        """Return the dates as of a day.

        The baseline is the first one reported, ``revisions`` the number of changes since, and ``replanned_days`` their total in
        days. A forecast counts if it was made by ``as_of``; an actual date counts from that date on, whenever it was reported.
        """
        day = as_of.toordinal()
        forecast, forecast_made = self._forecasts.on(day)
        _, actual_made = self._actuals.on(day)
        spoken = np.maximum(_or_never(forecast_made), _or_never(actual_made))
        revisions, replanned_days = self._revisions(day)
        return MilestoneDates(
            self.works,
            self._names,
            self._milestone,
            self._position,
            self._baseline,
            revisions,
            replanned_days,
            forecast,
            self._actual,
            np.where(spoken < 0, NEVER, spoken).astype(np.int32),
            self._ordered,
        )

    def _series(self, aspect: int) -> "_Series":
        own = np.flatnonzero(self._reports.aspect == aspect)
        rows, made = self._row[own], self._reports.as_of[own]
        order = np.lexsort((made, rows))  # stable: later records of a day come last
        return _Series(rows[order], made[order], self._reports.day[own][order], len(self._milestone))

    @cached_property
    def _forecasts(self) -> "_Series":
        return self._series(FORECAST)

    @cached_property
    def _actuals(self) -> "_Series":
        return self._series(ACTUAL)

    @cached_property
    def _actual(self) -> Days:
        return self._actuals.on(NEVER)[0]

    @cached_property
    def _baselines(self) -> "_Series":
        return self._series(BASELINE)

    @cached_property
    def _baseline(self) -> Days:
        """The first baseline of each milestone that is a date."""
        found = np.full(len(self._milestone), NEVER, dtype=np.int32)
        own = self._baselines.day != NEVER
        rows, first = np.unique(self._baselines.row[own], return_index=True)
        found[rows] = self._baselines.day[own][first]
        return found

    @cached_property
    def _replanned(self) -> "_Series":
        """The later baselines that moved their milestone."""
        all_of_them = self._baselines
        own = np.flatnonzero(all_of_them.day != NEVER)
        row, day = all_of_them.row[own], all_of_them.day[own]
        moved = (np.diff(row, prepend=-1) == 0) & (np.diff(day, prepend=0) != 0)
        return _Series(row[moved], all_of_them.made[own][moved], day[moved], len(self._milestone))

    def _revisions(self, day: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        rows = self._replanned.row[self._replanned.made <= day]
        revisions = np.bincount(rows, minlength=len(self._milestone)).astype(np.int32)
        newest, _ = self._replanned.on(day)
        return revisions, np.where(newest == NEVER, 0, newest - self._baseline).astype(np.int32)


@dataclass(frozen=True)
class _Series:
    """Reported days of milestones by row and day of the report, ``made``; ``rows`` is the number of milestones."""

    row: Numbers
    made: Days
    day: Days
    rows: int

    def on(self, day: int) -> tuple[Days, Days]:
        """Return the newest reported day of each milestone by a day, and when it was made; ``NEVER`` without one."""
        own = np.flatnonzero(self.made <= day)
        row = self.row[own]
        newest = own[np.flatnonzero(np.diff(row, append=-1))]
        found, made = (np.full(self.rows, NEVER, dtype=np.int32) for _ in range(2))
        found[self.row[newest]], made[self.row[newest]] = self.day[newest], self.made[newest]
        return found, made


def _or_never(made: Days) -> Days:
    """Return days with -1 for no day, which is earlier than any."""
    return np.where(made == NEVER, -1, made).astype(np.int32)


def _positions(reports: MilestoneReports, of_reports: Numbers, milestones: int) -> NDArray[np.int32]:
    """Return the position of each milestone in its work: that of its first baseline, else the lowest reported."""
    found = np.full(milestones, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(found, of_reports, reports.position)
    planned = np.flatnonzero(reports.aspect == BASELINE)
    planned = planned[np.argsort(reports.as_of[planned], kind="stable")]
    rows, first = np.unique(of_reports[planned], return_index=True)
    found[rows] = reports.position[planned][first]
    return found
