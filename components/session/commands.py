"""The only writer of the store for pages: meetings, decisions, narratives, accounts, and imports with their effects.

Every write is made on behalf of the user and signed by them; the store itself refuses what they may not do
(``models.auth.roles``).
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import event_log, user
from components.session.access import record_or_log
from components.session.identity import COOKIE, Known, Visit, Way, address_of
from components.session.queries import ViewContext, engine, today
from components.session.user import acting_engine, who
from models.auth.tokens import LASTS
from models.commands import drafts, second_factor, sign_in
from models.commands.access_events import AccessKind, NewAccessEvent
from models.commands.accounts import store_account
from models.commands.ledger import set_current_plan, store_plan, withdraw_batch
from models.commands.meetings import (
    close_decision,
    hold_meeting,
    postpone_decision,
    reopen_decision,
    store_decision,
    store_meeting,
    store_narrative,
)
from models.commands.records import NewAccount, NewDecision, NewMeeting, NewNarrative
from models.commands.sign_in import reset_password, sign_out_everywhere
from models.config import read_settings
from models.errors import ConflictError, RightError, SanbiaoError, UsageError
from models.imports.batch import Given, ImportBatch, effects, stage
from models.imports.batch import commit as commit_intake
from models.imports.diff import Change
from models.imports.lists import Lists
from models.imports.plan_revision import RevisionPreview, preview_revision
from models.plan.file import PlanFile

P = ParamSpec("P")
T = TypeVar("T")


def logged(write: Callable[P, T]) -> Callable[P, T]:
    """Log a write in the event log, and one that its author has no right to in the audit log, with where it came from."""
    inner = event_log.logged(write)

    @wraps(write)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return inner(*args, **kwargs)
        except RightError as error:
            why, place = error.sentence(read_settings().language), address_of(user.visit().headers)
            record_or_log(engine(), NewAccessEvent(AccessKind.REFUSED, who().login, place, about=write.__name__, note=why))
            raise

    return asked


@logged
def plan_meeting(plan: str, meeting: NewMeeting, number: int | None = None) -> int:
    """Record a meeting, or with ``number`` revise a future one; return its number."""
    return store_meeting(acting_engine(), plan, meeting, who().signature, number=number)


@logged
def hold(plan: str, number: int) -> datetime:
    """Freeze what is known at a meeting; return the time."""
    return hold_meeting(acting_engine(), plan, number, who().signature)


@logged
def decide(plan: str, decision: NewDecision) -> int:
    """Record a decision; return its number."""
    return store_decision(acting_engine(), plan, decision, who().signature)


@logged
def close(plan: str, number: int, *, note: str, evidence: str) -> None:
    """Record that a decision is done."""
    close_decision(acting_engine(), plan, number, who().signature, note=note, evidence=evidence)


@logged
def reopen(plan: str, number: int, *, note: str) -> None:
    """Record that a decision is not done after all."""
    reopen_decision(acting_engine(), plan, number, who().signature, note=note)


@logged
def postpone(plan: str, number: int, *, until: date, reason: str) -> None:
    """Record a later deadline of a decision."""
    postpone_decision(acting_engine(), plan, number, who().signature, until=until, reason=reason)


@logged
def narrate(plan: str, narrative: NewNarrative) -> None:
    """Record a narrative."""
    store_narrative(acting_engine(), plan, narrative, who().signature)


def look_at(
    question: ViewContext, files: tuple[Given, ...], answers: Mapping[str, str], district: str, progress: Callable[[float], None]
) -> ImportBatch:
    """Check files and compare them with the current store, within the user's rights.

    ``answers`` are those to the questions of the sheets, ``district`` is the code of the one chosen on the page. Raise
    UnreadableFilesError if some cannot be read. The result is kept in the user's session until files, answers, district, store or
    rights change: nobody else asks for the same.
    """
    given = hash(files), tuple(sorted(answers.items())), district
    key = (read_settings().database_url, question.version, question.plan, today(), who(), given)
    kept: tuple[Any, ImportBatch] | None = st.session_state.get("intake-looked")
    if kept is not None and kept[0] == key:
        return kept[1]
    looked = stage(acting_engine(), question.plan, files, today=today(), answers=answers, district=district, progress=progress)
    st.session_state["intake-looked"] = (key, looked)
    return looked


@st.cache_data(show_spinner=False, max_entries=8)
def _effects(
    url: str, version: int, plan: str, as_of: date, what: tuple[str, int, int], _kept: list[Change], _lists: Lists
) -> pd.DataFrame:
    return effects(engine(), plan, _kept, as_of=as_of, lists=_lists)


def effects_of(question: ViewContext, intake: ImportBatch, left_out: frozenset[int], confirmed: frozenset[int]) -> pd.DataFrame:
    """Return the effect of an intake on the standings as of the selected day.

    The key includes the facts, because rights, answers and choices decide which of the same files are committed.
    """
    url, kept = read_settings().database_url, intake.kept(left_out=left_out, confirmed=confirmed)
    what = (intake.sha256, hash(tuple(one.fact for one in kept)), intake.listed_with(confirmed))
    return _effects(url, question.version, intake.plan, question.as_of, what, kept, intake.kept_lists(confirmed=confirmed))


@logged
def commit(
    intake: ImportBatch,
    *,
    left_out: frozenset[int],
    confirmed: frozenset[int],
    note: str | None,
    tell: Callable[[str, float], None],
) -> int | None:
    """Record an intake and return the id of its batch. Raise ConflictError if another user was faster.

    ``tell`` as in ``models``.
    """
    chosen = {"left_out": left_out, "confirmed": confirmed}
    return commit_intake(acting_engine(), intake, author=who().signature, note=note, tell=tell, **chosen)


@logged
def withdraw(batch: int, *, note: str | None, withdrawn: bool) -> None:
    """Withdraw a batch, or restore it."""
    withdraw_batch(acting_engine(), batch, author=who().signature, note=note, withdrawn=withdrawn)


@logged
def create_plan(file: PlanFile, name: str, *, current: bool) -> None:
    """Record a new plan; it becomes the current one if ``current``, or if it is the first. ConflictError if its code is taken."""
    try:
        store_plan(acting_engine(), file, author=who().signature, name=name, current=current)
    except ConflictError as error:
        if error.key != "plan_code_taken":
            raise
        raise ConflictError("plan_code_known", **error.values) from None


@logged
def revise_plan(file: PlanFile, name: str, *, based_on: int, document: str, day: date | None, reason: str) -> int | None:
    """Record a changed plan as its next version; return the number, or None if nothing is different.

    UsageError without the number and date of the document and the reason.
    """
    if not document.strip() or not reason.strip() or day is None:
        raise UsageError("revision_incomplete")
    author, number = who().signature, f"{document.strip()}（{day.isoformat()}）"
    about: dict[str, Any] = {"name": name, "document": number, "reason": reason.strip()}
    return store_plan(acting_engine(), file, author=author, revise=True, based_on=based_on, **about)


@logged
def make_current(code: str) -> None:
    """Make a plan the one that is shown first."""
    set_current_plan(acting_engine(), code)


def keep_draft(plan: str, content: str) -> None:
    """Keep what the reader prepares of a plan, "" for a new one, where nobody else sees it."""
    drafts.keep_draft(acting_engine(), plan, content, login=who().login)


def drop_draft(plan: str) -> None:
    """Remove what the reader prepared of a plan."""
    drafts.drop_draft(acting_engine(), plan, login=who().login)


def preview_of(question: ViewContext, file: PlanFile) -> RevisionPreview:
    """Return what a changed plan changes as of the selected day; kept in the user's session until file, store or day change."""
    key = (read_settings().database_url, question.version, question.as_of, file.plan.code, file.sha256)
    kept: tuple[Any, RevisionPreview] | None = st.session_state.get("plan-preview")
    if kept is not None and kept[0] == key:
        return kept[1]
    preview = preview_revision(engine(), file, as_of=question.as_of)
    st.session_state["plan-preview"] = (key, preview)
    return preview


@logged
def describe_account(account: NewAccount, *, is_new: bool) -> str:
    """Record an account or its changes; return the one-time password of a new account, else ""."""
    mine, author = acting_engine(), who().signature  # the user of this computer is administrator until the first account exists
    store_account(mine, account, author=author)
    if not is_new:
        return ""
    password = _one_time_password()
    reset_password(mine, account.login, password, author=author)
    return password


@logged
def reset(login: str) -> str:
    """Set a one-time password, which is returned and never shown again; the account's sessions end."""
    password = _one_time_password()
    reset_password(acting_engine(), login, password, author=who().signature)
    return password


@logged
def end_sign_ins(login: str) -> None:
    """End every session of an account."""
    sign_out_everywhere(acting_engine(), login)


def _one_time_password() -> str:
    return secrets.token_urlsafe(12)


@logged
def remove_second_factor(login: str) -> None:
    """Turn off the second factor of a user who lost it."""
    second_factor.remove_second_factor(acting_engine(), login, author=who().signature)


def sign_out() -> None:
    """End the sign-in of this visit, so that its cookies are worthless from now on."""
    here = user.visit()
    for token in (here.cookies.get(COOKIE), here.sign_on and here.sign_on.token):
        if token:
            sign_in.sign_out(engine(), token)


def record_visit(here: Known) -> None:
    """Record that a sign-in is in use, and who came from outside or was refused: once a sign-on, by a proxy once a visit."""
    came = user.visit()
    is_first = st.session_state.get("visit-recorded") != (here.way, here.staff.login, here.refused)
    st.session_state["visit-recorded"] = (here.way, here.staff.login, here.refused)
    try:
        is_new = _record_use(here, came, is_first=is_first)
    except SanbiaoError as error:  # nobody is locked out because this cannot be written
        event_log.event("use_not_recorded", level=logging.WARNING, why=error.key)
        is_new = is_first
    if is_first and here.refused:
        record_or_log(engine(), NewAccessEvent(AccessKind.REFUSED, here.refused, address_of(came.headers), here.refused))
    elif is_new and here.way in (Way.SINGLE_SIGN_ON, Way.PROXY):
        by = Text(read_settings().language)(f"staff.way.{here.way}")
        login = here.staff.login
        record_or_log(engine(), NewAccessEvent(AccessKind.SIGNED_ON, login, address_of(came.headers), login, note=by))


def _record_use(here: Known, came: Visit, *, is_first: bool) -> bool:
    """Record the use of a sign-in; return True if this is the first use of a sign-on from outside."""
    if here.way is Way.ACCOUNT:
        sign_in.keep_alive(engine(), came.cookies.get(COOKIE, ""))
    if here.way is not Way.SINGLE_SIGN_ON or came.sign_on is None:
        return is_first
    login, token, ends = here.staff.login, came.sign_on.token, came.sign_on.begun + LASTS
    address = address_of(came.headers)
    is_new = is_first and sign_in.record_sign_on(engine(), login, token, way=here.way.value, address=address, ends=ends)
    if not is_new:
        sign_in.keep_alive(engine(), token)
    return is_new
