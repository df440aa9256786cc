"""Controls: the top line of every page and the filters of each, with their values kept in the address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.i18n.text import Text
from components.session import choices, queries
from components.session.queries import ViewContext
from components.session.site_map import words_of
from components.theme import Theme, theme
from models.analysis.schools import KINDS, STAGES
from models.config import read_settings
from models.errors import NotFoundError
from models.frames import rows_of
from models.i18n import LANGUAGES
from models.plan.view import PlanView, year_end
from models.status import Status, TargetKind
from models.typed_rows import PlanRow

T = TypeVar("T")
C = TypeVar("C", str, int)
#: Range of dates that can be selected: the years that a plan may have.
FIRST_DAY, LAST_DAY = date(1949, 1, 1), date(2200, 12, 31)
LONGEST_SEARCH = 80
_SWITCHED = {"1": True, "True": True, "False": False}


def text() -> Text:
    """Return the text for this reader, in the language of the address, else of the settings."""
    found = choices.value("lang", str(read_settings().language), code_in(dict.fromkeys(LANGUAGES, "")), _name_of_language)
    choices.put("lang", found)
    return Text(found)


def in_city(at: datetime) -> datetime:
    """Convert a time to the city's time zone."""
    return at.astimezone(read_settings().zone)


def language() -> str:
    """Return the reader's language; Chinese if not even the settings can be read."""
    said = choices.words("lang")
    return said if said in LANGUAGES else LANGUAGES[0]


def top_line(t: Text, line: DeltaGenerator) -> ViewContext:
    """Draw plan, ``as_of``, ``since`` and the language switch; return the question that they ask."""
    version = queries.store_version()
    plans = queries.plans(version)
    if plans.empty:
        raise NotFoundError("no_plan")
    listed = {row.code: row for row in rows_of(plans, PlanRow)}
    names = {code: t.name(row, "title") for code, row in listed.items()}
    plan: str = _held("plan", str(plans["code"].iloc[0]), code_in(names), names.__getitem__)
    as_of = _held("as_of", _opening_day(listed[plan]), _day, t.day)
    since = _held("since", _month_before(as_of), partial(_day_until, as_of), t.day)
    asked = ViewContext(plan, as_of, since, version)
    with line:
        choices.fill_widget("plan", plan)
        st.selectbox(
            t("top.plan"),
            list(names),
            format_func=names.__getitem__,
            key="plan",
            on_change=partial(_take_listed, "plan", names, "plan"),
        )
        _choose_day(t, "as_of", as_of)
        _choose_day(t, "since", since)
        st.button(t("top.other_language"), key="switch-language", on_click=_switch_language)
    choices.notice_here(line)
    choices.publish_early()
    st.session_state["question"], st.session_state["active-filters"] = asked, []
    return asked


def short_line(t: Text, line: DeltaGenerator) -> DeltaGenerator:
    """Draw the top line of a store without a plan, which has no plan and no days to choose; return the reader's own corner."""
    line.button(t("top.other_language"), key="switch-language", on_click=_switch_language)
    return own_corner(t, line)


def _opening_day(plan: PlanRow) -> date:
    """Return the day that a plan shows first: its own choice, else today or the last day of its year."""
    return plan.opens_on or min(queries.today(), year_end(plan.start))


def _held(name: str, default: T, parse: Callable[[str], T], instead: Callable[[T], str]) -> T:
    """Return a choice that every page has, and keep it even if it is the default."""
    found = choices.value(name, default, parse, instead)
    choices.put(name, found)
    return found


def _choose_day(t: Text, key: str, day: date) -> None:
    choices.fill_widget(key, day)
    st.date_input(
        t(f"top.{key}"),
        key=key,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        width=150,
        on_change=_take_day,
        args=(key,),
    )


def _take_day(key: str) -> None:
    """Set a date from its widget, and move ``since`` before ``as_of`` if it no longer is."""
    choices.take(key, _day)
    as_of, since = choices.words("as_of"), choices.words("since")
    if as_of and since and since >= as_of:
        choices.put("since", _month_before(date.fromisoformat(as_of)))


def question() -> ViewContext:
    """Return the question asked by the top line of this run."""
    asked: ViewContext = st.session_state["question"]
    return asked


def look() -> Theme:
    """Return the theme of this reader's browser."""
    return theme(st.context.theme.type)


def own_corner(t: Text, line: DeltaGenerator) -> DeltaGenerator:
    """Draw the last control of the top line, which opens what concerns the reader alone; return its inside."""
    return line.popover(t("top.own"), icon=":material/account_circle:", help=t("top.own"), key="own-corner", type="tertiary")


def tables_switch(t: Text, corner: DeltaGenerator) -> None:
    """Draw the switch that replaces charts and maps by tables on every page; kept in the address."""
    choices.fill_widget("tables", choices.value("tables", False, _switched, lambda _: t("address.charts")))
    corner.toggle(
        t("top.tables"),
        key="tables",
        help=t("top.tables_help"),
        on_change=choices.take,
        args=("tables", _switched),
    )


def wants_tables() -> bool:
    """Return True if this reader prefers tables to charts."""
    return choices.words("tables") in _SWITCHED and _switched(choices.words("tables"))


def is_phone() -> bool:
    """Return True if the page is on a phone's narrow screen, judged by the browser's user agent."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter that is set on this page: its name in the address, its label, and the words of its value."""

    name: str
    label: str
    words: str


def active_filters() -> list[ActiveFilter]:
    """Return the filters that this run has drawn and that are set."""
    found: list[ActiveFilter] = st.session_state["active-filters"]
    return found


def choose(t: Text, key: str, names: dict[str, str]) -> str:
    """Draw a filter in the sidebar: one of ``names`` by code, or "" for all; kept in the address."""
    label = t(f"filter.{key}")
    chosen = one_of(label, key, {"": t("filter.all")} | names, "", place=st.sidebar)
    if chosen:
        active_filters().append(ActiveFilter(key, label, names[chosen]))
    return chosen


def one_of(label: str, name: str, names: Mapping[C, str], default: C, *, key: str = "", place: DeltaGenerator | None = None) -> C:
    """Draw a list of ``names`` by code and return the chosen code; it is kept in the address as ``name``, default or not."""
    chosen = _coded(name, names, default, key or name)
    (st if place is None else place).selectbox(label, **_list_of(name, names, key or name))
    return chosen


def view(label: str, name: str, names: Mapping[str, str], default: str, *, key: str, **options: Any) -> str:
    """Draw radio buttons for how a part of the page is shown; kept in the address unless it is the default."""
    chosen = _coded(name, names, default, key)
    if chosen == default:
        choices.show(name, None)
    st.radio(label, **_list_of(name, names, key), horizontal=True, **options)
    return chosen


def switch(label: str, name: str, words: str, *, key: str, instead: str) -> bool:
    """Draw a toggle, kept in the address as ``words`` while it is on; ``instead`` words what is shown while it is off."""
    is_on = choices.value(name, "", code_in({words: label}), lambda _: instead) == words
    choices.fill_widget(key, is_on)
    st.toggle(label, key=key, on_change=_turn, args=(name, words, key))
    return is_on


def _turn(name: str, words: str, key: str) -> None:
    choices.put(name, words if st.session_state[key] else None)


def _coded(name: str, names: Mapping[C, str], default: C, key: str) -> C:
    chosen = choices.value(name, default, code_in(names), names.__getitem__)
    choices.fill_widget(key, chosen)
    return chosen


def _list_of(name: str, names: Mapping[C, str], key: str) -> dict[str, Any]:
    """Return the arguments that lists and radio buttons share."""
    take = partial(_take_listed, name, names, key)
    return {"options": list(names), "format_func": lambda code: names.get(code, ""), "key": key, "on_change": take}


def _take_listed(name: str, names: Mapping[C, str], key: str) -> None:
    """Set a choice to the value of its list; after a change of language a browser may report a label that no longer exists."""
    if st.session_state[key] in names:
        choices.put(name, st.session_state[key])


def search(t: Text) -> str:
    """Draw a free-text filter in the sidebar, kept in the address."""
    found = choices.value("q", "", _searched, str)
    choices.fill_widget("q", found)
    st.sidebar.text_input(t("filter.q"), key="q", max_chars=LONGEST_SEARCH, on_change=choices.take, args=("q", _searched))
    if found.strip():
        active_filters().append(ActiveFilter("q", t("filter.found"), found.strip()))
    return found.strip()


def target_filters(t: Text, sections: pd.DataFrame, districts: pd.DataFrame) -> dict[str, str]:
    """Draw the filters of the targets page: section, district, status, kind, and a text."""
    return {
        "section": choose(t, "section", _names(t, sections)),
        "district": choose(t, "district", _names(t, districts)),
        "status": choose(t, "status", {one.value: t.show(one) for one in Status}),
        "kind": choose(t, "kind", {one.value: t.show(one) for one in TargetKind}),
        "q": search(t),
    }


def project_filters(t: Text, districts: pd.DataFrame) -> dict[str, str]:
    """Draw the filters of the projects page: district, stage, kind, status, and a text."""
    return {
        "district": choose(t, "district", _names(t, districts)),
        "stage": choose(t, "stage", {code: t.word("stage", code) for code in STAGES}),
        "project_kind": choose(t, "project_kind", {code: t.word("project_kind", code) for code in KINDS}),
        "status": choose(t, "status", {one.value: t.show(one) for one in Status if one is not Status.ACTION}),
        "q": search(t),
    }


def programme_filters(t: Text, view: PlanView, programmes: pd.DataFrame) -> dict[str, str]:
    """Draw the filters of the programmes page: district, level, kind, school, status, and a text; the words are the plan's."""
    terms = view.head.terms
    levels, kinds = (terms.codes(f"{one}s", programmes[one].unique()) for one in ("level", "kind"))
    return {
        "district": choose(t, "district", _names(t, view.districts)),
        "level": choose(t, "level", {code: t.term(terms, "levels", code) for code in levels}),
        "programme_kind": choose(t, "programme_kind", {code: t.term(terms, "kinds", code) for code in kinds}),
        "school": choose(t, "school", {name: name for name in sorted(programmes["school"].unique())}),
        "status": choose(t, "status", {one.value: t.show(one) for one in Status if one is not Status.ACTION}),
        "q": search(t),
    }


def quota_filters(t: Text, view: PlanView, quotas: pd.DataFrame) -> dict[str, str]:
    """Draw the filters of the recruitment page: district, post, way, and subject and stage if quotas have them."""
    terms = view.head.terms
    posts, ways = (terms.codes(f"{one}s", quotas[one].unique()) for one in ("post", "way"))
    chosen = {
        "district": choose(t, "district", _names(t, view.districts)),
        "post": choose(t, "post", {code: t.term(terms, "posts", code) for code in posts}),
        "way": choose(t, "way", {code: t.term(terms, "ways", code) for code in ways}),
    }
    for column, words in (("school_subject", str), ("stage", partial(t.word, "stage"))):
        if found := sorted(quotas[column].dropna().unique()):
            chosen[column] = choose(t, column, {code: words(code) for code in found})
    return chosen


def geography_of(view: PlanView) -> dict[str, str | None]:
    """Return the files of a plan's geography by their part."""
    return {part: view.head.geography.get(part) for part in ("areas", "points", "context")}


def reset_if_invalid(key: str, choices: Iterable[object], default: object = None) -> None:
    """Reset a widget's stored value to a valid option before the widget is drawn.

    A browser reports a choice by its label. After a change of language, or once the entry is gone, that label is invalid: then
    the default is chosen, else the first option. ``_switch_language`` rewrites held values, so that the browser gets the new
    labels.
    """
    known = list(choices)
    if st.session_state.get(key) not in known:
        st.session_state[key] = known[0] if default is None else default
    st.session_state.setdefault("held", set()).add(key)


def choose_districts(t: Text, districts: pd.DataFrame) -> tuple[str, str]:
    """Draw the choice of a page's district, the first by default, and of the district or city compared with it.

    The second is another district, or "" for the city.
    """
    names = _names(t, districts)
    district = one_of(t("filter.district"), "district", names, next(iter(names)), place=st.sidebar)
    others = {"": t("district.city")} | {code: name for code, name in names.items() if code != district}
    return district, one_of(t("district.beside"), "beside", others, "", place=st.sidebar)


def _names(t: Text, frame: pd.DataFrame) -> dict[str, str]:
    return t.names(frame)


def _switch_language() -> None:
    choices.put("lang", "en" if choices.words("lang") == "zh" else "zh")
    for key in st.session_state.get("held", set()) & set(st.session_state):
        st.session_state[key] = st.session_state[key]


def _month_before(day: date) -> date:
    """Return the last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


def _day(words: str) -> date:
    day = date.fromisoformat(words)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(words)
    return day


def _day_until(last: date, words: str) -> date:
    day = _day(words)
    if day > last:
        raise ValueError(words)
    return day


def _switched(words: str) -> bool:
    if words not in _SWITCHED:
        raise ValueError(words)
    return _SWITCHED[words]


def _searched(words: str) -> str:
    return words[:LONGEST_SEARCH]


def code_in(names: Mapping[C, str]) -> Callable[[str], C]:
    """Return a parser for the codes of ``names``; it raises ValueError for any other string."""
    known = {words_of(code): code for code in names}

    def read(words: str) -> C:
        if words not in known:
            raise ValueError(words)
        return known[words]

    return read


def _name_of_language(code: str) -> str:
    return Text(code)("top.this_language")
