"""The narrative of a target, project or programme (reason, measure, person, deadline) and the decisions about it."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import authors, commands, controls, flash, queries, user
from components.session.page_context import PageContext
from components.widgets import html, lazy_expander
from components.widgets.decisions import decided_about
from components.widgets.meeting_title import title_of
from models.auth.roles import Role
from models.commands.records import NewNarrative
from models.frames import rows_of
from models.typed_rows import MeetingRow, NarrativeRow

_WORDS = ("reason", "measure", "owner")


def said_of(page: PageContext, code: str) -> None:
    """Draw the latest narrative, the decisions, a form for a new narrative, and all earlier versions."""
    t = page.t
    found = page.snapshot.narratives
    own = rows_of(found[found["code"] == code], NarrativeRow)
    every = rows_of(page.snapshot.meetings, MeetingRow)
    meetings: dict[int | None, str] = {row.number: title_of(t, row) for row in every}
    to_come = next((row.number for row in reversed(every) if row.known_at is None), None)
    if own:
        row = own[0]
        pairs = [(t(f"narrative.{name}"), words or "–") for name, words in _said(row)]
        st.html(html.told([*pairs, (t("narrative.until"), t.day(row.until))]))
        written = t("narrative.by", author=authors.shown(t, row.author), at=controls.in_city(row.recorded_at))
        st.html(html.footnote([written, meetings.get(row.meeting, "")]))
    decided_about(page, code)
    box = lazy_expander.opened(t("narrative.title"), "narrative")
    if box is None:
        return
    with box:
        if user.allowed(t, Role.REPORTER):
            _form(page, code, own[0] if own else None, meetings, to_come)
        flash.say()
        _versions(t, queries.narrative_history(page.asked, page.view, code), meetings)


def _form(
    page: PageContext, code: str, before: NarrativeRow | None, meetings: Mapping[int | None, str], to_come: int | None
) -> None:
    """Draw the form, filled with the latest narrative, for the next meeting ``to_come``."""
    t = page.t
    with st.form(f"narrative-{code}", border=False):
        words = {
            name: st.text_input(t(f"narrative.{name}"), value=value, max_chars=_longest(name)) for name, value in _said(before)
        }
        given = before.until if before else None
        until: date | None = st.date_input(t("narrative.until"), value=given, format="YYYY-MM-DD")
        meeting = st.selectbox(
            t("narrative.meeting"),
            [None, *meetings],
            index=[None, *meetings].index(to_come),
            format_func=lambda one: t("narrative.no_meeting") if one is None else meetings[one],
        )
        if st.form_submit_button(t("narrative.record")):
            new = NewNarrative(code, words["reason"], words["measure"], words["owner"], until, meeting)
            flash.write(lambda: commands.narrate(page.asked.plan, new))
            st.rerun()


def _said(row: NarrativeRow | None) -> list[tuple[str, str]]:
    """Return the words of a narrative by their names, all empty without one."""
    return list(zip(_WORDS, (row.reason, row.measure, row.owner) if row else ("", "", ""), strict=True))


def _longest(name: str) -> int:
    return 100 if name == "owner" else 500


def _versions(t: Text, history: pd.DataFrame, meetings: Mapping[int | None, str]) -> None:
    """Draw all versions of the narrative, the newest first; one without any word is a withdrawal."""
    if len(history) < 2:
        return
    rows = [
        [
            controls.in_city(row.recorded_at).strftime("%Y-%m-%d %H:%M"),
            *(words or "–" for _, words in _said(row)),
            t.day(row.until),
            meetings.get(row.meeting, "–"),
            authors.shown(t, row.author),
        ]
        for row in rows_of(history, NarrativeRow)
    ]
    st.html(html.footnote([t("narrative.versions", n=len(rows))]))
    heads = ("at", *_WORDS, "until", "meeting", "author")
    st.html(html.table([t(f"narrative.{head}") for head in heads], rows))
