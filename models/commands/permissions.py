"""Permissions required to write figures, dates and lists, checked within the transaction, which is all or nothing.

The program itself and the operator of the store are exempt; see ``roles``.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.auth.roles import Role, acting_staff, require, require_districts
from models.commands.records import BatchContents
from models.queries import read_programmes, read_projects, read_quotas
from models.tables import (
    Batch,
    Measurement,
    MilestoneReport,
    Programme,
    Project,
    PublishedFigure,
    PublishedSchool,
    Quota,
    Report,
    Series,
    Subject,
    columns,
)

#: Includes everything recorded, even if the clock was set back since.
ALWAYS = datetime.max.replace(tzinfo=UTC)


def require_contents(session: Session, plan_id: int, contents: BatchContents) -> None:
    """Raise RightError unless the acting user may record every row.

    A list of projects, programmes or quotas, and published facts, require an editor. A figure, date or measurement requires the
    right to its district: that of its project, programme or quota, and the one it names; rows without a district require an
    editor.
    """
    if acting_staff(session) is None:
        return
    require(session, Role.REPORTER)
    if contents.projects or contents.programmes or contents.quotas or contents.published_schools or contents.published_figures:
        require(session, Role.EDITOR)
    works = works_districts(session, plan_id)
    require_districts(session, districts_of(contents, works))


def districts_of(contents: BatchContents, works: Mapping[str, str]) -> Set[str]:
    """Return the codes of the districts of figures, dates and measurements, ``""`` for the city as a whole."""
    figures = [(one.code, one.district) for one in contents.reports]
    codes = [*(one.code for one in contents.milestones), *(one.code for one in contents.measurements)]
    return _districts(works, figures, codes)


def _districts(works: Mapping[str, str], figures: Iterable[tuple[str, str]], codes: Iterable[str]) -> Set[str]:
    """Return the districts of figures by code and district, and of codes that refer to a work as a whole."""
    named = {one for code, district in figures for one in (district, works.get(code, district))}
    return named | {works.get(code, "") for code in codes}


def works_districts(session: Session, plan_id: int) -> Mapping[str, str]:
    """Return the district of every project, programme and quota of a plan, by code."""
    frames = (read(session, plan_id, known_at=ALWAYS) for read in (read_projects, read_programmes, read_quotas))
    return {code: district for frame in frames for code, district in zip(frame["code"], frame["district"], strict=True)}


def require_withdrawal(session: Session, batch: Batch) -> None:
    """Raise RightError unless the acting user may withdraw or restore a batch.

    An editor may do so for every batch except one of a plan, which requires an administrator; a reporter for an own batch with
    only rows of own districts.
    """
    staff = acting_staff(session)
    if staff is None:
        return
    if batch.kind == "plan":
        require(session, Role.ADMINISTRATOR)
    if batch.author != staff.signature or _describes(session, batch):
        require(session, Role.EDITOR)
    require_districts(session, _districts_of_batch(session, batch))


def _describes(session: Session, batch: Batch) -> bool:
    """Return True if a batch holds rows of lists, or published facts."""
    tables = [columns(table) for table in (Project, Programme, Quota, PublishedSchool, PublishedFigure)]
    return any(session.scalar(select(own.id).where(own.batch_id == batch.id).limit(1)) is not None for own in tables)


def _districts_of_batch(session: Session, batch: Batch) -> Set[str]:
    works = works_districts(session, batch.plan_id)
    reports, series, subjects = columns(Report), columns(Series), columns(Subject)
    figures = (
        select(subjects.code, series.district)
        .join_from(Report, Series, reports.series_id == series.id)
        .join(Subject, series.subject_id == subjects.id)
        .where(reports.batch_id == batch.id)
        .distinct()
    )
    codes = [code for table in (MilestoneReport, Measurement) for code in _codes(session, table, batch)]
    return _districts(works, [(code, district) for code, district in session.execute(figures)], codes)


def _codes(session: Session, table: type[MilestoneReport | Measurement], batch: Batch) -> Iterable[Any]:
    own, subjects = columns(table), columns(Subject)
    of_batch = select(subjects.code).join_from(table, Subject, own.subject_id == subjects.id).where(own.batch_id == batch.id)
    return session.scalars(of_batch.distinct())
