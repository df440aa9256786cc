"""Projects, programmes and quotas as last described."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import JSON, Select, Text, cast, exists, func, or_, select
from sqlmodel import Session

from models.queries.common import batches, events, read_frame, subjects
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.tables import Batch, BatchEvent, PlanVersion, Programme, Project, Quota, Subject, columns

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


@dataclass(frozen=True, slots=True)
class DescribedState:
    """How often a plan and its lists were described, or a batch withdrawn or restored, by a time, and when last."""

    times: int
    last: datetime | None


def read_described(session: Session, plan_id: int, *, known_at: datetime) -> DescribedState:
    """Return how often and when last a plan was described by ``known_at``: as long as both are the same, it reads the same."""
    lists = [exists().where(columns(table).batch_id == batches.id) for table in (PlanVersion, Project, Programme, Quota)]
    known = batches.plan_id == plan_id, batches.recorded_at <= known_at
    described = session.execute(select(func.count(), func.max(batches.recorded_at)).where(*known, or_(*lists))).one()
    moved = select(func.count(), func.max(events.at)).select_from(BatchEvent).join(Batch, events.batch_id == batches.id)
    changed = session.execute(moved.where(batches.plan_id == plan_id, events.at <= known_at)).one()
    return DescribedState(described[0] + changed[0], max((at for _, at in (described, changed) if at is not None), default=None))


def read_in_brief(session: Session, table: type[Described], *, plan_id: int, known_at: datetime) -> pd.DataFrame:
    """Return what places each project, programme or quota as last described: code, district, targets, origin; of quotas quota."""
    brief = [column for column in columns(table) if column.name in _BRIEF]
    return _with_codes(read_frame(session, _described(session, table, func.max, brief, plan_id=plan_id, known_at=known_at)))


def _last_described(session: Session, table: type[Described], plan_id: int, known_at: datetime) -> pd.DataFrame:
    described = [one for one in columns(table) if one.name not in ("id", "subject_id", "batch_id", "recorded_at")]
    rows = _described(session, table, func.max, described, plan_id=plan_id, known_at=known_at)
    return _with_codes(read_frame(session, rows.order_by(subjects.code)))


def _with_codes(described: pd.DataFrame) -> pd.DataFrame:
    """Read the targets of descriptions, which are JSON: few of them differ."""
    return described.assign(targets=described["targets"].map(_codes_in)) if "targets" in described else described


@lru_cache(1000)
def _codes_in(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _described(
    session: Session,
    table: type[Described],
    which: Callable[[Any], Any],
    wanted: Sequence[Any],
    *,
    plan_id: int,
    known_at: datetime,
) -> Select[Any]:
    """Return the code and the ``wanted`` columns of one description per subject, JSON as its text: the first or last by id."""
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
    texts = [cast(one, Text).label(one.name) if isinstance(one.type, JSON) else one for one in wanted]
    return select(subjects.code, *texts).join(Subject, own.subject_id == subjects.id).where(own.id.in_(chosen))
