"""Reads of the measurements of programmes and recruitment: the newest of each, and of each year."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, and_, column, func, or_, select
from sqlmodel import Session

from models.analysis.measured_figures import NO_MEASURED_REPORTS, MeasuredReports
from models.analysis.quota_figures import NO_QUOTA_REPORTS, QuotaFigures, QuotaReports
from models.queries.common import (
    batches,
    measurements,
    order_recorded,
    read_frame,
    reports,
    series,
    subjects,
)
from models.queries.joined_columns import read_joined
from models.queries.withdrawn import is_counted, read_known_batches, read_withdrawn_batches
from models.tables import Quota, Series, Subject, columns


def read_measurements(
    session: Session, plan_id: int, *, as_of: date, known_at: datetime, codes: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the newest figure up to ``as_of`` of each subject and measure: code, measure, as_of, value; of all, or of ``codes``.

    One index seek for each, whatever the length of its history.
    """
    known = and_(_is_counted(session, plan_id, known_at), measurements.as_of <= as_of)
    of_plan = [subjects.plan_id == plan_id, *([] if codes is None else [subjects.code.in_(codes)])]
    each = (
        select(subjects.code, measurements.subject_id, measurements.measure)
        .join(Subject, measurements.subject_id == subjects.id)
        .where(*of_plan, known)
        .distinct()
        .subquery()
        .c
    )

    def newest(wanted: Any) -> Any:
        """Build the subquery for a column of the newest measurement: one seek in their index."""
        return (
            select(wanted)
            .where(measurements.subject_id == each.subject_id, measurements.measure == each.measure, known)
            .order_by(measurements.as_of.desc(), measurements.recorded_at.desc(), measurements.id.desc())
            .limit(1)
            .scalar_subquery()
        )

    found = select(each.code, each.measure, newest(measurements.as_of).label("as_of"), newest(measurements.value).label("value"))
    return read_frame(session, found.order_by(each.code, column("as_of"), each.measure))


def read_measured_years(session: Session, plan_id: int, code: str, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Return every measure of one subject for each date reported up to ``as_of``: code, measure, as_of, value."""
    newest = func.row_number().over(
        partition_by=(measurements.measure, measurements.as_of),
        order_by=(measurements.recorded_at.desc(), measurements.id.desc()),
    )
    one = (
        select(subjects.code, measurements.measure, measurements.as_of, measurements.value, newest.label("age"))
        .join(Subject, measurements.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id, subjects.code == code, measurements.as_of <= as_of)
        .where(_is_counted(session, plan_id, known_at))
        .subquery()
        .c
    )
    rows = select(one.code, one.measure, one.as_of, one.value).where(one.age == 1)
    return read_frame(session, rows.order_by(one.code, one.as_of, one.measure))


def _is_counted(session: Session, plan_id: int, known_at: datetime) -> ColumnElement[bool]:
    """Build the condition that a measurement was known at ``known_at`` and not withdrawn by then."""
    withdrawn = read_withdrawn_batches(session, plan_id, known_at)
    return and_(measurements.recorded_at <= known_at, is_counted(measurements.batch_id, withdrawn))


def read_quota_figures(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> QuotaFigures:
    """Return the figures of all quotas up to ``as_of``, the newest per date."""
    reported = read_quota_reports(session, plan_id)
    return reported.figures(read_known_batches(session, plan_id, known_at)).until(as_of)


def read_quota_reports(session: Session, plan_id: int, earlier: QuotaReports = NO_QUOTA_REPORTS) -> QuotaReports:
    """Return all figures ever reported on the quotas of a plan; those read ``earlier`` are not read again."""
    quotas, of_plan = columns(Quota), select(batches.id).where(batches.plan_id == plan_id)
    described = session.scalar(select(func.max(quotas.id)).where(quotas.batch_id.in_(of_plan))) or 0
    is_new = reports.id > int(earlier.id.max(initial=0))
    if described > earlier.described > 0:  # what was reported before it was a quota counts as well
        is_new = or_(is_new, series.subject_id.in_(select(quotas.subject_id).where(quotas.id > earlier.described)))
    query = (
        select(reports.id, series.subject_id, reports.as_of, reports.value, reports.origin, reports.batch_id)
        .join(Series, reports.series_id == series.id)
        .where(reports.batch_id.in_(of_plan), series.subject_id.in_(select(quotas.subject_id)), is_new)
    )
    rows = read_joined(session, query)
    if not rows:
        return earlier if described == earlier.described else replace(earlier, described=described)
    codes, quota = rows.subjects(session, plan_id, earlier.index.codes)
    origins, origin = rows.places("origin", earlier.origins)
    new = QuotaReports(
        earlier.index.extended(codes),
        tuple(origins),
        id=rows.numbers("id"),
        quota=quota,
        as_of=rows.days("as_of"),
        value=rows.figures("value"),
        origin=origin.astype(np.int8),
        batch=rows.numbers("batch_id"),
        described=described,
    )
    return earlier.followed_by(new, order_recorded(session, plan_id))


def read_measured_reports(session: Session, plan_id: int, earlier: MeasuredReports = NO_MEASURED_REPORTS) -> MeasuredReports:
    """Return all measurements ever reported of a plan, withdrawn ones included; those read ``earlier`` are not read again."""
    of_plan = select(batches.id).where(batches.plan_id == plan_id)
    last = int(earlier.id.max(initial=0))
    own = measurements
    query = select(own.id, own.subject_id, own.measure, own.as_of, own.value, own.batch_id)
    rows = read_joined(session, query.where(own.batch_id.in_(of_plan), own.id > last))
    if not rows:
        return earlier
    codes, subject = rows.subjects(session, plan_id, earlier.codes)
    measures, measure = rows.places("measure", earlier.measures)
    new = MeasuredReports(
        np.array(codes, dtype=object),
        np.array(measures, dtype=object),
        id=rows.numbers("id"),
        subject=subject,
        measure=measure,
        as_of=rows.days("as_of"),
        value=rows.figures("value"),
        batch=rows.numbers("batch_id"),
    )
    return earlier.followed_by(new, order_recorded(session, plan_id))
