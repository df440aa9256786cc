"""Rows of meetings: narratives and decisions."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting; ``known_at`` is None until it is held, ``known_before`` None for the end of ``since``."""

    number: int
    name: str
    as_of: date
    since: date
    known_at: datetime | None
    known_before: datetime | None
    agenda: tuple[str, ...]
    author: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class NarrativeRow:
    """The narrative of a target, project or programme: reason, measure, owner, and until when."""

    code: str
    reason: str
    measure: str
    owner: str
    until: date | None
    meeting: int | None
    author: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as last postponed, closed or reopened; see ``read_decisions``."""

    number: int
    meeting: int
    what: str
    who: str
    until: date
    first_until: date
    postponements: int
    subject: str
    district: str
    author: str
    recorded_at: datetime
    is_closed: bool
    note: str
    evidence: str
    changed_by: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionStanding(DecisionRow):
    """A decision with its state on a day and the days until its date."""

    state: str
    days: int


@dataclass(frozen=True, slots=True)
class DecisionEvent:
    """An event of a decision: closed, reopened, or postponed with the new deadline ``until``."""

    kind: str
    until: date | None
    note: str
    evidence: str
    author: str
    recorded_at: datetime
