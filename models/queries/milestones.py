"""Reads of the milestones of projects and deliverables: their dates at a time, their history, and changes."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session

from models.analysis.milestone_dates import MilestoneDates
from models.analysis.milestone_history import ASPECTS, NO_REPORTS, MilestoneHistory, MilestoneReports
from models.frames import rows_of
from models.queries.common import batches, order_recorded, steps, subjects, to_frame
from models.queries.joined_columns import read_joined
from models.queries.withdrawn import is_counted, read_known_batches, read_withdrawn_batches
from models.tables import Batch, Subject
from models.typed_rows import MilestoneRow


def read_milestones(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> MilestoneDates:
    """Return the dates of all milestones of a plan as of a day, as known at a time."""
    reports = read_milestone_reports(session, plan_id)
    known = reports.of(read_known_batches(session, plan_id, known_at))
    return MilestoneHistory(known).on(as_of)


def read_milestone_reports(session: Session, plan_id: int, earlier: MilestoneReports = NO_REPORTS) -> MilestoneReports:
    """Return all reports of dates of a plan, withdrawn ones included; those read ``earlier`` are not read again."""
    of_plan = select(batches.id).where(batches.plan_id == plan_id)
    last = int(earlier.id.max(initial=0))
    rows = read_joined(session, select(*_REPORTED).where(steps.batch_id.in_(of_plan), steps.id > last))
    if not rows:
        return earlier
    codes, subject = rows.subjects(session, plan_id, earlier.codes)
    names, milestone = rows.places("milestone", earlier.names)
    new = MilestoneReports(
        np.array(codes, dtype=object),
        tuple(names),
        id=rows.numbers("id"),
        subject=subject,
        milestone=milestone,
        position=rows.numbers("position"),
        aspect=rows.places("aspect", ASPECTS)[1].astype(np.int8),
        day=rows.days("day"),
        as_of=rows.days("as_of"),
        batch=rows.numbers("batch_id"),
    )
    return earlier.followed_by(new, order_recorded(session, plan_id))


_REPORTED = (
    steps.id,
    steps.subject_id,
    steps.milestone,
    steps.position,
    steps.aspect,
    steps.day,
    steps.as_of,
    steps.batch_id,
)


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
    known = read_milestones(session, plan_id, as_of=date.max, known_at=known_at)
    happened: dict[str, dict[str, date]] = {}
    for row in rows_of(known.frame(), MilestoneRow):
        if row.actual is not None:
            happened.setdefault(row.code, {})[row.milestone] = row.actual
    return happened
