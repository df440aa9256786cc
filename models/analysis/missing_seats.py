"""Seats that should be open and are not, and for how long: schools after their planned opening. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
    if planned is None or planned > as_of:
        return None
    if opened is None or opened > as_of:
        return LateOpening((as_of - planned).days, project.seats, is_open=False)
    return LateOpening((opened - planned).days, project.seats, is_open=True) if opened > planned else None


def missing_seats(projects: Iterable[ProjectStanding], as_of: date) -> MissingSeats:
    """Return the late openings of some projects in sum."""
    late = [one for one in (late_opening(project, as_of) for project in projects) if one is not None]
    missing = [one for one in late if not one.is_open]
    return MissingSeats(
        schools=len(missing),
        seats=sum(one.seats or 0 for one in missing),
        seat_days=sum(one.seat_days or 0 for one in late),
        unknown=sum(one.seats is None for one in late),
    )
