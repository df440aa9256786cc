"""Meetings, decisions and narratives."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Base, UtcDateTime


class Meeting(Base, table=True):
    """A meeting as last described or held; every change is a new row with the same number, and the newest counts.

    It compares the end of ``as_of`` as known at ``known_at`` with the end of ``since`` as known at ``known_before``. Until the
    meeting is held ``known_at`` is None, which means now. ``agenda`` holds the addresses of the pages shown, in order.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("meeting_newest", "plan_id", "number", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    number: int
    name: str
    as_of: date
    since: date
    known_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    known_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agenda: list[str] = Field(default_factory=list, sa_type=JSON)
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class Decision(Base, table=True):
    """A decision of a meeting, as first recorded; ``subject_id`` and ``district`` name what it concerns, if anything."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    number: int
    meeting: int
    what: str
    who: str
    until: date
    subject_id: int | None = Field(default=None, foreign_key="subject.id", index=True)
    district: str = ""
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class DecisionEvent(Base, table=True):
    """A decision closed, reopened or postponed to the date ``until``; the newest event determines its state."""

    __tablename__ = "decision_event"
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", index=True)
    kind: str
    until: date | None = None
    note: str = ""
    evidence: str = ""
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class Narrative(Base, table=True):
    """The reason for the status of a target, project or programme. The newest per subject counts; an empty one withdraws it."""

    __tablename__ = "narrative"
    __table_args__ = (Index("narrative_newest", "subject_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    subject_id: int = Field(foreign_key="subject.id")
    meeting: int | None = None
    reason: str = ""
    measure: str = ""
    owner: str = ""
    until: date | None = None
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
