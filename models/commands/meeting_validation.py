"""Validation of entries in the minutes: texts and dates of meetings, decisions and narratives. Pure."""

from dataclasses import replace
from datetime import date
from typing import TypeAlias

from models.commands.records import Closing, Holding, NewDecision, NewMeeting, NewNarrative, Postponement
from models.errors import MinutesError
from models.text import has_controls

#: Letters that a name may have, a text, and entries that an agenda may have.
LONGEST_TITLE, LONGEST_TEXT, LONGEST_AGENDA = 100, 1000, 300


#: Entries that can be recorded in the minutes.
Entry: TypeAlias = NewMeeting | Holding | NewDecision | Closing | Postponement | NewNarrative


def checked_meeting(meeting: NewMeeting) -> NewMeeting:
    """Return the meeting with trimmed texts. MinutesError if a field is invalid."""
    if meeting.since > meeting.as_of:
        raise MinutesError("since_after_day", since=meeting.since, day=meeting.as_of)
    if len(meeting.agenda) > LONGEST_AGENDA:
        raise MinutesError("agenda_too_long", n=LONGEST_AGENDA)
    agenda = tuple(required_text("agenda", one) for one in meeting.agenda)
    return replace(meeting, name=required_text("meeting", meeting.name), agenda=agenda)


def checked_decision(decision: NewDecision, held_on: date) -> NewDecision:
    """Return the decision with trimmed texts. MinutesError if a field is invalid."""
    check_until(decision.until, held_on)
    return replace(decision, what=required_text("what", decision.what, LONGEST_TEXT), who=required_text("who", decision.who))


def checked_narrative(narrative: NewNarrative, held_on: date | None) -> NewNarrative:
    """Return the narrative with trimmed texts. MinutesError if a field is invalid."""
    if narrative.until is not None and held_on is not None:
        check_until(narrative.until, held_on)
    return replace(
        narrative,
        reason=clean_text("reason", narrative.reason, LONGEST_TEXT),
        measure=clean_text("measure", narrative.measure, LONGEST_TEXT),
        owner=clean_text("owner", narrative.owner),
    )


def check_until(until: date, held_on: date) -> None:
    """Raise MinutesError if a deadline is before the day of its meeting."""
    if until < held_on:
        raise MinutesError("until_before_meeting", until=until, day=held_on)


def required_text(field: str, text: str, longest: int = LONGEST_TITLE) -> str:
    """Return the text as ``clean_text`` does. MinutesError also if it is empty."""
    trimmed = clean_text(field, text, longest)
    if not trimmed:
        raise MinutesError("text_missing", field=field)
    return trimmed


def clean_text(field: str, text: str, longest: int = LONGEST_TITLE) -> str:
    """Return a trimmed text; only one longer than a name may have several lines. MinutesError if it is invalid."""
    trimmed = text.replace("\r\n", "\n").strip()
    if has_controls(trimmed) or (longest == LONGEST_TITLE and "\n" in trimmed):
        raise MinutesError("text_with_controls", field=field)
    if len(trimmed) > longest:
        raise MinutesError("text_too_long", field=field, n=longest)
    return trimmed
