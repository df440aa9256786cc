"""The system-time clock: the current time, or the latest recording time if a clock ran ahead or was set back."""

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
    """Return the latest recording time of any row; None in an empty store."""
    newest = session.execute(select(*(select(func.max(moment)).scalar_subquery() for moment in _MOMENTS))).one()
    return max((moment for moment in newest if moment), default=None)


def knowledge_time_now(session: Session) -> datetime:
    """Return the current time, or the latest recording time if that is later, so that the latest write is always known."""
    newest, now = newest_moment(session), datetime.now(UTC)
    return now if newest is None else max(now, newest)
