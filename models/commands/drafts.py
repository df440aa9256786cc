"""Drafts of plans: kept for their author alone until they become a version or are given up. No draft counts for anything."""

from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.auth.roles import Role, acting_staff, require
from models.store.engine import writing
from models.tables import columns
from models.tables.drafts import KeptDraft

#: Seconds to wait while others write: a page that is being filled in goes on, and the next change is kept with this one.
WAIT = 2


def keep_draft(engine: Engine, plan: str, content: str, *, login: str) -> None:
    """Keep the draft of a plan in place of the author's earlier one; ``plan`` is "" for a new plan. Requires an editor.

    The store's version stays as it is: nobody else sees anything of it.
    """
    try:
        _replace(engine, plan, content, login)
    except IntegrityError:  # another tab of the author was first with a new row
        _replace(engine, plan, content, login)


def _replace(engine: Engine, plan: str, content: str, login: str) -> None:
    with writing(engine, wait=WAIT) as session:
        require(session, Role.EDITOR)
        owner, at = _owner(session, login), datetime.now(UTC)
        own = columns(KeptDraft)
        known = session.scalar(select(own.id).where(own.login == owner, own.plan == plan))
        if known is None:
            session.add(KeptDraft(login=owner, plan=plan, content=content, saved_at=at))
        else:
            session.execute(update(KeptDraft).where(own.id == known).values(content=content, saved_at=at))


def drop_draft(engine: Engine, plan: str, *, login: str) -> None:
    """Remove the author's draft of a plan, if there is one. Requires an editor."""
    with writing(engine, wait=WAIT) as session:
        require(session, Role.EDITOR)
        own = columns(KeptDraft)
        session.execute(delete(KeptDraft).where(own.login == _owner(session, login), own.plan == plan))


def _owner(session: Session, login: str) -> str:
    """Return the login of the acting user, whatever was given; without one ``login``."""
    staff = acting_staff(session)
    return login if staff is None else staff.login
