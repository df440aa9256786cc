"""The confirmation of a clock that seems wrong: by an administrator, who knows which time it is."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from models.auth.roles import Role, author_for, require
from models.store.clock import CONFIRMED, newest_of_all
from models.store.engine import writing
from models.tables.accounts import AccessEvent


def confirm_clock(engine: Engine, *, author: str) -> datetime:
    """Record that the clock is right whatever the newest row says, and return the time that it shows."""
    with writing(engine) as session:
        require(session, Role.ADMINISTRATOR)
        now = datetime.now(UTC)
        newest = newest_of_all(session) or now
        by = author_for(session, author)
        session.add(AccessEvent(at=now, kind=CONFIRMED, login=by, address="", about=newest.isoformat()))
    return now
