"""Every write of the minutes: meetings, decisions, narratives. One call is one transaction, as in ``changes``.

``recorded_at`` is for demonstration plans, whose past is made up. Every text is trimmed and checked; what does not fit is a
MinutesError with one sentence, what does not exist a NotFoundError, and nothing is written.

Meetings and decisions take an editor. A reporter may close a decision of an own district, and say why a project or programme
of an own district stands where it does. Whoever a write is done for signs it, whatever ``author`` says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from models.chain import seal
from models.changes import find_plan, next_moment, raise_version
from models.errors import ConflictError, MinutesError, NotFoundError
from models.frames import records_of
from models.meeting_queries import read_decisions
from models.minutes_checks import (
    LONGEST_TEXT,
    NewDecision,
    NewMeeting,
    NewNarrative,
    checked,
    checked_decision,
    checked_meeting,
    checked_narrative,
    needed,
)
from models.plan_view import PlanView
from models.queries import read_plan, read_programmes, read_projects
from models.rights import Role, require, require_districts, signed
from models.settings import read_settings
from models.store import writing
from models.tables import Decision, DecisionEvent, Meeting, Narrative, Subject
from models.write_rights import works_districts


def store_meeting(
    engine: Engine, plan: str, meeting: NewMeeting, author: str, *, number: int | None = None, recorded_at: datetime | None = None
) -> int:
    """Record a meeting, or with ``number`` describe one again; returns its number. ConflictError where that one was held."""
    fitting = checked_meeting(meeting)
    with _desk(engine, plan, recorded_at) as desk:
        require(desk.session, Role.EDITOR)
        if fitting.known_before is not None:
            desk.check_past(fitting.known_before)
        if number is None:
            number = desk.next_number(Meeting)
        else:
            desk.meeting_to_come(number)
        about = {name: getattr(fitting, name) for name in ("name", "as_of", "since", "known_before")}
        desk.add(Meeting, author, number=number, agenda=list(fitting.agenda), **about)
        return number


def hold_meeting(
    engine: Engine, plan: str, number: int, author: str, at: datetime | None = None, *, recorded_at: datetime | None = None
) -> datetime:
    """Freeze what is known at a meeting, now or at an instant gone by, and return that instant. ConflictError if it was held.

    What was known at the meeting before is frozen too: the end of ``since`` in the city where nothing else was said.
    """
    with _desk(engine, plan, recorded_at) as desk:
        require(desk.session, Role.EDITOR)
        meeting = desk.meeting_to_come(number)
        known_at = at or desk.now
        desk.check_past(known_at)
        end_of_since = datetime.combine(meeting.since, time.max, read_settings().zone)
        # Nothing may count as known before that comes in only after this meeting.
        known_before = min(meeting.known_before or end_of_since, known_at)
        same = meeting.model_dump(include={"number", "name", "as_of", "since", "agenda"})
        desk.add(Meeting, author, known_at=known_at, known_before=known_before, **same)
        return known_at


def store_decision(engine: Engine, plan: str, decision: NewDecision, author: str, *, recorded_at: datetime | None = None) -> int:
    """Record a decision of a meeting and return its number."""
    with _desk(engine, plan, recorded_at) as desk:
        require(desk.session, Role.EDITOR)
        fitting = checked_decision(decision, desk.meeting(decision.meeting).as_of)
        if fitting.district and fitting.district not in set(desk.view().districts["code"]):
            raise NotFoundError("unknown_district", value=fitting.district)
        subject = desk.subject_id(fitting.subject) if fitting.subject else None
        about = {name: getattr(fitting, name) for name in ("meeting", "what", "who", "until", "district")}
        number = desk.next_number(Decision)
        desk.add(Decision, author, number=number, subject_id=subject, **about)
        return number


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
    """Record that a decision is done, with a note or evidence. ConflictError where it is closed already."""
    words = {"note": checked("note", note, LONGEST_TEXT), "evidence": checked("evidence", evidence, LONGEST_TEXT)}
    if not any(words.values()):
        raise MinutesError("evidence_or_note")
    with _desk(engine, plan, recorded_at) as desk:
        require_districts(desk.session, {desk.open_decision(number)["district"]})
        desk.add_event(number, "closed", author, **words)


def reopen_decision(
    engine: Engine, plan: str, number: int, author: str, *, note: str = "", recorded_at: datetime | None = None
) -> None:
    """Record that a closed decision is not done after all. ConflictError where it is open."""
    words = checked("note", note, LONGEST_TEXT)
    with _desk(engine, plan, recorded_at) as desk:
        require(desk.session, Role.EDITOR)
        if not desk.decision(number)["is_closed"]:
            raise ConflictError("decision_open", number=number)
        desk.add_event(number, "reopened", author, note=words)


def postpone_decision(
    engine: Engine, plan: str, number: int, author: str, *, until: date, reason: str, recorded_at: datetime | None = None
) -> None:
    """Record a later deadline of an open decision, and why. ConflictError where it is closed."""
    words = needed("postponed", reason, LONGEST_TEXT)
    with _desk(engine, plan, recorded_at) as desk:
        require(desk.session, Role.EDITOR)
        before = desk.open_decision(number)["until"]
        if until <= before:
            raise MinutesError("until_not_later", until=until, day=before)
        desk.add_event(number, "postponed", author, until=until, note=words)


def store_narrative(
    engine: Engine, plan: str, narrative: NewNarrative, author: str, *, recorded_at: datetime | None = None
) -> None:
    """Record what is said of a target, project or programme; without any word it takes back what was said before."""
    with _desk(engine, plan, recorded_at) as desk:
        require_districts(desk.session, {works_districts(desk.session, desk.plan_id).get(narrative.code, "")})
        held_on = None if narrative.meeting is None else desk.meeting(narrative.meeting).as_of
        fitting = checked_narrative(narrative, held_on)
        subject = desk.subject_id(fitting.code)
        if fitting.is_empty and not desk.was_said(subject):
            raise MinutesError("nothing_to_take_back", code=fitting.code)
        about = {name: getattr(fitting, name) for name in ("reason", "measure", "owner", "until", "meeting")}
        desk.add(Narrative, author, subject_id=subject, **about)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One transaction on the minutes of a plan; ``now`` is the time that its rows bear."""

    session: Session
    plan: str
    plan_id: int
    now: datetime

    def view(self) -> PlanView:
        return read_plan(self.session, self.plan, self.now)

    def add(self, table: type[Meeting] | type[Decision] | type[Narrative], author: str, **values: Any) -> None:
        by = needed("author", signed(self.session, author))
        self.session.add(table(plan_id=self.plan_id, author=by, recorded_at=self.now, **values))

    def next_number(self, table: type[Meeting] | type[Decision]) -> int:
        """Writers wait for each other (see ``raise_version``), so nobody else takes it meanwhile."""
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

    def decision(self, number: int) -> dict[Any, Any]:
        found = read_decisions(self.session, self.plan_id, known_at=self.now)
        rows = records_of(found[found["number"] == number])
        if not rows:
            raise NotFoundError("unknown_decision", number=number)
        return rows[0]

    def open_decision(self, number: int) -> dict[Any, Any]:
        decision = self.decision(number)
        if decision["is_closed"]:
            raise ConflictError("decision_closed", number=number)
        return decision

    def add_event(self, number: int, kind: str, author: str, **values: Any) -> None:
        own = select(Decision.id).where(Decision.plan_id == self.plan_id, Decision.number == number)
        decision_id = self.session.exec(own).one()
        assert decision_id is not None, "it was read"
        by = needed("author", signed(self.session, author))
        self.session.add(DecisionEvent(decision_id=decision_id, kind=kind, author=by, recorded_at=self.now, **values))

    def subject_id(self, code: str) -> int:
        works = (read(self.session, self.plan_id, known_at=self.now)["code"] for read in (read_projects, read_programmes))
        view = self.view()
        if code not in {*view.targets["code"], *view.items["code"], *(one for codes in works for one in codes)}:
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
def _desk(engine: Engine, plan: str, recorded_at: datetime | None) -> Iterator[_Desk]:
    with writing(engine) as session:
        raise_version(session)
        if recorded_at is not None:
            require(session, Role.ADMINISTRATOR)
        now = recorded_at or next_moment(session)
        found = find_plan(session, plan)
        assert found.id is not None, "it was read"
        yield _Desk(session, plan, found.id, now)
        session.flush()
        seal(session.connection(), found.id)
