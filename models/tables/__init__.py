"""All tables. Facts are append-only: no row is ever changed, except in ``StoreState``.

A **plan** has versions; a version holds its sections, districts, targets, points and named items as given in the plan file.
A **subject** is anything that can be reported on: a target or an item, by its code within a plan. A **series** is a subject in
one district, or in the whole city (district ``""``). **Reports** are the ledger of figures, **milestone reports** that of dates,
**measurements** that of additional figures.
Every row belongs to a **batch**; **batch events** withdraw or restore a batch.
**Meetings**, **decisions** and **narratives** are written one by one: each row has its own author and time.
**Seals** make any later loss or alteration of these rows detectable.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Float, Index, Numeric, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from models.numbers import DECIMALS, EXACT_DIGITS

#: Default of list columns for rows older than the column.
NO_ROWS = {"server_default": "[]"}


class Exact(TypeDecorator[Decimal]):
    """A decimal of at most 15 digits, exact in both databases: NUMERIC in PostgreSQL, REAL in SQLite."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return REAL for SQLite, NUMERIC for databases with a decimal type."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Float())
        return dialect.type_descriptor(Numeric(EXACT_DIGITS + DECIMALS, DECIMALS))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Convert a value for the database."""
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Convert a value from the database: the shortest decimal that reads back as the same number is the stored one."""
        return None if value is None else Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC without offset, so that text order in SQLite is time order."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert a time for the database. ValueError if it has no time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert a time from the database to UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(SQLModel, registry=registry()):
    """Base of all tables, with its own registry: a hot reload would otherwise register every table twice."""


def _gates() -> Column[Any]:
    return Column("gates", JSON(none_as_null=True), nullable=True)


class StoreState(Base, table=True):
    """Single row: the store's version, which every write increments, and the plan shown first."""

    __tablename__ = "store_state"
    id: int = Field(primary_key=True)
    version: int
    current_plan_id: int | None = Field(default=None, foreign_key="plan.id")


class Plan(Base, table=True):
    """A city's plan for a year, by its code."""

    __tablename__ = "plan"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    demonstration: bool = False


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


class PlanVersion(Base, table=True):
    """One reading of a plan file.

    ``document`` is the number of the paper that changed the plan, ``opens_on`` the date shown first.
    """

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    batch_id: int = Field(foreign_key="batch.id")
    number: int
    sha256: str
    document: str | None = None
    city: str
    city_en: str | None = None
    year: int
    title: str
    title_en: str | None = None
    theme: str | None = None
    source: str
    start: date
    opens_on: date | None = None
    on_track_of_whole: Decimal = Field(sa_type=Exact)
    on_track_of_expected: Decimal = Field(sa_type=Exact)
    at_risk_of_whole: Decimal = Field(sa_type=Exact)
    at_risk_of_expected: Decimal = Field(sa_type=Exact)
    margin: Decimal = Field(sa_type=Exact)
    geography: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    levels: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=NO_ROWS)
    kinds: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    stages: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=NO_ROWS)
    indicators: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=NO_ROWS)
    posts: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    ways: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=NO_ROWS)
    steps: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=NO_ROWS)


class Section(Base, table=True):
    """A section of the plan, in the plan's order."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("version_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="plan_version.id")
    position: int
    code: str
    name: str
    name_en: str | None = None


class District(Base, table=True):
    """A reporting unit: a district, county, town, or a functional zone."""

    __tablename__ = "district"
    __table_args__ = (UniqueConstraint("version_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="plan_version.id")
    position: int
    code: str
    name: str
    short: str
    name_en: str | None = None
    kind: str
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)


class Target(Base, table=True):
    """A promise of the plan, as stated in one version of the plan file.

    ``gates`` are its milestones with their planned dates: ``{"name": …, "by": "2023-05-31"}``. Rows older than the column hold
    None: their gates are all milestones ever planned for them.
    """

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("version_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="plan_version.id")
    position: int
    code: str
    section: str
    stage: str | None = None
    kind: str
    name: str
    name_en: str | None = None
    unit: str | None = None
    unit_en: str | None = None
    target: Decimal | None = Field(default=None, sa_type=Exact)
    baseline: Decimal | None = Field(default=None, sa_type=Exact)
    due: date | None = None
    direction: str | None = None
    open_ended: bool = False
    project_milestone: str | None = None
    cycle: str = "month"
    owner: str | None = None
    hard_deadline: date | None = None
    suspended_document: str | None = None
    suspended_since: date | None = None
    gates: list[dict[str, str]] | None = Field(default=None, sa_column=_gates())
    heading: str | None = None
    note: str | None = None
    note_en: str | None = None


class PlanPoint(Base, table=True):
    """A planned value of a target by a date, cumulative, in the target's unit."""

    __tablename__ = "plan_point"
    __table_args__ = (UniqueConstraint("target_id", "by"),)
    id: int | None = Field(default=None, primary_key=True)
    target_id: int = Field(foreign_key="target.id")
    by: date
    value: Decimal = Field(sa_type=Exact)


class Item(Base, table=True):
    """A deliverable that the plan names under a target of kind ``items``; ``gates`` as in ``Target``."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("version_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="plan_version.id")
    target: str
    position: int
    code: str
    name: str
    gates: list[dict[str, str]] | None = Field(default=None, sa_column=_gates())


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


class Seal(Base, table=True):
    """A seal over the rows that one write added to one table for one plan, to detect loss or alteration: see ``hash_chain``."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("plan_id", "number"), Index("seal_newest", "name", "until"))
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    number: int
    name: str
    after: int
    until: int
    rows: int
    sha256: str
    chain: str


def columns(table: type[Base]) -> Any:
    """Return the columns of a table by name, for queries: ``columns(Report).as_of``."""
    return Base.metadata.tables[str(table.__tablename__)].c
