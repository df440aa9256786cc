"""All figures ever reported on a plan's targets and items, as columns, and those that decide a day. Pure.

The ledger only grows, so that what is known by a time is a choice among the same rows: nothing is read again for another day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.days import Days, to_dates
from models.analysis.places import ranks_of
from models.analysis.quota_figures import MISSING, ONE, Numbers, to_decimals
from models.analysis.reported_columns import ReportedColumns, first_days
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import TargetKind
from models.typed_rows import TargetRow

#: Columns of a report that are words, as places in ``FigureReports.words``.
WORDS = ("origin", "source", "grade", "note")


@dataclass(frozen=True)
class FigureReports(ReportedColumns):
    """Reports of figures in the order of the ledger: by time recorded, then by id.

    ``subject``, ``district``, ``recorded`` and those of ``WORDS`` are places in ``codes``, ``districts``, ``moments`` and
    ``words``; the empty word is none. ``value``, ``numerator`` and ``denominator`` are in units of 1/``ONE``.
    """

    COLUMNS = ("id", "subject", "district", "as_of", "value", "numerator", "denominator", *WORDS, "recorded", "batch")
    codes: NDArray[Any]
    districts: NDArray[Any]
    words: NDArray[Any]
    moments: NDArray[Any]
    id: NDArray[np.int32]
    subject: NDArray[np.int32]
    district: NDArray[np.int32]
    as_of: Days
    value: Numbers
    numerator: Numbers
    denominator: Numbers
    origin: NDArray[np.int32]
    source: NDArray[np.int32]
    grade: NDArray[np.int32]
    note: NDArray[np.int32]
    recorded: NDArray[np.int32]
    batch: NDArray[np.int32]

    def of(self, batches: Collection[int]) -> "FigureHistory":
        """Return the figures that some batches brought, the newest of each series and day."""
        own = self.rows_of(batches)
        codes, districts = ranks_of(self.codes)[self.subject[own]], ranks_of(self.districts)[self.district[own]]
        order = np.lexsort((self.as_of[own], districts, codes))  # stable: the newest comes last
        rows, series = own[order], (codes * max(len(self.districts), 1) + districts)[order]
        is_last = (np.diff(series, append=-1) != 0) | (np.diff(self.as_of[rows], append=-1) != 0)
        return FigureHistory(self.at(rows[is_last]), series[is_last])

    def seen_from(self, batches: Collection[int]) -> dict[str, int]:
        """Return the first day for which some batches have a figure, as an ordinal, by the codes of targets and items."""
        rows = self.rows_of(batches)
        return first_days(self.codes[self.subject[rows]], self.as_of[rows])

    def frame(self) -> pd.DataFrame:
        """Return the reports as a frame of objects: the columns of ``FigureRow``."""
        words = np.array([one or None for one in self.words], dtype=object)
        columns: dict[str, Any] = {
            "code": self.codes[self.subject],
            "district": self.districts[self.district],
            "as_of": to_dates(self.as_of),
            **{name: to_decimals(getattr(self, name)) for name in ("value", "numerator", "denominator")},
            **{name: words[getattr(self, name)] for name in WORDS},
            "recorded_at": self.moments[self.recorded],
        }
        return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in columns.items()})


_NO_NUMBERS, _NO_NAMES = np.empty(0, dtype=np.int32), np.empty(0, dtype=object)
NO_FIGURE_REPORTS = FigureReports(
    codes=_NO_NAMES,
    districts=_NO_NAMES,
    words=_NO_NAMES,
    moments=_NO_NAMES,
    id=_NO_NUMBERS,
    subject=_NO_NUMBERS,
    district=_NO_NUMBERS,
    as_of=_NO_NUMBERS,
    value=_NO_NUMBERS.astype(np.int64),
    numerator=_NO_NUMBERS.astype(np.int64),
    denominator=_NO_NUMBERS.astype(np.int64),
    origin=_NO_NUMBERS,
    source=_NO_NUMBERS,
    grade=_NO_NUMBERS,
    note=_NO_NUMBERS,
    recorded=_NO_NUMBERS,
    batch=_NO_NUMBERS,
)


@dataclass(frozen=True)
class FigureLimits:
    """What decides by code how far back figures matter.

    ``codes`` are those of the targets and items: others decide nothing. ``floors`` are days before which, and ``goals`` values of
    the city below which, no figure can change a status; ``measured`` are the counts and amounts, ``paired`` the rates of which a
    district reports both parts.
    """

    codes: frozenset[str]
    floors: dict[str, date]
    goals: dict[str, Decimal]
    measured: frozenset[str]
    paired: frozenset[str]

    @classmethod
    def of(cls, view: PlanView) -> "FigureLimits":
        """Return the limits of the targets and items of a plan.

        "Met" and "met late" differ by the first day from which every figure is at the target or better. For a total or rate it
        suffices to know whether it is so on the due date; for a deliverable the day itself is reported.
        """
        floors: dict[str, date] = {}
        goals: dict[str, Decimal] = {}
        items = view.items.groupby("target")["code"].agg(list).to_dict()
        rows = rows_of(view.targets, TargetRow)
        for row in rows:
            kind = TargetKind(row.kind)
            if row.due is not None and (kind.is_total or kind is TargetKind.REACH):
                floors[row.code] = row.due
            if row.target is not None and kind.is_total:
                goals[row.code] = row.target
            for code in {TargetKind.DELIVER: [row.code], TargetKind.ITEMS: items.get(row.code, [])}.get(kind, []):
                floors[code], goals[code] = date.min, Decimal(1)
        codes = frozenset((*view.targets["code"], *view.items["code"]))
        measured = frozenset(row.code for row in rows if TargetKind(row.kind).is_total)
        rates = frozenset(row.code for row in rows if row.rate_scale is not None)
        return cls(codes, floors, goals, measured, rates if len(view.districts) > 1 else frozenset())


@dataclass(frozen=True)
class FigureHistory:
    """Figures by series and day, at most one each; ``series`` is a number for subject and district."""

    reports: FigureReports
    series: NDArray[np.int64]

    def on(self, as_of: date, limits: FigureLimits) -> pd.DataFrame:
        """Return the figures that determine every status at ``as_of``, at most one per series and date.

        For each series that is the newest figure up to ``as_of``, plus earlier ones as far back as they matter; for a count or
        deliverable only those that changed the value.
        """
        is_asked = np.array([code in limits.codes for code in self.reports.codes], dtype=bool)
        seen = np.flatnonzero(is_asked[self.reports.subject] & (self.reports.as_of <= as_of.toordinal()))
        own, series = self.reports.at(seen), self.series[seen]
        ends, only_moves = _decided(own, limits, as_of.toordinal())
        is_newest = np.diff(series, append=-1) != 0
        last_end = np.maximum.accumulate(np.where(ends, np.arange(len(seen)), -1)) if len(seen) else seen
        lengths = np.diff(np.flatnonzero(is_newest), prepend=-1)
        rows = np.flatnonzero(np.arange(len(seen)) >= np.repeat(last_end[is_newest], lengths))
        value, is_first, is_last = own.value[rows], np.diff(series[rows], prepend=-1) != 0, is_newest[rows]
        before = np.roll(value, 1)
        moves = (value != before) & (value != MISSING) & (before != MISSING)
        return own.at(rows[~only_moves[rows] | is_first | is_last | moves.astype(bool)]).frame()


def _decided(own: FigureReports, limits: FigureLimits, day: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return at which reports the way back ends, and of which only those matter that changed the value.

    It ends at a figure on or before the floor, and at one of the city that falls short of the goal. A report of the day itself
    may be put right: what a better one would lead to rests on the report before it.
    """
    floors = np.array([limits.floors.get(code, date.max).toordinal() for code in own.codes], dtype=np.int32)
    goals = np.array([int(limits.goals[code] * ONE) if code in limits.goals else MISSING for code in own.codes], dtype=object)
    measured = np.array([code in limits.measured for code in own.codes], dtype=bool)
    paired = np.array([code in limits.paired for code in own.codes], dtype=bool)
    is_city = (own.districts == "")[own.district] if len(own.districts) else np.empty(0, dtype=bool)
    subject, value = own.subject, own.value
    if not len(subject):
        return np.empty(0, dtype=bool), np.empty(0, dtype=bool)
    goal = goals[subject]
    # A mere note is no figure, and a rate of a district without its parts cannot be added to those of others.
    has_figure = (own.numerator != MISSING) | ((value != MISSING) & (is_city | ~paired[subject]))
    falls_short = (own.as_of < day) & is_city & (value != MISSING) & (value < goal).astype(bool)
    ends = has_figure & ((own.as_of <= floors[subject]) | falls_short)
    return ends.astype(bool), measured[subject] | (is_city & (goal != MISSING).astype(bool))
