"""Rows of standings on a day, and of their changes between two days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.status import ExpectedSource, Flag, Reason, Remedy, Scale, Status, Word, is_falling, scale_of
from models.typed_rows.of_plan import PlanChange


@dataclass(frozen=True, slots=True)
class Standing:
    """A target with its verdict on a day, in the city or in one district. ``target`` is the number judged against."""

    position: int
    code: str
    section: str
    stage: str | None
    kind: str
    name: str
    name_en: str | None
    unit: str | None
    unit_en: str | None
    target: Fraction | None
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
    status: Status
    actual: Fraction | None
    expected: Fraction | None
    expected_from: ExpectedSource | None
    gap: Fraction | None
    slip_days: int | None
    reported_on: date | None
    flags: tuple[Flag, ...]
    reason: Reason
    remedy: Remedy | None
    word: Word
    reported_by: int | None
    reporters: int | None
    origin: str | None
    grade: str | None
    source: str | None
    plan_changes: tuple[PlanChange, ...]

    @property
    def rate_scale(self) -> Scale | None:
        """The scale of a rate; None for what is added up over districts, and for what is not measured."""
        return scale_of(self.kind, self.unit, self.scale, self.most, self.measure)

    @property
    def is_falling(self) -> bool:
        """True where less is better."""
        return is_falling(self.kind, self.direction)


@dataclass(frozen=True, slots=True)
class ScheduleStanding:
    """A project or programme with its standing on a day (``WorksOnDay.frame``).

    ``step`` is the last milestone reached, "" before the first. ``dates`` holds ``<milestone>_<aspect>`` for every milestone and
    each of baseline, forecast, actual.
    """

    code: str
    name: str
    district: str
    kind: str
    owner: str | None
    targets: tuple[str, ...]
    origin: str
    note: str | None
    status: Status
    word: Word
    slip_days: int | None
    step: str
    next_step: str
    next_baseline: date | None
    next_forecast: date | None
    revisions: int
    replanned_days: int
    reported_on: date | None
    dates: Mapping[str, date | None]


@dataclass(frozen=True, slots=True)
class ProjectStanding(ScheduleStanding):
    """A school project with its standing. Coordinates: as given in ``crs``, and in WGS 84; area in m², investment in 万元."""

    stage: str
    address: str | None
    crs: str | None
    given_x: float | None
    given_y: float | None
    longitude: float | None
    latitude: float | None
    seats: int | None
    classes: int | None
    area: float | None
    investment: float | None
    hard_deadline: date | None
    deadline_document: str | None


@dataclass(frozen=True, slots=True)
class ProgrammeStanding(ScheduleStanding):
    """A vocational programme with its standing."""

    school: str
    level: str
    field: str | None


@dataclass(frozen=True, slots=True)
class DistrictValue:
    """A district's newest figure on one target."""

    code: str
    name: str
    name_en: str | None
    value: Fraction


@dataclass(frozen=True, slots=True)
class DueRow:
    """A report owed by a district since a day; ``works`` is a number of projects or programmes, None for a figure.

    ``subjects`` are the codes under which it is reported: of the target, the quotas, or the works.
    """

    district: str
    code: str
    works: int | None
    newest: date | None
    since: date
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question that a leader will ask on a target; see ``open_questions``."""

    kind: str
    code: str
    name: str
    name_en: str | None
    section: str
    status: Status
    word: Word
    to: Status | None
    to_word: Word | None
    day: date | None
    age: int | None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A target whose status gets worse on ``day`` without new reports."""

    code: str
    day: date
    status: Status
    to: Status
    to_word: Word


@dataclass(frozen=True, slots=True)
class TargetChange:
    """The change of a target between two days, in parts that add up; see ``variance_bridge``."""

    code: str
    name: str
    name_en: str | None
    section: str
    kind: str
    unit: str | None
    unit_en: str | None
    owner: str | None
    before: Fraction | None
    late: Fraction
    corrected: Fraction
    progress: Fraction
    after: Fraction | None
    target_before: Fraction | None
    target_change: Fraction
    target_after: Fraction | None
    wanted_before: Fraction | None
    replanned: Fraction
    advance: Fraction
    wanted_after: Fraction | None
    status_before: Status | None
    status_after: Status
    word_before: Word | None
    word_after: Word


@dataclass(frozen=True, slots=True)
class WorkChange:
    """The change of a project or programme between two days; slips in days. See ``work_changes``."""

    code: str
    name: str
    district: str
    consequence: str
    why: tuple[str, ...]
    status_before: Status | None
    status_after: Status
    word_before: Word | None
    word_after: Word
    step_before: str | None
    step_after: str
    next_before: str | None
    next_after: str
    next_forecast_before: date | None
    next_forecast_after: date | None
    milestone: str
    slip_before: int | None
    late: int | None
    corrected: int | None
    progress: int | None
    slip_after: int | None


@dataclass(frozen=True, slots=True)
class WorkDates:
    """A project or programme with the dates of its milestones, as for a timeline; ``dates`` as in ``ScheduleStanding``."""

    code: str
    name: str
    dates: Mapping[str, date | None]


@dataclass(frozen=True, slots=True)
class EffectRow:
    """The effect of an import on the status and the figure of a target (``effects``)."""

    code: str
    name: str
    name_en: str | None
    before: Status
    after: Status
    actual_before: Fraction | None
    actual_after: Fraction | None
