"""Records to be written to the store: figures, dates of milestones, measurements, and descriptions of works and quotas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NewReport:
    """A figure to be recorded: a value, or numerator over denominator. ``district`` is a code, ``""`` means the whole city."""

    code: str
    as_of: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    district: str = ""
    origin: str = "reported"
    source: str | None = None
    grade: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """A date of a milestone to be recorded; ``day`` None withdraws an earlier one."""

    code: str
    milestone: str
    aspect: str
    day: date | None
    as_of: date
    position: int = 0
    origin: str = "reported"
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewMeasurement:
    """An additional figure to be recorded; ``measure`` as in ``tables.Measurement``."""

    code: str
    measure: str
    as_of: date
    value: Decimal
    origin: str = "reported"


@dataclass(frozen=True, slots=True)
class NewProject:
    """A school project to be recorded; the fields as in ``tables.Project``, the location as it was given."""

    code: str
    name: str
    district: str
    stage: str
    kind: str
    address: str | None = None
    crs: str | None = None
    given_x: float | None = None
    given_y: float | None = None
    seats: int | None = None
    classes: int | None = None
    area: Decimal | None = None
    investment: Decimal | None = None
    owner: str | None = None
    hard_deadline: date | None = None
    targets: tuple[str, ...] = ()
    origin: str = "reported"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A vocational programme to be recorded; the fields as in ``tables.Programme``."""

    code: str
    name: str
    school: str
    level: str
    kind: str
    field: str | None = None
    district: str = ""
    owner: str | None = None
    targets: tuple[str, ...] = ()
    origin: str = "reported"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewQuota:
    """A recruitment quota to be recorded; the fields as in ``tables.Quota``."""

    code: str
    district: str
    post: str
    way: str
    quota: int
    school_subject: str | None = None
    stage: str | None = None
    targets: tuple[str, ...] = ()
    origin: str = "reported"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of one batch."""

    reports: Sequence[NewReport] = ()
    milestones: Sequence[NewMilestone] = ()
    measurements: Sequence[NewMeasurement] = ()
    projects: Sequence[NewProject] = ()
    programmes: Sequence[NewProgramme] = ()
    quotas: Sequence[NewQuota] = ()
