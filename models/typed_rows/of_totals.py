"""Rows of totals over projects, programmes and quotas."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class StepCount:
    """The number of projects that have reached a step, their seats, and how many had been planned to by then (``funnel``)."""

    step: str
    projects: int
    seats: int
    planned: int


@dataclass(frozen=True, slots=True)
class DistrictSlip:
    """The projects of a district, how many are behind, and their median slip in days, None for too few (``slip_by_district``)."""

    district: str
    projects: int
    behind: int
    median_slip: float | None


@dataclass(frozen=True, slots=True)
class StageCount:
    """The programmes of a kind at a stage, and those planned to have reached it (``stage_counts``)."""

    kind: str
    stage: str
    programmes: int
    planned: int


@dataclass(frozen=True, slots=True)
class StageStay:
    """The days that programmes stayed in a stage; None if there are too few (``days_in_stages``)."""

    stage: str
    programmes: int
    median: float | None
    shortest: int | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The actual and the planned value by a day (``launched``, ``cumulative``); ``actual`` is None if it is not known."""

    day: date
    actual: int | None
    planned: Fraction | int | None


@dataclass(frozen=True, slots=True)
class PipelineStep:
    """The number of people at a step of recruitment, and their share of the step before (``pipeline``); None at the first."""

    step: str
    people: int
    share: float | None
