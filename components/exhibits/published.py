"""Exhibits of the schools that public sources name: each with source, date and grade, and their numbers by state and year."""

import pandas as pd

from components.exhibits.context import ExhibitContext, ExhibitDraft, number_cell, words_cell
from components.exhibits.tables import Cell, Column, Table
from components.i18n import headlines
from models.analysis.published import STATES, by_year, matching_published
from models.frames import rows_of
from models.typed_rows import PublishedSchoolRow


def published_schools(context: ExhibitContext) -> ExhibitDraft:
    """Return the schools of public sources that match the filters; they count for no target."""
    t, known = context.t, context.snapshot.published_schools
    found = matching_published(known, context.chosen)
    shown = context.first(found)
    title = headlines.published_schools(t, found, has_list=len(context.snapshot.projects) > 0)
    draft = ExhibitDraft.of_table(title, _table(context, shown), (t("published.not_counted"),), context.more(shown, found))
    return draft.of_origin(t("origin.published"))


def published_years(context: ExhibitContext) -> ExhibitDraft:
    """Return the number of these schools by state and year, which a slide has room for."""
    t, found = context.t, matching_published(context.snapshot.published_schools, context.chosen)
    title = headlines.published_schools(t, found, has_list=len(context.snapshot.projects) > 0)
    years = by_year(found)
    columns = (Column(t("published.state"), 24), *(Column(str(row.year), 10, str(row.year), is_number=True) for row in years))
    lines = [(state, [row.by_state.get(state, 0) for row in years]) for state in STATES]
    known = [(state, numbers) for state, numbers in lines if any(numbers)]
    rows = [(Cell(t.word("published_state", state)), *(number_cell(t, n or None) for n in numbers)) for state, numbers in known]
    if rows:
        rows.append((Cell(t("published.all")), *(number_cell(t, row.schools) for row in years)))
    table = Table(columns, tuple(rows), (*(state for state, _ in known), *(("all",) if rows else ())))
    sources = sorted({f"{row.source}（{row.source_date}，{row.grade}）" for row in rows_of(found, PublishedSchoolRow)})
    draft = ExhibitDraft.of_table(title, table, (t("published.not_counted"), *sources), (t("published.not_counted"),))
    return draft.of_origin(t("origin.published"))


def _table(context: ExhibitContext, shown: pd.DataFrame) -> Table:
    t, districts, rows = context.t, context.districts, rows_of(shown, PublishedSchoolRow)
    columns = (
        Column(t("published.school"), 30),
        Column(t("published.state"), 16, "state"),
        Column(t("published.year"), 8, "year", is_number=True),
        Column(t("grid.district"), 12),
        Column(t("grid.stage"), 10),
        Column(t("published.classes"), 8, "classes", is_number=True),
        Column(t("grid.seats"), 9, "seats", is_number=True),
        Column(t("grid.note"), 30),
        Column(t("grid.source"), 30),
        Column(t("published.source_date"), 12),
        Column(t("published.grade_head"), 8),
    )
    cells = tuple(
        (
            Cell(row.name),
            Cell(t.word("published_state", row.state)),
            Cell(str(row.year), float(row.year)),
            Cell(districts.get(row.district, t("published.unknown"))),
            Cell(t.word("stage", row.stage)),
            number_cell(t, row.classes),
            number_cell(t, row.seats),
            words_cell(t.name(row, "note") if row.note else None),
            Cell(row.source),
            Cell(row.source_date),
            Cell(row.grade),
        )
        for row in rows
    )
    return Table(columns, cells, tuple(row.code for row in rows))
