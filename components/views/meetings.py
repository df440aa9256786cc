"""Contents of the meetings page: the list of meetings, questions to expect, changes, decisions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.charts import time_series
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.i18n import headlines
from components.i18n.text import Text, plain
from components.session import authors, choices, commands, controls, exhibits, flash, queries, user
from components.session.page_context import PageContext
from components.views import agenda, meeting_comparison
from components.widgets import chart, html, lazy_expander
from components.widgets.decisions import state_words
from components.widgets.export_menu import offer
from components.widgets.meeting_title import held_words
from models.analysis.target_changes import CONSEQUENCES, consequence
from models.auth.roles import Role
from models.commands.records import NewMeeting
from models.errors import MinutesError
from models.frames import rows_of
from models.snapshots.comparison import Comparison
from models.typed_rows import DecisionEvent, DecisionStanding, MeetingRow, TargetChange, WorkChange


def day_of(words: str) -> date:
    """Parse a date as sent by a browser. Raise MinutesError if it is not a date."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise MinutesError("no_deadline") from None


def base_of(plan: str, meeting: MeetingRow, language: str) -> Address:
    """Return the base address of a meeting's exhibits: its date, the date before it, and what was known at both."""
    return Address("", plan, meeting.as_of, meeting.since, language, meeting.known_at, meeting.known_before)


def meetings_list(page: PageContext, meetings: pd.DataFrame) -> MeetingRow | None:
    """Draw the choice of a meeting, a form for a new one, and the button that freezes what is known; return the meeting."""
    t = page.t
    rows = {row.number: row for row in rows_of(meetings, MeetingRow)}
    held = {row.as_of: row.known_at for row in reversed(rows.values()) if row.known_at is not None}
    with st.container(key="side-by-side"):
        left, right = st.columns([3, 2], gap="medium")
    with right:
        box = (
            st.expander(t("meeting.new"), expanded=True)
            if meetings.empty
            else lazy_expander.opened(t("meeting.new"), "new-meeting")
        )
        if box is not None:
            with box:
                _new_meeting(page, held)
    with left:
        flash.say()
        if meetings.empty:
            st.html(html.footnote([t("meeting.none")]))
            return None
        names = {number: f"{row.name} · {t.day(row.as_of)}" for number, row in rows.items()}
        meeting = rows[controls.one_of(t("meeting.choose"), "meeting", names, next(iter(rows)))]
        # Shown next to the list because the browser keeps displaying the label under which an entry was selected.
        st.html(html.footnote([held_words(t, meeting), t("meeting.shows", what=agenda.words(t, page.view, meeting.agenda))]))
        if meeting.known_at is None and user.may(Role.EDITOR):
            _to_come(page, meeting, held)
        return meeting


def _new_meeting(page: PageContext, held: Mapping[date, datetime]) -> None:
    """Draw the form of a new meeting, which continues from the last meeting held before ``as_of``."""
    if user.allowed(page.t, Role.EDITOR):
        last = max((day for day in held if day < page.as_of), default=page.since)
        _meeting_form(page, NewMeeting("", page.as_of, last), held)


def _to_come(page: PageContext, meeting: MeetingRow, held: Mapping[date, datetime]) -> None:
    """Draw the form for revising a meeting that is not yet held, and the button that freezes what is known."""
    t, number = page.t, meeting.number
    st.button(t("meeting.hold"), key="hold", on_click=_hold, args=(page.asked.plan, number), help=t("meeting.hold_help"))
    box = lazy_expander.opened(t("meeting.change"), f"meeting-{number}")
    if box is not None:
        with box:
            before = NewMeeting(meeting.name, meeting.as_of, meeting.since, agenda=tuple(meeting.agenda))
            _meeting_form(page, before, held, number)


def _meeting_form(page: PageContext, before: NewMeeting, held: Mapping[date, datetime], number: int | None = None) -> None:
    """Draw the form for a new meeting, or with ``number`` for revising one; ``before`` holds its initial values."""
    t = page.t
    known = agenda.entries(t, page.view)
    keys = {name: f"meeting-{number}-{name}-{before.as_of}-{before.since}" for name in ("name", "as_of", "since", "agenda")}
    with st.form(f"meeting-{number}", border=False):
        st.text_input(t("meeting.name"), value=before.name, max_chars=80, key=keys["name"])
        left, right = st.columns(2)
        left.date_input(t("meeting.as_of"), value=before.as_of, format="YYYY-MM-DD", key=keys["as_of"])
        right.date_input(t("meeting.since"), value=before.since, format="YYYY-MM-DD", key=keys["since"])
        st.multiselect(
            t("meeting.agenda"),
            list(known),
            default=[one for one in before.agenda or agenda.USUAL if one in known],
            format_func=lambda one: known.get(one, one),
            placeholder=t("meeting.agenda_add"),
            help=t("meeting.agenda_help"),
            key=keys["agenda"],
        )
        st.form_submit_button(
            t("meeting.create" if number is None else "meeting.save"),
            type="primary",
            on_click=_describe,
            args=(page.asked.plan, keys, held, number),
        )


def _describe(plan: str, keys: Mapping[str, str], held: Mapping[date, datetime], number: int | None) -> None:
    """Record the form before anything is redrawn, so that a page redrawn meanwhile loses no click.

    The meeting then becomes the selected one.
    """
    name, as_of, since, chosen = (st.session_state[keys[one]] for one in ("name", "as_of", "since", "agenda"))

    def record() -> None:
        if as_of is None or since is None:
            raise MinutesError("no_day")
        new = NewMeeting(name, as_of, since, held.get(since), tuple(chosen))  # as known at the meeting on ``since``
        choices.put("meeting", commands.plan_meeting(plan, new, number))

    flash.write(record)


def _hold(plan: str, number: int) -> None:
    flash.write(lambda: commands.hold(plan, number))


def what_was_shown(page: PageContext, meeting: MeetingRow) -> None:
    """Draw the meeting's own exhibits: questions to expect, and changes of targets and works, all as known at the meeting.

    Only the open tab is rendered.
    """
    t = page.t
    base = base_of(page.asked.plan, meeting, t.language)
    builder = exhibits.maker_of(page.asked, base)
    name, tab = _open_tab(t)
    with tab:
        if name == _LAST:
            meeting_comparison.section(page, builder, base)
            return
        _part(page, replace(base, part=name))
        if name in _SENTENCES:
            _sentences(t, builder.comparison(base), name)
        if name == "changes":
            _waterfall(page, builder, base)


def _open_tab(t: Text) -> tuple[str, DeltaGenerator]:
    """Return the name and container of the open tab; a browser reports it by its label, which depends on the language."""
    names = {**{t(f"part.{name}"): name for name in _TABS}, t("meeting.then_and_now"): _LAST}
    words, before = list(names), st.session_state.get("meeting-tab")
    if st.session_state.get("meeting-tabs") not in names:
        st.session_state["meeting-tabs"] = next((one for one in words if names[one] == before), words[0])
    tabs = dict(zip(names.values(), st.tabs(words, key="meeting-tabs", on_change="rerun"), strict=True))
    name = next(one for one, tab in tabs.items() if tab.open)
    st.session_state["meeting-tab"] = name
    return name, tabs[name]


_TABS = ("asked", "changes", "project_changes", "programme_changes", "decisions", "requests")
_LAST = "then_and_now"


def _part(page: PageContext, address: Address) -> None:
    part = exhibits.part_at(page.asked, address)
    st.markdown(f"**{plain(part.title)}**")
    if part.data.rows:
        st.html(html.part_table(page.look, part.data, part.name))
    offer(page.t, address)


def _sentences(t: Text, comparison: Comparison, name: str) -> None:
    """Draw the changes as sentences, grouped by consequence: fell behind, caught up, newly red, done."""
    rows: Sequence[TargetChange | WorkChange] = (
        rows_of(comparison.changes, TargetChange) if name == "changes" else rows_of(getattr(comparison, name), WorkChange)
    )
    box = lazy_expander.opened(t("meeting.sentences"), f"sentences-{name}") if rows else None
    if box is None:
        return
    with box:
        for one in CONSEQUENCES:
            own = [_SENTENCES[name](t, row) for row in rows if consequence(row.status_before, row.status_after) == one]
            if own:
                st.html(html.listed(t(f"consequence.{one}", n=len(own)), own))


_SENTENCES: Mapping[str, Callable[[Text, Any], str]] = {
    "changes": headlines.one_change,
    "project_changes": headlines.one_work_change,
    "programme_changes": headlines.one_work_change,
}


def _waterfall(page: PageContext, builder: ExhibitBuilder, base: Address) -> None:
    """Draw the variance bridge of a chosen target."""
    t = page.t
    changes = builder.comparison(base).changes
    if changes.empty:
        return
    rows = {row.code: row for row in rows_of(changes, TargetChange)}
    controls.reset_if_invalid("waterfall", rows)
    code = st.selectbox(t("meeting.why"), list(rows), format_func=lambda one: t.name(rows[one]), key="waterfall")
    chosen = str(code or next(iter(rows)))
    figure = time_series.waterfall(rows[chosen], t=t, look=page.look)
    address = replace(base, part="waterfall", chosen={"target": chosen})
    chart.chart(t, figure, address, key="waterfall-chart", alt=t("meeting.waterfall_alt", name=t.name(rows[chosen])))


def decisions_desk(page: PageContext) -> None:
    """Draw forms for decisions: open ones can be closed with evidence or postponed, and done ones reopened."""
    t = page.t
    found = page.snapshot.decisions
    if found.empty:
        return
    st.html(html.heading(t("decision.desk")))
    rows = {row.number: row for row in rows_of(found, DecisionStanding)}
    controls.reset_if_invalid("decision", rows)
    number = st.selectbox(
        t("decision.choose"),
        list(rows),
        format_func=lambda one: f"#{one} {state_words(t, rows[one])} · {rows[one].who} · {rows[one].what}",
        key="decision",
    )
    row = rows[number or next(iter(rows))]
    _happened(t, row, queries.decision_events(page.asked, page.view, row.number))
    if user.allowed(t, Role.REPORTER):
        _desk_form(page, row)


def _happened(t: Text, row: DecisionStanding, events: pd.DataFrame) -> None:
    """Draw the author of a decision and its history, the newest event first."""
    written = t(
        "decision.written", author=authors.shown(t, row.author), at=controls.in_city(row.recorded_at), until=row.first_until
    )
    lines = [
        t(
            f"decision.{one.kind}",
            author=authors.shown(t, one.author),
            at=controls.in_city(one.recorded_at),
            until=one.until or row.until,
            said=t("card.dot").join(filter(None, (one.note, one.evidence))) or "–",
        )
        for one in rows_of(events, DecisionEvent)
    ]
    st.html(html.listed(t("decision.history"), [*lines, written]))


def _desk_form(page: PageContext, row: DecisionStanding) -> None:
    """Draw the form of a decision: reporters close those of their district; only editors postpone or reopen."""
    t = page.t
    is_done, is_editor = row.state == "done", user.may(Role.EDITOR)
    buttons = ("reopen",) if is_done else ("close", "postpone")
    allowed = [one for one in buttons if one == "close" or is_editor]
    if not allowed:
        user.allowed(t, Role.EDITOR)
        return
    keys = {name: f"desk-{name}-{row.number}" for name in ("note", "evidence", "until")}
    with st.form("decision-desk", border=False, clear_on_submit=True):
        st.text_input(t("decision.note"), max_chars=500, key=keys["note"])
        if not is_done:
            st.text_input(t("decision.evidence"), max_chars=500, key=keys["evidence"])
        if "postpone" in allowed:
            st.date_input(t("decision.new_until"), value=None, format="YYYY-MM-DD", key=keys["until"])
        for column, name in zip(st.columns([1, 1, 3]), allowed, strict=False):
            column.form_submit_button(
                t(f"decision.{name}"),
                type="primary" if name == "close" else "secondary",
                on_click=_DESK[name],
                args=(page.asked.plan, row.number, keys),
            )


def _close(plan: str, number: int, keys: Mapping[str, str]) -> None:
    note, evidence = st.session_state[keys["note"]], st.session_state[keys["evidence"]]
    flash.write(lambda: commands.close(plan, number, note=note, evidence=evidence))


def _reopen(plan: str, number: int, keys: Mapping[str, str]) -> None:
    flash.write(lambda: commands.reopen(plan, number, note=st.session_state[keys["note"]]))


def _postpone(plan: str, number: int, keys: Mapping[str, str]) -> None:
    until: date | None = st.session_state[keys["until"]]

    def later() -> None:
        if until is None:
            raise MinutesError("no_deadline")
        commands.postpone(plan, number, until=until, reason=st.session_state[keys["note"]])

    flash.write(later)


_DESK: Mapping[str, Callable[..., None]] = {"close": _close, "reopen": _reopen, "postpone": _postpone}
