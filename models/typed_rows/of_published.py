"""Rows of facts from public sources."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PublishedSchoolRow:
    """A school as a public source names it; the fields as in ``tables.PublishedSchool``."""

    code: str
    name: str
    district: str
    year: int
    stage: str
    state: str
    state_on: date
    progress: int | None
    classes: int | None
    seats: int | None
    address: str | None
    note: str | None
    note_en: str | None
    source: str
    other_source: str | None
    source_date: str
    grade: str


@dataclass(frozen=True, slots=True)
class PublishedFigureRow:
    """A published figure of one year beside a target; the fields as in ``tables.PublishedFigure``."""

    target: str
    year: int
    area: str
    measure: str
    measure_en: str
    value: Decimal
    unit: str
    unit_en: str
    is_target_measure: bool
    note: str | None
    note_en: str | None
    source: str
    source_date: str
    grade: str
