"""The words of the status rules: kinds, statuses, flags, and what a verdict consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType


class Kind(StrEnum):
    """What a target promises."""

    COUNT = "count"
    REACH = "reach"
    FLOOR = "floor"
    ITEMS = "items"
    DELIVER = "deliver"
    ACTION = "action"

    @property
    def is_rate(self) -> bool:
        """A rate in percent, never added up over districts."""
        return self in (Kind.REACH, Kind.FLOOR)

    @property
    def is_measured(self) -> bool:
        """A number decides, not milestones."""
        return self in (Kind.COUNT, Kind.REACH, Kind.FLOOR)


class Status(StrEnum):
    """Where a target stands; in the order in which legends name them."""

    MET = "met"
    MET_LATE = "met_late"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    MISSED = "missed"
    UNKNOWN = "unknown"
    NOT_DUE = "not_due"
    SUSPENDED = "suspended"
    ACTION = "action"

    @property
    def severity(self) -> int:
        """0 is best. Open work is compared in the order of the rules: off_track, at_risk, unknown, on_track, not_due."""
        return _SEVERITY.index(self)

    @property
    def is_counted(self) -> bool:
        """Stands in the n of "k of n on track"."""
        return self not in (Status.ACTION, Status.NOT_DUE)

    @property
    def is_good(self) -> bool:
        """Stands in the k of "k of n on track"."""
        return self in (Status.MET, Status.MET_LATE, Status.ON_TRACK)


class Word(StrEnum):
    """A status as it is called: ``unknown`` goes by its reason (status_rules, "How unknown is worded"); in order of legends."""

    MET = "met"
    MET_LATE = "met_late"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    MISSED = "missed"
    NEVER_REPORTED = "never_reported"
    OVERDUE_REPORT = "overdue_report"
    PARTIAL = "partial"
    NOT_DUE = "not_due"
    SUSPENDED = "suspended"
    ACTION = "action"

    @property
    def status(self) -> Status:
        """The status that it is a word for."""
        return Status.UNKNOWN if self in (Word.NEVER_REPORTED, Word.OVERDUE_REPORT, Word.PARTIAL) else Status(self.value)


_SEVERITY = (
    Status.ACTION,
    Status.SUSPENDED,
    Status.MET,
    Status.MET_LATE,
    Status.NOT_DUE,
    Status.ON_TRACK,
    Status.UNKNOWN,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.MISSED,
)


class Flag(StrEnum):
    """What a reader should know about how a status came about."""

    LINEAR_PLAN = "linear_plan"
    NEVER_REPORTED = "never_reported"
    OVERDUE_REPORT = "overdue_report"
    STALE = "stale"
    NO_BASELINE = "no_baseline"
    PARTIAL = "partial"
    DUE_SOON = "due_soon"
    REPLANNED = "replanned"


class Source(StrEnum):
    """Where the expected value came from."""

    ITEMS = "items"
    POINTS = "points"
    LINE = "line"


#: Raised when the same evidence would be judged otherwise; files that leave say by which version they were judged.
RULES_VERSION = 1
CYCLE_DAYS: Mapping[str, int] = MappingProxyType({"month": 31, "quarter": 92, "year": 366})


@dataclass(frozen=True, slots=True)
class Rules:
    """The percentages of a plan: (share of target or span, share of what was expected) and the margin in points."""

    on_track: tuple[Fraction, Fraction] = (Fraction(5, 100), Fraction(10, 100))
    at_risk: tuple[Fraction, Fraction] = (Fraction(15, 100), Fraction(30, 100))
    margin: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Target:
    """One measured promise. ``target``, ``baseline`` and ``points`` are in its unit; rates are in percent, 0 to 100.

    ``suspended_by`` is the number of the document that suspended it.
    """

    kind: Kind
    start: date
    due: date | None = None
    target: Fraction | None = None
    baseline: Fraction | None = None
    points: tuple[tuple[date, Fraction], ...] = ()
    item_baselines: tuple[date, ...] = ()
    cycle_days: int = CYCLE_DAYS["month"]
    suspended_since: date | None = None
    suspended_by: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The value from ``day`` on.

    ``worst`` and ``best`` bound a rate that is made of ``heard`` of ``districts``, where some of them are missing.
    """

    day: date
    value: Fraction
    worst: Fraction | None = None
    best: Fraction | None = None
    heard: int | None = None
    districts: int | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of a project or deliverable."""

    name: str
    baseline: date | None = None
    forecast: date | None = None
    actual: date | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One project or deliverable. ``last_report`` is the newest day that anybody spoke of, ``done_on`` a reported completion."""

    name: str
    start: date
    milestones: tuple[Milestone, ...] = ()
    due: date | None = None
    hard_deadline: date | None = None
    done_on: date | None = None
    last_report: date | None = None
    cycle_days: int = CYCLE_DAYS["month"]
    suspended_since: date | None = None
    suspended_by: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """The line of the rules that decided (a key of the wording catalogue) and its numbers."""

    rule: str
    numbers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change that makes a status better.

    ``how`` is ``value`` (report at least ``value`` for ``day``, that is ``amount`` more than known), ``works`` or ``quotas``
    (the same of a count that nobody reports as such: ``value`` works at the milestone ``names[0]``, or people in post),
    ``forecast`` (bring the forecast of ``names[0]`` to ``day``), ``reach`` (reach the ``names`` by ``day``), ``done``
    (finish by ``day``) or ``items`` (mend each of ``names``).
    """

    how: str
    to: Status
    day: date
    value: Fraction | None = None
    amount: Fraction | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status that can be argued with."""

    status: Status
    reason: Reason
    actual: Fraction | None = None
    expected: Fraction | None = None
    expected_from: Source | None = None
    gap: Fraction | None = None
    slip_days: int | None = None
    reported_on: date | None = None
    flags: tuple[Flag, ...] = ()
    flip: Flip | None = None

    @property
    def word(self) -> Word:
        """What the status is called."""
        if self.status is not Status.UNKNOWN:
            return Word(self.status.value)
        if Flag.PARTIAL in self.flags:
            return Word.PARTIAL
        return Word.NEVER_REPORTED if Flag.NEVER_REPORTED in self.flags else Word.OVERDUE_REPORT
