"""Reads of the ledger of figures: the newest per series, figures between two dates, and the full history."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Date, Select, and_, case, func, literal, not_, or_, select
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from models.frames import rows_of
from models.plan.view import PlanView
from models.queries.common import batches, read_frame, reports, series, subjects
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.status import TargetKind
from models.tables import Batch, Exact, Quota, Report, Series, Subject, columns
from models.typed_rows import TargetRow


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
    """Return the figures that determine every status at ``as_of``, at most one per series and date; without those of quotas.

    For each series that is the newest figure up to ``as_of``, plus earlier ones as far back as they matter (see ``_reach``); for
    a count or deliverable only those that changed the value.
    """
    plan_id = view.head.plan_id
    in_force, of_no_quota = is_in_force(session, plan_id, known_at), _is_of_no_quota(session, plan_id, known_at)
    walk = _walk_back(view, as_of, in_force, of_no_quota)
    by_day: dict[str, Any] = {"partition_by": walk.c.series_id, "order_by": walk.c.as_of}
    matters = or_(
        not_(walk.c.only_moves),
        func.lag(walk.c.report_id).over(**by_day).is_(None),
        func.lead(walk.c.report_id).over(**by_day).is_(None),
        walk.c.value != func.lag(walk.c.value).over(**by_day),
    )
    seen = select(walk.c.report_id, matters.label("matters")).subquery()
    return read_frame(session, figure_columns().join(seen, seen.c.report_id == reports.id).where(seen.c.matters))


def _is_of_no_quota(session: Session, plan_id: int, known_at: datetime) -> ColumnElement[bool]:
    """Build the condition that a series is of no quota known at a time: these are thousands, see ``read_quota_figures``."""
    own = columns(Quota)
    counting = is_counted(own.batch_id, read_withdrawn_batches(session, plan_id, known_at))
    condition: ColumnElement[bool] = series.subject_id.not_in(select(own.subject_id).where(own.recorded_at <= known_at, counting))
    return condition


def _walk_back(view: PlanView, as_of: date, in_force: ColumnElement[bool], of_no_quota: ColumnElement[bool]) -> CTE:
    """Build the recursive query from the newest report of each series back to the previous dates; each step is one index seek."""
    floors, goals, measured = _reach(view)
    is_own = series.district == ""
    rates = [row.code for row in rows_of(view.targets, TargetRow) if row.rate_scale is not None]
    needs_pair = and_(not_(is_own), subjects.code.in_(rates), literal(len(view.districts) > 1))
    first = (
        select(
            series.id.label("series_id"),
            reports.id.label("report_id"),
            reports.as_of.label("as_of"),
            reports.value.label("value"),
            _has_figure(needs_pair).label("has_figure"),
            needs_pair.label("needs_pair"),
            _by_code(floors, Date, literal(date.max, Date)).label("floor"),
            case((is_own, _by_code(goals, Exact, literal(None, Exact)))).label("goal"),
            or_(subjects.code.in_(measured), and_(is_own, subjects.code.in_(list(goals)))).label("only_moves"),
        )
        .select_from(Series)
        .join(Subject, series.subject_id == subjects.id)
        .join(Report, reports.id == _newest_id(in_force, reports.as_of <= as_of))
        .where(subjects.plan_id == view.head.plan_id, of_no_quota)
    )
    walk = first.cte("walk", recursive=True)
    earlier = (
        select(reports.id)
        .where(reports.series_id == walk.c.series_id, reports.as_of < walk.c.as_of, in_force)
        .order_by(reports.as_of.desc(), reports.recorded_at.desc(), reports.id.desc())
        .limit(1)
        .correlate(walk)
        .scalar_subquery()
    )
    carried = (walk.c.needs_pair, walk.c.floor, walk.c.goal, walk.c.only_moves)
    # A report of the day itself may be put right: what a better one would lead to rests on the report before it.
    falls_short = and_(walk.c.as_of < literal(as_of, Date), func.coalesce(walk.c.value < walk.c.goal, False))
    return walk.union_all(
        select(walk.c.series_id, reports.id, reports.as_of, reports.value, _has_figure(walk.c.needs_pair), *carried)
        .select_from(walk)
        .join(Report, reports.id == earlier)
        .where(not_(and_(walk.c.has_figure, or_(walk.c.as_of <= walk.c.floor, falls_short))))
    )


def _by_code(values: Mapping[str, Any], kind: type[TypeEngine[Any]], otherwise: ColumnElement[Any]) -> ColumnElement[Any]:
    """Build an expression for a value by subject code; codes with the same value share a branch to keep the query short."""
    codes: dict[Any, list[str]] = {}
    for code, value in values.items():
        codes.setdefault(value, []).append(code)
    branches = [(subjects.code.in_(own), literal(value, kind)) for value, own in codes.items()]
    return case(*branches, else_=otherwise) if branches else otherwise


def _has_figure(needs_pair: ColumnElement[bool]) -> ColumnElement[bool]:
    """Build the condition that excludes mere notes, and bare district rates, which cannot be added to those of others."""
    return or_(reports.numerator.is_not(None), and_(reports.value.is_not(None), not_(needs_pair)))


def _reach(view: PlanView) -> tuple[dict[str, date | None], dict[str, Decimal | None], list[str]]:
    """Return the limits by code: the date before which, and the city-level value below which, no figure can change a status.

    Also returns the codes of the counts and amounts. "Met" and "met late" differ by the first day from which every figure is at
    the target or better. For a total or rate it suffices to know whether it is so on the due date; for a deliverable the day
    itself is reported.
    """
    floors: dict[str, date | None] = {}
    goals: dict[str, Decimal | None] = {}
    items = view.items.groupby("target")["code"].agg(list).to_dict()
    rows = rows_of(view.targets, TargetRow)
    for row in rows:
        kind = TargetKind(row.kind)
        floors[row.code] = row.due if kind.is_total or kind is TargetKind.REACH else date.max
        if kind.is_total:
            goals[row.code] = row.target
        for code in {TargetKind.DELIVER: [row.code], TargetKind.ITEMS: items.get(row.code, [])}.get(kind, []):
            floors[code], goals[code] = date.min, Decimal(1)
    return floors, goals, [row.code for row in rows if TargetKind(row.kind).is_total]


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
