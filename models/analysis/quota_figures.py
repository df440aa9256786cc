"""People in post on recruitment quotas as reported, in columns: thousands of quotas are added up in one pass. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.count_history import CountHistory
from models.analysis.days import NEVER, Days, to_dates, to_days
from models.analysis.memo import Memo
from models.analysis.places import NONE, CodeIndex, Rows, places_in, ranges, taken
from models.analysis.reported_columns import ReportedColumns, first_days

#: A figure of 1 in a column: figures have up to six decimals and stay exact.
ONE = 10**6
#: Figures up to a million are added up as 64-bit numbers; beyond that as Python's, which are slower and have no end.
MOST = ONE * 10**6
#: More than the ordinal of any day.
LAST_DAY = date.max.toordinal() + 1
#: No figure: a report with a note alone.
MISSING = int(np.iinfo(np.int64).min)
Numbers = NDArray[Any]
#: The columns of figures.
COLUMNS = ("quota", "as_of", "value", "origin")


@dataclass(frozen=True)
class QuotaFigures:
    """Figures by quota and day, at most one each; ``quota`` and ``origin`` are places in ``index`` and ``origins``.

    Later figures than those of ``last_day`` are not seen. Days and readers share the columns: nobody can write into them.
    ``histories`` are those that were added up, up to the last of all days.
    """

    is_shared: ClassVar[bool] = True
    own_bytes: ClassVar[int] = 0
    index: CodeIndex
    origins: tuple[str, ...]
    quota: NDArray[np.int32]
    as_of: Days
    value: Numbers
    origin: NDArray[np.int8]
    last_day: int = NEVER
    histories: Memo[CountHistory] = field(default_factory=Memo, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in COLUMNS:
            getattr(self, name).flags.writeable = False

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "QuotaFigures":
        """Return the figures of a frame: code, as_of, value, origin; at most one per code and day."""
        quota, codes = pd.factorize(frame["code"].to_numpy(dtype=object), sort=True)
        origin, origins = pd.factorize(frame["origin"].to_numpy(dtype=object))
        as_of, value = to_days(frame["as_of"]), to_numbers(frame["value"])
        order = np.lexsort((as_of, quota))
        places = quota[order].astype(np.int32), origin[order].astype(np.int8)
        return cls(CodeIndex(codes), tuple(origins), places[0], as_of[order], value[order], places[1])

    def frame(self, codes: Collection[str] | None = None) -> pd.DataFrame:
        """Return the figures of some quotas, or of all, as a frame of objects: code, as_of, value, origin."""
        rows = self._rows if codes is None else self._rows_of(codes)
        columns = {
            "code": self.index.codes[self.quota[rows]],
            "as_of": to_dates(self.as_of[rows]),
            "value": to_decimals(self.value[rows]),
            "origin": np.array(self.origins, dtype=object)[self.origin[rows]] if len(rows) else [],
        }
        return pd.DataFrame(columns, dtype=object)

    def until(self, day: date) -> "QuotaFigures":
        """Return the figures up to a day."""
        return replace(self, last_day=min(self.last_day, day.toordinal()))

    @property
    def _rows(self) -> Rows:
        """The rows that are seen."""
        return np.flatnonzero(self.as_of <= self.last_day)

    def _at(self, rows: Rows) -> "QuotaFigures":
        columns = {name: getattr(self, name)[rows] for name in COLUMNS}
        return replace(self, last_day=NEVER, histories=Memo(), **columns)

    def _seen(self) -> "QuotaFigures":
        """Return the same without the rows that are not seen."""
        return self if self.last_day == NEVER else self._at(self._rows)

    def _rows_of(self, codes: Iterable[str]) -> Rows:
        """Return the rows of some quotas that are seen."""
        rows = self._all_rows_of(codes)
        return rows[self.as_of[rows] <= self.last_day]

    def _all_rows_of(self, codes: Iterable[str]) -> Rows:
        """Return the rows of some quotas: those of one follow each other."""
        own = np.unique(self.index.places(codes))
        own = own[own != NONE].astype(np.int32)
        return ranges(np.searchsorted(self.quota, own), np.searchsorted(self.quota, own, side="right"))

    def origins_of_figures(self) -> set[str]:
        """Return the origins that occur."""
        return {self.origins[at] for at in np.unique(self.origin[self._rows])}

    def history(self, codes: Iterable[str]) -> CountHistory:
        """Return the sum of some quotas' newest figures on each day on which one of them reported.

        That of a tuple is kept: the quotas of a target in a district are the same on every day.
        """
        if not isinstance(codes, tuple):
            return self._whole_history(codes).until(self.last_day)
        return self.histories.take(codes, partial(self._whole_history, codes)).until(self.last_day)

    def _whole_history(self, codes: Iterable[str]) -> CountHistory:
        rows = self._all_rows_of(codes)
        own = rows[self.value[rows] != MISSING]
        quota, value = self.quota[own], self.value[own]
        before = np.where(np.diff(quota, prepend=NONE) == 0, np.concatenate(([0], value[:-1])), 0)
        places, days = pd.factorize(self.as_of[own], sort=True)
        change = np.zeros(len(days), dtype=value.dtype)
        np.add.at(change, places, value - before)
        return CountHistory(days, np.cumsum(change), ONE)

    def on_days(self, codes: Sequence[str], days: Sequence[date]) -> pd.DataFrame:
        """Return the newest figure of each of some quotas on each day: index code, a column per day; NaN before the first."""
        rows = self._rows_of(codes)
        known = self._at(rows[self.value[rows] != MISSING])
        places = self.index.places(codes)
        cells = np.full((len(codes), len(days)), np.nan)
        for at, day in enumerate(days):
            newest = np.full(len(self.index.codes) + 1, np.nan)
            rows = known._newest(day.toordinal())
            newest[known.quota[rows]] = known.value[rows] / ONE
            cells[:, at] = newest[places]
        return pd.DataFrame(cells, index=list(codes), columns=list(days), dtype="float64")

    def last_days(self, codes: Iterable[str]) -> Days:
        """Return the day of the newest report on each of some quotas; ``NEVER`` without one."""
        return taken(self._last_days, self.index.places(codes), NEVER)

    @cached_property
    def _last_days(self) -> Days:
        newest = np.full(len(self.index.codes), NEVER, dtype=np.int32)
        rows = self._newest(NEVER)
        newest[self.quota[rows]] = self.as_of[rows]
        return newest

    def _newest(self, day: int) -> Rows:
        own = np.flatnonzero(self.as_of <= min(day, self.last_day))
        return own[np.flatnonzero(np.diff(self.quota[own], append=NONE))]

    def changed(self, other: "QuotaFigures") -> set[str]:
        """Return the codes of quotas of which the figures differ."""
        one, two = self._seen(), other._seen()
        own, others = one._keys(), two._keys_for(one)
        places = places_in(others, own)
        is_other = (places == NONE) | (one.value != taken(two.value, places, MISSING))
        is_gone = places_in(own, others) == NONE
        return {*one.index.codes[np.unique(one.quota[is_other])], *two.index.codes[np.unique(two.quota[is_gone])]}

    def with_late(self, later: "QuotaFigures") -> "QuotaFigures":
        """Return these figures, and those that are known ``later`` for days on which a quota had none."""
        own, known = self._seen(), later._seen()
        late = known._at(np.flatnonzero(places_in(own._keys_for(known), known._keys()) == NONE))
        if not len(late.quota):
            return self
        index, origins = self.index.extended(later.index.all_codes), tuple(dict.fromkeys((*self.origins, *later.origins)))
        late = replace(
            late,
            quota=index.places(later.index.all_codes)[late.quota].astype(np.int32),
            origin=np.array([origins.index(one) for one in later.origins], dtype=np.int8)[late.origin],
        )
        quota, as_of, value, origin = (np.concatenate((getattr(own, name), getattr(late, name))) for name in COLUMNS)
        both = QuotaFigures(index, origins, quota, as_of, value, origin)
        return both._at(np.lexsort((both.as_of, both.quota)))

    def _keys(self) -> NDArray[np.int64]:
        """Return a number for the quota and day of each figure."""
        return self.quota.astype(np.int64) * LAST_DAY + self.as_of

    def _keys_for(self, other: "QuotaFigures") -> NDArray[np.int64]:
        """Return the numbers that the quotas and days of these figures have among other figures; negative for other quotas."""
        if self.index is other.index:
            return self._keys()
        return other.index.places(self.index.all_codes)[self.quota].astype(np.int64) * LAST_DAY + self.as_of


@dataclass(frozen=True)
class QuotaReports(ReportedColumns):
    """All figures ever reported on quotas, in the order of the ledger.

    ``quota`` and ``origin`` are places in ``index`` and ``origins``. ``described`` is the number of the last description that was
    read of a quota.
    """

    COLUMNS = ("id", "quota", "as_of", "value", "origin", "batch")
    index: CodeIndex
    origins: tuple[str, ...]
    id: NDArray[np.int32]
    quota: NDArray[np.int32]
    as_of: Days
    value: Numbers
    origin: NDArray[np.int8]
    batch: NDArray[np.int32]
    described: int = 0

    def figures(self, batches: Collection[int]) -> QuotaFigures:
        """Return the figures that some batches brought, the newest of each quota and day."""
        own = self.rows_of(batches)
        rows = own[np.lexsort((self.as_of[own], self.quota[own]))]  # stable: the newest of a day comes last
        key = self.quota[rows].astype(np.int64) * LAST_DAY + self.as_of[rows]
        rows = rows[np.flatnonzero(np.diff(key, append=-1))]
        return QuotaFigures(self.index, self.origins, self.quota[rows], self.as_of[rows], self.value[rows], self.origin[rows])

    def seen_from(self, batches: Collection[int]) -> dict[str, int]:
        """Return the first day for which some batches have a figure, as an ordinal, by the codes of quotas."""
        rows = self.rows_of(batches)
        return first_days(self.index.codes[self.quota[rows]], self.as_of[rows])


_NO_NUMBERS = np.empty(0, dtype=np.int32)
NO_QUOTA_REPORTS = QuotaReports(
    CodeIndex(np.empty(0, dtype=object)),
    (),
    id=_NO_NUMBERS,
    quota=_NO_NUMBERS,
    as_of=_NO_NUMBERS,
    value=_NO_NUMBERS.astype(np.int64),
    origin=_NO_NUMBERS.astype(np.int8),
    batch=_NO_NUMBERS,
)
NO_QUOTA_FIGURES = NO_QUOTA_REPORTS.figures(())


def to_numbers(values: Iterable[Decimal | float | None]) -> Numbers:
    """Return figures as a column."""
    numbers = [MISSING if one is None or one != one else _in_millionths(one) for one in values]
    fits = all(abs(number) <= MOST for number in numbers if number != MISSING)
    return np.array(numbers, dtype=np.int64 if fits else object)


def _in_millionths(figure: Decimal | float) -> int:
    """Return a figure in units of ``ONE``; of a float, as SQLite has it, the shortest decimal is what was stored."""
    if isinstance(figure, float):
        return int(figure) * ONE if figure.is_integer() else int(Decimal(repr(figure)) * ONE)
    return int(figure * ONE)


def to_decimals(numbers: Numbers) -> list[Decimal | None]:
    """Return a column of figures as decimals; None where one is missing."""
    return [None if one == MISSING else Decimal(one) / ONE for one in numbers.tolist()]
