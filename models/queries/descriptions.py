"""Projects, programmes and quotas as last described."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, exists, func, select
from sqlmodel import Session

from models.queries.common import batches, events, read_frame, subjects
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.tables import Batch, PlanVersion, Programme, Project, Quota, Subject, columns

Described = Project | Programme | Quota
_BRIEF = ("district", "targets", "origin", "quota")


def read_projects(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """Return the school projects of a plan as last described by ``known_at``: code and the columns of ``tables.Project``.

    The hard deadline is taken from the first description; later ones do not move it.
    """
    projects = _last_described(session, Project, plan_id, known_at)
    deadline = [columns(Project).hard_deadline]
    rows = _described(session, Project, func.min, deadline, plan_id=plan_id, known_at=known_at)
    first = {row.code: row.hard_deadline for row in session.execute(rows)}
    deadlines = [first[code] for code in projects["code"]]
    return projects.assign(hard_deadline=pd.Series(deadlines, index=projects.index, dtype=object))


def read_programmes(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """Return the vocational programmes of a plan as last described: code and the columns of ``tables.Programme``."""
    return _last_described(session, Programme, plan_id, known_at)


def read_quotas(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """Return the recruitment quotas of a plan as last described: code and the columns of ``tables.Quota``."""
    return _last_described(session, Quota, plan_id, known_at)


def read_described_at(session: Session, plan_id: int, *, known_at: datetime) -> datetime:
    """Return when the plan or its lists were last described, or a batch withdrawn or restored, by ``known_at``.

    Until the next such time the plan reads the same.
    """
    described = [
        select(batches.recorded_at)
        .where(batches.plan_id == plan_id, batches.recorded_at <= known_at)
        .where(exists().where(columns(table).batch_id == batches.id))
        .order_by(batches.recorded_at.desc())
        .limit(1)
        for table in (PlanVersion, Project, Programme, Quota)
    ]
    moved = select(func.max(events.at)).join(Batch, events.batch_id == batches.id)
    times = [session.scalar(query) for query in (*described, moved.where(batches.plan_id == plan_id, events.at <= known_at))]
    return max((at for at in times if at is not None), default=known_at)


def read_in_brief(session: Session, table: type[Described], *, plan_id: int, known_at: datetime) -> pd.DataFrame:
    """Return what places each project, programme or quota as last described: code, district, targets, origin; of quotas quota."""
    brief = [column for column in columns(table) if column.name in _BRIEF]
    return read_frame(session, _described(session, table, func.max, brief, plan_id=plan_id, known_at=known_at))


def _last_described(session: Session, table: type[Described], plan_id: int, known_at: datetime) -> pd.DataFrame:
    described = [one for one in columns(table) if one.name not in ("id", "subject_id", "batch_id", "recorded_at")]
    rows = _described(session, table, func.max, described, plan_id=plan_id, known_at=known_at)
    return read_frame(session, rows.order_by(subjects.code))


def _described(
    session: Session,
    table: type[Described],
    which: Callable[[Any], Any],
    wanted: Sequence[Any],
    *,
    plan_id: int,
    known_at: datetime,
) -> Select[Any]:
    """Return the code and the ``wanted`` columns of one description per subject: the first or last by id."""
    own = columns(table)
    chosen = (
        select(which(own.id))
        .join(Subject, own.subject_id == subjects.id)
        .where(
            subjects.plan_id == plan_id,
            own.recorded_at <= known_at,
            is_counted(own.batch_id, read_withdrawn_batches(session, plan_id, known_at)),
        )
        .group_by(own.subject_id)
    )
    return select(subjects.code, *wanted).join(Subject, own.subject_id == subjects.id).where(own.id.in_(chosen))
