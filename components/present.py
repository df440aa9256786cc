"""The slides in the room as a part of the page: mounted over everything, told by the browser what is asked and decided."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from components import access, cards, filters, minutes, writes
from components.cached import Question
from components.export import bundles
from components.export.address import Address
from components.show import kept
from components.text import Text, plain
from components.theme import Theme
from models.errors import SanbiaoError
from models.minutes_checks import NewDecision
from models.plan_view import PlanView
from models.rights import Role
from models.status import Status

_FILES = Path(__file__).parent / "show"
_COLOURS = ("ink", "soft", "paper", "panel", "line", "accent")


def _component() -> Any:
    html, css, js = ((_FILES / f"show.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("sanbiao_show", html=f"<style>{css}</style>{html}", js=js)


def choose(t: Text, meetings: pd.DataFrame) -> None:
    """Which meeting, how fast, and the button that begins."""
    names = {0: t("show.today")} | {int(row["number"]): minutes.title_of(t, row) for row in meetings.to_dict("records")}
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    with left:
        number = st.selectbox(
            t("show.meeting"), list(names), format_func=names.__getitem__, key="show-meeting", index=int(len(names) > 1)
        )
    with middle:
        seconds = st.number_input(t("show.seconds"), min_value=0, max_value=600, value=0, key="show-seconds")
    with right:
        endless = st.toggle(t("show.endless"), key="show-endless")
    st.button(t("show.begin"), type="primary", key="show-begin", on_click=_begin, args=(number, int(seconds or 0), bool(endless)))
    st.html(cards.foot([t("show.keys")]))


def _begin(number: int, seconds: int, endless: bool) -> None:
    st.query_params.update({"meeting": str(number), "seconds": str(seconds), "endless": str(int(endless)), "slide": "1"})


def _leave() -> None:
    for name in ("meeting", "seconds", "endless", "slide"):
        st.query_params.pop(name, None)
    st.session_state.pop("show-asked", None)


def is_on() -> bool:
    """Whether slides are shown: a link to one says so."""
    return "slide" in st.query_params


def slides(t: Text, look: Theme, question: Question, view: PlanView, meetings: pd.DataFrame) -> None:
    """The slides of the meeting in the address, over everything."""
    number = _number("meeting")
    held = meetings[meetings["number"] == number]
    meeting = held.iloc[0].to_dict() if len(held) else None
    addresses = kept.worth_showing(question, tuple(_agenda(t, question, meeting)), look.name)
    asked: dict[int, str] = st.session_state.get("show-asked", {})
    shown = [bundles.for_district(address, asked.get(at, "")) for at, address in enumerate(addresses)]
    st.session_state["show-plan"] = question.plan
    may_decide = access.may(Role.EDITOR)
    _component()(
        key="show",
        data={
            "slides": kept.slides(question, tuple(shown), look.name),
            "start": max(_number("slide"), 1),
            "seconds": _number("seconds"),
            "endless": bool(_number("endless")),
            "may_decide": meeting is not None and may_decide,
            "districts": [(row["code"], t.name(row)) for row in view.districts.to_dict("records")],
            "look": {name: getattr(look, name) for name in _COLOURS} | {"alarm": look.status[Status.OFF_TRACK]},
            "words": {name: t(f"show.{name}") for name in _WORDS} | ({} if may_decide else {"no_meeting": t("show.no_right")}),
            "said": st.session_state.pop("show-said", ""),
            "done": st.session_state.get("show-done", 0),
        },
        on_district_change=_ask,
        on_decision_change=_decide,
        on_leave_change=_leave,
    )


_WORDS = (
    "what",
    "who",
    "until",
    "on",
    "decide",
    "record",
    "cancel",
    "district",
    "city",
    "help",
    "demonstration",
    "gone",
    "no_meeting",
    "nothing",
    "sending",
)


def _number(name: str) -> int:
    words = st.query_params.get(name, "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 6 else 0


def _agenda(t: Text, question: Question, meeting: dict[Any, Any] | None) -> Sequence[Address]:
    """The slides of a meeting, as known at it once it was held; without one those of the day looked at."""
    if meeting is None:
        return bundles.show(Address("", question.plan, question.as_of, question.since, t.language))
    base = minutes.base_of(question.plan, meeting, t.language)
    return bundles.show(base, meeting["agenda"])


def _ask() -> None:
    told = st.session_state["show"]["district"]
    asked = dict(st.session_state.get("show-asked", {}))
    asked[int(told["slide"])] = str(told["code"])
    st.session_state["show-asked"] = asked


def _decide() -> None:
    told = st.session_state["show"]["decision"]
    try:
        new = NewDecision(
            meeting=_number("meeting"),
            what=str(told["what"]),
            who=str(told["who"]),
            until=minutes.day_of(str(told["until"])),
            subject=str(told["on"]),
            district=st.session_state.get("show-asked", {}).get(int(told["slide"]), ""),
        )
        number = writes.decide(st.session_state["show-plan"], new)
    except SanbiaoError as error:
        st.session_state["show-said"] = plain(error.sentence(filters.language()))
        return
    st.session_state["show-done"] = number
