"""Contents of the programmes page: stages, the year's curve, card of one programme, tables."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from components.charts import bars, time_series
from components.session import controls, queries
from components.session.page_context import PageContext
from components.session.selection import Picker
from components.theme import stage_shades
from components.widgets import chart, html, work_item_tables
from components.widgets import tables as grids
from components.widgets.empty_page import missing_list
from components.widgets.export_menu import take_away
from components.widgets.target_card import target_curve
from components.widgets.work_item_card import work_card
from models.analysis.explanations import reason_sentence
from models.analysis.months import month_ends
from models.analysis.programmes import (
    days_in_stages,
    late_ones,
    launched,
    launching_stage,
    schools_by_kind,
    stage_counts,
    targets_of,
)
from models.frames import rows_of
from models.typed_rows import ProgrammeStanding, Standing

PICKER = Picker("programme", ("late-grid", "programmes-grid"))
#: Above this number, programmes are sent to the table in pieces, and can be picked only after filtering.
MOST_ROWS = 1500
#: Maximum number of late programmes shown with their reason in words; filters bring up others.
MOST_REASONS = 200
VIEWS = ("late", "all", "schools", "days", "targets")
#: Name of each view in the registry of exhibits.
PARTS = {"late": "late_programmes", "all": "programmes", "schools": "programme_schools", "days": "stays"}


def nothing_to_show(page: PageContext) -> None:
    """Explain the empty page and how to proceed."""
    t = page.t
    known = page.snapshot.programmes
    if known.empty:
        missing_list(page, "programmes")
    else:
        st.html(html.footnote([t("programme.no_match", n=len(known))]))


def stages_chart(page: PageContext, programmes: pd.DataFrame, stages: Sequence[str], chosen: Mapping[str, str]) -> None:
    """Draw the number of programmes of each kind at each stage, against the plan."""
    t, terms = page.t, page.view.head.terms
    kinds = {code: t.term(terms, "kinds", code) for code in terms.codes("kinds", programmes["kind"])}
    counts = stage_counts(programmes, stages, list(kinds), page.as_of)
    counting = launching_stage(page.view, programmes, stages)
    words = _stage_words(page, stages)
    figure = bars.stage_bars(counts, t=t, look=page.look, stages=words, kinds=kinds, counting=counting)
    names = [*reversed(words.values()), t("programme.not_begun")]
    st.html(html.heading(t("programme.stages")) + html.swatches(zip(names, stage_shades(page.look, len(words)), strict=True)))
    alt = t("programme.stages_alt", n=len(programmes), day=page.as_of)
    chart.chart(t, figure, page.address("stages", **chosen), key="stages", alt=alt)
    st.html(html.footnote([t("programme.ticks", stage=words.get(counting, "")), *_day_and_origin(page)]))


def programme_or_year(page: PageContext, programmes: pd.DataFrame, stages: Sequence[str], chosen: Mapping[str, str]) -> None:
    """Draw the card of the picked programme, or the year's curve of all programmes."""
    t = page.t
    code = PICKER.picked(programmes["code"], t("address.nothing"))
    if code is None:
        _year(page, programmes, stages, chosen)
        return
    (row,) = rows_of(programmes[programmes["code"] == code], ProgrammeStanding)
    steps = _stage_words(page, stages)
    work_card(page, row, steps=steps, facts=_facts(page, row))
    _indicators(page, code)
    st.button(t("project.close"), key="close-programme", on_click=PICKER.pick, args=(None,))


def _year(page: PageContext, programmes: pd.DataFrame, stages: Sequence[str], chosen: Mapping[str, str]) -> None:
    t = page.t
    stage = launching_stage(page.view, programmes, stages)
    months = month_ends(page.view.head.start, max(page.view.head.last_day, page.as_of))
    curve = launched(programmes, stage, sorted({*months, page.as_of}), page.as_of)
    word = t.term(page.view.head.terms, "stages", stage)
    st.html(html.heading(t("programme.year", stage=word)))
    figure = time_series.month_curve(curve, t=t, look=page.look, as_of=page.as_of, unit=t("programme.unit"))
    alt = t("programme.year_alt", stage=word, day=page.as_of)
    chart.chart(t, figure, page.address("launched", **chosen), key="launched", alt=alt)
    st.html(html.footnote([t("programme.pick_one"), *_day_and_origin(page)]))


def _facts(page: PageContext, row: ProgrammeStanding) -> list[tuple[str, str]]:
    t, terms, districts = page.t, page.view.head.terms, page.districts
    return [
        (t("grid.school"), row.school),
        (t("filter.level"), t.term(terms, "levels", row.level)),
        (t("filter.programme_kind"), t.term(terms, "kinds", row.kind)),
        (t("grid.field"), row.field or "–"),
        (t("grid.district"), districts.get(row.district, t("grid.city"))),
        (t("grid.owner"), t.owner(row.owner, t("overview.no_owner"))),
    ]


def _indicators(page: PageContext, code: str) -> None:
    """Draw the yearly indicators of one programme, one column per year, or a note if none were reported."""
    t, terms = page.t, page.view.head.terms
    measured = queries.measured_years(page.asked, page.view, code)
    if measured.empty:
        st.html(html.footnote([t("programme.no_indicators")]))
        return
    days = sorted(set(measured["as_of"]))
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


def tables(page: PageContext, programmes: pd.DataFrame, stages: Sequence[str], chosen: Mapping[str, str]) -> None:
    """Draw the chosen view: late programmes with owner and reason, all of them, schools by kind, days in stages, or targets."""
    t = page.t
    views = {one: t(f"programme.view_{one}") for one in VIEWS}
    which = controls.view(
        t("project.view"), "programmes_view", views, VIEWS[0], key="programme-view", label_visibility="collapsed"
    )
    if which == "late":
        _late(page, programmes, stages)
    elif which == "all":
        _all(page, programmes, stages)
    elif which == "schools":
        _schools(page, programmes)
    elif which == "days":
        table = work_item_tables.stays_table(t, days_in_stages(programmes, stages), _stage_words(page, stages))
        st.dataframe(table, column_config=work_item_tables.stays_columns(t), hide_index=True, placeholder=grids.NOTHING)
        st.html(html.footnote([t("programme.days_note"), *_day_and_origin(page)]))
    else:
        _targets(page)
    if which in PARTS:
        take_away(page, PARTS[which], **chosen)


def _late(page: PageContext, programmes: pd.DataFrame, stages: Sequence[str]) -> None:
    t = page.t
    late = late_ones(programmes)
    if late.empty:
        st.html(html.footnote([t("programme.none_late", day=page.as_of)]))
        return
    rows = late.head(MOST_REASONS)
    table = work_item_tables.programmes_table(t, rows, page.view, _stage_words(page, stages))
    table.insert(3, "owner", table.pop("owner"))
    why = page.snapshot.why_late(rows)
    table.insert(4, "reason", [reason_sentence(why[code], t.language, terms=page.view.head.terms) for code in rows["code"]])
    PICKER.offer("late-grid", rows["code"])
    _pickable(page, "late-grid", table, len(rows))
    if len(late) > len(rows):
        st.html(html.footnote([t("project.first_rows", n=len(rows), of=len(late))]))


def _all(page: PageContext, programmes: pd.DataFrame, stages: Sequence[str]) -> None:
    t = page.t
    table = work_item_tables.programmes_table(t, programmes, page.view, _stage_words(page, stages))
    PICKER.offer("programmes-grid", programmes["code"])
    _pickable(page, "programmes-grid", table, len(programmes))
    if len(programmes) > MOST_ROWS:
        st.html(html.footnote([t("programme.too_many", n=MOST_ROWS)]))


def _pickable(page: PageContext, widget: str, table: pd.DataFrame, n: int) -> None:
    """Draw a table from which a programme can be picked; a long one is sent in pieces instead."""
    is_long = n > MOST_ROWS
    st.dataframe(
        table,
        column_config=grids.whole(work_item_tables.programmes_columns(page.t, page.look), table),
        hide_index=True,
        placeholder=grids.NOTHING,
        height=grids.height_of(n, 460),
        lazy=is_long,
        on_select="ignore" if is_long else partial(PICKER.pick_row, widget),
        selection_mode="single-row",
        key=PICKER.key(widget),
        alt=page.t("programme.table_alt", n=n),
    )
    if note := page.t("project.names_note"):
        st.html(html.footnote([note]))


def _schools(page: PageContext, programmes: pd.DataFrame) -> None:
    """Draw schools by level against kinds: an empty cell is a gap."""
    t, terms = page.t, page.view.head.terms
    kinds = terms.codes("kinds", programmes["kind"])
    matrix = schools_by_kind(programmes, kinds, terms.codes("levels", programmes["level"]))
    rows = [
        [t.term(terms, "levels", level), school, *(str(n or "") for n in counts), str(total)]
        for level, school, *counts, total in matrix[["level", "school", *kinds, "total"]].itertuples(index=False)
    ]
    sums = ["", t("programme.sum"), *(str(int(matrix[kind].sum())) for kind in kinds), str(int(matrix["total"].sum()))]
    names = [t.term(terms, "kinds", kind) for kind in kinds]
    st.html(html.table([t("filter.level"), t("grid.school"), *names, t("programme.sum")], [*rows, sums], is_matrix=True))
    st.html(html.footnote([t("programme.gaps", n=int((matrix[kinds] == 0).sum().sum()))]))


def _targets(page: PageContext) -> None:
    """Draw the targets of the programmes' sections, with the curve of those due only after the plan's year."""
    t, standings = page.t, page.snapshot.city
    own = standings[standings["code"].isin(targets_of(page.view, page.snapshot.programmes))]
    table = grids.targets_table(t, own, page.sections)
    st.dataframe(
        table,
        column_config=grids.whole(grids.targets_columns(t, page.look), table, lines=grids.lines_of(t)),
        hide_index=True,
        placeholder=grids.NOTHING,
        row_height=grids.row_height(grids.lines_of(t)),
        height=grids.height_of(len(own), 640, lines=grids.lines_of(t)),
    )
    for row in rows_of(own[own["due"] > page.view.head.last_day], Standing):
        st.html(html.heading(t("programme.path", name=t.name(row), due=row.due)))
        target_curve(page, row)


def _stage_words(page: PageContext, stages: Sequence[str]) -> dict[str, str]:
    return {stage: page.t.term(page.view.head.terms, "stages", stage) for stage in stages}


def _day_and_origin(page: PageContext) -> list[str]:
    t = page.t
    return [t("overview.day", day=page.as_of), t("origin.demo") if page.view.head.demonstration else t("origin.reported")]
