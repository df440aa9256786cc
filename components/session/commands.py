"""The only writer of the store for pages: meetings, decisions, narratives, accounts, and imports with their effects.

Every write is made on behalf of the user and signed by them; the store itself refuses what they may not do
(``models.auth.roles``).
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from components.session.event_log import logged
from components.session.queries import ViewContext, engine, today
from components.session.user import acting_engine, who
from models.commands import sign_in
from models.commands.accounts import store_account
from models.commands.ledger import withdraw_batch
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
from models.imports.batch import Given, ImportBatch, effects, stage
from models.imports.batch import commit as commit_intake
from models.imports.diff import Change
from models.imports.lists import Lists


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


def look_at(question: ViewContext, files: tuple[Given, ...], progress: Callable[[float], None]) -> ImportBatch:
    """Check files and compare them with the current store, within the user's rights.

    Raise UnreadableFilesError if some cannot be read. The result is kept in the user's session until files, store or rights
    change: nobody else asks for the same.
    """
    key = (read_settings().database_url, question.version, question.plan, today(), who(), hash(files))
    kept: tuple[Any, ImportBatch] | None = st.session_state.get("intake-looked")
    if kept is not None and kept[0] == key:
        return kept[1]
    looked = stage(acting_engine(), question.plan, files, today=today(), progress=progress)
    st.session_state["intake-looked"] = (key, looked)
    return looked


@st.cache_data(show_spinner=False, max_entries=8)
def _effects(
    url: str, version: int, plan: str, as_of: date, what: tuple[str, frozenset[int], int], _kept: list[Change], _lists: Lists
) -> pd.DataFrame:
    return effects(engine(), plan, _kept, as_of=as_of, lists=_lists)


def effects_of(question: ViewContext, intake: ImportBatch, left_out: frozenset[int], confirmed: frozenset[int]) -> pd.DataFrame:
    """Return the effect of an intake on the standings as of the selected day.

    The key includes the rows, because users with other rights may commit other rows of the same files.
    """
    url, kept = read_settings().database_url, intake.kept(left_out=left_out, confirmed=confirmed)
    what = (intake.sha256, frozenset(one.fact.row for one in kept), intake.listed)
    return _effects(url, question.version, intake.plan, question.as_of, what, kept, intake.lists)


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


def sign_out(token: str) -> None:
    """End the sign-in with a token, so that its cookie is worthless from now on."""
    sign_in.sign_out(engine(), token)
