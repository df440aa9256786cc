"""Entries of the minutes (meetings, decisions, narratives) and validation of their texts and dates. Pure functions."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from models.errors import MinutesError
from models.text import has_controls

#: Maximum lengths of a name and a text, and maximum number of entries of an agenda.
LONGEST_NAME, LONGEST_TEXT, LONGEST_AGENDA = 100, 1000, 300


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


#: Entries that can be recorded in the minutes.
Entry: TypeAlias = NewMeeting | Holding | NewDecision | Closing | Postponement | NewNarrative


def checked_meeting(meeting: NewMeeting) -> NewMeeting:
    """Return the meeting with trimmed texts. MinutesError if a field is invalid."""
    if meeting.since > meeting.as_of:
        raise MinutesError("since_after_day", since=meeting.since, day=meeting.as_of)
    if len(meeting.agenda) > LONGEST_AGENDA:
        raise MinutesError("agenda_too_long", n=LONGEST_AGENDA)
    agenda = tuple(needed("agenda", one) for one in meeting.agenda)
    return replace(meeting, name=needed("meeting", meeting.name), agenda=agenda)


def checked_decision(decision: NewDecision, held_on: date) -> NewDecision:
    """Return the decision with trimmed texts. MinutesError if a field is invalid."""
    check_until(decision.until, held_on)
    return replace(decision, what=needed("what", decision.what, LONGEST_TEXT), who=needed("who", decision.who))


def checked_narrative(narrative: NewNarrative, held_on: date | None) -> NewNarrative:
    """Return the narrative with trimmed texts. MinutesError if a field is invalid."""
    if narrative.until is not None and held_on is not None:
        check_until(narrative.until, held_on)
    return replace(
        narrative,
        reason=checked("reason", narrative.reason, LONGEST_TEXT),
        measure=checked("measure", narrative.measure, LONGEST_TEXT),
        owner=checked("owner", narrative.owner),
    )


def check_until(until: date, held_on: date) -> None:
    """Raise MinutesError if a deadline is before the day of its meeting."""
    if until < held_on:
        raise MinutesError("until_before_meeting", until=until, day=held_on)


def needed(field: str, text: str, longest: int = LONGEST_NAME) -> str:
    """Return the text as ``checked`` does. MinutesError also if it is empty."""
    trimmed = checked(field, text, longest)
    if not trimmed:
        raise MinutesError("text_missing", field=field)
    return trimmed


def checked(field: str, text: str, longest: int = LONGEST_NAME) -> str:
    """Return a trimmed text; only one longer than a name may have several lines. MinutesError if it is invalid."""
    trimmed = text.replace("\r\n", "\n").strip()
    if has_controls(trimmed) or (longest == LONGEST_NAME and "\n" in trimmed):
        raise MinutesError("text_with_controls", field=field)
    if len(trimmed) > longest:
        raise MinutesError("text_too_long", field=field, n=longest)
    return trimmed
