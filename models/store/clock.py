"""What is known by now: everything recorded, also where a clock was set back since, or another machine's is ahead."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlmodel import Session

from models.tables import Batch, BatchEvent, Decision, DecisionEvent, Meeting, Narrative
from models.tables.accounts import Account, Password

_MOMENTS = (
    Batch.recorded_at,
    BatchEvent.at,
    Meeting.recorded_at,
    Meeting.known_at,
    Decision.recorded_at,
    DecisionEvent.recorded_at,
    Narrative.recorded_at,
    Account.recorded_at,
    Password.recorded_at,
)


def newest_moment(session: Session) -> datetime | None:
    """When the newest of everything was recorded; None in an empty store."""
    newest = session.execute(select(*(select(func.max(moment)).scalar_subquery() for moment in _MOMENTS))).one()
    return max((moment for moment in newest if moment), default=None)


def known_by_now(session: Session) -> datetime:
    """Now, or when the newest of everything was recorded where that is later: what was written a moment ago is known."""
    newest, now = newest_moment(session), datetime.now(UTC)
    return now if newest is None else max(now, newest)
