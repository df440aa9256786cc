"""Projects, programmes and quotas as they were last described."""

from datetime import datetime

import pandas as pd
from sqlalchemy import exists, func, or_, select
from sqlmodel import Session

from models.queries.common import batches, events, is_counted, read_withdrawn, subjects, to_frame
from models.tables import Batch, PlanVersion, Programme, Project, Quota, Subject, columns


def read_projects(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """The school projects of a plan as last described by ``known_at``: code and the columns of ``tables.Project``."""
    return _last_described(session, Project, plan_id, known_at)


def read_programmes(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """The vocational programmes of a plan as last described: code and the columns of ``tables.Programme``."""
    return _last_described(session, Programme, plan_id, known_at)


def read_quotas(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """The recruitment quotas of a plan as last described: code and the columns of ``tables.Quota``."""
    return _last_described(session, Quota, plan_id, known_at)


def read_was_described(session: Session, plan_id: int, *, after: datetime, until: datetime) -> bool:
    """Whether between two instants the plan or its lists were described again, or any batch withdrawn or brought back."""
    lists = [exists().where(columns(table).batch_id == batches.id) for table in (PlanVersion, Project, Programme, Quota)]
    described = select(batches.id).where(
        batches.plan_id == plan_id, batches.recorded_at > after, batches.recorded_at <= until, or_(*lists)
    )
    moved = (
        select(events.id)
        .join(Batch, events.batch_id == batches.id)
        .where(batches.plan_id == plan_id, events.at > after, events.at <= until)
    )
    return bool(session.scalar(select(or_(described.exists(), moved.exists()))))


def _last_described(session: Session, table: type[Project | Programme | Quota], plan_id: int, known_at: datetime) -> pd.DataFrame:
    own = columns(table)
    described = [column for column in own if column.name not in ("id", "subject_id", "batch_id", "recorded_at")]
    newest = (
        select(func.max(own.id))
        .join(Subject, own.subject_id == subjects.id)
        .where(
            subjects.plan_id == plan_id,
            own.recorded_at <= known_at,
            is_counted(own.batch_id, read_withdrawn(session, plan_id, known_at)),
        )
        .group_by(own.subject_id)
    )
    rows = select(subjects.code, *described).join(Subject, own.subject_id == subjects.id).where(own.id.in_(newest))
    return to_frame(session.execute(rows.order_by(subjects.code)))
