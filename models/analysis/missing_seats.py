"""Seats that should be open and are not, and for how long: schools after their planned opening. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.analysis.days import Days, days_of
from models.analysis.schools import OPENED
from models.typed_rows import ProjectStanding


@dataclass(frozen=True, slots=True)
class LateOpening:
    """A school that was not open on its planned day: the days until it opened, or until now; ``seats`` is None if unknown."""

    days: int
    seats: int | None
    is_open: bool

    @property
    def seat_days(self) -> int | None:
        """The seats times the days without them."""
        return None if self.seats is None else self.seats * self.days


@dataclass(frozen=True, slots=True)
class MissingSeats:
    """Late openings in sum: schools and seats missing on the day, and the seat-days of all, also of those open by now.

    ``unknown`` are late openings whose number of seats is not known: they are in no sum of seats.
    """

    schools: int
    seats: int
    seat_days: int
    unknown: int


def late_opening(project: ProjectStanding, as_of: date) -> LateOpening | None:
    """Return how late a school opened, or is by the end of ``as_of``; None if it opened in time or is not due.

    The planned opening is that of the first plan. On the planned day itself the seats are missing, for 0 days so far.
    """
    planned, opened = (project.dates.get(f"{OPENED}_{aspect}") for aspect in ("baseline", "actual"))
    return _late(planned, opened, project.seats, as_of)


def _late(planned: date | None, opened: date | None, seats: int | None, as_of: date) -> LateOpening | None:
    if planned is None or planned > as_of:
        return None
    if opened is None or opened > as_of:
        return LateOpening((as_of - planned).days, seats, is_open=False)
    return LateOpening((opened - planned).days, seats, is_open=True) if opened > planned else None


def missing_seats(projects: pd.DataFrame, as_of: date) -> MissingSeats:
    """Return the late openings of projects, a frame of ``project_standings``, in sum."""
    planned, opened = (days_of(projects[f"{OPENED}_{aspect}"]) for aspect in ("baseline", "actual"))
    return late_in_sum(planned, opened, projects["seats"], as_of)


def late_in_sum(planned: Days, opened: Days, seats: "pd.Series[Any]", as_of: date) -> MissingSeats:
    """Return the late openings of schools in sum, by first planned days, days opened, and seats; see ``late_opening``."""
    day = as_of.toordinal()
    is_missing = (planned <= day) & (opened > day)
    is_late = is_missing | ((planned <= day) & (opened > planned))
    known, own = seats.notna().to_numpy(dtype=bool), seats.fillna(0).to_numpy(dtype=np.int64)
    late_days = np.where(is_late, np.minimum(opened, day).astype(np.int64) - planned, 0)
    return MissingSeats(
        schools=int(is_missing.sum()),
        seats=int(own[is_missing].sum()),
        seat_days=int((own * late_days).sum()),
        unknown=int((is_late & ~known).sum()),
    )
