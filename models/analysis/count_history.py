"""The history of a count and its planned days, as columns: a reading or a date is made only when it is looked at. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, overload

import numpy as np
from numpy.typing import NDArray

from models.analysis.days import NEVER, Days
from models.status import Reading


@dataclass(frozen=True, eq=False)
class CountHistory(Sequence[Reading]):
    """A count on each of some ascending ``days``; ``values`` are in units of 1/``one``."""

    is_shared: ClassVar[bool] = True
    days: Days
    values: NDArray[Any]
    one: int = 1

    @property
    def own_bytes(self) -> int:
        """The bytes of its columns."""
        return int(self.days.nbytes + self.values.nbytes)

    def until(self, day: int) -> "CountHistory":
        """Return the count up to a day, an ordinal."""
        return self[: int(np.searchsorted(self.days, day, side="right"))]

    def __len__(self) -> int:
        return len(self.days)

    @overload
    def __getitem__(self, at: int) -> Reading: ...
    @overload
    def __getitem__(self, at: slice) -> "CountHistory": ...
    def __getitem__(self, at: int | slice) -> "Reading | CountHistory":
        if isinstance(at, slice):
            return CountHistory(self.days[at], self.values[at], self.one)
        value = int(self.values[at])
        return Reading(date.fromordinal(int(self.days[at])), Fraction(value) if self.one == 1 else Fraction(value, self.one))


@dataclass(frozen=True, eq=False)
class PlannedDays(Sequence[date]):
    """Days in order, as ordinals; the same day may occur more than once."""

    is_shared: ClassVar[bool] = True
    days: Days

    @property
    def own_bytes(self) -> int:
        """The bytes of its column."""
        return int(self.days.nbytes)

    def __len__(self) -> int:
        return len(self.days)

    @overload
    def __getitem__(self, at: int) -> date: ...
    @overload
    def __getitem__(self, at: slice) -> "PlannedDays": ...
    def __getitem__(self, at: int | slice) -> "date | PlannedDays":
        return PlannedDays(self.days[at]) if isinstance(at, slice) else date.fromordinal(int(self.days[at]))


def planned_days(days: Days) -> PlannedDays:
    """Return those of some days that are dates, in order."""
    return PlannedDays(np.sort(days[days != NEVER]))


def reached_history(reached: Days, as_of: int, last_report: int) -> CountHistory:
    """Return the history of a count of works at a milestone: one reading per day on which one reached it, and on the last report.

    ``reached`` are the days on which the works reached it, in order; ``last_report`` is the newest reporting date of these works.
    Empty if there are no reports and none had reached it by ``as_of``, even if that was reported later.
    """
    own = reached[: np.searchsorted(reached, as_of, side="right")]
    days = np.unique(own if last_report == NEVER else np.append(own, np.int32(last_report)))
    return CountHistory(days, np.searchsorted(own, days, side="right"))
