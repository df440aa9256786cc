"""The system-time clock: the current time, or the latest recording time if a clock ran ahead or was set back.

Rows are ordered by their recording time, and what was known at a time is what was recorded until then. A new row is therefore
recorded after every row that counts, even if the clock was set back. So that one write with a clock far ahead does not date all
later ones, a write is refused while the clock shows a time that cannot be right, until an administrator confirms it.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from models.config import read_settings
from models.errors import StoreError
from models.tables import Batch, BatchEvent, Decision, DecisionEvent, Meeting, Narrative, columns
from models.tables.accounts import AccessEvent, Account, Password

_MOMENTS = (
    BatchEvent.at,
    Meeting.recorded_at,
    Meeting.known_at,
    Decision.recorded_at,
    DecisionEvent.recorded_at,
    Narrative.recorded_at,
)
#: Of accounts the row that was written last counts, whatever its time.
_MOMENTS_OF_ACCOUNTS = (Account.recorded_at, Password.recorded_at)
batches, events, access = columns(Batch), columns(BatchEvent), columns(AccessEvent)
#: How far a clock may be wrong: no time zone that was set wrong, and no summer time, is further off.
MOST = timedelta(days=1)
#: The kind of the access event by which an administrator confirms the clock; ``about`` is the newest moment at that time.
CONFIRMED = "clock_confirmed"


def newest_moment(session: Session, *, at_most: datetime | None = None) -> datetime | None:
    """Return the latest recording time of a row that counts; None in an empty store.

    A withdrawn batch counts no longer, but its withdrawal does. Batches recorded after ``at_most`` are passed over.
    """
    last = select(func.max(events.id)).group_by(events.batch_id)
    withdrawn = select(events.batch_id).where(events.id.in_(last), events.withdrawn)
    of_batches = select(batches.recorded_at).where(batches.id.not_in(withdrawn))
    if at_most is not None:
        of_batches = of_batches.where(batches.recorded_at <= at_most)
    newest = of_batches.order_by(batches.recorded_at.desc()).limit(1)  # one seek, where a maximum reads every batch
    return _latest(session, newest, *(select(func.max(moment)) for moment in _MOMENTS))


def knowledge_time_now(session: Session) -> datetime:
    """Return the current time, or the latest recording time if that is later, so that the latest write is always known."""
    newest, now = newest_moment(session), datetime.now(UTC)
    return now if newest is None else max(now, newest)


def check_clock(session: Session, now: datetime) -> None:
    """Raise StoreError if the clock is more than a day wrong.

    It certainly is where it went forward while this process ran for less; who knows better starts the program again. It is, or
    once was, where it shows a time before the newest row, unless an administrator confirmed that. A leap ahead between two
    processes looks like a store that nobody wrote to.
    """
    newest = newest_of_all(session)
    if newest is not None and newest - now > MOST and not _was_confirmed(session, newest):
        raise StoreError("clock_behind", clock=_shown(now), newest=_shown(newest))
    due = _time_by_uptime()
    if due is not None and now - due > MOST:
        raise StoreError("clock_jumped", clock=_shown(now), due=_shown(due))


def newest_of_all(session: Session) -> datetime | None:
    """Return the latest recording time of any row, accounts included; None in an empty store."""
    rest = _latest(session, *(select(func.max(moment)) for moment in _MOMENTS_OF_ACCOUNTS))
    return max((moment for moment in (newest_moment(session), rest) if moment), default=None)


def _latest(session: Session, *moments: Any) -> datetime | None:
    found = session.execute(select(*(moment.scalar_subquery() for moment in moments))).one()
    return max((moment for moment in found if moment), default=None)


def _was_confirmed(session: Session, newest: datetime) -> bool:
    """Return True if an administrator confirmed the clock although there was a row of that time, or of a day before."""
    told = session.scalars(select(access.about).where(access.kind == CONFIRMED))
    return any(newest - datetime.fromisoformat(one) <= MOST for one in told)


def _uptime() -> float | None:
    """Return the seconds since the computer started, asleep or not; None where only the time awake is known."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return None if clock is None else time.clock_gettime(clock)


#: What the clock and the uptime were when this process began.
_BEGUN = datetime.now(UTC), _uptime()


def _time_by_uptime() -> datetime | None:
    begun, before = _BEGUN
    uptime = _uptime()
    return None if before is None or uptime is None else begun + timedelta(seconds=uptime - before)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(read_settings().zone):%Y-%m-%d %H:%M}"
