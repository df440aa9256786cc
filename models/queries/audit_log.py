"""The audit log: every write with its author and time, every sign-in, refusal and export with its address. Read-only."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, null, select, union_all
from sqlmodel import Session

from models.tables import Batch, BatchEvent, Decision, DecisionEvent, Meeting, Narrative, Plan, Subject, columns
from models.tables.accounts import AccessEvent, Account, Password, SecondFactor, SignIn, SignInAttempt

COLUMNS = ["recorded_at", "author", "address", "what", "about", "plan", "note"]
#: Values of the column ``what``; the group ``log`` of the wording catalogue names them.
KINDS = (
    *("plan", "report", "published", "demo", "withdrawn", "brought_back"),
    *("meeting", "held", "decision", "closed", "reopened", "postponed", "narrative"),
    *("account", "account_closed", "password", "sign_in", "sign_out", "sign_in_failed"),
    *("second_factor", "second_factor_off"),
    *("signed_on", "refused", "export", "clock_confirmed"),
)
batches, events, meetings, plans = columns(Batch), columns(BatchEvent), columns(Meeting), columns(Plan)
decisions, decided, narratives, subjects = columns(Decision), columns(DecisionEvent), columns(Narrative), columns(Subject)
accounts, passwords, sign_ins, attempts = columns(Account), columns(Password), columns(SignIn), columns(SignInAttempt)
access, factors = columns(AccessEvent), columns(SecondFactor)


def read_log(
    session: Session,
    plan_id: int | None = None,
    *,
    first: datetime | None = None,
    last: datetime | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """Return all writes, newest first: recorded_at (UTC), author, what (one of ``KINDS``), about, plan (its code), note, address.

    ``about`` is the file or number of a batch, the name of a meeting, the number of a decision, the code of a narrative's
    subject, a login, or the name of an export; ``address`` is known of sign-ins, refusals and exports. With ``plan_id`` only the
    writes of that plan are returned; without it accounts, passwords and access are included. ``first`` and ``last`` bound the
    time, both inclusive; ``limit`` bounds the number of rows.
    """
    of_plans = [one if plan_id is None else one.where(plans.id == plan_id) for one in (*_of_batches(), *_of_minutes())]
    rows = union_all(*of_plans, *(_of_staff() if plan_id is None else ())).subquery()
    query = select(rows).order_by(rows.c.recorded_at.desc(), rows.c.turn.desc(), rows.c.id.desc()).limit(limit)
    if first is not None:
        query = query.where(rows.c.recorded_at >= first)
    if last is not None:
        query = query.where(rows.c.recorded_at <= last)
    found = pd.DataFrame(session.execute(query).all(), columns=[*COLUMNS, "turn", "id"], dtype=object)[COLUMNS]
    return found.assign(recorded_at=pd.to_datetime(found["recorded_at"], utc=True))


def _row(
    turn: int, own: Any, at: Any, what: Any, about: Any, *, author: Any, plan: Any = "", note: Any = None, address: Any = None
) -> Select[Any]:
    """Build the query for one kind of row; ``turn`` orders kinds recorded at the same time."""
    return select(
        at.label("recorded_at"),
        _text(author).label("author"),
        _text(address).label("address"),
        _text(what).label("what"),
        _text(about).label("about"),
        _text(plan).label("plan"),
        _text(note).label("note"),
        literal(turn).label("turn"),
        own.id.label("id"),
    )


def _text(value: Any) -> ColumnElement[Any]:
    if value is None:
        return cast(null(), String)
    return literal(value) if isinstance(value, str) else cast(value, String)


def _of_batches() -> list[Select[Any]]:
    file = func.coalesce(batches.file_name, "#" + cast(batches.id, String))
    came = _row(0, batches, batches.recorded_at, batches.kind, file, author=batches.author, plan=plans.code, note=batches.note)
    what = case((events.withdrawn, "withdrawn"), else_="brought_back")
    number = "#" + cast(batches.id, String)
    event = _row(1, events, events.at, what, number, author=events.author, plan=plans.code, note=events.note)
    return [
        came.join_from(Batch, Plan, batches.plan_id == plans.id),
        event.join_from(BatchEvent, Batch, events.batch_id == batches.id).join(Plan, batches.plan_id == plans.id),
    ]


def _of_minutes() -> list[Select[Any]]:
    what = case((meetings.known_at.is_(None), "meeting"), else_="held")
    meeting = _row(2, meetings, meetings.recorded_at, what, meetings.name, author=meetings.author, plan=plans.code)
    about = {"author": decisions.author, "plan": plans.code, "note": decisions.what}
    decision = _row(3, decisions, decisions.recorded_at, "decision", _number(), **about)
    about = {"author": decided.author, "plan": plans.code, "note": decided.note}
    later = _row(4, decided, decided.recorded_at, decided.kind, _number(), **about)
    about = {"author": narratives.author, "plan": plans.code, "note": narratives.reason}
    narrative = _row(5, narratives, narratives.recorded_at, "narrative", subjects.code, **about)
    return [
        meeting.join_from(Meeting, Plan, meetings.plan_id == plans.id),
        decision.join_from(Decision, Plan, decisions.plan_id == plans.id),
        later.join_from(DecisionEvent, Decision, decided.decision_id == decisions.id).join(Plan, decisions.plan_id == plans.id),
        narrative.join_from(Narrative, Subject, narratives.subject_id == subjects.id).join(Plan, narratives.plan_id == plans.id),
    ]


def _number() -> ColumnElement[Any]:
    return "#" + cast(decisions.number, String)


def _of_staff() -> list[Select[Any]]:
    what = case((accounts.is_open, "account"), else_="account_closed")
    of_access = {"plan": access.plan, "note": access.note, "address": access.address}
    failed = _row(10, attempts, attempts.at, "sign_in_failed", attempts.login, author="", address=attempts.address)
    in_, out = (
        _row(8, sign_ins, sign_ins.begun, "sign_in", sign_ins.login, author=sign_ins.login, address=sign_ins.address),
        _row(9, sign_ins, sign_ins.ended, "sign_out", sign_ins.login, author=sign_ins.login),
    )
    changed = _row(7, passwords, passwords.recorded_at, "password", passwords.login, author=passwords.author)
    factor = case((factors.secret.is_(None), "second_factor_off"), else_="second_factor")
    return [
        _row(6, accounts, accounts.recorded_at, what, accounts.login, author=accounts.author),
        changed.where(passwords.replaces.is_(None)),  # a better hash is no change of the password
        in_.where(sign_ins.awaits_code.is_(None), sign_ins.way.is_(None)),  # sign-ons elsewhere are access events
        out.where(sign_ins.awaits_code.is_(None), sign_ins.ended.is_not(None)),
        failed.where(~attempts.succeeded),
        _row(11, access, access.at, access.kind, access.about, author=access.login, **of_access),
        _row(12, factors, factors.recorded_at, factor, factors.login, author=factors.author),
    ]
