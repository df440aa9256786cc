"""Days as numbers, in columns: thousands of dates are compared and sorted at once. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.status import NO_DATE

#: Ordinals of days (``date.toordinal``).
Days = NDArray[np.int32]
#: No date: later than every day, so that a step without one has not happened by any.
NEVER = NO_DATE


def to_days(dates: Iterable[date | None]) -> Days:
    """Return dates as a column of ordinals."""
    return np.array([NEVER if one is None else one.toordinal() for one in dates], dtype=np.int32)


def days_of(column: "pd.Series[Any]") -> Days:
    """Return a column of dates and empty cells as ordinals; each date is read once."""
    places, known = pd.factorize(column.to_numpy(dtype=object))
    return np.append(to_days(known), np.int32(NEVER))[places].astype(np.int32)


def to_dates(days: Days) -> NDArray[Any]:
    """Return a column of ordinals as objects: dates, and None for no date; equal days are the same object."""
    places, known = pd.factorize(days)
    found = np.empty(len(known), dtype=object)
    found[:] = [to_date(int(one)) for one in known]
    return found[places]


def to_date(day: int) -> date | None:
    """Return the date of an ordinal; None for no date."""
    return None if day == NEVER else date.fromordinal(day)


def latest(days: Days) -> int:
    """Return the latest date of a column; ``NEVER`` if it has none."""
    known = days[days != NEVER]
    return int(known.max()) if len(known) else NEVER
