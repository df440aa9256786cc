"""Shared parts of exhibits on school projects and programmes: the table of late ones, and cells of dates."""

from collections.abc import Mapping

import pandas as pd

from components.exhibits.context import MOST_ROWS, ExhibitContext, ExhibitDraft, day_cell, number_cell, status_cell, words_cell
from components.exhibits.tables import Cell, Column, Table
from components.i18n import headlines
from models.analysis.explanations import reason_sentence
from models.analysis.programmes import late_ones
from models.frames import rows_of
from models.status import Word
from models.typed_rows import ProgrammeStanding, ProjectStanding, ScheduleStanding


def late_table(context: ExhibitContext, works: pd.DataFrame, steps: Mapping[str, str], *, is_school: bool) -> ExhibitDraft:
    """Return the works that are behind or not reported, the worst first, with next step, slip, owner and reason."""
    t, late = context.t, late_ones(works)
    shown = context.first(late)
    why = context.snapshot.why_late(shown)
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.project" if is_school else "grid.programme"), 30),
        Column(t("grid.district" if is_school else "grid.school"), 12 if is_school else 24),
        Column(t("grid.next_step"), 10, "next_step"),
        Column(t("grid.next_baseline"), 12, "next_baseline"),
        Column(t("grid.next_forecast"), 12, "next_forecast"),
        Column(t("grid.slip_days"), 9, "slip_days", is_number=True),
        Column(t("grid.owner"), 12),
        Column(t("grid.reason"), 36),
    )
    districts = context.districts
    kind: type[ScheduleStanding] = ProjectStanding if is_school else ProgrammeStanding
    rows = tuple(
        (
            status_cell(t, Word(row.word)),
            Cell(row.name),
            words_cell(row.school if isinstance(row, ProgrammeStanding) else districts.get(row.district, row.district)),
            words_cell(steps.get(row.next_step, row.next_step)),
            day_cell(row.next_baseline),
            day_cell(row.next_forecast),
            number_cell(t, row.slip_days),
            words_cell(t.owner(row.owner)),
            Cell(reason_sentence(why[row.code], t.language, terms=context.view.head.terms)),
        )
        for row in rows_of(shown, kind)
    )
    slips = [int(days) for days in late["slip_days"].dropna()]
    title = headlines.late_works(
        t, "projects" if is_school else "programmes", slips, len(late), len(works), context.snapshot.as_of
    )
    notes = (t("part.note_works", day=context.snapshot.as_of),)
    return ExhibitDraft.of_table(title, Table(columns, rows, tuple(shown["code"])), notes, context.more(shown, late))


def work_notes(context: ExhibitContext, works: pd.DataFrame) -> tuple[str, ...]:
    """Return notes on how slips are counted, and why each late work is late."""
    t, late = context.t, late_ones(works).head(MOST_ROWS)
    why = context.snapshot.why_late(late)
    reasons = (
        t(
            "part.note_work",
            name=row.name,
            status=t.show(Word(row.word)),
            reason=reason_sentence(why[row.code], t.language, terms=context.view.head.terms),
        )
        for row in rows_of(late, ScheduleStanding)
    )
    return (t("part.note_works", day=context.snapshot.as_of), *reasons)


def words_of(context: ExhibitContext, works: pd.DataFrame) -> dict[Word, str]:
    """Return the words that occur, in the reader's language."""
    return {Word(value): context.t.show(Word(value)) for value in works["word"].unique()}
