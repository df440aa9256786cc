"""The parts of the page of meetings: which there are, what will be asked, what changed, what was decided."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from components import access, cached, cards, charts, drawn, filters, then_and_now, writes
from components.cached import Question
from components.export import bundles
from components.export.address import Address
from components.export.catalogue import MAKERS, Maker
from components.takeaway import offer
from components.text import Text, plain
from components.theme import Theme
from models.errors import MinutesError, SanbiaoError
from models.minutes_checks import NewMeeting
from models.plan_view import PlanView
from models.rights import Role


def title_of(t: Text, row: Mapping[Any, Any]) -> str:
    """A meeting in a list: its name, its day, and whether what was known at it is frozen."""
    return f"{row['name']} · {t.day(row['as_of'])} · {held_words(t, row)}"


def held_words(t: Text, row: Mapping[Any, Any]) -> str:
    """Whether what was known at a meeting is frozen, and since when."""
    return t("meeting.to_come") if row["known_at"] is None else t("meeting.held", at=filters.in_city(row["known_at"]))


def state_words(t: Text, row: Mapping[Any, Any]) -> str:
    """Where a decision stands: open, overdue by so many days, done."""
    return t("decision.overdue_by", n=row["days"]) if row["days"] else t(f"decision.{row['state']}")


def day_of(words: str) -> date:
    """A day as a browser gives it. MinutesError where it is none."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise MinutesError("no_deadline") from None


def base_of(plan: str, meeting: Mapping[Any, Any], language: str) -> Address:
    """Where the parts of a meeting are made from: its day, the day before it, and what was known then."""
    return Address("", plan, meeting["as_of"], meeting["since"], language, meeting["known_at"], meeting["known_before"])


def meetings_list(t: Text, question: Question, meetings: pd.DataFrame) -> dict[Any, Any] | None:
    """The meetings, one of which is chosen; a form for a new one; and the button that freezes what is known."""
    left, right = st.columns([3, 2], gap="medium")
    with right, st.expander(t("meeting.new"), expanded=meetings.empty):
        if access.allowed(t, Role.EDITOR):
            _new_meeting(t, question, meetings)
    with left:
        say()
        if meetings.empty:
            st.html(cards.foot([t("meeting.none")]))
            return None
        rows = {int(row["number"]): row for row in meetings.to_dict("records")}
        number = st.selectbox(
            t("meeting.choose"),
            list(rows),
            format_func=lambda one: f"{rows[one]['name']} · {t.day(rows[one]['as_of'])}",
            key="meeting",
            persist_state="session",
        )
        meeting = rows[number if number in rows else next(iter(rows))]
        # Beside the list, for the browser goes on showing the words with which an entry was chosen.
        st.html(cards.foot([held_words(t, meeting)]))
        if meeting["known_at"] is None and access.may(Role.EDITOR):
            st.button(
                t("meeting.hold"),
                key="hold",
                on_click=_hold,
                args=(question.plan, int(meeting["number"])),
                help=t("meeting.hold_help"),
            )
        return meeting


def _new_meeting(t: Text, question: Question, meetings: pd.DataFrame) -> None:
    held = {row["as_of"]: row["known_at"] for row in reversed(meetings[meetings["known_at"].notna()].to_dict("records"))}
    last = max((day for day in held if day < question.as_of), default=question.since)
    keys = {name: f"new-{name}-{question.as_of}-{last}" for name in ("name", "as_of", "since", "agenda")}
    with st.form("new-meeting", border=False):
        st.text_input(t("meeting.name"), max_chars=80, key=keys["name"])
        left, right = st.columns(2)
        left.date_input(t("meeting.as_of"), value=question.as_of, format="YYYY-MM-DD", key=keys["as_of"])
        right.date_input(t("meeting.since"), value=last, format="YYYY-MM-DD", key=keys["since"])
        known = list(bundles.SHOW) + [name for name in MAKERS if name not in bundles.SHOW and name not in bundles.NEED_A_CHOICE]
        st.multiselect(
            t("meeting.agenda"),
            known,
            default=list(bundles.SHOW),
            format_func=lambda one: t(f"part.{one}"),
            key=keys["agenda"],
        )
        st.form_submit_button(t("meeting.create"), type="primary", on_click=_create, args=(question.plan, keys, held))


def _create(plan: str, keys: Mapping[str, str], held: Mapping[date, datetime]) -> None:
    """Record what the form says, before anything is drawn again: a page that is drawn anew meanwhile loses no click.

    The new meeting is then the one that is looked at.
    """
    name, as_of, since, agenda = (st.session_state[keys[one]] for one in ("name", "as_of", "since", "agenda"))
    new = NewMeeting(name, as_of, since, held.get(since), tuple(agenda))  # with what was seen at the meeting of that day
    write(lambda: st.session_state.update(meeting=writes.plan_meeting(plan, new)))


def _hold(plan: str, number: int) -> None:
    write(lambda: writes.hold(plan, number))


def write(action: Callable[[], object]) -> None:
    """Write, and keep the sentence of what went wrong for when the page is drawn again."""
    try:
        action()
    except SanbiaoError as error:
        st.session_state["minutes-said"] = error.sentence(filters.language())


def say() -> None:
    """The sentence of what went wrong, once."""
    if said := st.session_state.pop("minutes-said", ""):
        st.error(plain(said))


def what_was_shown(t: Text, look: Theme, question: Question, meeting: Mapping[Any, Any]) -> None:
    """The meeting's own numbers: what will be asked, what changed for targets and projects, each as known at the meeting."""
    maker, base = Maker(cached.days()), base_of(question.plan, meeting, t.language)
    names = ["asked", "changes", "project_changes", "programme_changes", "decisions"]
    *tabs, last = st.tabs([*(t(f"part.{name}") for name in names), t("meeting.then_and_now")])
    for tab, name in zip(tabs, names, strict=True):
        with tab:
            _part(t, look, maker, Address(name, base.plan, base.as_of, base.since, t.language, base.known_at, base.known_before))
            if name == "changes":
                _waterfall(t, look, maker, base)
    with last:
        then_and_now.section(t, look, maker, base)


def _part(t: Text, look: Theme, maker: Maker, address: Address) -> None:
    part = maker.make(address)
    st.markdown(f"**{plain(part.title)}**")
    if part.data.rows:
        st.html(cards.part_table(look, part.data, part.name))
    offer(t, address)


def _waterfall(t: Text, look: Theme, maker: Maker, base: Address) -> None:
    """Why one target moved, in parts that add up."""
    changes = maker.day(base).changes
    if changes.empty:
        return
    rows = {row["code"]: row for row in changes.to_dict("records")}
    code = st.selectbox(t("meeting.why"), list(rows), format_func=lambda one: t.name(rows[one]), key="waterfall")
    chosen = str(code or next(iter(rows)))
    figure = charts.waterfall(rows[chosen], t=t, look=look)
    address = replace(base, part="waterfall", chosen={"target": chosen})
    drawn.chart_at(t, figure, address, key="waterfall-chart", alt=t("meeting.waterfall_alt", name=t.name(rows[chosen])))


def decisions_desk(t: Text, question: Question, view: PlanView) -> None:
    """Every decision that is not done, to be closed with evidence, postponed; and the done ones, to be opened again."""
    found = cached.decisions(question, view)
    if found.empty:
        return
    st.header(t("decision.desk"), anchor=False)
    rows = {int(row["number"]): row for row in found.to_dict("records")}
    number = st.selectbox(
        t("decision.choose"),
        list(rows),
        format_func=lambda one: f"#{one} {state_words(t, rows[one])} · {rows[one]['who']} · {rows[one]['what']}",
        key="decision",
    )
    row = rows[number or next(iter(rows))]
    if not access.allowed(t, Role.EDITOR):
        return
    is_done, keys = row["state"] == "done", {name: f"desk-{name}-{row['number']}" for name in ("note", "evidence", "until")}
    with st.form("decision-desk", border=False, clear_on_submit=True):
        st.text_input(t("decision.note"), max_chars=500, key=keys["note"])
        if not is_done:
            st.text_input(t("decision.evidence"), max_chars=500, key=keys["evidence"])
            st.date_input(t("decision.new_until"), value=None, format="YYYY-MM-DD", key=keys["until"])
        for column, name in zip(st.columns([1, 1, 3]), ("reopen",) if is_done else ("close", "postpone"), strict=False):
            column.form_submit_button(
                t(f"decision.{name}"),
                type="primary" if name == "close" else "secondary",
                on_click=_DESK[name],
                args=(question.plan, int(row["number"]), keys),
            )


def _close(plan: str, number: int, keys: Mapping[str, str]) -> None:
    note, evidence = st.session_state[keys["note"]], st.session_state[keys["evidence"]]
    write(lambda: writes.close(plan, number, note=note, evidence=evidence))


def _reopen(plan: str, number: int, keys: Mapping[str, str]) -> None:
    write(lambda: writes.reopen(plan, number, note=st.session_state[keys["note"]]))


def _postpone(plan: str, number: int, keys: Mapping[str, str]) -> None:
    until: date | None = st.session_state[keys["until"]]

    def later() -> None:
        if until is None:
            raise MinutesError("no_deadline")
        writes.postpone(plan, number, until=until, reason=st.session_state[keys["note"]])

    write(later)


_DESK: Mapping[str, Callable[..., None]] = {"close": _close, "reopen": _reopen, "postpone": _postpone}
