"""Every read. One question, one function: a session in, a DataFrame with named columns out, the same columns when empty.

``known_at`` is the instant whose knowledge is asked for: what was recorded later, or withdrawn by then, does not count.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast

import pandas as pd
from sqlalchemy import ColumnElement, Result, Select, and_, case, func, select
from sqlmodel import Session

from models.errors import NotFoundError
from models.status import Kind, Rules
from models.tables import (
    Batch,
    BatchEvent,
    District,
    Item,
    MilestoneReport,
    Plan,
    PlanPoint,
    PlanVersion,
    Report,
    Section,
    Series,
    StoreState,
    Subject,
    Target,
    columns,
)

plans = columns(Plan)
versions = columns(PlanVersion)
state = columns(StoreState)
batches = columns(Batch)
events = columns(BatchEvent)
targets = columns(Target)
points = columns(PlanPoint)
subjects = columns(Subject)
series = columns(Series)
reports = columns(Report)
steps = columns(MilestoneReport)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """One version of a plan, without its parts."""

    plan_id: int
    version_id: int
    code: str
    number: int
    recorded_at: datetime
    demonstration: bool
    city: str
    city_en: str | None
    year: int
    title: str
    title_en: str | None
    theme: str | None
    source: str
    start: date
    rules: Rules
    geography: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlanView:
    """One version of a plan with its parts, a frame each, in the order of the plan file."""

    head: PlanHead
    sections: pd.DataFrame
    districts: pd.DataFrame
    targets: pd.DataFrame
    points: pd.DataFrame
    items: pd.DataFrame


def read_store_version(session: Session) -> int:
    """A number that every write raises."""
    return int(session.execute(select(state.version)).scalar_one())


def read_plans(session: Session) -> pd.DataFrame:
    """The plans, newest versions, the current one first: code, year, titles, city, demonstration, is_current."""
    newest = select(func.max(versions.number)).where(versions.plan_id == plans.id).correlate(Plan).scalar_subquery()
    is_current = state.current_plan_id == plans.id
    rows = session.execute(
        select(
            plans.code,
            versions.year,
            versions.title,
            versions.title_en,
            versions.city,
            versions.city_en,
            plans.demonstration,
            func.coalesce(is_current, False).label("is_current"),
        )
        .join(PlanVersion, and_(versions.plan_id == plans.id, versions.number == newest))
        .join(StoreState, state.id == 1)
        .order_by(func.coalesce(is_current, False).desc(), versions.year.desc(), plans.code)
    )
    return _frame(rows)


def read_plan(session: Session, code: str, known_at: datetime) -> PlanView:
    """The plan as it read at ``known_at``; its first version, where it was recorded only later."""
    plan = session.scalars(select(Plan).where(plans.code == code)).one_or_none()
    if plan is None or plan.id is None:
        raise NotFoundError("unknown_plan", code=code)
    in_force = and_(batches.recorded_at <= known_at, _counts(batches.id, read_withdrawn(session, plan.id, known_at)))
    version, batch = session.execute(
        select(PlanVersion, Batch)
        .join(Batch, versions.batch_id == batches.id)
        .where(versions.plan_id == plan.id)
        .order_by(case((in_force, versions.number), else_=-versions.number).desc())
    ).first() or (None, None)
    if version is None or batch is None or version.id is None:
        raise NotFoundError("unknown_plan", code=code)
    points_of_targets = (
        select(targets.code, points.by, points.value)
        .join(Target, points.target_id == targets.id)
        .where(targets.version_id == version.id)
        .order_by(targets.code, points.by)
    )
    return PlanView(
        head=_head(plan, version, batch),
        sections=_rows_of(session, Section, version.id),
        districts=_rows_of(session, District, version.id),
        targets=_rows_of(session, Target, version.id),
        points=_frame(session.execute(points_of_targets)),
        items=_rows_of(session, Item, version.id),
    )


def read_withdrawn(session: Session, plan_id: int, known_at: datetime) -> list[int]:
    """The batches of a plan that stood withdrawn at ``known_at``."""
    rows = session.execute(
        select(events.batch_id, events.withdrawn)
        .join(Batch, events.batch_id == batches.id)
        .where(batches.plan_id == plan_id, events.at <= known_at)
        .order_by(events.at, events.id)
    )
    return sorted(batch for batch, withdrawn in {row.batch_id: row.withdrawn for row in rows}.items() if withdrawn)


def read_newest(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Of each series, the newest figure up to ``as_of``: one seek in the ledger's index for each, however long it is."""
    in_force = _in_force(session, plan_id, known_at)
    return _figures(session, plan_id, _newest_id(in_force, reports.as_of <= as_of))


def read_newest_late(session: Session, plan_id: int, *, as_of: date, known_before: datetime, known_at: datetime) -> pd.DataFrame:
    """Of each series, the newest figure up to ``as_of`` that came in after ``known_before`` for a day till then without one."""
    earlier = Report.metadata.tables["report"].alias("earlier").c
    had_one = (
        select(earlier.id)
        .where(
            earlier.series_id == reports.series_id,
            earlier.as_of == reports.as_of,
            earlier.recorded_at <= known_before,
            _counts(earlier.batch_id, read_withdrawn(session, plan_id, known_before)),
        )
        .exists()
    )
    in_force = _in_force(session, plan_id, known_at)
    late = and_(reports.recorded_at > known_before, ~had_one)
    return _figures(session, plan_id, _newest_id(in_force, reports.as_of <= as_of, late))


def read_around_due(session: Session, view: PlanView, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """For targets that were due before ``as_of``: the newest figure up to the due date, and every later one.

    This is what decides between "met" and "met late"; the years before do not.
    """
    plan_id = view.head.plan_id
    in_force = _in_force(session, plan_id, known_at)
    due = select(targets.due).where(
        targets.version_id == view.head.version_id,
        targets.code == subjects.code,
        targets.due < as_of,
        targets.kind.in_([Kind.COUNT, Kind.REACH, Kind.DELIVER]),
    )
    due_day = due.correlate(Subject).scalar_subquery()
    before = _figures(session, plan_id, _newest_id(in_force, reports.as_of <= due_day))
    place = func.row_number().over(
        partition_by=(reports.series_id, reports.as_of),
        order_by=(reports.recorded_at.desc(), reports.id.desc()),
    )
    ranked = (
        select(reports.id.label("report_id"), place.label("place"))
        .join(Series, reports.series_id == series.id)
        .join(Subject, series.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id, reports.as_of > due_day, reports.as_of <= as_of, in_force)
        .subquery()
    )
    after = _frame(
        session.execute(
            _figure_columns().join(ranked, ranked.c.report_id == reports.id).where(ranked.c.place == 1).order_by(reports.as_of)
        )
    )
    return pd.concat([before, after], ignore_index=True) if len(after) else before


def read_figures(session: Session, view: PlanView, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """All figures that decide a status at ``as_of``: the newest of each series, and those around the due dates."""
    newest = read_newest(session, view.head.plan_id, as_of=as_of, known_at=known_at)
    if not any(due is not None and due < as_of for due in view.targets["due"]):
        return newest
    around = read_around_due(session, view, as_of=as_of, known_at=known_at)
    keys = ["code", "district", "as_of", "recorded_at"]
    both = newest if around.empty else around if newest.empty else pd.concat([newest, around])
    return both.drop_duplicates(keys, ignore_index=True)


def read_milestones(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """The milestones of items and deliverables: code, milestone, position, baseline, revisions, forecast, actual, reported_on.

    The baseline is the first one ever recorded, ``revisions`` how often it was changed since; a forecast counts if it was
    made by ``as_of``, an actual day from that day on, whenever it was reported.
    """
    rows = session.execute(
        select(
            subjects.code,
            steps.milestone,
            steps.position,
            steps.aspect,
            steps.day,
            steps.as_of,
            steps.origin,
        )
        .join(Subject, steps.subject_id == subjects.id)
        .where(
            subjects.plan_id == plan_id,
            steps.recorded_at <= known_at,
            _counts(steps.batch_id, read_withdrawn(session, plan_id, known_at)),
        )
        .order_by(steps.as_of, steps.recorded_at, steps.id)
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        step = found.setdefault((row.code, row.milestone), _new_step(row))
        if row.aspect == "baseline":
            step["revisions"] += step["baseline"] is not None and row.day != step["newest_baseline"]
            step["newest_baseline"] = row.day
            step["baseline"] = step["baseline"] or row.day
        elif row.aspect == "actual" or row.as_of <= as_of:
            step[row.aspect] = row.day
        if row.aspect != "baseline" and row.as_of <= as_of:
            step["reported_on"] = max(step["reported_on"] or row.as_of, row.as_of)
    frame = pd.DataFrame(list(found.values()), columns=[*_STEP_COLUMNS, "newest_baseline"], dtype=object)
    return frame[list(_STEP_COLUMNS)].sort_values(["code", "position"], ignore_index=True)


_STEP_COLUMNS = ("code", "milestone", "position", "baseline", "revisions", "forecast", "actual", "reported_on")


def _new_step(row: Any) -> dict[str, Any]:
    empty = dict.fromkeys((*_STEP_COLUMNS, "newest_baseline"))
    return empty | {"code": row.code, "milestone": row.milestone, "position": row.position, "revisions": 0}


def read_history(session: Session, plan_id: int, code: str, *, known_at: datetime, limit: int = 500) -> pd.DataFrame:
    """Every figure ever recorded of one subject, newest first, at most ``limit``: with who, when, and whether it still counts."""
    withdrawn = read_withdrawn(session, plan_id, known_at)
    rows = session.execute(
        _figure_columns(batches.author, batches.file_name, _counts(reports.batch_id, withdrawn).label("counts"))
        .join(Batch, reports.batch_id == batches.id)
        .where(subjects.plan_id == plan_id, subjects.code == code, reports.recorded_at <= known_at)
        .order_by(reports.as_of.desc(), reports.recorded_at.desc(), reports.id.desc())
        .limit(limit)
    )
    return _frame(rows)


def _rows_of(session: Session, table: type[Section | District | Target | Item], version_id: int) -> pd.DataFrame:
    of_table = columns(table)
    wanted = [column for column in of_table if column.name not in ("id", "version_id")]
    return _frame(session.execute(select(*wanted).where(of_table.version_id == version_id).order_by(of_table.position)))


def _head(plan: Plan, version: PlanVersion, batch: Batch) -> PlanHead:
    assert plan.id is not None, "it was read"
    assert version.id is not None, "it was read"
    rules = Rules(
        on_track=(Fraction(version.on_track_of_whole), Fraction(version.on_track_of_expected)),
        at_risk=(Fraction(version.at_risk_of_whole), Fraction(version.at_risk_of_expected)),
        margin=Fraction(version.margin),
    )
    return PlanHead(
        plan_id=plan.id,
        version_id=version.id,
        code=plan.code,
        number=version.number,
        recorded_at=batch.recorded_at,
        demonstration=plan.demonstration,
        city=version.city,
        city_en=version.city_en,
        year=version.year,
        title=version.title,
        title_en=version.title_en,
        theme=version.theme,
        source=version.source,
        start=version.start,
        rules=rules,
        geography=dict(version.geography),
    )


def _counts(batch_id: Any, withdrawn: list[int]) -> ColumnElement[bool]:
    return cast(ColumnElement[bool], batch_id.not_in(withdrawn))


def _in_force(session: Session, plan_id: int, known_at: datetime) -> ColumnElement[bool]:
    """A figure that was known at ``known_at`` and not withdrawn by then."""
    return and_(reports.recorded_at <= known_at, _counts(reports.batch_id, read_withdrawn(session, plan_id, known_at)))


def _newest_id(*conditions: ColumnElement[bool]) -> Any:
    """For a row of Series: the id of its newest report under the conditions."""
    newest = (
        select(reports.id)
        .where(reports.series_id == series.id, *conditions)
        .order_by(reports.as_of.desc(), reports.recorded_at.desc(), reports.id.desc())
        .limit(1)
    )
    return newest.correlate(Series, Subject).scalar_subquery()


def _figure_columns(*more: Any) -> Select[Any]:
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


def _figures(session: Session, plan_id: int, report_id: Any) -> pd.DataFrame:
    """The figures whose ids ``report_id`` picks, one at most for each series of the plan."""
    picked = (
        select(report_id.label("report_id"))
        .select_from(Series)
        .join(Subject, series.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id)
        .subquery()
    )
    return _frame(session.execute(_figure_columns().join(picked, picked.c.report_id == reports.id)))


def _frame(result: Result[Any]) -> pd.DataFrame:
    """Rows as they are, None stays None."""
    return pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)
