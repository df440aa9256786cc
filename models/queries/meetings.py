"""Reads of the minutes: meetings, decisions and narratives as known at ``known_at``. Empty results keep their columns."""

from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Row, Select, func, select
from sqlmodel import Session

from models.frames import frame_of
from models.tables import Decision, DecisionEvent, Meeting, Narrative, Subject, columns
from models.typed_rows import DecisionRow

meetings = columns(Meeting)
decisions = columns(Decision)
events = columns(DecisionEvent)
narratives = columns(Narrative)
subjects = columns(Subject)

_MEETING = ("number", "name", "as_of", "since", "known_at", "known_before", "agenda", "author", "recorded_at")
_EVENT = ("kind", "until", "note", "evidence", "author", "recorded_at")
_NARRATIVE = ("code", "reason", "measure", "owner", "until", "meeting", "author", "recorded_at")


def read_meetings(session: Session, plan_id: int, known_at: datetime) -> pd.DataFrame:
    """Return the meetings of a plan as last described or held, by descending date.

    Columns: number, name, as_of, since, known_at (None until it is held), known_before (None: the end of ``since``), agenda (a
    list of addresses), author, recorded_at.
    """
    newest = (
        select(func.max(meetings.id))
        .where(meetings.plan_id == plan_id, meetings.recorded_at <= known_at)
        .group_by(meetings.number)
    )
    rows = select(*(meetings[name] for name in _MEETING)).where(meetings.id.in_(newest))
    return _frame(session, rows.order_by(meetings.as_of.desc(), meetings.number.desc()), _MEETING)


def last_held(meetings: pd.DataFrame, before: date) -> tuple[date, datetime] | None:
    """Return ``as_of`` and ``known_at`` of the last meeting held before a date; ``meetings`` as returned by ``read_meetings``."""
    held = meetings[meetings["known_at"].notna() & (meetings["as_of"] < before)]
    return None if held.empty else (held["as_of"].iloc[0], held["known_at"].iloc[0])


def read_decisions(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """Return the decisions of a plan by number, each as known at ``known_at``.

    Columns: number, meeting (its number), what, who, until (as last postponed), first_until, postponements (how many), subject (a
    code or ""), district (a code or ""), author, recorded_at, is_closed; and from the newest event note, evidence, changed_by and
    changed_at ("" and None without events).
    """
    written = (
        select(
            *(
                decisions[name]
                for name in ("id", "number", "meeting", "what", "who", "until", "district", "author", "recorded_at")
            ),
            decisions.until.label("first_until"),
            subjects.code.label("subject"),
        )
        .select_from(Decision)
        .outerjoin(Subject, decisions.subject_id == subjects.id)
        .where(decisions.plan_id == plan_id, decisions.recorded_at <= known_at)
        .order_by(decisions.number)
    )
    happened: dict[int, list[Row[Any]]] = {}
    for event in session.execute(_events(plan_id, known_at)):
        happened.setdefault(event.decision_id, []).append(event)
    return frame_of([_decided(row, happened.get(row.id, [])) for row in session.execute(written)], DecisionRow)


def _decided(row: Row[Any], happened: list[Row[Any]]) -> DecisionRow:
    """Merge a decision with its events, given in chronological order."""
    newest = happened[-1] if happened else None
    days = [event.until for event in happened if event.kind == "postponed"]
    kinds = [event.kind for event in happened if event.kind != "postponed"]
    return DecisionRow(
        number=row.number,
        meeting=row.meeting,
        what=row.what,
        who=row.who,
        until=days[-1] if days else row.until,
        first_until=row.first_until,
        postponements=len(days),
        subject=row.subject or "",
        district=row.district,
        author=row.author,
        recorded_at=row.recorded_at,
        is_closed=kinds[-1:] == ["closed"],
        note=newest.note if newest else "",
        evidence=newest.evidence if newest else "",
        changed_by=newest.author if newest else "",
        changed_at=newest.recorded_at if newest else None,
    )


def _events(plan_id: int, known_at: datetime) -> Select[Any]:
    return (
        select(events.decision_id, decisions.number, *(events[name] for name in _EVENT))
        .join(Decision, events.decision_id == decisions.id)
        .where(decisions.plan_id == plan_id, events.recorded_at <= known_at)
        .order_by(events.id)
    )


def read_decision_events(session: Session, plan_id: int, number: int, *, known_at: datetime) -> pd.DataFrame:
    """Return the events of a decision, newest first: kind, until, note, evidence, author, recorded_at.

    ``kind`` is "closed", "reopened" or "postponed"; ``until`` is the new deadline of a postponement, otherwise None.
    """
    own = _events(plan_id, known_at).where(decisions.number == number)
    chosen = own.with_only_columns(*(events[name] for name in _EVENT)).order_by(None).order_by(events.id.desc())
    return _frame(session, chosen, _EVENT)


def read_narratives(session: Session, plan_id: int, known_at: datetime) -> pd.DataFrame:
    """Return the latest narrative of each target, project or programme, by code; withdrawn ones are omitted.

    Columns: code, reason, measure, owner, until, meeting (a number or None), author, recorded_at.
    """
    newest = (
        select(func.max(narratives.id))
        .where(narratives.plan_id == plan_id, narratives.recorded_at <= known_at)
        .group_by(narratives.subject_id)
    )
    frame = _frame(session, _narratives().where(narratives.id.in_(newest)).order_by(subjects.code), _NARRATIVE)
    said = [any(row[1:5]) for row in frame.itertuples(index=False)]
    return frame.loc[said].reset_index(drop=True)


def read_narrative_history(session: Session, plan_id: int, code: str, known_at: datetime) -> pd.DataFrame:
    """Return all narratives of one code, newest first, in the columns of ``read_narratives``; empty texts are withdrawals."""
    rows = _narratives().where(narratives.plan_id == plan_id, narratives.recorded_at <= known_at, subjects.code == code)
    return _frame(session, rows.order_by(narratives.id.desc()), _NARRATIVE)


def _narratives() -> Select[Any]:
    own = (narratives[name] for name in _NARRATIVE if name != "code")
    chosen: Select[Any] = select(subjects.code, *own).join(Subject, narratives.subject_id == subjects.id)
    return chosen


def _frame(session: Session, rows: Select[Any], names: tuple[str, ...]) -> pd.DataFrame:
    """Run the query into a frame of objects; None remains None."""
    return pd.DataFrame(session.execute(rows).all(), columns=list(names), dtype=object)
