"""The slideshow as a part of the page: mounted over everything; the browser reports questions and decisions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from components.exhibits import bundles
from components.exhibits.address import Address
from components.i18n.text import Text, plain
from components.session import choices, commands, controls, user
from components.session.page_context import PageContext
from components.slideshow import cache
from components.theme import theme
from components.views import agenda
from components.views import meetings as minutes
from components.widgets import html as cards
from components.widgets.meeting_title import title_of
from models.auth.roles import Role
from models.commands.records import NewDecision
from models.errors import SanbiaoError
from models.frames import rows_of
from models.status import Status
from models.typed_rows import MeetingRow

_FILES = Path(__file__).parent.parent / "slideshow"
_COLOURS = ("ink", "soft", "paper", "panel", "line", "accent")
_LOOKS = ("auto", "light", "dark")
#: Maximum seconds per slide; a slide that should stay longer is turned by hand.
MOST_SECONDS = 3600
_PACE = re.compile(r"[0-9]{1,5}(,[0-9]{1,5})*")
_WORDS = (
    *("what", "who", "until", "on", "of_district", "nothing", "decide", "record", "cancel", "sending", "unsent", "no_meeting"),
    *("district", "city", "look", "help", "demonstration", "gone", "overview", "leave"),
)


def _component() -> Any:
    html, css, js = ((_FILES / f"slideshow.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("sanbiao_show", html=f"<style>{css}</style>{html}", js=js)


def choose(page: PageContext, meetings: pd.DataFrame) -> None:
    """Draw the choices of meeting, colours and pace, and the button that starts the show."""
    t = page.t
    rows = {row.number: row for row in rows_of(meetings, MeetingRow)}
    names = {0: t("show.today")} | {number: title_of(t, row) for number, row in rows.items()}
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    number = controls.one_of(t("show.meeting"), "meeting", names, next(iter(rows), 0), key="show-meeting", place=left)
    looks = {one: t(f"show.look_{one}") for one in _LOOKS}
    controls.one_of(t("show.colours"), "look", looks, _LOOKS[0], key="show-look", place=middle)
    with right:
        st.number_input(t("show.seconds"), min_value=0, max_value=MOST_SECONDS, value=0, key="show-seconds")
    st.toggle(t("show.endless"), key="show-endless")
    slides = agenda.words(t, page.view, rows[number].agenda if number in rows else ())
    key = f"show-pace-{number}-{page.asked.plan}"
    _own_pace(t, slides, key)
    st.button(t("show.begin"), type="primary", key="show-begin", on_click=_begin, args=(key, len(slides)))
    st.html(cards.footnote([t("show.keys")]))


def _own_pace(t: Text, slides: Sequence[str], key: str) -> None:
    """Draw a table for the seconds of single slides, empty for those at the common pace."""
    with st.expander(t("show.own_pace")):
        columns = {
            "slide": st.column_config.TextColumn(t("show.slide"), disabled=True),
            "seconds": st.column_config.NumberColumn(t("show.its_seconds"), min_value=1, max_value=MOST_SECONDS, step=1),
        }
        table = pd.DataFrame({"slide": slides, "seconds": pd.Series([None] * len(slides), dtype="Int64")})
        st.data_editor(table, column_config=columns, hide_index=True, placeholder="", key=key, width="stretch")


def _begin(pace_key: str, slides: int) -> None:
    """Put the whole choice into the address, so that a link starts the same show on a lobby screen.

    The values are read here, because a number typed just before the click is not yet in the drawn page.
    """
    said = {name: st.session_state[f"show-{name}"] for name in ("meeting", "look", "seconds", "endless")}
    seconds = pace_words(said["seconds"], st.session_state[pace_key]["edited_rows"], slides)
    for name, value in (said | {"seconds": seconds, "endless": int(said["endless"]), "slide": 1}).items():
        choices.put(name, value)


def pace_words(every: int | None, edits: Mapping[int, Mapping[str, Any]], slides: int) -> str:
    """Return the pace as spelt in a link: the seconds common to all slides, or of each if the table was edited: 9 or 9,9,30."""
    own = {row: edit.get("seconds") for row, edit in edits.items()}
    each = [own.get(row) or every or 0 for row in range(slides)]
    return ",".join(map(str, each if any(own.values()) else [every or 0]))


def paces(words: str, slides: int) -> list[int]:
    """Parse the seconds of each slide from a link; 0 means by hand."""
    given = [min(_whole(one), MOST_SECONDS) for one in words.split(",")]
    return given if len(given) == slides else given[:1] * slides


def _leave() -> None:
    for name in ("seconds", "endless", "slide"):
        choices.put(name, None)
    st.session_state.pop("show-asked", None)


def is_on() -> bool:
    """Return True if slides are shown, because the address names one."""
    return bool(choices.words("slide"))


def slides(page: PageContext, meetings: pd.DataFrame) -> None:
    """Show the slides of the meeting in the address, over everything."""
    t = page.t
    asked_for = _read(t, meetings)
    meeting = next((row for row in rows_of(meetings, MeetingRow) if row.number == asked_for.meeting), None)
    look = page.look if asked_for.look == _LOOKS[0] else theme(asked_for.look)
    planned = _agenda(page, meeting)
    pace = dict(zip(map(str, planned), paces(asked_for.seconds, len(planned)), strict=True))
    with st.empty():  # a sign of work while the first reader waits for the slides
        addresses = bundles.in_order(
            cache.worth_showing(page.asked, tuple(planned), look.name, partial(_prepare, t, len(planned)))
        )
        st.empty()
    asked: dict[int, str] = st.session_state.get("show-asked", {})
    shown = [bundles.for_district(address, asked.get(at, "")) for at, address in enumerate(addresses)]
    st.session_state["show-plan"] = page.asked.plan
    may_decide = user.may(Role.EDITOR)
    _component()(
        key="show",
        data={
            "slides": cache.slides(page.asked, tuple(shown), look.name),
            "start": asked_for.slide,
            "pace": [pace.get(str(one), 0) for one in addresses],
            "endless": asked_for.is_endless,
            "may_decide": meeting is not None and may_decide,
            "districts": list(page.districts.items()),
            "targets": list(t.names(page.view.targets).items()),
            "earliest": "" if meeting is None else meeting.as_of.isoformat(),
            "look": {name: getattr(look, name) for name in _COLOURS} | {"alarm": look.status[Status.OFF_TRACK]},
            "words": {name: t(f"show.{name}") for name in _WORDS} | ({} if may_decide else {"no_meeting": t("show.no_right")}),
            "said": st.session_state.pop("show-said", ""),
        }
        | _recorded(t),
        on_district_change=_ask,
        on_decision_change=_decide,
        on_leave_change=_leave,
    )


def _prepare(t: Text, of: int, at: int) -> None:
    """Show how many slides are ready."""
    st.progress(at / of, text=t("show.preparing", n=at + 1, of=of))


@dataclass(frozen=True, slots=True)
class _AskedFor:
    """The parameters of a link to a show."""

    meeting: int
    look: str
    seconds: str
    is_endless: bool
    slide: int


def _read(t: Text, meetings: pd.DataFrame) -> _AskedFor:
    numbers = dict.fromkeys([0, *map(int, meetings["number"])], "")
    looks, switched = dict.fromkeys(_LOOKS, ""), {"0": "", "1": ""}
    return _AskedFor(
        meeting=choices.value("meeting", 0, controls.code_in(numbers), lambda _: t("show.today")),
        look=choices.value("look", _LOOKS[0], controls.code_in(looks), lambda one: t(f"show.look_{one}")),
        seconds=choices.value("seconds", "0", _pace, lambda _: t("address.by_hand")),
        is_endless=choices.value("endless", "0", controls.code_in(switched), lambda _: "–") == "1",
        slide=choices.value("slide", 1, _slide, str),
    )


def _pace(words: str) -> str:
    if not _PACE.fullmatch(words):
        raise ValueError(words)
    return words


def _slide(words: str) -> int:
    if _whole(words) < 1:
        raise ValueError(words)
    return _whole(words)


def _recorded(t: Text) -> dict[str, object]:
    """Return the turn of the last recorded decision, and the sentence that confirms it."""
    turn, number = st.session_state.get("show-done", (0, 0))
    return {"done": turn, "recorded": t("show.recorded", number=number)}


def _whole(words: str) -> int:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 6 else 0


def _agenda(page: PageContext, meeting: MeetingRow | None) -> Sequence[Address]:
    """Return the slides of a meeting, as known at it once it was held; without a meeting, those of ``as_of``."""
    if meeting is None:
        return bundles.show(page.address())
    base = minutes.base_of(page.asked.plan, meeting, page.t.language)
    return bundles.show(base, meeting.agenda)


def _ask() -> None:
    told = st.session_state["show"]["district"]
    asked = dict(st.session_state.get("show-asked", {}))
    asked[int(told["slide"])] = str(told["code"])
    st.session_state["show-asked"] = asked


def _decide() -> None:
    """Record the decision written on a slide; one sent twice is recorded once."""
    told = st.session_state["show"]["decision"]
    if told["turn"] == st.session_state.get("show-done", (0, 0))[0]:
        return
    try:
        new = NewDecision(
            meeting=_whole(choices.words("meeting")),
            what=str(told["what"]),
            who=str(told["who"]),
            until=minutes.day_of(str(told["until"])),
            subject=str(told["on"]),
            district=str(told["district"]),
        )
        number = commands.decide(st.session_state["show-plan"], new)
    except SanbiaoError as error:
        st.session_state["show-said"] = plain(user.sentence(error, controls.language()))
        return
    st.session_state["show-done"] = (told["turn"], number)
