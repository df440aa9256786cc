"""Reads of the milestones of projects and deliverables: their dates at a time, their history, and changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, select
from sqlmodel import Session

from models.frames import rows_of
from models.queries.common import batches, steps, subjects, to_frame
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.tables import Batch, Subject
from models.typed_rows import MilestoneRow


def read_milestones(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Return the milestones of items and deliverables: the columns of ``STEP_COLUMNS``.

    The baseline is the first one recorded, ``revisions`` the number of changes since, and ``replanned_days`` their total in days.
    A forecast counts if it was made by ``as_of``; an actual date counts from that date on, whenever it was reported.
    """
    known = and_(steps.recorded_at <= known_at, is_counted(steps.batch_id, read_withdrawn_batches(session, plan_id, known_at)))
    found = [list(row) for row in session.execute(_newest_dates(plan_id, known, as_of))]
    if any(row[_REVISIONS] for row in found):
        _note_revisions(found, session.execute(_changed_baselines(plan_id, known)).all(), as_of)
    found.sort(key=lambda row: (row[0], row[2]))
    return pd.DataFrame(found, columns=list(STEP_COLUMNS), dtype=object)


STEP_COLUMNS = (
    "code",
    "milestone",
    "position",
    "baseline",
    "revisions",
    "replanned_days",
    "forecast",
    "actual",
    "reported_on",
)
_POSITION, _BASELINE, _REVISIONS, _REPLANNED = (
    STEP_COLUMNS.index(name) for name in ("position", "baseline", "revisions", "replanned_days")
)


def _newest_dates(plan_id: int, known: ColumnElement[bool], as_of: date) -> Select[Any]:
    """Build the query for ``STEP_COLUMNS`` by milestone; ``revisions`` here counts all baselines after the first, of any date."""
    is_baseline = steps.aspect == "baseline"
    each = (
        select(
            subjects.code,
            steps.subject_id,
            steps.milestone,
            func.coalesce(func.max(case((is_baseline, steps.position))), func.min(steps.position)).label("position"),
            func.max(case((is_baseline, steps.day))).label("baseline"),
            func.count(case((is_baseline, 1))).label("baselines"),
            func.max(case((and_(not_(is_baseline), steps.as_of <= as_of), steps.as_of))).label("reported_on"),
        )
        .join(Subject, steps.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id, known)
        .group_by(subjects.code, steps.subject_id, steps.milestone)
        .subquery()
    )

    def newest(*conditions: ColumnElement[bool]) -> Any:
        """Build a subquery for the newest date: one seek in the index of milestone reports."""
        return (
            select(steps.day)
            .where(steps.subject_id == each.c.subject_id, steps.milestone == each.c.milestone, known, *conditions)
            .order_by(steps.as_of.desc(), steps.recorded_at.desc(), steps.id.desc())
            .limit(1)
            .scalar_subquery()
        )

    return select(
        each.c.code,
        each.c.milestone,
        each.c.position,
        each.c.baseline,
        case((each.c.baselines > 1, each.c.baselines - 1), else_=0),
        literal(0),
        newest(steps.aspect == "forecast", steps.as_of <= as_of),
        newest(steps.aspect == "actual"),
        each.c.reported_on,
    )


def _changed_baselines(plan_id: int, known: ColumnElement[bool]) -> Select[Any]:
    """Build the query for all baselines of milestones that have several, in chronological order."""
    several = (
        select(steps.subject_id, steps.milestone)
        .where(steps.aspect == "baseline")
        .group_by(steps.subject_id, steps.milestone)
        .having(func.count() > 1)
        .subquery()
        .c
    )
    return (
        select(subjects.code, steps.milestone, steps.position, steps.day, steps.as_of)
        .join(Subject, steps.subject_id == subjects.id)
        .join(several.subject_id.table, and_(several.subject_id == steps.subject_id, several.milestone == steps.milestone))
        .where(subjects.plan_id == plan_id, known, steps.aspect == "baseline")
        .order_by(steps.as_of, steps.recorded_at, steps.id)
    )


def _note_revisions(found: list[list[Any]], baselines: Sequence[Any], as_of: date) -> None:
    """Count the later baselines made by ``as_of`` and the days they moved the milestone; the first baseline never changes."""
    steps_of = {(row[0], row[1]): row for row in found}
    newest: dict[tuple[str, str], date | None] = {}
    for code, milestone, position, day, made in baselines:
        key, row = (code, milestone), steps_of[code, milestone]
        if newest.get(key) is None:
            row[_POSITION] = row[_POSITION] if key in newest else position
            row[_BASELINE], row[_REVISIONS] = day, 0
            newest[key] = day
        elif made <= as_of and day is not None and day != newest[key]:
            row[_REVISIONS] += 1
            row[_REPLANNED] = (day - row[_BASELINE]).days
            newest[key] = day


def read_milestone_history(session: Session, plan_id: int, code: str, *, known_at: datetime) -> pd.DataFrame:
    """Return all recorded dates of one subject's milestones, newest first, with author, time, and whether they count."""
    withdrawn = read_withdrawn_batches(session, plan_id, known_at)
    rows = session.execute(
        select(
            steps.as_of,
            steps.milestone,
            steps.aspect,
            steps.day,
            steps.note,
            steps.origin,
            steps.recorded_at,
            batches.author,
            is_counted(steps.batch_id, withdrawn).label("counts"),
        )
        .join(Subject, steps.subject_id == subjects.id)
        .join(Batch, steps.batch_id == batches.id)
        .where(subjects.plan_id == plan_id, subjects.code == code, steps.recorded_at <= known_at)
        .order_by(steps.as_of.desc(), steps.recorded_at.desc(), steps.position.desc(), steps.id.desc())
    )
    return to_frame(rows)


def read_dates_between(
    session: Session, plan_id: int, codes: Sequence[str], *, first: date, last: date, known_at: datetime
) -> pd.DataFrame:
    """Return dates reported from ``first`` to ``last`` for some works, newest per day: code, milestone, aspect, as_of, day."""
    newest = func.row_number().over(
        partition_by=(steps.subject_id, steps.milestone, steps.aspect, steps.as_of),
        order_by=(steps.recorded_at.desc(), steps.id.desc()),
    )
    rows = (
        select(subjects.code, steps.milestone, steps.aspect, steps.as_of, steps.day, newest.label("age"))
        .join(Subject, steps.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id, subjects.code.in_(codes), steps.as_of.between(first, last))
        .where(steps.recorded_at <= known_at, is_counted(steps.batch_id, read_withdrawn_batches(session, plan_id, known_at)))
        .subquery()
    )
    chosen = select(*(column for column in rows.c if column.name != "age")).where(rows.c.age == 1)
    return to_frame(session.execute(chosen.order_by(rows.c.code, rows.c.milestone, rows.c.aspect, rows.c.as_of)))


def read_actual_dates(session: Session, plan_id: int, *, known_at: datetime) -> dict[str, dict[str, date]]:
    """Return the known actual dates of all milestones, by code and milestone."""
    steps_known = read_milestones(session, plan_id, as_of=date.max, known_at=known_at)
    happened: dict[str, dict[str, date]] = {}
    for row in rows_of(steps_known, MilestoneRow):
        if row.actual is not None:
            happened.setdefault(row.code, {})[row.milestone] = row.actual
    return happened
