"""Writes to the minutes: meetings, decisions, narratives. One call is one transaction, as in ``ledger``.

``store_past`` and ``recorded_at`` are for demonstration plans, whose past is fictional. Every text is trimmed and checked; an
invalid one raises MinutesError with one sentence, an unknown reference NotFoundError, and nothing is written.
Meetings and decisions require an editor. A reporter may close a decision of an own district, and explain the status of a project
or programme of an own district. A write on behalf of a user is signed by that user, whatever ``author`` is.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from models.auth.roles import Role, acting_staff, author_for, require, require_districts
from models.commands.ledger import find_plan, next_moment, raise_version
from models.commands.meeting_validation import (
    LONGEST_TEXT,
    Entry,
    checked_decision,
    checked_meeting,
    checked_narrative,
    clean_text,
    required_text,
)
from models.commands.permissions import works_districts
from models.commands.records import Closing, Holding, NewDecision, NewMeeting, NewNarrative, Postponement
from models.config import read_settings
from models.errors import ConflictError, MinutesError, NotFoundError
from models.frames import rows_of
from models.plan.view import PlanView
from models.queries import read_plan, read_programmes, read_projects
from models.queries.meetings import read_decisions
from models.store.engine import writing
from models.store.hash_chain import seal
from models.tables import Decision, DecisionEvent, Meeting, Narrative, Plan, Subject
from models.typed_rows import DecisionRow


def store_meeting(
    engine: Engine, plan: str, meeting: NewMeeting, author: str, *, number: int | None = None, recorded_at: datetime | None = None
) -> int:
    """Record a meeting, or with ``number`` update one, and return its number. ConflictError if that meeting was held."""
    with _desk(engine, plan, author, recorded_at) as desk:
        return desk.describe(meeting, number)


def hold_meeting(
    engine: Engine, plan: str, number: int, author: str, at: datetime | None = None, *, recorded_at: datetime | None = None
) -> datetime:
    """Freeze the knowledge at a meeting, now or at a past time, and return that time. ConflictError if it was already held.

    The knowledge at the preceding meeting is frozen, too: by default as of the end of ``since`` in the city's time zone.
    """
    with _desk(engine, plan, author, recorded_at) as desk:
        return desk.hold(number, at)


def store_decision(engine: Engine, plan: str, decision: NewDecision, author: str, *, recorded_at: datetime | None = None) -> int:
    """Record a decision of a meeting and return its number."""
    with _desk(engine, plan, author, recorded_at) as desk:
        return desk.decide(decision)


def close_decision(
    engine: Engine,
    plan: str,
    number: int,
    author: str,
    *,
    note: str = "",
    evidence: str = "",
    recorded_at: datetime | None = None,
) -> None:
    """Record that a decision is done, with a note or evidence. ConflictError if it is already closed."""
    with _desk(engine, plan, author, recorded_at) as desk:
        desk.close(Closing(number, note, evidence))


def reopen_decision(
    engine: Engine, plan: str, number: int, author: str, *, note: str = "", recorded_at: datetime | None = None
) -> None:
    """Record that a closed decision is not done after all. ConflictError if it is open."""
    with _desk(engine, plan, author, recorded_at) as desk:
        desk.reopen(number, note)


def postpone_decision(
    engine: Engine, plan: str, number: int, author: str, *, until: date, reason: str, recorded_at: datetime | None = None
) -> None:
    """Record a later deadline of an open decision, and the reason. ConflictError if it is closed."""
    with _desk(engine, plan, author, recorded_at) as desk:
        desk.postpone(Postponement(number, until, reason))


def store_narrative(
    engine: Engine, plan: str, narrative: NewNarrative, author: str, *, recorded_at: datetime | None = None
) -> None:
    """Record a narrative of a target, project or programme; an empty one withdraws the previous one."""
    with _desk(engine, plan, author, recorded_at) as desk:
        desk.narrate(narrative)


def store_past(engine: Engine, plan: str, entries: Sequence[tuple[datetime, Entry]], author: str) -> None:
    """Record the minutes of a demonstration in one transaction, each entry at its own time, in chronological order.

    Requires an administrator. ConflictError if the plan is a real one; ValueError if the entries are not in order.
    """
    if not entries:
        return
    instants = [at for at, _ in entries]
    if instants != sorted(instants):
        raise ValueError("the past is recorded in its order")
    with _desk(engine, plan, author, instants[0]) as desk:
        if not desk.plan.demonstration:
            raise ConflictError("not_a_demonstration", code=plan)
        for at, entry in entries:
            desk = desk if at == desk.now else replace(desk, now=at)
            _record(desk, entry)
            desk.session.flush()


def _record(desk: "MeetingTransaction", entry: Entry) -> None:
    match entry:
        case NewMeeting():
            desk.describe(entry)
        case Holding():
            desk.hold(entry.number)
        case NewDecision():
            desk.decide(entry)
        case Closing():
            desk.close(entry)
        case Postponement():
            desk.postpone(entry)
        case NewNarrative():
            desk.narrate(entry)


@dataclass(frozen=True)
class MeetingTransaction:
    """One transaction on the minutes of a plan; ``now`` is the recording time of its rows."""

    session: Session
    plan: Plan
    plan_id: int
    author: str
    now: datetime

    def describe(self, meeting: NewMeeting, number: int | None = None) -> int:
        fitting = checked_meeting(meeting)
        require(self.session, Role.EDITOR)
        if fitting.known_before is not None:
            self.check_past(fitting.known_before)
        if number is None:
            number = self.next_number(Meeting)
        else:
            self.meeting_to_come(number)
        about = {name: getattr(fitting, name) for name in ("name", "as_of", "since", "known_before")}
        self.add(Meeting, number=number, agenda=list(fitting.agenda), **about)
        return number

    def hold(self, number: int, at: datetime | None = None) -> datetime:
        require(self.session, Role.EDITOR)
        meeting = self.meeting_to_come(number)
        known_at = at or self.now
        self.check_past(known_at)
        end_of_since = datetime.combine(meeting.since, time.max, read_settings().zone)
        # Nothing recorded only after this meeting may count as known before it.
        known_before = min(meeting.known_before or end_of_since, known_at)
        same = meeting.model_dump(include={"number", "name", "as_of", "since", "agenda"})
        self.add(Meeting, known_at=known_at, known_before=known_before, **same)
        return known_at

    def decide(self, decision: NewDecision) -> int:
        require(self.session, Role.EDITOR)
        fitting = checked_decision(decision, self.meeting(decision.meeting).as_of)
        if fitting.district and fitting.district not in set(self.view.districts["code"]):
            raise NotFoundError("unknown_district", value=fitting.district)
        subject = self.subject_id(fitting.subject) if fitting.subject else None
        about = {name: getattr(fitting, name) for name in ("meeting", "what", "who", "until", "district")}
        number = self.next_number(Decision)
        self.add(Decision, number=number, subject_id=subject, **about)
        return number

    def close(self, closing: Closing) -> None:
        words = {name: clean_text(name, getattr(closing, name), LONGEST_TEXT) for name in ("note", "evidence")}
        if not any(words.values()):
            raise MinutesError("evidence_or_note")
        require_districts(self.session, {self.open_decision(closing.number).district})
        self.add_event(closing.number, "closed", **words)

    def reopen(self, number: int, note: str) -> None:
        words = clean_text("note", note, LONGEST_TEXT)
        require(self.session, Role.EDITOR)
        if not self.decision(number).is_closed:
            raise ConflictError("decision_open", number=number)
        self.add_event(number, "reopened", note=words)

    def postpone(self, later: Postponement) -> None:
        words = required_text("postponed", later.reason, LONGEST_TEXT)
        require(self.session, Role.EDITOR)
        before = self.open_decision(later.number).until
        if later.until <= before:
            raise MinutesError("until_not_later", until=later.until, day=before)
        self.add_event(later.number, "postponed", until=later.until, note=words)

    def narrate(self, narrative: NewNarrative) -> None:
        if acting_staff(self.session) is not None:
            require_districts(self.session, {works_districts(self.session, self.plan_id).get(narrative.code, "")})
        held_on = None if narrative.meeting is None else self.meeting(narrative.meeting).as_of
        fitting = checked_narrative(narrative, held_on)
        subject = self.subject_id(fitting.code)
        if fitting.is_empty and not self.was_said(subject):
            raise MinutesError("nothing_to_take_back", code=fitting.code)
        about = {name: getattr(fitting, name) for name in ("reason", "measure", "owner", "until", "meeting")}
        self.add(Narrative, subject_id=subject, **about)

    @cached_property
    def view(self) -> PlanView:
        return read_plan(self.session, self.plan.code, self.now)

    @cached_property
    def codes(self) -> set[str]:
        """The codes of all targets, items, projects and programmes."""
        works = (read(self.session, self.plan_id, known_at=self.now)["code"] for read in (read_projects, read_programmes))
        return {*self.view.targets["code"], *self.view.items["code"], *(one for codes in works for one in codes)}

    def add(self, table: type[Meeting] | type[Decision] | type[Narrative], **values: Any) -> None:
        by = required_text("author", author_for(self.session, self.author))
        self.session.add(table(plan_id=self.plan_id, author=by, recorded_at=self.now, **values))

    def next_number(self, table: type[Meeting] | type[Decision]) -> int:
        """Return the next free number; writers are serialised (see ``raise_version``), so that no other can take it meanwhile."""
        return 1 + (self.session.scalar(select(func.max(table.number)).where(table.plan_id == self.plan_id)) or 0)

    def check_past(self, at: datetime) -> None:
        if at > self.now:
            raise MinutesError("still_to_come", at=at.astimezone(read_settings().zone))

    def meeting(self, number: int) -> Meeting:
        own = select(Meeting).where(Meeting.plan_id == self.plan_id, Meeting.number == number)
        newest = self.session.exec(own.order_by(col(Meeting.id).desc())).first()
        if newest is None:
            raise NotFoundError("unknown_meeting", number=number)
        return newest

    def meeting_to_come(self, number: int) -> Meeting:
        meeting = self.meeting(number)
        if meeting.known_at is not None:
            raise ConflictError("meeting_held", number=number)
        return meeting

    def decision(self, number: int) -> DecisionRow:
        found = read_decisions(self.session, self.plan_id, known_at=self.now)
        rows = rows_of(found[found["number"] == number], DecisionRow)
        if not rows:
            raise NotFoundError("unknown_decision", number=number)
        return rows[0]

    def open_decision(self, number: int) -> DecisionRow:
        decision = self.decision(number)
        if decision.is_closed:
            raise ConflictError("decision_closed", number=number)
        return decision

    def add_event(self, number: int, kind: str, **values: Any) -> None:
        own = select(Decision.id).where(Decision.plan_id == self.plan_id, Decision.number == number)
        decision_id = self.session.exec(own).one()
        assert decision_id is not None, "it was read"
        by = required_text("author", author_for(self.session, self.author))
        self.session.add(DecisionEvent(decision_id=decision_id, kind=kind, author=by, recorded_at=self.now, **values))

    def subject_id(self, code: str) -> int:
        if code not in self.codes:
            raise NotFoundError("unknown_subject", code=code)
        own = select(Subject.id).where(Subject.plan_id == self.plan_id, Subject.code == code)
        subject = self.session.exec(own).one()
        assert subject is not None, "it was read"
        return subject

    def was_said(self, subject: int) -> bool:
        own = select(Narrative).where(Narrative.subject_id == subject).order_by(col(Narrative.id).desc())
        newest = self.session.exec(own).first()
        return newest is not None and any((newest.reason, newest.measure, newest.owner, newest.until))


@contextmanager
def _desk(engine: Engine, plan: str, author: str, recorded_at: datetime | None) -> Iterator[MeetingTransaction]:
    with writing(engine) as session:
        raise_version(session)
        if recorded_at is not None:
            require(session, Role.ADMINISTRATOR)
        now = recorded_at or next_moment(session)
        found = find_plan(session, plan)
        assert found.id is not None, "it was read"
        yield MeetingTransaction(session, found, found.id, author, now)
        session.flush()
        seal(session.connection(), found.id)
