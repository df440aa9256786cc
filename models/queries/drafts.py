"""Drafts of plans, each read by its author alone."""

from sqlalchemy import select
from sqlmodel import Session

from models.tables import columns
from models.tables.drafts import KeptDraft


def read_draft(session: Session, plan: str, *, login: str) -> str | None:
    """Return the content of a user's draft of a plan, "" for a new plan; None without one."""
    own = columns(KeptDraft)
    return session.scalar(select(own.content).where(own.login == login, own.plan == plan))
