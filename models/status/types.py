"""The vocabulary of the status rules: kinds, statuses, flags, and the parts of a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType


class TargetKind(StrEnum):
    """The kind of a target."""

    COUNT = "count"
    AMOUNT = "amount"
    REACH = "reach"
    FLOOR = "floor"
    CEILING = "ceiling"
    ITEMS = "items"
    DELIVER = "deliver"
    ACTION = "action"

    @property
    def is_total(self) -> bool:
        """True for a count or an amount: it starts from nothing and is complete at the target."""
        return self in (TargetKind.COUNT, TargetKind.AMOUNT)

    @property
    def is_kept(self) -> bool:
        """True for a level that is to be kept until the due date, and is not done before."""
        return self in (TargetKind.FLOOR, TargetKind.CEILING)

    @property
    def is_measured(self) -> bool:
        """True if a number decides the status, not milestones."""
        return self.is_total or self.is_kept or self is TargetKind.REACH


class Status(StrEnum):
    """The status of a target, in the order of legends."""

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
        """Rank of the status, 0 is best. Open work follows the rules: off_track, at_risk, unknown, on_track, not_due."""
        return _SEVERITY.index(self)

    @property
    def is_counted(self) -> bool:
        """True if included in the n of "k of n on track"."""
        return self not in (Status.ACTION, Status.NOT_DUE)

    @property
    def is_good(self) -> bool:
        """True if included in the k of "k of n on track"."""
        return self in (Status.MET, Status.MET_LATE, Status.ON_TRACK)


class Word(StrEnum):
    """The displayed name of a status, in legend order; ``unknown`` is named by reason (status_rules, "How unknown is worded")."""

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
        """The status to which the word belongs."""
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
    """A qualification of a status that readers should know."""

    LINEAR_PLAN = "linear_plan"
    NEVER_REPORTED = "never_reported"
    OVERDUE_REPORT = "overdue_report"
    STALE = "stale"
    NO_BASELINE = "no_baseline"
    PARTIAL = "partial"
    DUE_SOON = "due_soon"
    REPLANNED = "replanned"


class ExpectedSource(StrEnum):
    """The source of the expected value."""

    ITEMS = "items"
    POINTS = "points"
    LINE = "line"


#: Increased whenever the same evidence would be judged differently; exported files name the version that judged them.
RULES_VERSION = 1
CYCLE_DAYS: Mapping[str, int] = MappingProxyType({"month": 31, "quarter": 92, "year": 366})


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of a plan: (share of target or span, share of the expected value), and the margin in percentage points."""

    on_track: tuple[Fraction, Fraction] = (Fraction(5, 100), Fraction(10, 100))
    at_risk: tuple[Fraction, Fraction] = (Fraction(15, 100), Fraction(30, 100))
    margin: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Scale:
    """How a numerator and a denominator make a rate: ``factor`` times their quotient, at most ``most`` (None: no limit)."""

    factor: Fraction = Fraction(100)
    most: Fraction | None = Fraction(100)


PERCENT = Scale()


def scale_of(
    kind: str, unit: str | None, factor: Decimal | None = None, most: Decimal | None = None, measure: str | None = None
) -> Scale | None:
    """Return the scale of a rate, which is never added up over districts; None for what is: counts, amounts, stocks, and ceilings
    of things, which have a unit of their own and no factor.
    """
    if measure == "stock":
        return None
    is_rate = kind in (TargetKind.REACH, TargetKind.FLOOR)
    if not is_rate and not (kind == TargetKind.CEILING and (unit in (None, "%") or factor is not None)):
        return None
    highest = most if most is not None or factor is not None else PERCENT.most
    return Scale(PERCENT.factor if factor is None else Fraction(factor), None if highest is None else Fraction(highest))


def is_falling(kind: str, direction: str | None) -> bool:
    """Return True where less is better: for a ceiling, and for what is to fall to its target."""
    return kind == TargetKind.CEILING or (kind == TargetKind.REACH and direction == "down")


@dataclass(frozen=True, slots=True)
class Target:
    """A measured promise. ``target``, ``baseline`` and ``points`` are in its unit; rates are on their ``scale``, else in percent.

    Without a scale its figures are added up over districts. ``direction`` is "down" if it is to fall to its target.
    ``item_baselines`` are the planned days of what is counted, in order; ``suspended_by`` is the number of the document that
    suspended it. With ``is_strict`` the target itself does not suffice.
    A level with ``upper`` is to be kept between both numbers.
    """

    kind: TargetKind
    start: date
    due: date | None = None
    target: Fraction | None = None
    baseline: Fraction | None = None
    points: tuple[tuple[date, Fraction], ...] = ()
    item_baselines: Sequence[date] = ()
    cycle_days: int = CYCLE_DAYS["month"]
    suspended_since: date | None = None
    suspended_by: str | None = None
    direction: str | None = None
    scale: Scale | None = PERCENT
    is_strict: bool = False
    upper: Fraction | None = None

    @property
    def is_rate(self) -> bool:
        """True for a rate, which is never added up over districts."""
        return self.scale is not None and not self.kind.is_total

    @property
    def is_falling(self) -> bool:
        """True where less is better."""
        return is_falling(self.kind, self.direction)

    def ahead(self, value: Fraction, of: Fraction) -> Fraction:
        """Return how much better ``value`` is than ``of``; negative if it is worse."""
        return of - value if self.is_falling else value - of

    def attains(self, value: Fraction) -> bool:
        """Return True if ``value`` is at the target or better, or better than a strict one."""
        assert self.target is not None, "a measured target has a number"
        if value == self.target:
            return not self.is_strict
        return (value < self.target) is self.is_falling

    def points_for(self, share: Fraction) -> tuple[tuple[date, Fraction], ...]:
        """Return the interim targets of a district that has ``share`` of the target: those of the city in proportion."""
        if not self.target:
            return ()
        return tuple((by, value * share / self.target) for by, value in self.points)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value from ``day`` on.

    ``worst`` and ``best`` bound a value for which only ``heard`` of ``districts`` have reported; None for a bound that is not
    known, because what is missing may be any number.
    """

    day: date
    value: Fraction
    worst: Fraction | None = None
    best: Fraction | None = None
    heard: int | None = None
    districts: int | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a project or deliverable."""

    name: str
    baseline: date | None = None
    forecast: date | None = None
    actual: date | None = None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A project or deliverable. ``last_report`` is the newest reporting date, ``done_on`` a reported date of completion."""

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
    """The deciding line of the rules (a key of the wording catalogue) and its numbers."""

    rule: str
    numbers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remedy:
    """The smallest change that improves a status.

    ``how`` is ``value`` (report at least ``value`` for ``day``, that is ``amount`` more than known), ``less`` (report at most
    ``value``, that is ``amount`` less), ``works`` or ``quotas`` (as ``value``, for a count that is not reported as such:
    ``value`` works at the milestone ``names[0]``, or people in post), ``forecast`` (bring the forecast of ``names[0]`` to
    ``day``), ``reach`` (reach the ``names`` by ``day``), ``done`` (finish by ``day``) or ``items`` (improve each of ``names``).
    """

    how: str
    to: Status
    day: date
    value: Fraction | None = None
    amount: Fraction | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with the reason and the numbers that justify it."""

    status: Status
    reason: Reason
    actual: Fraction | None = None
    expected: Fraction | None = None
    expected_from: ExpectedSource | None = None
    gap: Fraction | None = None
    slip_days: int | None = None
    reported_on: date | None = None
    flags: tuple[Flag, ...] = ()
    remedy: Remedy | None = None

    @property
    def word(self) -> Word:
        """The displayed name of the status."""
        if self.status is not Status.UNKNOWN:
            return Word(self.status.value)
        if Flag.PARTIAL in self.flags:
            return Word.PARTIAL
        return Word.NEVER_REPORTED if Flag.NEVER_REPORTED in self.flags else Word.OVERDUE_REPORT
