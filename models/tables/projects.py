"""School projects, vocational programmes and recruitment quotas, a row for each description."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, Index
from sqlmodel import Field

from models.tables.base import Base, Exact, UtcDateTime


class Description(Base):
    """A description of a project, programme or quota; any change of its facts is a new row.

    ``targets`` are the codes of the targets for which it counts.
    """

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subject.id")
    batch_id: int = Field(foreign_key="batch.id", index=True)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    targets: list[str] = Field(default_factory=list, sa_type=JSON)
    origin: str
    note: str | None = None


class Project(Description, table=True):
    """A school project.

    ``longitude`` and ``latitude`` are WGS-84 degrees, converted from ``given_x`` and ``given_y`` of the system ``crs``; None
    without a location. ``area`` is in square metres, ``investment`` in ten thousand yuan.
    """

    __tablename__ = "project"
    __table_args__ = (Index("project_newest", "subject_id", "recorded_at", "id"),)
    name: str
    district: str
    stage: str
    kind: str
    address: str | None = None
    crs: str | None = None
    given_x: float | None = None
    given_y: float | None = None
    longitude: float | None = None
    latitude: float | None = None
    seats: int | None = None
    classes: int | None = None
    area: Decimal | None = Field(default=None, sa_type=Exact)
    investment: Decimal | None = Field(default=None, sa_type=Exact)
    owner: str | None = None
    hard_deadline: date | None = None


class Programme(Description, table=True):
    """A vocational programme."""

    __tablename__ = "programme"
    __table_args__ = (Index("programme_newest", "subject_id", "recorded_at", "id"),)
    name: str
    school: str
    level: str
    kind: str
    field: str | None = None
    district: str = ""
    owner: str | None = None


class Quota(Description, table=True):
    """A district's share of a recruitment target, by post and way; people in post are reported on its subject."""

    __tablename__ = "quota"
    __table_args__ = (Index("quota_newest", "subject_id", "recorded_at", "id"),)
    district: str
    post: str
    way: str
    school_subject: str | None = None
    stage: str | None = None
    quota: int
