"""Plans and their versions: sections, districts, targets, interim targets and items."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from models.tables.base import NO_ROWS, Base, Exact


def _gates() -> Column[Any]:
    return Column("gates", JSON(none_as_null=True), nullable=True)


def _shares() -> Column[Any]:
    return Column("shares", JSON(none_as_null=True), nullable=True)


class Plan(Base, table=True):
    """A city's plan for a year, by its code."""

    __tablename__ = "plan"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    demonstration: bool = False


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
    None: their gates are all milestones ever planned for them. ``strict`` is True where the number itself does not suffice, else
    None; ``scale`` and ``most`` are those of ``models.status.Scale``. ``shares`` are those of districts:
    ``{"district": …, "value": "2", "plan": [{"by": …, "value": "1"}]}``, None without any.
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
    strict: bool | None = None
    scale: Decimal | None = Field(default=None, sa_type=Exact)
    most: Decimal | None = Field(default=None, sa_type=Exact)
    upper: Decimal | None = Field(default=None, sa_type=Exact)
    measure: str | None = None
    open_ended: bool = False
    project_milestone: str | None = None
    shares: list[dict[str, Any]] | None = Field(default=None, sa_column=_shares())
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
