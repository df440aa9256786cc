"""The table of drafts: plans and changes of plans that somebody is preparing. Nothing of it counts, and nothing of it is sealed.

A draft is updated in place and removed when it becomes a version or is given up.
"""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Base, UtcDateTime


class KeptDraft(Base, table=True):
    """What one user prepares: a change of the plan of a code, or a new plan if the code is empty; ``content`` is JSON."""

    __tablename__ = "plan_draft"
    __table_args__ = (UniqueConstraint("login", "plan", name="plan_draft_own"),)
    id: int | None = Field(default=None, primary_key=True)
    login: str
    plan: str
    content: str = Field(sa_type=Text, repr=False)
    saved_at: datetime = Field(sa_type=UtcDateTime)
