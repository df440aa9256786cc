"""What the reader chose: the top line of every page and the filters of each, kept in the address."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

import pandas as pd
import streamlit as st

from components import cached
from components.cached import Question
from components.text import Text
from components.theme import Theme, theme
from models.errors import NotFoundError
from models.frames import records_of
from models.plan_view import PlanView
from models.projects import KINDS, STAGES
from models.settings import read_settings
from models.status import Kind, Status
from models.wording import LANGUAGES

T = TypeVar("T")
#: The days that can be looked at: those of the years that a plan may have.
FIRST_DAY, LAST_DAY = date(1949, 1, 1), date(2200, 12, 31)
LONGEST_SEARCH = 80


def text() -> Text:
    """The words for this reader: the language of the address, else of the settings."""
    return Text(_seed("lang", str(read_settings().language), _one_of(LANGUAGES)))


def in_city(at: datetime) -> datetime:
    """An instant by the city's clock."""
    return at.astimezone(read_settings().zone)


def language() -> str:
    """The reader's language; Chinese where not even the settings can be read."""
    return str(st.session_state.get("lang", LANGUAGES[0]))


def top_line(t: Text) -> Question:
    """Plan, day looked at, day compared with, and the switch of language; the question that they ask."""
    version = cached.store_version()
    plans = cached.plans(version)
    if plans.empty:
        raise NotFoundError("no_plan")
    names = {row["code"]: t.name(row, "title") for row in records_of(plans)}
    _seed("plan", plans["code"].iloc[0], _one_of(list(names)))
    year = int(plans.set_index("code").loc[st.session_state["plan"], "year"])
    last_day = min(cached.today(), date(year, 12, 31))
    _seed("as_of", last_day, _day)
    _seed("since", _month_before(st.session_state["as_of"]), _day)
    with st.container(horizontal=True, vertical_alignment="bottom", key="top-line"):
        plan = st.selectbox(t("top.plan"), list(names), format_func=names.__getitem__, key="plan")
        as_of = _choose_day(t, "as_of") or last_day
        since = _choose_day(t, "since") or _month_before(as_of)
        st.button(t("top.other_language"), key="switch-language", on_click=_switch_language)
    for key, value in {"lang": t.language, "plan": plan, "as_of": as_of, "since": since}.items():
        _publish(key, value)
    asked = Question(plan, as_of, since, version)
    st.session_state["question"] = asked
    return asked


def _choose_day(t: Text, key: str) -> date | None:
    day: date | None = st.date_input(
        t(f"top.{key}"),
        key=key,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        width=150,
        on_change=_keep_order,
    )
    return day


def _keep_order() -> None:
    """The day compared with lies before the day looked at: it follows where that is moved back over it."""
    as_of, since = st.session_state["as_of"], st.session_state["since"]
    if as_of is not None and since is not None and since >= as_of:
        st.session_state["since"] = _month_before(as_of)


def question() -> Question:
    """What the top line of this run asks for."""
    asked: Question = st.session_state["question"]
    return asked


def look() -> Theme:
    """The colours of this reader's browser."""
    return theme(st.context.theme.type)


def tables_switch(t: Text) -> None:
    """The switch in the side bar by which every page shows tables in the place of charts and maps; kept in the address."""
    _seed("tables", False, lambda words: {"1": True, "True": True, "False": False}[words])
    wanted = st.sidebar.toggle(t("top.tables"), key="tables", help=t("top.tables_help"), persist_state="session")
    _publish("tables", "1" if wanted else "")


def wants_tables() -> bool:
    """Whether this reader wants tables in the place of charts."""
    return bool(st.session_state.get("tables"))


def is_phone() -> bool:
    """The page is on a phone's narrow screen, as far as its browser tells."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def choose(t: Text, key: str, names: dict[str, str]) -> str:
    """A filter in the side bar: one of ``names`` by code, or "" for all; kept in the address."""
    _seed(key, "", _one_of(["", *names]))  # another plan has other sections and districts
    chosen = st.sidebar.selectbox(
        t(f"filter.{key}"),
        ["", *names],
        format_func=lambda code: names.get(code, t("filter.all")),
        key=key,
        persist_state="session",
    )
    _publish(key, chosen)
    return chosen or ""


def search(t: Text) -> str:
    """Free text in the side bar, kept in the address."""
    _seed("q", "", lambda words: words[:LONGEST_SEARCH])
    found = st.sidebar.text_input(t("filter.q"), key="q", max_chars=LONGEST_SEARCH, persist_state="session")
    _publish("q", found)
    return (found or "").strip()


def target_filters(t: Text, sections: pd.DataFrame, districts: pd.DataFrame) -> dict[str, str]:
    """The filters of the page of targets: section, district, status, kind, and a text."""
    return {
        "section": choose(t, "section", _names(t, sections)),
        "district": choose(t, "district", _names(t, districts)),
        "status": choose(t, "status", {one.value: t.show(one) for one in Status}),
        "kind": choose(t, "kind", {one.value: t.show(one) for one in Kind}),
        "q": search(t),
    }


def project_filters(t: Text, districts: pd.DataFrame) -> dict[str, str]:
    """The filters of the page of school projects: district, stage, kind, status, and a text."""
    return {
        "district": choose(t, "district", _names(t, districts)),
        "stage": choose(t, "stage", {code: t.word("stage", code) for code in STAGES}),
        "project_kind": choose(t, "project_kind", {code: t.word("project_kind", code) for code in KINDS}),
        "status": choose(t, "status", {one.value: t.show(one) for one in Status if one is not Status.ACTION}),
        "q": search(t),
    }


def programme_filters(t: Text, view: PlanView, programmes: pd.DataFrame) -> dict[str, str]:
    """The filters of the page of programmes: district, level, kind, school, status, and a text; the words are the plan's."""
    terms = view.head.terms
    levels, kinds = (terms.codes(f"{one}s", programmes[one]) for one in ("level", "kind"))
    return {
        "district": choose(t, "district", _names(t, view.districts)),
        "level": choose(t, "level", {code: t.term(terms, "levels", code) for code in levels}),
        "programme_kind": choose(t, "programme_kind", {code: t.term(terms, "kinds", code) for code in kinds}),
        "school": choose(t, "school", {name: name for name in sorted(set(programmes["school"]))}),
        "status": choose(t, "status", {one.value: t.show(one) for one in Status if one is not Status.ACTION}),
        "q": search(t),
    }


def quota_filters(t: Text, view: PlanView, quotas: pd.DataFrame) -> dict[str, str]:
    """The filters of the page of recruitment: district, post, way, and subject and stage where quotas have them."""
    terms = view.head.terms
    posts, ways = (terms.codes(f"{one}s", quotas[one]) for one in ("post", "way"))
    chosen = {
        "district": choose(t, "district", _names(t, view.districts)),
        "post": choose(t, "post", {code: t.term(terms, "posts", code) for code in posts}),
        "way": choose(t, "way", {code: t.term(terms, "ways", code) for code in ways}),
    }
    for column, words in (("school_subject", str), ("stage", partial(t.word, "stage"))):
        if found := sorted(set(quotas[column].dropna())):
            chosen[column] = choose(t, column, {code: words(code) for code in found})
    return chosen


def geography_of(view: PlanView) -> dict[str, str | None]:
    """The files of a plan's geography by their part."""
    return {part: view.head.geography.get(part) for part in ("areas", "points", "context")}


def hold(key: str, choices: Iterable[object], default: object = None) -> None:
    """Make the choice of a list that is not in the address mean something: before the list is drawn.

    A browser tells a choice by its words. After a change of language, or once the entry is gone, they mean nothing any more: then
    the default is chosen, else the first. A change of language in between tells the browser each choice in its new words.
    """
    known = list(choices)
    if st.session_state.get(key) not in known:
        st.session_state[key] = known[0] if default is None else default
    st.session_state.setdefault("held", set()).add(key)


def widen() -> None:
    """Take all filters back, so that none hides the target that a reader asks for."""
    for key in ("section", "district", "status", "kind", "q"):
        st.session_state[key] = ""


def choose_district(t: Text, districts: pd.DataFrame) -> str:
    """The district of a page about one; the first where none was chosen."""
    names = _names(t, districts)
    _seed("district", next(iter(names)), _one_of(list(names)))
    chosen = st.sidebar.selectbox(
        t("filter.district"), list(names), format_func=names.__getitem__, key="district", persist_state="session"
    )
    _publish("district", chosen)
    return chosen or next(iter(names))


def _names(t: Text, frame: pd.DataFrame) -> dict[str, str]:
    return {row["code"]: t.name(row) for row in records_of(frame)}


def _switch_language() -> None:
    st.session_state["lang"] = "en" if st.session_state["lang"] == "zh" else "zh"
    for key in st.session_state.get("held", set()) & set(st.session_state):
        st.session_state[key] = st.session_state[key]


def _month_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


def _day(words: str) -> date:
    day = date.fromisoformat(words)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(words)
    return day


def _one_of(choices: Iterable[str]) -> Callable[[str], str]:
    known = set(choices)

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(value)
        return value

    return check


def _seed(key: str, default: T, parse: Callable[[str], T]) -> T:
    """The choice ``key`` of this session; that of the address where the session has none that makes sense; else the default.

    A browser tells a choice by its words. After a change of language it tells it in the old ones, which mean nothing any more:
    the address, where choices stand by their codes, still knows what was meant.
    """
    if not _makes_sense(st.session_state.get(key), parse):
        try:
            st.session_state[key] = parse(st.query_params[key])
        except (KeyError, ValueError):
            st.session_state[key] = default
    value: T = st.session_state[key]
    return value


def _makes_sense(value: object, parse: Callable[[str], T]) -> bool:
    try:
        return value is not None and parse(str(value)) is not None
    except ValueError:
        return False


def _publish(key: str, value: object) -> None:
    """Put a choice into the address, also where it is the default: a link must show the next person the same."""
    words = str(value or "")
    if not words and key in st.query_params:
        del st.query_params[key]
    elif words and st.query_params.get(key) != words:
        st.query_params[key] = words
