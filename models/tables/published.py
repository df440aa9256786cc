"""Facts from public sources that count for no target: named schools, and figures of other years. Told apart from reports."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field

from models.tables.base import Base, Exact, UtcDateTime


class PublishedFact(Base):
    """A fact with its source: an address, its date ("2024" if the source names no day), and a grade from A to C."""

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id", index=True)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    year: int
    note: str | None = None
    note_en: str | None = None
    source: str
    source_date: str
    grade: str


class PublishedSchool(PublishedFact, table=True):
    """A school that a public source names, in the state that it had on ``state_on``.

    ``year`` is that of the programme it belongs to. ``district`` is "" where the source names none. ``progress`` is the least
    share of the work done, in percent. ``other_source`` is a second address, of the school's site for example.
    """

    __tablename__ = "published_school"
    code: str
    name: str
    district: str
    stage: str
    state: str
    state_on: date
    progress: int | None = None
    classes: int | None = None
    seats: int | None = None
    address: str | None = None
    other_source: str | None = None


class PublishedFigure(PublishedFact, table=True):
    """A published figure of one year that belongs beside a target, such as an indicator of the year before.

    ``area`` is city, urban or province. ``is_target_measure`` is True if it is measured as the target is.
    """

    __tablename__ = "published_figure"
    target: str
    area: str
    measure: str
    measure_en: str
    value: Decimal = Field(sa_type=Exact)
    unit: str
    unit_en: str
    is_target_measure: bool
