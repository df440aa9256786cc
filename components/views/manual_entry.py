"""Manual entry of figures and dates: one on a form, or several in a table; both pass the same checks as a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import controls, queries
from components.session.controls import FIRST_DAY, LAST_DAY
from components.session.page_context import PageContext
from components.widgets import html, lazy_expander
from models.imports.batch import Given
from models.imports.cells import TAKE_BACK
from models.imports.sheet_layouts import Column, SheetLayout, sheet_layouts

#: Columns that identify a row of a sheet, and those that may accompany any figure or date.
SUBJECT, BESIDE = ("code", "name", "gate", "school", "district", "quota"), ("note", "evidence")
#: Read-only columns in a table of known values: the identity of a row, and the baseline of its gate.
FIXED = ("code", "name", "gate", "baseline")
#: Options of date inputs.
DAYS: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD", "width": 150}


def turn() -> int:
    """Return how often an import was committed or abandoned; entries are stored under keys of this turn and expire with it."""
    return int(st.session_state.get("intake-turn", 0))


def begin_anew() -> None:
    """Discard files, pasted tables and manual entries."""
    st.session_state["intake-turn"] = turn() + 1


def one_by_hand(page: PageContext) -> list[Given]:
    """Draw a form for one figure or one date of a milestone; return its entry."""
    t = page.t
    box = lazy_expander.opened(t("intake.one"), "one", turn=turn())
    if box is None:
        return []
    with box:
        form, table = _pick_form(page, "one-form")
        if table.empty:
            st.html(html.footnote([t("intake.no_rows")]))
            return []
        heads = {column.field: column.header(t.language) for column in form.columns}
        subject = _pick_subject(t, form, table, heads, queries.names_of(t, page.view))
        said = _dated(t, form) if form.name in ("projects", "programmes", "gates") else _counted(t, form)
        with st.container(horizontal=True):
            said |= {name: st.text_input(heads[name], key=f"one-{name}-{turn()}", max_chars=2000) for name in BESIDE}
        st.html(html.footnote([t("intake.one_note")]))
    if not any(words for name, words in said.items() if name not in BESIDE) and not (form.name == "targets" and said["note"]):
        return []
    row = {heads[name]: words for name, words in (subject | said).items()}
    return [(t("intake.one"), pd.DataFrame([row]).to_csv(index=False))]


def _pick_form(page: PageContext, key: str) -> tuple[SheetLayout, pd.DataFrame]:
    """Draw the choice of a sheet of the template; return it with its rows for the district chosen above."""
    t = page.t
    district = st.session_state.get("template-district") or ""
    tables = queries.form_tables(page.asked, district, t.language)
    by_title = {form.title(t.language): form for form in sheet_layouts(page.view)}
    title = st.radio(t("intake.sheet"), list(by_title), horizontal=True, key=key, label_visibility="collapsed")
    found = title if title in by_title else next(iter(by_title))
    return by_title[found], tables[found]


def _pick_subject(
    t: Text, form: SheetLayout, table: pd.DataFrame, heads: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, str]:
    """Draw the choice of subject and date; return the cells of its row by field."""
    own = [heads[name] for name in ("code", "gate") if name in heads]
    rows = {" ".join(row[head] for head in own): row for row in table.to_dict("records")}
    controls.reset_if_invalid(f"one-{form.name}", rows)
    with st.container(horizontal=True):
        key = st.selectbox(
            t("intake.of"),
            list(rows),
            format_func=lambda one: f"{one} {names[rows[one][heads['code']]]}",
            key=f"one-{form.name}",
        )
        row = rows[key or next(iter(rows))]
        as_of = date.fromisoformat(row[heads["as_of"]])
        day = st.date_input(heads["as_of"], as_of, key=f"one-as-of-{as_of}", **DAYS)
    subject = {name: row[heads[name]] for name in SUBJECT if name in heads}
    return subject | {"as_of": "" if day is None else str(day)}


def _counted(t: Text, form: SheetLayout) -> dict[str, str]:
    """Draw inputs for a figure, for a rate as numerator and denominator, for recruitment any step."""
    fields = [one for one in form.columns if one.field not in (*SUBJECT, *BESIDE, "as_of")]
    with st.container(horizontal=True):
        return {one.field: st.text_input(one.header(t.language), key=f"one-{one.field}-{turn()}", max_chars=20) for one in fields}


def _dated(t: Text, form: SheetLayout) -> dict[str, str]:
    """Draw inputs for a forecast or actual date of a milestone, or for withdrawing its last report."""
    steps: dict[str, Column] = {one.field: one for one in form.columns if one.field.endswith(("forecast", "actual"))}
    if not steps:
        return {}
    controls.reset_if_invalid(f"one-step-{form.name}", steps)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.selectbox(
            t("intake.step"), list(steps), format_func=lambda one: steps[one].header(t.language), key=f"one-step-{form.name}"
        )
        day = st.date_input(t("intake.day"), None, key=f"one-day-{turn()}", **DAYS)
        back = st.checkbox(t("intake.take_back"), key=f"one-back-{turn()}")
    return {step: TAKE_BACK[0] if back else "" if day is None else str(day)}


def table_by_hand(page: PageContext) -> list[Given]:
    """Draw a table of known values; return the rows that were changed."""
    t = page.t
    box = lazy_expander.opened(t("intake.by_hand"), "by-hand", turn=turn())
    if box is None:
        return []
    with box:
        form, table = _pick_form(page, "hand-form")
        district = st.session_state.get("template-district") or ""
        edited = st.data_editor(
            table,
            hide_index=True,
            height=300,
            disabled=[column.header(t.language) for column in form.columns if column.field in FIXED],
            key=f"hand-{turn()}-{page.asked.plan}-{page.as_of}-{district}-{form.name}-{t.language}",
        )
        st.html(html.footnote([t("intake.by_hand_note", day=page.as_of)]))
    moved = edited[(edited.fillna("") != table).any(axis=1)]
    return [] if moved.empty else [(t("intake.by_hand"), moved.fillna("").to_csv(index=False))]
