"""Records to be written to the store: figures, dates of milestones, measurements, and descriptions of works and quotas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.auth.roles import Role


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
class NewPublishedSchool:
    """A school named by a public source; the fields as in ``tables.PublishedSchool``."""

    code: str
    name: str
    district: str
    year: int
    stage: str
    state: str
    state_on: date
    source: str
    source_date: str
    grade: str
    progress: int | None = None
    classes: int | None = None
    seats: int | None = None
    address: str | None = None
    note: str | None = None
    note_en: str | None = None
    other_source: str | None = None


@dataclass(frozen=True, slots=True)
class NewPublishedFigure:
    """A published figure beside a target; the fields as in ``tables.PublishedFigure``."""

    target: str
    year: int
    area: str
    measure: str
    measure_en: str
    value: Decimal
    unit: str
    unit_en: str
    is_target_measure: bool
    source: str
    source_date: str
    grade: str
    note: str | None = None
    note_en: str | None = None


@dataclass(frozen=True, slots=True)
class BatchContents:
    """The contents of one batch."""

    reports: Sequence[NewReport] = ()
    milestones: Sequence[NewMilestone] = ()
    measurements: Sequence[NewMeasurement] = ()
    projects: Sequence[NewProject] = ()
    programmes: Sequence[NewProgramme] = ()
    quotas: Sequence[NewQuota] = ()
    published_schools: Sequence[NewPublishedSchool] = ()
    published_figures: Sequence[NewPublishedFigure] = ()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be recorded or updated; ``districts`` are the codes for which a reporter writes."""

    login: str
    name: str
    role: Role
    districts: Iterable[str] = ()
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting to be recorded; the fields as in ``tables.Meeting``, ``known_before`` None means the end of ``since``."""

    name: str
    as_of: date
    since: date
    known_before: datetime | None = None
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision of meeting number ``meeting`` to be recorded.

    ``subject`` is the code of a target, item, project or programme and ``district`` that of a district; "" means none.
    """

    meeting: int
    what: str
    who: str
    until: date
    subject: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class NewNarrative:
    """A narrative of the target, item, project or programme ``code`` to be recorded; an empty one withdraws the previous one."""

    code: str
    reason: str = ""
    measure: str = ""
    owner: str = ""
    until: date | None = None
    meeting: int | None = None

    @property
    def is_empty(self) -> bool:
        """True if all texts and the date are empty."""
        return not (self.reason or self.measure or self.owner or self.until)


@dataclass(frozen=True, slots=True)
class Holding:
    """A meeting that is held: the knowledge at that time is frozen."""

    number: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A decision to be closed, with a note or evidence."""

    number: int
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Postponement:
    """A later deadline of an open decision, and the reason."""

    number: int
    until: date
    reason: str
