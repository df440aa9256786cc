"""Reads of the ledger of figures: the newest per series, figures between two dates, and the full history."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import Session

from models.analysis.figure_history import NO_FIGURE_REPORTS, FigureLimits, FigureReports
from models.plan.view import PlanView
from models.queries.common import batches, order_recorded, read_frame, reports, series, subjects
from models.queries.joined_columns import SEPARATOR, read_joined
from models.queries.withdrawn import is_counted, read_known_batches, read_withdrawn_batches
from models.tables import Batch, Quota, Report, Series, Subject, columns


def read_newest(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Return the newest figure up to ``as_of`` of each series, with one index seek per series whatever its length."""
    in_force = is_in_force(session, plan_id, known_at)
    return _figures(session, plan_id, _newest_id(in_force, reports.as_of <= as_of))


def read_newest_late(session: Session, plan_id: int, *, as_of: date, known_before: datetime, known_at: datetime) -> pd.DataFrame:
    """Return each series' newest figure up to ``as_of`` recorded after ``known_before`` for a date without one until then.

    Without those of quotas.
    """
    earlier = Report.metadata.tables["report"].alias("earlier").c
    had_one = (
        select(earlier.id)
        .where(
            earlier.series_id == reports.series_id,
            earlier.as_of == reports.as_of,
            earlier.recorded_at <= known_before,
            is_counted(earlier.batch_id, read_withdrawn_batches(session, plan_id, known_before)),
        )
        .exists()
    )
    in_force = is_in_force(session, plan_id, known_at)
    late = and_(reports.recorded_at > known_before, ~had_one)
    return _figures(
        session, plan_id, _newest_id(in_force, reports.as_of <= as_of, late), _is_of_no_quota(session, plan_id, known_at)
    )


def read_figures(session: Session, view: PlanView, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Return the figures that determine every status at ``as_of``; see ``FigureHistory.on``."""
    plan_id = view.head.plan_id
    known = read_figure_reports(session, plan_id).of(read_known_batches(session, plan_id, known_at))
    return known.on(as_of, FigureLimits.of(view))


def read_figure_reports(session: Session, plan_id: int, earlier: FigureReports = NO_FIGURE_REPORTS) -> FigureReports:
    """Return all figures ever reported on a plan but those of quotas, which are thousands (see ``read_quota_reports``).

    Those read ``earlier`` are not read again.
    """
    of_plan = select(batches.id).where(batches.plan_id == plan_id)
    query = (
        select(*_REPORTED, *(func.replace(one, SEPARATOR, " ").label(one.name) for one in (reports.source, reports.note)))
        .join(Series, reports.series_id == series.id)
        .where(reports.batch_id.in_(of_plan), reports.id > int(earlier.id.max(initial=0)))
        .where(series.subject_id.not_in(select(columns(Quota).subject_id)))
    )
    rows = read_joined(session, query)
    if not rows:
        return earlier
    codes, subject = rows.subjects(session, plan_id, earlier.codes)
    districts, district = rows.places("district", earlier.districts)
    moments, recorded = rows.moments("recorded_at", earlier.moments)
    words, origin = rows.places("origin", earlier.words)
    words, source = rows.places("source", words)
    words, grade = rows.places("grade", words)
    words, note = rows.places("note", words)
    new = FigureReports(
        codes=np.array(codes, dtype=object),
        districts=np.array(districts, dtype=object),
        words=np.array(words, dtype=object),
        moments=np.array(moments, dtype=object),
        id=rows.numbers("id"),
        subject=subject,
        district=district,
        as_of=rows.days("as_of"),
        value=rows.figures("value"),
        numerator=rows.figures("numerator"),
        denominator=rows.figures("denominator"),
        origin=origin,
        source=source,
        grade=grade,
        note=note,
        recorded=recorded,
        batch=rows.numbers("batch_id"),
    )
    return earlier.followed_by(new, order_recorded(session, plan_id))


_REPORTED = (
    reports.id,
    series.subject_id,
    series.district,
    reports.as_of,
    reports.value,
    reports.numerator,
    reports.denominator,
    reports.origin,
    reports.grade,
    reports.recorded_at,
    reports.batch_id,
)


def _is_of_no_quota(session: Session, plan_id: int, known_at: datetime) -> ColumnElement[bool]:
    """Build the condition that a series is of no quota known at a time: these are thousands, see ``read_quota_figures``."""
    own = columns(Quota)
    counting = is_counted(own.batch_id, read_withdrawn_batches(session, plan_id, known_at))
    condition: ColumnElement[bool] = series.subject_id.not_in(select(own.subject_id).where(own.recorded_at <= known_at, counting))
    return condition


def read_figures_between(
    session: Session, plan_id: int, codes: Sequence[str], *, first: date, last: date, known_at: datetime
) -> pd.DataFrame:
    """Return the figures of some subjects from ``first`` to ``last``, the newest per date, by ascending date."""
    newest = func.row_number().over(
        partition_by=(reports.series_id, reports.as_of), order_by=(reports.recorded_at.desc(), reports.id.desc())
    )
    rows = (
        figure_columns(newest.label("age"))
        .where(subjects.plan_id == plan_id, subjects.code.in_(codes), reports.as_of.between(first, last))
        .where(is_in_force(session, plan_id, known_at))
        .subquery()
    )
    chosen = select(*(column for column in rows.c if column.name != "age")).where(rows.c.age == 1)
    return read_frame(session, chosen.order_by(rows.c.code, rows.c.district, rows.c.as_of))


def read_history(session: Session, plan_id: int, codes: Sequence[str], *, known_at: datetime, limit: int = 2000) -> pd.DataFrame:
    """Return all recorded figures of some subjects, newest first, at most ``limit``, with author, time and whether they count."""
    withdrawn = read_withdrawn_batches(session, plan_id, known_at)
    rows = (
        figure_columns(batches.author, batches.file_name, is_counted(reports.batch_id, withdrawn).label("counts"))
        .join(Batch, reports.batch_id == batches.id)
        .where(subjects.plan_id == plan_id, subjects.code.in_(codes), reports.recorded_at <= known_at)
        .order_by(reports.as_of.desc(), reports.recorded_at.desc(), reports.id.desc())
        .limit(limit)
    )
    return read_frame(session, rows)


def is_in_force(session: Session, plan_id: int, known_at: datetime) -> ColumnElement[bool]:
    """Build the condition that a figure was known at ``known_at`` and not withdrawn by then."""
    return and_(reports.recorded_at <= known_at, is_counted(reports.batch_id, read_withdrawn_batches(session, plan_id, known_at)))


def _newest_id(*conditions: ColumnElement[bool]) -> Any:
    """Build the subquery for the id of a series' newest report under the conditions."""
    newest = (
        select(reports.id)
        .where(reports.series_id == series.id, *conditions)
        .order_by(reports.as_of.desc(), reports.recorded_at.desc(), reports.id.desc())
        .limit(1)
    )
    return newest.correlate(Series, Subject).scalar_subquery()


def figure_columns(*more: Any) -> Select[Any]:
    chosen: Select[Any] = (
        select(
            subjects.code,
            series.district,
            reports.as_of,
            reports.value,
            reports.numerator,
            reports.denominator,
            reports.origin,
            reports.source,
            reports.grade,
            reports.note,
            reports.recorded_at,
            *more,
        )
        .join(Series, reports.series_id == series.id)
        .join(Subject, series.subject_id == subjects.id)
    )
    return chosen


def _figures(session: Session, plan_id: int, report_id: Any, *conditions: ColumnElement[bool]) -> pd.DataFrame:
    """Return the figures whose ids ``report_id`` picks, at most one per series of the plan that meets the conditions."""
    picked = (
        select(report_id.label("report_id"))
        .select_from(Series)
        .join(Subject, series.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id, *conditions)
        .subquery()
    )
    return read_frame(session, figure_columns().join(picked, picked.c.report_id == reports.id))
