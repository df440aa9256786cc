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
from components.views import edited_table
from components.views.edited_table import edited_rows
from components.widgets import html, lazy_expander
from models.analysis.series import recency_key
from models.frames import rows_of
from models.i18n import show_day
from models.imports.batch import Given
from models.imports.cells import TAKE_BACK
from models.imports.sheet_layouts import Column, SheetLayout, sheet_layouts
from models.typed_rows import FigureRow, QuotaFigureRow

#: Columns that identify a row of a sheet, and those that may accompany any figure or date.
SUBJECT, BESIDE = ("code", "name", "gate", "school", "district", "quota"), ("note", "evidence")
#: Options of date inputs.
DAYS: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD", "width": 150}


def turn() -> int:
    """Return how often an import was committed or abandoned; entries are stored under keys of this turn and expire with it."""
    return int(st.session_state.get("intake-turn", 0))


def begin_anew() -> None:
    """Discard files, pasted tables and the form; what is typed into tables stays as far as it is not known."""
    st.session_state["intake-turn"] = turn() + 1
    edited_table.draw_anew()


def one_by_hand(page: PageContext, district: str) -> list[Given]:
    """Draw a form for one figure or one date of a milestone; return its entry."""
    t = page.t
    box = lazy_expander.opened(t("intake.one"), "one", turn=turn())
    if box is None:
        return []
    with box:
        form, table = _pick_form(page, district, "one-form")
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


def _pick_form(page: PageContext, district: str, key: str) -> tuple[SheetLayout, pd.DataFrame]:
    """Draw the choice of a sheet of the template; return it with its rows for a district."""
    t = page.t
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


def table_by_hand(page: PageContext, district: str) -> list[Given]:
    """Draw a table of known values; return the rows that were changed."""
    t = page.t
    box = lazy_expander.opened(t("intake.by_hand"), "by-hand", turn=turn())
    if box is None:
        return []
    with box:
        form, table = _pick_form(page, district, "hand-form")
        given = edited_rows(page, form, table, key=_key("hand", page, district, form), name=t("intake.by_hand"))
        st.html(html.footnote([t("intake.by_hand_note", day=page.as_of)]))
    return given


def owed_in_place(page: PageContext, district: str) -> list[Given]:
    """Draw what a district owes as tables to fill in where it stands; return the rows that were changed."""
    t = page.t
    owed = [row for row in page.snapshot.reports_due if row.district == district]
    if not owed:
        return []
    since = {code: row.since for row in owed for code in row.subjects if row.works is None}
    codes = {code for row in owed for code in row.subjects}
    st.html(html.heading(t("intake.owed", district=page.districts[district], n=len(owed))))
    st.html(html.footnote([t("intake.owed_note")]))
    given: list[Given] = []
    tables, last = queries.form_tables(page.asked, district, t.language), _last_figures(page, district)
    for form in sheet_layouts(page.view):
        title, heads = form.title(t.language), {column.field: column.header(t.language) for column in form.columns}
        table = tables[title]
        own = table[table[heads["code"]].isin(codes)].reset_index(drop=True)
        if own.empty:
            continue
        days = zip(own[heads["code"]], own[heads["as_of"]], strict=True)
        own[heads["as_of"]] = [str(since.get(code, day)) for code, day in days]
        st.html(html.footnote([t("intake.owed_sheet", sheet=title, n=len(own))]))
        given += edited_rows(
            page,
            form,
            own,
            key=_key("owed", page, district, form),
            name=t("intake.owed_given", sheet=title),
            shown=_open_columns(form, own, t.language),
            last=[last.get(code, "") for code in own[heads["code"]]] if "value" in heads else None,
        )
    return given


def _key(name: str, page: PageContext, district: str, form: SheetLayout) -> str:
    return f"{name}-{page.asked.plan}-{page.as_of}-{district}-{form.name}"


def _last_figures(page: PageContext, district: str) -> dict[str, str]:
    """Return the newest figure of each target of a district and of each quota, with its day."""
    t, reports, quotas = page.t, page.snapshot.reports, page.snapshot.parts.quotas
    newest: dict[str, FigureRow | QuotaFigureRow] = {}
    for row in sorted(rows_of(reports.figures, FigureRow), key=recency_key):
        if row.district == district:
            newest[row.code] = row
    own = set(quotas.loc[quotas["district"] == district, "code"])
    newest |= {row.code: row for row in rows_of(reports.quota_figures.frame(own), QuotaFigureRow)}
    return {code: _last(t, row, page.as_of) for code, row in newest.items()}


def _last(t: Text, row: FigureRow | QuotaFigureRow, as_of: date) -> str:
    parts = (row.numerator, row.denominator) if isinstance(row, FigureRow) else (None,)
    numbers = [t.number(one) for one in (parts if None not in parts else (row.value,)) if one is not None]
    return t("intake.before_on", value="/".join(numbers), day=show_day(row.as_of, t.language, beside=as_of)) if numbers else ""


def _open_columns(form: SheetLayout, table: pd.DataFrame, language: str) -> list[str]:
    """Return the headers of a table without what nobody fills in: the district, and the steps that all its works have passed."""
    heads = {column.field: column.header(language) for column in form.columns}
    actual = [name for name in heads if name.endswith("_actual")]
    passed = {name.removesuffix("_actual") for name in actual if (table[heads[name]] != "").all()}
    return [head for name, head in heads.items() if name != "district" and name.rsplit("_", 1)[0] not in passed]
