"""Exhibits of vocational programmes: stages, launched by month, late ones, all, schools by kind, days in stages."""

import pandas as pd

from components.exhibits.context import (
    NOTHING,
    ExhibitContext,
    ExhibitDraft,
    day_cell,
    number,
    number_cell,
    status_cell,
    words_cell,
)
from components.exhibits.model import Curve, Series, Stack, table_of
from components.exhibits.tables import Cell, Column, Table
from components.exhibits.work_items import late_table, work_notes
from components.i18n import headlines
from components.theme import LIGHT, stage_shades
from models.analysis.filters import matching_programmes
from models.analysis.months import month_ends
from models.analysis.programmes import days_in_stages, launched, launching_stage, schools_by_kind, stage_counts
from models.frames import rows_of
from models.status import Word
from models.typed_rows import CurvePoint, ProgrammeStanding, StageCount, StageStay


def _shown(context: ExhibitContext) -> pd.DataFrame:
    return matching_programmes(context.snapshot.programmes, context.chosen)


def _stage_words(context: ExhibitContext) -> dict[str, str]:
    return {stage: context.t.term(context.view.head.terms, "stages", stage) for stage in context.snapshot.stages}


def _headline(context: ExhibitContext, shown: pd.DataFrame) -> str:
    return headlines.programmes(context.t, shown, context.view, context.snapshot.stages, context.snapshot.as_of)


def stages(context: ExhibitContext) -> ExhibitDraft:
    """Return the number of programmes of each kind at each stage, furthest first, and the plan for the stage that counts."""
    t, shown, terms = context.t, _shown(context), context.view.head.terms
    words = _stage_words(context)
    counting = launching_stage(context.view, shown, context.snapshot.stages)
    kinds = [code for code in terms.codes("kinds", shown["kind"]) if (shown["kind"] == code).any()]
    counts = stage_counts(shown, context.snapshot.stages, kinds, context.snapshot.as_of)
    at = {(row.kind, row.stage): row for row in rows_of(counts, StageCount)}
    shades = stage_shades(LIGHT, len(words))
    segments = tuple(
        Series(
            words.get(stage) or t("programme.not_begun"),
            tuple(float(at[kind, stage].programmes) for kind in kinds),
            stage or "none",
            shade,
        )
        for stage, shade in zip([*reversed(words), ""], shades, strict=True)
    )
    name = t("programme.planned_at", stage=words.get(counting, ""))
    planned = Series(name, tuple(float(at[kind, counting].planned) for kind in kinds), "planned") if counting else None
    names = tuple(t.term(terms, "kinds", kind) for kind in kinds)
    body = Stack(names, tuple(kinds), segments, planned, t("programme.unit"))
    alt = t("programme.stages_alt", n=len(shown), day=context.snapshot.as_of)
    notes = (t("part.note_stages", day=context.snapshot.as_of), *work_notes(context, shown))
    return ExhibitDraft(
        _headline(context, shown), body, table_of(t("filter.programme_kind"), names, body, decimals=0), notes, alt
    )


def launched_by_month(context: ExhibitContext) -> ExhibitDraft:
    """Return the number of programmes that have reached the stage that counts, month by month, against the plan."""
    t, shown, head = context.t, _shown(context), context.view.head
    stage = launching_stage(context.view, shown, context.snapshot.stages)
    months = month_ends(head.start, max(head.last_day, context.snapshot.as_of))
    found = rows_of(launched(shown, stage, sorted({*months, context.snapshot.as_of}), context.snapshot.as_of), CurvePoint)
    days = tuple(row.day for row in found)
    body = Curve(
        days,
        Series(t("chart.actual"), tuple(number(row.actual) for row in found), "actual"),
        Series(t("chart.plan"), tuple(number(row.planned) for row in found), "planned"),
        context.snapshot.as_of,
        t("programme.unit"),
    )
    word = t.term(head.terms, "stages", stage)
    alt = t("programme.year_alt", stage=word, day=context.snapshot.as_of)
    data = table_of(t("grid.as_of"), [day.isoformat() for day in days], body, decimals=0)
    return ExhibitDraft(_headline(context, shown), body, data, (t("part.note_launched"),), alt)


def late_programmes(context: ExhibitContext) -> ExhibitDraft:
    """Return the programmes that are behind or not reported, with owner and reason."""
    return late_table(context, _shown(context), _stage_words(context), is_school=False)


def programmes(context: ExhibitContext) -> ExhibitDraft:
    """Return every programme that matches the filters."""
    t, shown, terms, words = context.t, _shown(context), context.view.head.terms, _stage_words(context)
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.programme"), 28),
        Column(t("grid.school"), 24),
        Column(t("filter.level"), 10),
        Column(t("filter.programme_kind"), 18),
        Column(t("grid.step"), 10, "step"),
        Column(t("grid.next_step"), 10, "next_step"),
        Column(t("grid.next_baseline"), 12, "next_baseline"),
        Column(t("grid.next_forecast"), 12, "next_forecast"),
        Column(t("grid.slip_days"), 9, "slip_days", is_number=True),
        Column(t("grid.owner"), 12),
    )
    rows = tuple(
        (
            status_cell(t, Word(row.word)),
            Cell(row.name),
            Cell(row.school),
            Cell(t.term(terms, "levels", row.level)),
            Cell(t.term(terms, "kinds", row.kind)),
            Cell(words.get(row.step, t("programme.not_begun"))),
            words_cell(words.get(row.next_step)),
            day_cell(row.next_baseline),
            day_cell(row.next_forecast),
            number_cell(t, row.slip_days),
            words_cell(t.owner(row.owner)),
        )
        for row in rows_of(shown, ProgrammeStanding)
    )
    return ExhibitDraft.of_table(
        _headline(context, shown), Table(columns, rows, tuple(shown["code"])), work_notes(context, shown)
    )


def schools(context: ExhibitContext) -> ExhibitDraft:
    """Return the number of programmes of each kind at every school; an empty cell is a gap."""
    t, shown, terms = context.t, _shown(context), context.view.head.terms
    kinds = terms.codes("kinds", shown["kind"])
    found = schools_by_kind(shown, kinds, terms.codes("levels", shown["level"]))
    columns = (
        Column(t("filter.level"), 10),
        Column(t("grid.school"), 30),
        *(Column(t.term(terms, "kinds", kind), 14, kind, is_number=True) for kind in kinds),
        Column(t("programme.sum"), 10, "total", is_number=True),
    )
    rows = tuple(
        (
            Cell(t.term(terms, "levels", level)),
            Cell(school),
            *(Cell(str(n or ""), float(n)) for n in numbers),
            Cell(str(sum(numbers)), float(sum(numbers))),
        )
        for level, school, *numbers in found[["level", "school", *kinds]].itertuples(index=False)
    )
    gaps = int((found[kinds] == 0).sum().sum())
    keys = tuple(f"{level}/{school}" for level, school in zip(found["level"], found["school"], strict=True))
    title = t("part.title_schools", n=len(found), gaps=gaps)
    return ExhibitDraft.of_table(title, Table(columns, rows, keys), (t("part.note_schools"),))


def stays(context: ExhibitContext) -> ExhibitDraft:
    """Return how many days programmes stayed in each stage before the next one."""
    t, shown, words = context.t, _shown(context), _stage_words(context)
    columns = (
        Column(t("grid.from_stage"), 18),
        Column(t("grid.left_stage"), 18, "programmes", is_number=True),
        Column(t("grid.median_days"), 18, "median", is_number=True),
        Column(t("grid.spread_days"), 18, "spread"),
    )
    found = rows_of(days_in_stages(shown, context.snapshot.stages), StageStay)
    rows = tuple(
        (
            Cell(words.get(row.stage, row.stage)),
            number_cell(t, row.programmes),
            Cell(t("grid.too_few_programmes")) if row.median is None else number_cell(t, row.median),
            Cell(NOTHING if row.shortest is None else t("grid.from_to", low=row.shortest, high=row.longest)),
        )
        for row in found
    )
    title = t("part.title_stays", day=context.snapshot.as_of)
    return ExhibitDraft.of_table(title, Table(columns, rows, tuple(row.stage for row in found)), [t("programme.days_note")])
