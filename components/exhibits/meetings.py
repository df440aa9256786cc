"""Exhibits of a meeting: decisions and their state, expected questions, changed projects, and the variance bridge of a target."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

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
from components.exhibits.model import Bars, Series, table_of
from components.exhibits.tables import Cell, Column, Table
from components.exhibits.targets import change_notes
from components.i18n import headlines
from components.i18n.text import Text
from models.analysis.explanations import unit_of
from models.analysis.schools import MILESTONES
from models.analysis.target_changes import BridgeStep, steps
from models.errors import ExportError
from models.frames import rows_of
from models.typed_rows import DecisionStanding, QuestionRow, TargetChange, WorkChange


def decisions(context: ExhibitContext) -> ExhibitDraft:
    """Return every decision with person, deadline and state; the overdue ones first."""
    t, mine = context.t, _of_district(context, context.snapshot.decisions)
    shown = context.first(mine)
    columns = (
        Column(t("decision.number"), 7),
        Column(t("decision.state"), 10, "state"),
        Column(t("decision.what"), 40),
        Column(t("decision.about"), 22),
        Column(t("decision.who"), 14),
        Column(t("decision.until"), 12, "until"),
        Column(t("decision.proof"), 24),
    )
    rows = tuple(
        (
            Cell(str(row.number), float(row.number)),
            Cell(t("decision.overdue_by", n=row.days) if row.days else t(f"decision.{row.state}")),
            Cell(row.what),
            words_cell(about(context, row)),
            Cell(t.owner(row.who)),
            day_cell(row.until),
            words_cell(row.evidence or row.note),
        )
        for row in rows_of(shown, DecisionStanding)
    )
    states = mine["state"].value_counts()
    counts = {state: int(states.get(state, 0)) for state in ("overdue", "open", "done")}
    title = t("part.title_decisions", total=len(mine), **counts) if len(mine) else t("part.no_decisions")
    keys = tuple(str(number) for number in shown["number"])
    notes = (t("part.note_decisions", day=context.snapshot.as_of),) if rows else ()
    return ExhibitDraft.of_table(title, Table(columns, rows, keys), notes, context.more(shown, mine))


def about(context: ExhibitContext, row: DecisionStanding) -> str:
    """Return the subject and district of a decision, in words."""
    names, parts = context.t.names(context.view.targets), context.snapshot.parts
    for frame in (parts.projects, parts.programmes):
        own = frame[frame["code"] == row.subject]
        names |= dict(zip(own["code"], own["name"], strict=True))
    said = (names.get(row.subject, row.subject), context.districts.get(row.district, row.district))
    return context.t("part.and").join(one for one in said if one)


def asked(context: ExhibitContext) -> ExhibitDraft:
    """Return the questions to expect: off track without a reason, measure or owner; old figures; imminent status changes."""
    t, every = context.t, _by_target(context.snapshot.questions)
    shown = context.first_of(every)
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.name"), 34),
        Column(t("asked.question"), 60, "question"),
    )
    rows = tuple((status_cell(t, own[0].word), Cell(t.name(own[0])), Cell(_asked_words(t, own))) for own in shown)
    title = t("part.title_asked", n=len(every), day=context.snapshot.as_of) if every else t("part.none_asked")
    keys = tuple(own[0].code for own in shown)
    return ExhibitDraft.of_table(title, Table(columns, rows, keys), (t("part.note_asked"),), context.more(shown, every))


def _by_target(questions: pd.DataFrame) -> list[list[QuestionRow]]:
    """Group questions by target, in order of first appearance."""
    found: dict[str, list[QuestionRow]] = {}
    for row in rows_of(questions, QuestionRow):
        found.setdefault(row.code, []).append(row)
    return list(found.values())


#: Question kinds for what a target can lack, in the order of ``KINDS`` in ``meeting_preparation``.
_MISSING = ("no_reason", "no_measure", "no_owner")


def _asked_words(t: Text, questions: list[QuestionRow]) -> str:
    """Return the questions on one target as one line: everything missing first, then the others."""
    missing = [t(f"asked.{row.kind}") for row in questions if row.kind in _MISSING]
    others = [_other_words(t, row) for row in questions if row.kind not in _MISSING]
    said = [t("asked.missing", what=t("asked.and").join(missing))] if missing else []
    return t("part.and").join([*said, *others])


def _other_words(t: Text, row: QuestionRow) -> str:
    """Return the question about a figure that is old or about to change status."""
    if row.kind == "turns":
        return t("asked.turns", day=row.day, to=t.show(row.to_word))
    return t("asked.never") if row.day is None else t("asked.stale", day=row.day, n=row.age)


def project_changes(context: ExhibitContext) -> ExhibitDraft:
    """Return the school projects that changed since the earlier day: status, step and slip before and after, and the reason."""
    t, found = context.t, _of_district(context, context.comparison.project_changes)
    steps = {step: t.word("milestone", step) for step in ("planned", *MILESTONES)}
    title = t("part.title_project_changes", n=len(found), since=context.comparison.since, day=context.snapshot.as_of)
    return _moved_works(context, found, steps, title=title, name=t("grid.project"))


def programme_changes(context: ExhibitContext) -> ExhibitDraft:
    """Return the vocational programmes that changed since the earlier day, like ``project_changes``."""
    t, found = context.t, _of_district(context, context.comparison.programme_changes)
    steps = {stage: t.term(context.view.head.terms, "stages", stage) for stage in context.snapshot.stages}
    title = t("part.title_programme_changes", n=len(found), since=context.comparison.since, day=context.snapshot.as_of)
    return _moved_works(context, found, steps | {"planned": t("programme.not_begun")}, title=title, name=t("grid.programme"))


def _of_district(context: ExhibitContext, found: pd.DataFrame) -> pd.DataFrame:
    district = context.chosen.get("district")
    return found[found["district"] == district] if district else found


def _moved_works(
    context: ExhibitContext, found: pd.DataFrame, steps: Mapping[str, str], *, title: str, name: str
) -> ExhibitDraft:
    t, shown, districts = context.t, context.first(found), context.districts
    columns = (
        Column(name, 30),
        Column(t("grid.district"), 12),
        Column(t("part.status_before"), 11, "status_before"),
        Column(t("part.status_after"), 11, "status_after"),
        Column(t("part.step_before"), 11, "step_before"),
        Column(t("part.step_after"), 11, "step_after"),
        Column(t("part.slip_before"), 10, "slip_before", is_number=True),
        Column(t("part.slip_parts"), 16),
        Column(t("part.slip_after"), 10, "slip_after", is_number=True),
        Column(t("part.why"), 20),
    )
    rows = tuple(
        (
            Cell(row.name),
            words_cell(districts.get(row.district, row.district)),
            Cell(NOTHING) if row.word_before is None else status_cell(t, row.word_before),
            status_cell(t, row.word_after),
            *(Cell(steps.get(step or "planned", step or NOTHING)) for step in (row.step_before, row.step_after)),
            number_cell(t, row.slip_before),
            words_cell(headlines.signed_parts(t, row, ("progress", "late", "corrected"))),
            number_cell(t, row.slip_after),
            Cell(t("part.and").join(t(f"why.{one}") for one in row.why)),
        )
        for row in rows_of(shown, WorkChange)
    )
    notes = (t("part.note_works", day=context.snapshot.as_of),)
    return ExhibitDraft.of_table(title, Table(columns, rows, tuple(shown["code"])), notes, context.more(shown, found))


def waterfall(context: ExhibitContext) -> ExhibitDraft:
    """Return the variance bridge of one target: before, each part, after; the same for its target and plan if those changed."""
    t, found = context.t, context.comparison.changes
    own = found[found["code"] == context.chosen.get("target", "")]
    if own.empty:
        raise ExportError("no_such_target", value=context.chosen.get("target", ""))
    row = rows_of(own, TargetChange)[0]
    groups = steps(row)
    every = [one for group in groups for one in group]
    names = tuple(one.name for one in every)
    words = tuple(t(f"part.{name}") for name in names)
    values = tuple(number(one.value) or 0.0 for one in every)
    labels = tuple(t.step(one, row) for one in every)
    starts = tuple(start for group in groups for start in _starts(group))
    body = Bars(words, names, Series(t.name(row), values, "value"), labels, unit=unit_of(row, t.language), starts=starts)
    before = "–" if row.before is None else t.amount(row.before, row)
    title = t(
        "part.title_waterfall", name=t.name(row), before=before, after=t.amount(row.after, row), since=context.comparison.since
    )
    return ExhibitDraft(title, body, table_of(t("part.why"), words, body), change_notes(context, [row]))


def _starts(group: Sequence[BridgeStep]) -> list[float | None]:
    """Return the running total at which each part of a sum starts; None for its first and last value."""
    total, found = Fraction(0), list[float | None]()
    for step in group:
        found.append(float(total) if step.is_part else None)
        total += step.value or 0
    return found
