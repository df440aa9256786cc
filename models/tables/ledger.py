"""The ledger: batches, and the figures and dates reported on subjects. Append-only."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Base, Exact, UtcDateTime


class Batch(Base, table=True):
    """A batch of rows recorded together: one plan file, one command, one import."""

    __tablename__ = "batch"
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    kind: str
    recorded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    author: str
    file_name: str | None = None
    sha256: str | None = None
    note: str | None = None


class BatchEvent(Base, table=True):
    """A withdrawal or restoration of a batch; the newest event up to a time decides whether the batch counted then."""

    __tablename__ = "batch_event"
    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id", index=True)
    withdrawn: bool
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    author: str
    note: str | None = None


class Subject(Base, table=True):
    """A subject of reports, independent of later versions of the plan."""

    __tablename__ = "subject"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    code: str


class Series(Base, table=True):
    """A subject in one district; ``""`` is the city as a whole."""

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("subject_id", "district"),)
    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subject.id")
    district: str = ""


class Report(Base, table=True):
    """A figure: the value at the end of ``as_of``. A correction is a new row with the same ``as_of``."""

    __tablename__ = "report"
    __table_args__ = (Index("report_newest", "series_id", "as_of", "recorded_at", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    series_id: int = Field(foreign_key="series.id")
    batch_id: int = Field(foreign_key="batch.id", index=True)
    as_of: date
    recorded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    value: Decimal | None = Field(default=None, sa_type=Exact)
    numerator: Decimal | None = Field(default=None, sa_type=Exact)
    denominator: Decimal | None = Field(default=None, sa_type=Exact)
    origin: str
    source: str | None = None
    grade: str | None = None
    note: str | None = None


class MilestoneReport(Base, table=True):
    """A date of a milestone: its ``baseline``, ``forecast`` or ``actual`` day as reported on ``as_of``; None withdraws it."""

    __tablename__ = "milestone_report"
    __table_args__ = (Index("milestone_newest", "subject_id", "milestone", "aspect", "as_of", "recorded_at", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subject.id")
    batch_id: int = Field(foreign_key="batch.id", index=True)
    milestone: str
    position: int
    aspect: str
    day: date | None = None
    as_of: date
    recorded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    origin: str
    source: str | None = None
    note: str | None = None


class Measurement(Base, table=True):
    """An additional figure: a step of recruitment ("applied"), a programme's yearly indicator ("enrolment")."""

    __tablename__ = "measurement"
    __table_args__ = (Index("measurement_newest", "subject_id", "measure", "as_of", "recorded_at", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subject.id")
    batch_id: int = Field(foreign_key="batch.id", index=True)
    measure: str
    as_of: date
    value: Decimal = Field(sa_type=Exact)
    recorded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    origin: str
