"""Contents of the programmes page: stages, the year's curve, card of one programme, tables."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import bars, time_series
from components.i18n.text import Text
from components.session import controls, queries
from components.session.queries import ViewContext
from components.session.selection import Picker
from components.theme import Theme, stage_shades
from components.widgets import chart, html, work_item_tables
from components.widgets import tables as grids
from components.widgets.export_menu import take_away
from components.widgets.target_card import target_curve
from components.widgets.work_item_card import work_card
from models.analysis.explanations import reason_sentence
from models.analysis.programmes import (
    days_in_stages,
    late_ones,
    launched,
    launching_stage,
    schools_by_kind,
    stage_counts,
    targets_of,
)
from models.analysis.recruitment import month_ends
from models.frames import records_of
from models.plan.view import PlanView

PICKER = Picker("programme", ("late-grid", "programmes-grid"))
#: Above this number, programmes are sent to the table in pieces, and can be picked only after filtering.
MOST_ROWS = 1500
#: Maximum number of late programmes shown with their reason in words; filters bring up others.
MOST_REASONS = 200
VIEWS = ("late", "all", "schools", "days", "targets")
#: Name of each view in the registry of exhibits.
PARTS = {"late": "late_programmes", "all": "programmes", "schools": "programme_schools", "days": "stays"}


def nothing_to_show(t: Text, question: ViewContext) -> None:
    """Explain the empty page and how to proceed."""
    known = queries.snapshot(question).programmes
    st.html(html.footnote([t("programme.none") if known.empty else t("programme.no_match", n=len(known))]))


def stages_chart(
    t: Text,
    look: Theme,
    question: ViewContext,
    view: PlanView,
    programmes: pd.DataFrame,
    stages: Sequence[str],
    chosen: Mapping[str, str],
) -> None:
    """Draw the number of programmes of each kind at each stage, against the plan."""
    terms = view.head.terms
    kinds = {code: t.term(terms, "kinds", code) for code in terms.codes("kinds", programmes["kind"])}
    counts = stage_counts(programmes, stages, list(kinds), question.as_of)
    counting = launching_stage(view, programmes, stages)
    words = _stage_words(t, view, stages)
    figure = bars.stage_bars(counts, t=t, look=look, stages=words, kinds=kinds, counting=counting)
    names = [*reversed(words.values()), t("programme.not_begun")]
    st.html(html.heading(t("programme.stages")) + html.swatches(zip(names, stage_shades(look, len(words)), strict=True)))
    alt = t("programme.stages_alt", n=len(programmes), day=question.as_of)
    chart.chart(t, question, figure, "stages", key="stages", alt=alt, chosen=chosen)
    st.html(html.footnote([t("programme.ticks", stage=words.get(counting, "")), *_day_and_origin(t, question, view)]))


def programme_or_year(
    t: Text,
    look: Theme,
    question: ViewContext,
    view: PlanView,
    programmes: pd.DataFrame,
    stages: Sequence[str],
    chosen: Mapping[str, str],
) -> None:
    """Draw the card of the picked programme, or the year's curve of all programmes."""
    code = PICKER.picked(programmes["code"], t("address.nothing"))
    if code is None:
        _year(t, look, question, view, programmes, stages, chosen)
        return
    row = programmes.set_index("code", drop=False).loc[code].to_dict()
    steps = _stage_words(t, view, stages)
    work_card(t, look, question, view, row, steps=steps, facts=_facts(t, row, view))
    _indicators(t, question, view, code)
    st.button(t("project.close"), key="close-programme", on_click=PICKER.pick, args=(None,))


def _year(
    t: Text,
    look: Theme,
    question: ViewContext,
    view: PlanView,
    programmes: pd.DataFrame,
    stages: Sequence[str],
    chosen: Mapping[str, str],
) -> None:
    stage = launching_stage(view, programmes, stages)
    months = month_ends(view.head.start, max(view.head.last_day, question.as_of))
    curve = launched(programmes, stage, sorted({*months, question.as_of}), question.as_of)
    word = t.term(view.head.terms, "stages", stage)
    st.html(html.heading(t("programme.year", stage=word)))
    figure = time_series.month_curve(curve, t=t, look=look, as_of=question.as_of, unit=t("programme.unit"))
    alt = t("programme.year_alt", stage=word, day=question.as_of)
    chart.chart(t, question, figure, "launched", key="launched", alt=alt, chosen=chosen)
    st.html(html.footnote([t("programme.pick_one"), *_day_and_origin(t, question, view)]))


def _facts(t: Text, row: Mapping[Any, Any], view: PlanView) -> list[tuple[str, str]]:
    terms, districts = view.head.terms, t.names(view.districts)
    return [
        (t("grid.school"), row["school"]),
        (t("filter.level"), t.term(terms, "levels", row["level"])),
        (t("filter.programme_kind"), t.term(terms, "kinds", row["kind"])),
        (t("grid.field"), row["field"] or "–"),
        (t("grid.district"), districts.get(row["district"], t("grid.city"))),
        (t("grid.owner"), row["owner"] or t("overview.no_owner")),
    ]


def _indicators(t: Text, question: ViewContext, view: PlanView, code: str) -> None:
    """Draw the yearly indicators of one programme, one column per year, or a note if none were reported."""
    measured = queries.measured_years(question, view, code)
    if measured.empty:
        st.html(html.footnote([t("programme.no_indicators")]))
        return
    terms, days = view.head.terms, sorted(set(measured["as_of"]))
    values = measured.set_index(["measure", "as_of"])["value"].to_dict()
    rows = [
        [
            t.term(terms, "indicators", measure),
            *(t.number(values[measure, day]) if (measure, day) in values else "–" for day in days),
        ]
        for measure in terms.codes("indicators", measured["measure"])
        if any((measure, day) in values for day in days)
    ]
    st.html(html.table([t("programme.indicator"), *(str(day.year) for day in days)], rows))


def tables(
    t: Text,
    look: Theme,
    question: ViewContext,
    view: PlanView,
    programmes: pd.DataFrame,
    stages: Sequence[str],
    chosen: Mapping[str, str],
) -> None:
    """Draw the chosen view: late programmes with owner and reason, all of them, schools by kind, days in stages, or targets."""
    views = {one: t(f"programme.view_{one}") for one in VIEWS}
    which = controls.view(
        t("project.view"), "programmes_view", views, VIEWS[0], key="programme-view", label_visibility="collapsed"
    )
    if which == "late":
        _late(t, look, question, view, programmes, stages)
    elif which == "all":
        _all(t, look, view, programmes, stages)
    elif which == "schools":
        _schools(t, view, programmes)
    elif which == "days":
        table = work_item_tables.stays_table(t, days_in_stages(programmes, stages), _stage_words(t, view, stages))
        st.dataframe(table, column_config=work_item_tables.stays_columns(t), hide_index=True, placeholder=grids.NOTHING)
        st.html(html.footnote([t("programme.days_note"), *_day_and_origin(t, question, view)]))
    else:
        _targets(t, look, question, view)
    if which in PARTS:
        take_away(t, question, PARTS[which], **chosen)


def _late(t: Text, look: Theme, question: ViewContext, view: PlanView, programmes: pd.DataFrame, stages: Sequence[str]) -> None:
    late = late_ones(programmes)
    if late.empty:
        st.html(html.footnote([t("programme.none_late", day=question.as_of)]))
        return
    rows = late.head(MOST_REASONS)
    table = work_item_tables.programmes_table(t, rows, view, _stage_words(t, view, stages))
    table.insert(2, "owner", table.pop("owner"))
    why = queries.snapshot(question).late_reasons
    table.insert(3, "reason", [reason_sentence(why[code], t.language, terms=view.head.terms) for code in rows["code"]])
    PICKER.offer("late-grid", rows["code"])
    _pickable(t, look, "late-grid", table, len(rows))
    if len(late) > len(rows):
        st.html(html.footnote([t("project.first_rows", n=len(rows), of=len(late))]))


def _all(t: Text, look: Theme, view: PlanView, programmes: pd.DataFrame, stages: Sequence[str]) -> None:
    table = work_item_tables.programmes_table(t, programmes, view, _stage_words(t, view, stages))
    PICKER.offer("programmes-grid", programmes["code"])
    _pickable(t, look, "programmes-grid", table, len(programmes))
    if len(programmes) > MOST_ROWS:
        st.html(html.footnote([t("programme.too_many", n=MOST_ROWS)]))


def _pickable(t: Text, look: Theme, widget: str, table: pd.DataFrame, n: int) -> None:
    """Draw a table from which a programme can be picked; a long one is sent in pieces instead."""
    is_long = n > MOST_ROWS
    st.dataframe(
        table,
        column_config=work_item_tables.programmes_columns(t, look),
        hide_index=True,
        placeholder=grids.NOTHING,
        height="auto" if n < 10 else 420,
        lazy=is_long,
        on_select="ignore" if is_long else partial(PICKER.pick_row, widget),
        selection_mode="single-row",
        key=PICKER.key(widget),
        alt=t("programme.table_alt", n=n),
    )


def _schools(t: Text, view: PlanView, programmes: pd.DataFrame) -> None:
    """Draw schools by level against kinds: an empty cell is a gap."""
    terms = view.head.terms
    kinds = terms.codes("kinds", programmes["kind"])
    matrix = schools_by_kind(programmes, kinds, terms.codes("levels", programmes["level"]))
    rows = [
        [t.term(terms, "levels", row["level"]), row["school"], *(str(row[kind] or "") for kind in kinds), str(row["total"])]
        for row in records_of(matrix)
    ]
    sums = ["", t("programme.sum"), *(str(int(matrix[kind].sum())) for kind in kinds), str(int(matrix["total"].sum()))]
    names = [t.term(terms, "kinds", kind) for kind in kinds]
    st.html(html.table([t("filter.level"), t("grid.school"), *names, t("programme.sum")], [*rows, sums], is_matrix=True))
    st.html(html.footnote([t("programme.gaps", n=int((matrix[kinds] == 0).sum().sum()))]))


def _targets(t: Text, look: Theme, question: ViewContext, view: PlanView) -> None:
    """Draw the targets of the programmes' sections, with the curve of those due only after the plan's year."""
    standings = queries.snapshot(question).city
    known = queries.snapshot(question).programmes
    own = standings[standings["code"].isin(targets_of(view, known))]
    sections = t.names(view.sections)
    st.dataframe(
        grids.targets_table(t, own, sections),
        column_config=grids.targets_columns(t, look),
        hide_index=True,
        placeholder=grids.NOTHING,
    )
    for row in records_of(own[own["due"] > view.head.last_day]):
        st.html(html.heading(t("programme.path", name=t.name(row), due=row["due"])))
        target_curve(t, look, question, view, row)


def _stage_words(t: Text, view: PlanView, stages: Sequence[str]) -> dict[str, str]:
    return {stage: t.term(view.head.terms, "stages", stage) for stage in stages}


def _day_and_origin(t: Text, question: ViewContext, view: PlanView) -> list[str]:
    return [t("overview.day", day=question.as_of), t("origin.demo") if view.head.demonstration else t("origin.reported")]
