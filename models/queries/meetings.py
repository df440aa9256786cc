"""Every read of the minutes: meetings, decisions and narratives, as they stood at ``known_at``; the same columns when empty.

And what moved between two meetings beside the targets: projects and programmes.
"""

from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Row, Select, func, select
from sqlmodel import Session

from models.tables import Decision, DecisionEvent, Meeting, Narrative, Subject, columns

meetings = columns(Meeting)
decisions = columns(Decision)
events = columns(DecisionEvent)
narratives = columns(Narrative)
subjects = columns(Subject)

_MEETING = ("number", "name", "as_of", "since", "known_at", "known_before", "agenda", "author", "recorded_at")
_DECISION = (
    "number",
    "meeting",
    "what",
    "who",
    "until",
    "first_until",
    "postponements",
    "subject",
    "district",
    "author",
    "recorded_at",
    "is_closed",
    "note",
    "evidence",
    "changed_by",
    "changed_at",
)
_EVENT = ("kind", "until", "note", "evidence", "author", "recorded_at")
_NARRATIVE = ("code", "reason", "measure", "owner", "until", "meeting", "author", "recorded_at")


def read_meetings(session: Session, plan_id: int, known_at: datetime) -> pd.DataFrame:
    """The meetings of a plan, the newest day first, each as it was last described or held.

    Columns: number, name, as_of, since, known_at (None until it is held), known_before (None: the end of ``since``), agenda
    (a list of addresses), author, recorded_at.
    """
    newest = (
        select(func.max(meetings.id))
        .where(meetings.plan_id == plan_id, meetings.recorded_at <= known_at)
        .group_by(meetings.number)
    )
    rows = select(*(meetings[name] for name in _MEETING)).where(meetings.id.in_(newest))
    return _frame(session, rows.order_by(meetings.as_of.desc(), meetings.number.desc()), _MEETING)


def last_held(meetings: pd.DataFrame, before: date) -> tuple[date, datetime] | None:
    """The day of the last meeting that was held before a day, and when what it saw was known; ``meetings`` as they are read."""
    held = meetings[meetings["known_at"].notna() & (meetings["as_of"] < before)]
    return None if held.empty else (held["as_of"].iloc[0], held["known_at"].iloc[0])


def read_decisions(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """The decisions of a plan by number, each as it stood at ``known_at``.

    Columns: number, meeting (its number), what, who, until (as last postponed), first_until, postponements (how many), subject
    (a code or ""), district (a code or ""), author, recorded_at, is_closed; and of the newest event note, evidence,
    changed_by and changed_at ("" and None where nothing has happened).
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
    rows = [_decided(dict(row), happened.get(row["id"], [])) for row in session.execute(written).mappings()]
    return pd.DataFrame(rows, columns=list(_DECISION), dtype=object)


def _decided(row: dict[Any, Any], happened: list[Row[Any]]) -> dict[Any, Any]:
    """A decision with all that happened to it since, in that order."""
    newest = happened[-1] if happened else None
    days = [event.until for event in happened if event.kind == "postponed"]
    kinds = [event.kind for event in happened if event.kind != "postponed"]
    return row | {
        "subject": row["subject"] or "",
        "until": days[-1] if days else row["until"],
        "postponements": len(days),
        "is_closed": kinds[-1:] == ["closed"],
        "note": newest.note if newest else "",
        "evidence": newest.evidence if newest else "",
        "changed_by": newest.author if newest else "",
        "changed_at": newest.recorded_at if newest else None,
    }


def _events(plan_id: int, known_at: datetime) -> Select[Any]:
    return (
        select(events.decision_id, decisions.number, *(events[name] for name in _EVENT))
        .join(Decision, events.decision_id == decisions.id)
        .where(decisions.plan_id == plan_id, events.recorded_at <= known_at)
        .order_by(events.id)
    )


def read_decision_events(session: Session, plan_id: int, number: int, *, known_at: datetime) -> pd.DataFrame:
    """What happened to a decision, the newest first: kind, until, note, evidence, author, recorded_at.

    ``kind`` is "closed", "reopened" or "postponed", ``until`` the new deadline of the last, else None.
    """
    own = _events(plan_id, known_at).where(decisions.number == number)
    chosen = own.with_only_columns(*(events[name] for name in _EVENT)).order_by(None).order_by(events.id.desc())
    return _frame(session, chosen, _EVENT)


def read_narratives(session: Session, plan_id: int, known_at: datetime) -> pd.DataFrame:
    """What was last said of each target, project or programme, by code; those taken back are left out.

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
    """All that was ever said of one code, the newest first, in the columns of ``read_narratives``; empty texts took it back."""
    rows = _narratives().where(narratives.plan_id == plan_id, narratives.recorded_at <= known_at, subjects.code == code)
    return _frame(session, rows.order_by(narratives.id.desc()), _NARRATIVE)


def _narratives() -> Select[Any]:
    own = (narratives[name] for name in _NARRATIVE if name != "code")
    chosen: Select[Any] = select(subjects.code, *own).join(Subject, narratives.subject_id == subjects.id)
    return chosen


def _frame(session: Session, rows: Select[Any], names: tuple[str, ...]) -> pd.DataFrame:
    """Rows as they are, None stays None."""
    return pd.DataFrame(session.execute(rows).all(), columns=list(names), dtype=object)
