"""Rows of plans: their parts, their revisions, and the quotas that make up counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeAlias

from models.status import Scale, is_falling, scale_of


class Named(Protocol):
    """A row with a name in one or two languages."""

    @property
    def name(self) -> str: ...


class Measured(Protocol):
    """A row with a unit in one or two languages; None for a bare number."""

    @property
    def unit(self) -> str | None: ...

    @property
    def unit_en(self) -> str | None: ...


Subject: TypeAlias = Literal["target", "item", "gate", "district"]
#: A value of a field: a number, a date, text, or the interim targets as pairs of date and number.
Value: TypeAlias = Decimal | date | str | tuple[tuple[date, Decimal], ...] | None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One difference between version ``number`` of a plan and the preceding version, made by the paper ``document``.

    ``target`` is the code of the target to which it belongs, "" for a district; ``code`` is its own, for a gate that of the item
    or target. ``field`` is the name of a field, or ``added`` or ``removed`` for the subject as a whole.
    """

    subject: Subject
    target: str
    code: str
    name: str
    name_en: str | None
    field: str
    before: Value
    after: Value
    number: int
    document: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list of plans (``read_plans``)."""

    code: str
    year: int
    start: date
    opens_on: date | None
    title: str
    title_en: str | None
    city: str
    city_en: str | None
    demonstration: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class PlanVersionRow:
    """A version of a plan in its history (``read_plan_versions``); ``note`` is the document with the reason."""

    batch: int
    number: int
    document: str | None
    note: str | None
    recorded_at: datetime
    author: str
    file_name: str | None
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of a plan."""

    code: str
    name: str
    name_en: str | None


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A district of a plan; ``short`` is the short form of its Chinese name."""

    code: str
    name: str
    name_en: str | None
    short: str
    kind: str
    aliases: tuple[str, ...]

    def named(self, language: str) -> str:
        """Return the name for a narrow place: the short form in Chinese, the whole one in English."""
        return self.short if language == "zh" else self.name_en or self.name


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as the plan file states it."""

    position: int
    code: str
    section: str
    stage: str | None
    kind: str
    name: str
    name_en: str | None
    unit: str | None
    unit_en: str | None
    target: Decimal | None
    baseline: Decimal | None
    due: date | None
    direction: str | None
    strict: bool | None
    scale: Decimal | None
    most: Decimal | None
    upper: Decimal | None
    measure: str | None
    open_ended: bool
    project_milestone: str | None
    shares: tuple[Mapping[str, Any], ...] | None
    cycle: str
    owner: str | None
    hard_deadline: date | None
    suspended_document: str | None
    suspended_since: date | None
    gates: tuple[Mapping[str, str], ...]
    heading: str | None
    note: str | None
    note_en: str | None

    @property
    def rate_scale(self) -> Scale | None:
        """The scale of a rate; None for what is added up over districts, and for what is not measured."""
        return scale_of(self.kind, self.unit, self.scale, self.most, self.measure)

    @property
    def is_falling(self) -> bool:
        """True where less is better."""
        return is_falling(self.kind, self.direction)


@dataclass(frozen=True, slots=True)
class PointRow:
    """An interim target: the value planned ``by`` a date."""

    code: str
    by: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a target that is a list of deliverables; ``target`` is the code of that target."""

    target: str
    position: int
    code: str
    name: str
    gates: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a count: a project, programme or quota, with the codes of the targets for which it counts."""

    code: str
    district: str
    targets: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class QuotaRow(PartRow):
    """A recruitment quota: the number of people of a post to take in by a way of recruitment."""

    post: str
    way: str
    school_subject: str | None
    stage: str | None
    quota: int
