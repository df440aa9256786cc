"""Drafts of this reader in the store: a reload of the page, another browser or a restart of the server loses nothing."""

import json
import logging
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import streamlit as st

from components.session import event_log, queries, user
from components.session.commands import drop_draft, keep_draft
from models.errors import SanbiaoError
from models.plan.draft_text import FORM
from models.queries.drafts import read_draft
from models.store.engine import reading

#: The plan of a draft that becomes a new one.
NEW = ""


def kept(plan: str) -> Mapping[str, Any] | None:
    """Return the reader's draft of a plan, once in a session; None without one, or if an older program wrote it otherwise."""
    looked = f"draft-looked-{plan}"
    if looked in st.session_state:
        return None
    st.session_state[looked] = True
    with reading(queries.engine()) as session:
        content = read_draft(session, plan, login=user.who().login)
    if content is None:
        return None
    st.session_state[_mark(plan)] = _sum(content)
    found: Mapping[str, Any] = json.loads(content)
    return found if found.get("form") == FORM else None


def keep(plan: str, raw: Mapping[str, Any]) -> None:
    """Keep a draft in the store if it is another than the last one; the page goes on if the store refuses it."""
    content = json.dumps({"form": FORM, **raw}, ensure_ascii=False)
    if st.session_state.get(_mark(plan)) == _sum(content):
        return
    try:
        keep_draft(plan, content)
    except SanbiaoError as error:
        event_log.event("draft_not_kept", level=logging.WARNING, why=error.key)
        return
    st.session_state[_mark(plan)] = _sum(content)


def drop(plan: str) -> None:
    """Remove the draft of a plan from the store, if this session kept or found one."""
    if st.session_state.pop(_mark(plan), None) is None:
        return
    try:
        drop_draft(plan)
    except SanbiaoError as error:
        event_log.event("draft_not_dropped", level=logging.WARNING, why=error.key)


def _mark(plan: str) -> str:
    return f"draft-kept-{plan}"


def _sum(content: str) -> str:
    return sha256(content.encode()).hexdigest()
