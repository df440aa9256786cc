"""Rows of the ledger: figures, milestones, measurements, and the batches and accounts they came from."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A reported figure; ``district`` is "" for the city."""

    code: str
    district: str
    as_of: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    origin: str
    source: str | None
    grade: str | None
    note: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRow(FigureRow):
    """A figure of a history, with who recorded it and whether it counts."""

    author: str
    file_name: str | None
    counts: bool


@dataclass(frozen=True, slots=True)
class EntryRow(HistoryRow):
    """A row of a batch; ``what``, ``aspect`` and ``said`` are None for a figure (``read_batch_rows``)."""

    what: str | None
    aspect: str | None
    said: date | Decimal | int | str | None


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date reported of a milestone on a day, None if it was taken back (``read_dates_between``)."""

    code: str
    milestone: str
    aspect: str
    as_of: date
    day: date | None


@dataclass(frozen=True, slots=True)
class WithdrawnFact:
    """A fact of a withdrawn batch; ``what`` is figure, date or measure (``read_withdrawn_facts``)."""

    what: str
    code: str
    district: str
    name: str | None
    aspect: str | None
    as_of: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    day: date | None
    note: str | None
    batch_id: int


@dataclass(frozen=True, slots=True)
class DateHistoryRow:
    """A date ever recorded of a milestone (``read_milestone_history``)."""

    as_of: date
    milestone: str
    aspect: str
    day: date | None
    note: str | None
    origin: str
    recorded_at: datetime
    author: str
    counts: bool


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone of a project, programme or deliverable (``read_milestones``)."""

    code: str
    milestone: str
    position: int
    baseline: date | None
    revisions: int
    replanned_days: int
    forecast: date | None
    actual: date | None
    reported_on: date | None


@dataclass(frozen=True, slots=True)
class QuotaFigureRow:
    """People in post on a quota on a day."""

    code: str
    as_of: date
    value: Decimal | None
    origin: str


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """A measurement of a programme or quota on a day."""

    code: str
    measure: str
    as_of: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of the ledger: ``rows`` is the number of facts it brought."""

    id: int
    kind: str
    recorded_at: datetime
    author: str
    file_name: str | None
    note: str | None
    rows: int
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class DependentBatch:
    """A later batch with ``rows`` facts on the same subjects as another (``read_dependent_batches``)."""

    id: int
    recorded_at: datetime
    author: str
    file_name: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class LogRow:
    """A write in the audit log (``read_log``)."""

    recorded_at: datetime
    author: str
    what: str
    about: str | None
    plan: str | None
    note: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as last described."""

    login: str
    name: str
    role: str
    districts: tuple[str, ...]
    is_open: bool
    has_password: bool
    has_second_factor: bool
    author: str
    recorded_at: datetime
