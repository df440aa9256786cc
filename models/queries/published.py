"""Reads of facts from public sources: schools in the state last published, and figures beside the targets."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import Select, select
from sqlmodel import Session

from models.queries.common import batches, read_frame
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.tables import Batch, PublishedFigure, PublishedSchool, columns

_OF_THE_STORE = ("id", "batch_id", "recorded_at")


def read_published_schools(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Return the schools that public sources name in their state by ``as_of``: the columns of ``tables.PublishedSchool``.

    A school is missing before the day for which its state was published.
    """
    own = columns(PublishedSchool)
    rows = _published(session, PublishedSchool, plan_id, known_at).where(own.state_on <= as_of)
    return read_frame(session, rows.order_by(own.year.desc(), own.code))


def read_published_figures(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """Return the published figures beside all targets, in the order of their file: the columns of ``tables.PublishedFigure``."""
    rows = _published(session, PublishedFigure, plan_id, known_at)
    return read_frame(session, rows.order_by(columns(PublishedFigure).id))


def _published(
    session: Session, table: type[PublishedSchool | PublishedFigure], plan_id: int, known_at: datetime
) -> Select[tuple[object, ...]]:
    own = columns(table)
    return (
        select(*(one for one in own if one.name not in _OF_THE_STORE))
        .join(Batch, own.batch_id == batches.id)
        .where(
            batches.plan_id == plan_id,
            own.recorded_at <= known_at,
            is_counted(own.batch_id, read_withdrawn_batches(session, plan_id, known_at)),
        )
    )
