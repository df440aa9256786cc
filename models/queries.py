"""Every read. One question, one function: a session in, a DataFrame with named columns out, the same columns when empty.

``known_at`` is the instant whose knowledge is asked for: what was recorded later, or withdrawn by then, does not count.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Date, Result, Select, and_, case, func, literal, not_, null, or_, select
from sqlmodel import Session

from models.errors import NotFoundError
from models.plan_view import TERMS, PlanHead, PlanView, Terms
from models.status import Kind, Rules
from models.tables import (
    Batch,
    BatchEvent,
    District,
    Exact,
    Item,
    Measurement,
    MilestoneReport,
    Plan,
    PlanPoint,
    PlanVersion,
    Programme,
    Project,
    Quota,
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
measurements = columns(Measurement)


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


def read_figures(session: Session, view: PlanView, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """The figures that decide every status at ``as_of``, at most one for each series and day.

    Of each series the newest figure up to ``as_of``; where earlier ones matter too, those before it, as far back as they
    do (see ``_reach``), and of a count or deliverable only those that moved it.
    """
    walk = _walk_back(view, as_of, _in_force(session, view.head.plan_id, known_at))
    by_day: dict[str, Any] = {"partition_by": walk.c.series_id, "order_by": walk.c.as_of}
    matters = or_(
        not_(walk.c.only_moves),
        func.lag(walk.c.report_id).over(**by_day).is_(None),
        func.lead(walk.c.report_id).over(**by_day).is_(None),
        walk.c.value != func.lag(walk.c.value).over(**by_day),
    )
    seen = select(walk.c.report_id, matters.label("matters")).subquery()
    return _frame(session.execute(_figure_columns().join(seen, seen.c.report_id == reports.id).where(seen.c.matters)))


def _walk_back(view: PlanView, as_of: date, in_force: ColumnElement[bool]) -> CTE:
    """Of each series the newest report, then the one of the day before it, and so on: each step is one seek in the index."""
    floors, goals, measured = _reach(view)
    counts = view.targets[view.targets["kind"] == Kind.COUNT]
    of_quotas = min(counts["due"], default=date.max)  # they make counts up, which are met or met late
    if not floors:
        floors = {"": literal(date.max, Date)}
    if not goals:
        goals = {"": literal(None, Exact)}
    is_own = series.district == ""
    first = (
        select(
            series.id.label("series_id"),
            reports.id.label("report_id"),
            reports.as_of.label("as_of"),
            reports.value.label("value"),
            _has_figure().label("has_figure"),
            case(floors, value=subjects.code, else_=literal(of_quotas, Date)).label("floor"),
            case((is_own, case(goals, value=subjects.code))).label("goal"),
            or_(subjects.code.in_(measured), and_(is_own, subjects.code.in_(list(goals)))).label("only_moves"),
        )
        .select_from(Series)
        .join(Subject, series.subject_id == subjects.id)
        .join(Report, reports.id == _newest_id(in_force, reports.as_of <= as_of))
        .where(subjects.plan_id == view.head.plan_id)
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
    carried = (walk.c.floor, walk.c.goal, walk.c.only_moves)
    falls_short = func.coalesce(walk.c.value < walk.c.goal, False)
    return walk.union_all(
        select(walk.c.series_id, reports.id, reports.as_of, reports.value, _has_figure(), *carried)
        .select_from(walk)
        .join(Report, reports.id == earlier)
        .where(not_(and_(walk.c.has_figure, or_(walk.c.as_of <= walk.c.floor, falls_short))))
    )


def _has_figure() -> ColumnElement[bool]:
    """Not a mere note."""
    return or_(reports.value.is_not(None), reports.numerator.is_not(None))


def _reach(view: PlanView) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """By code, the day before which no figure can change a status, and the figure of the city's own below which none can.

    Also the codes of the counts. "Met" and "met late" are told apart by the first day from which a figure stands at or above
    the target: of a count or a rate it is enough to know whether it does on the due date, of a deliverable the day is said.
    """
    floors: dict[str, Any] = {}
    goals: dict[str, Any] = {}
    items = view.items.groupby("target")["code"].agg(list).to_dict()
    rows = view.targets.to_dict("records")
    for row in rows:
        floors[row["code"]] = literal(row["due"] if row["kind"] in (Kind.COUNT, Kind.REACH) else date.max, Date)
        if row["kind"] == Kind.COUNT:
            goals[row["code"]] = literal(row["target"], Exact)
        for code in {Kind.DELIVER: [row["code"]], Kind.ITEMS: items.get(row["code"], [])}.get(row["kind"], []):
            floors[code], goals[code] = literal(date.min, Date), literal(Decimal(1), Exact)
    return floors, goals, [row["code"] for row in rows if row["kind"] == Kind.COUNT]


def read_milestones(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """The milestones of items and deliverables: the columns of ``_STEP_COLUMNS``.

    The baseline is the first one ever recorded, ``revisions`` how often it was changed since, and ``replanned_days`` by how
    many days in all; a forecast counts if it was
    made by ``as_of``, an actual day from that day on, whenever it was reported.
    """
    known = and_(steps.recorded_at <= known_at, _counts(steps.batch_id, read_withdrawn(session, plan_id, known_at)))
    found = [list(row) for row in session.execute(_newest_dates(plan_id, known, as_of))]
    if any(row[_REVISIONS] for row in found):
        _note_revisions(found, session.execute(_changed_baselines(plan_id, known)).all(), as_of)
    found.sort(key=lambda row: (row[0], row[2]))
    return pd.DataFrame(found, columns=list(_STEP_COLUMNS), dtype=object)


_STEP_COLUMNS = (
    "code",
    "milestone",
    "position",
    "baseline",
    "revisions",
    "replanned_days",
    "forecast",
    "actual",
    "reported_on",
)
_POSITION, _BASELINE, _REVISIONS, _REPLANNED = (
    _STEP_COLUMNS.index(name) for name in ("position", "baseline", "revisions", "replanned_days")
)


def _newest_dates(plan_id: int, known: ColumnElement[bool], as_of: date) -> Select[Any]:
    """A row of ``_STEP_COLUMNS`` for each milestone; ``revisions`` are here the baselines after the first, whenever made."""
    is_baseline = steps.aspect == "baseline"
    each = (
        select(
            subjects.code,
            steps.subject_id,
            steps.milestone,
            func.coalesce(func.max(case((is_baseline, steps.position))), func.min(steps.position)).label("position"),
            func.max(case((is_baseline, steps.day))).label("baseline"),
            func.count(case((is_baseline, 1))).label("baselines"),
            func.max(case((and_(not_(is_baseline), steps.as_of <= as_of), steps.as_of))).label("reported_on"),
        )
        .join(Subject, steps.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id, known)
        .group_by(subjects.code, steps.subject_id, steps.milestone)
        .subquery()
    )

    def newest(*conditions: ColumnElement[bool]) -> Any:
        """One seek in the index of milestone reports."""
        return (
            select(steps.day)
            .where(steps.subject_id == each.c.subject_id, steps.milestone == each.c.milestone, known, *conditions)
            .order_by(steps.as_of.desc(), steps.recorded_at.desc(), steps.id.desc())
            .limit(1)
            .scalar_subquery()
        )

    return select(
        each.c.code,
        each.c.milestone,
        each.c.position,
        each.c.baseline,
        case((each.c.baselines > 1, each.c.baselines - 1), else_=0),
        literal(0),
        newest(steps.aspect == "forecast", steps.as_of <= as_of),
        newest(steps.aspect == "actual"),
        each.c.reported_on,
    )


def _changed_baselines(plan_id: int, known: ColumnElement[bool]) -> Select[Any]:
    """Every baseline of the milestones that have more than one, in the order in which they were made."""
    several = (
        select(steps.subject_id, steps.milestone)
        .where(steps.aspect == "baseline")
        .group_by(steps.subject_id, steps.milestone)
        .having(func.count() > 1)
        .subquery()
        .c
    )
    return (
        select(subjects.code, steps.milestone, steps.position, steps.day, steps.as_of)
        .join(Subject, steps.subject_id == subjects.id)
        .join(several.subject_id.table, and_(several.subject_id == steps.subject_id, several.milestone == steps.milestone))
        .where(subjects.plan_id == plan_id, known, steps.aspect == "baseline")
        .order_by(steps.as_of, steps.recorded_at, steps.id)
    )


def _note_revisions(found: list[list[Any]], baselines: Sequence[Any], as_of: date) -> None:
    """The first baseline stays for ever; later ones are counted once they are made, and how far they moved the day."""
    steps_of = {(row[0], row[1]): row for row in found}
    newest: dict[tuple[str, str], date | None] = {}
    for code, milestone, position, day, made in baselines:
        key, row = (code, milestone), steps_of[code, milestone]
        if newest.get(key) is None:
            row[_POSITION] = row[_POSITION] if key in newest else position
            row[_BASELINE], row[_REVISIONS] = day, 0
            newest[key] = day
        elif made <= as_of and day is not None and day != newest[key]:
            row[_REVISIONS] += 1
            row[_REPLANNED] = (day - row[_BASELINE]).days
            newest[key] = day


def read_measurements(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Of each subject and measure the newest figure up to ``as_of``: code, measure, as_of, value."""
    newest = func.row_number().over(
        partition_by=(measurements.subject_id, measurements.measure),
        order_by=(measurements.as_of.desc(), measurements.recorded_at.desc(), measurements.id.desc()),
    )
    return _newest_of(session, _measured(session, plan_id, known_at, newest).where(measurements.as_of <= as_of))


def read_measured_years(session: Session, plan_id: int, code: str, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Of one subject every measure on every day that was reported up to ``as_of``: code, measure, as_of, value."""
    newest = func.row_number().over(
        partition_by=(measurements.measure, measurements.as_of),
        order_by=(measurements.recorded_at.desc(), measurements.id.desc()),
    )
    rows = _measured(session, plan_id, known_at, newest).where(measurements.as_of <= as_of, subjects.code == code)
    return _newest_of(session, rows)


def _measured(session: Session, plan_id: int, known_at: datetime, newest: Any) -> Select[Any]:
    """The measurements of a plan that count, numbered from the newest."""
    return (
        select(subjects.code, measurements.measure, measurements.as_of, measurements.value, newest.label("age"))
        .join(Subject, measurements.subject_id == subjects.id)
        .where(
            subjects.plan_id == plan_id,
            measurements.recorded_at <= known_at,
            _counts(measurements.batch_id, read_withdrawn(session, plan_id, known_at)),
        )
    )


def _newest_of(session: Session, numbered: Select[Any]) -> pd.DataFrame:
    one = numbered.subquery().c
    rows = select(one.code, one.measure, one.as_of, one.value).where(one.age == 1)
    return _frame(session.execute(rows.order_by(one.code, one.as_of, one.measure)))


def read_quota_figures(session: Session, plan_id: int, *, as_of: date, known_at: datetime) -> pd.DataFrame:
    """Every figure of every quota up to ``as_of``, of one day the newest: code, as_of, value, origin."""
    newest = func.row_number().over(
        partition_by=(series.subject_id, reports.as_of),  # a quota may have been given to another district
        order_by=(reports.recorded_at.desc(), series.district.desc(), reports.id.desc()),
    )
    own = columns(Quota)
    counting = _counts(own.batch_id, read_withdrawn(session, plan_id, known_at))
    of_quotas = select(own.subject_id).where(own.recorded_at <= known_at, counting).distinct()
    rows = (
        select(subjects.code, reports.as_of, reports.value, reports.origin, newest.label("age"))
        .join(Series, reports.series_id == series.id)
        .join(Subject, series.subject_id == subjects.id)
        .where(subjects.id.in_(of_quotas), subjects.plan_id == plan_id, reports.as_of <= as_of)
        .where(_in_force(session, plan_id, known_at))
        .subquery()
        .c
    )
    chosen = select(rows.code, rows.as_of, rows.value, rows.origin).where(rows.age == 1)
    return _frame(session.execute(chosen.order_by(rows.code, rows.as_of)))


def read_figures_between(
    session: Session, plan_id: int, codes: Sequence[str], *, first: date, last: date, known_at: datetime
) -> pd.DataFrame:
    """Of some subjects every figure of the days from ``first`` to ``last``, of one day the newest, by ascending days."""
    newest = func.row_number().over(
        partition_by=(reports.series_id, reports.as_of), order_by=(reports.recorded_at.desc(), reports.id.desc())
    )
    rows = (
        _figure_columns(newest.label("age"))
        .where(subjects.plan_id == plan_id, subjects.code.in_(codes), reports.as_of.between(first, last))
        .where(_in_force(session, plan_id, known_at))
        .subquery()
    )
    chosen = select(*(column for column in rows.c if column.name != "age")).where(rows.c.age == 1)
    return _frame(session.execute(chosen.order_by(rows.c.code, rows.c.district, rows.c.as_of)))


def read_batches(session: Session, plan_id: int, *, limit: int = 200) -> pd.DataFrame:
    """What came into a plan, the newest first: id, kind, recorded_at, author, file_name, note, rows, is_withdrawn."""
    withdrawn = read_withdrawn(session, plan_id, datetime.now(UTC))
    own = [columns(table) for table in (Report, MilestoneReport, Measurement, Project, Programme, Quota)]
    rows = sum(
        (select(func.count()).where(one.batch_id == batches.id).correlate(Batch).scalar_subquery() for one in own), literal(0)
    )
    found = session.execute(
        select(
            batches.id,
            batches.kind,
            batches.recorded_at,
            batches.author,
            batches.file_name,
            batches.note,
            rows.label("rows"),
            not_(_counts(batches.id, withdrawn)).label("is_withdrawn"),
        )
        .where(batches.plan_id == plan_id)
        .order_by(batches.recorded_at.desc(), batches.id.desc())
        .limit(limit)
    )
    return _frame(found)


def read_batch_rows(session: Session, batch_id: int, *, limit: int = 2000) -> pd.DataFrame:
    """Every figure of one batch, and every date, measure and description as a note: the columns of ``read_history``."""
    figures = _frame(
        session.execute(
            _figure_columns(batches.author, batches.file_name, literal(True).label("counts"))
            .join(Batch, reports.batch_id == batches.id)
            .where(reports.batch_id == batch_id)
            .order_by(reports.id)
            .limit(limit)
        )
    )
    said = [
        select(
            subjects.code,
            steps.as_of,
            (steps.milestone + " " + steps.aspect).label("what"),
            steps.day.label("value"),
            steps.origin,
        )
        .join(Subject, steps.subject_id == subjects.id)
        .where(steps.batch_id == batch_id)
        .limit(limit),
        select(subjects.code, measurements.as_of, measurements.measure.label("what"), measurements.value, measurements.origin)
        .join(Subject, measurements.subject_id == subjects.id)
        .where(measurements.batch_id == batch_id)
        .limit(limit),
        *(_described_in(table, what, value, batch_id).limit(limit) for table, what, value in _DESCRIBED),
    ]
    batch = session.execute(select(batches.recorded_at, batches.author, batches.file_name).where(batches.id == batch_id)).one()
    others = [
        {
            "code": row.code,
            "district": "",
            "as_of": row.as_of,
            "origin": row.origin,
            "note": f"{row.what}: {_plainly(row.value)}",
            "recorded_at": batch.recorded_at,
            "author": batch.author,
            "file_name": batch.file_name,
            "counts": True,
        }
        for rows in said
        for row in session.execute(rows)
    ]
    noted = pd.DataFrame(others, columns=figures.columns, dtype=object).astype(object)
    noted = noted.where(noted.notna(), None)
    return noted if figures.empty else figures if noted.empty else pd.concat([figures, noted], ignore_index=True)


#: Of descriptions, what they are called by and what is said of them in a list of what came in.
_DESCRIBED: tuple[tuple[type[Project | Programme | Quota], str, str], ...] = (
    (Project, "name", "district"),
    (Programme, "name", "school"),
    (Quota, "post", "quota"),
)


def _described_in(table: type[Project | Programme | Quota], what: str, value: str, batch_id: int) -> Select[Any]:
    own = columns(table)
    chosen = select(subjects.code, null().label("as_of"), own[what].label("what"), own[value].label("value"), own.origin)
    return chosen.join(Subject, own.subject_id == subjects.id).where(own.batch_id == batch_id)


def _plainly(value: date | Decimal | str | int | None) -> str:
    """Words and days as they are, a number without zeros behind the point."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "–")


def read_resting_on(session: Session, batch_id: int) -> pd.DataFrame:
    """The later batches that speak of the same as a batch does and count: id, recorded_at, author, file_name, rows in common."""
    plan_id = session.execute(select(batches.plan_id).where(batches.id == batch_id)).scalar_one()
    withdrawn = read_withdrawn(session, plan_id, datetime.now(UTC))
    shared: dict[int, int] = {}
    for table, same in ((Report, ("series_id",)), (MilestoneReport, ("subject_id", "milestone")), (Measurement, _MEASURED)):
        own, other = columns(table), table.metadata.tables[str(table.__tablename__)].alias("other").c
        rows = session.execute(
            select(other.batch_id, func.count())
            .select_from(table)
            .join(other.id.table, and_(*(other[name] == own[name] for name in same)))
            .where(own.batch_id == batch_id, other.batch_id > batch_id, _counts(other.batch_id, withdrawn))
            .group_by(other.batch_id)
        )
        for batch, n in rows:
            shared[batch] = shared.get(batch, 0) + n
    found = session.execute(
        select(batches.id, batches.recorded_at, batches.author, batches.file_name)
        .where(batches.id.in_(list(shared)))
        .order_by(batches.id)
    )
    frame = _frame(found)
    return frame.assign(rows=[shared[batch] for batch in frame["id"]])


_MEASURED = ("subject_id", "measure")


def read_milestone_history(session: Session, plan_id: int, code: str, *, known_at: datetime) -> pd.DataFrame:
    """Every date ever recorded of one subject's milestones, newest first: with who, when, and whether it counts."""
    withdrawn = read_withdrawn(session, plan_id, known_at)
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
            _counts(steps.batch_id, withdrawn).label("counts"),
        )
        .join(Subject, steps.subject_id == subjects.id)
        .join(Batch, steps.batch_id == batches.id)
        .where(subjects.plan_id == plan_id, subjects.code == code, steps.recorded_at <= known_at)
        .order_by(steps.as_of.desc(), steps.recorded_at.desc(), steps.position.desc(), steps.id.desc())
    )
    return _frame(rows)


def read_dates_between(
    session: Session, plan_id: int, codes: Sequence[str], *, first: date, last: date, known_at: datetime
) -> pd.DataFrame:
    """What reports from ``first`` to ``last`` said of some works, of one day the newest: code, milestone, aspect, as_of, day."""
    newest = func.row_number().over(
        partition_by=(steps.subject_id, steps.milestone, steps.aspect, steps.as_of),
        order_by=(steps.recorded_at.desc(), steps.id.desc()),
    )
    rows = (
        select(subjects.code, steps.milestone, steps.aspect, steps.as_of, steps.day, newest.label("age"))
        .join(Subject, steps.subject_id == subjects.id)
        .where(subjects.plan_id == plan_id, subjects.code.in_(codes), steps.as_of.between(first, last))
        .where(steps.recorded_at <= known_at, _counts(steps.batch_id, read_withdrawn(session, plan_id, known_at)))
        .subquery()
    )
    chosen = select(*(column for column in rows.c if column.name != "age")).where(rows.c.age == 1)
    return _frame(session.execute(chosen.order_by(rows.c.code, rows.c.milestone, rows.c.aspect, rows.c.as_of)))


def read_taken_back(session: Session, plan_id: int, codes: Sequence[str]) -> pd.DataFrame:
    """What batches that stand withdrawn said of some subjects, in the order of the batches.

    ``what`` is "figure", "date" (of the milestone ``name``, with its ``aspect``) or "measure" (``name``); then the numbers or
    the ``day``, a ``note`` of figures alone, and the batch.
    """
    withdrawn = read_withdrawn(session, plan_id, datetime.now(UTC))
    found: list[dict[str, Any]] = []
    figures = _figure_columns(reports.batch_id).where(reports.batch_id.in_(withdrawn))
    dates = (
        select(subjects.code, steps.milestone.label("name"), steps.aspect, steps.as_of, steps.day, steps.batch_id)
        .join(Subject, steps.subject_id == subjects.id)
        .where(steps.batch_id.in_(withdrawn))
    )
    measured = (
        select(subjects.code, measurements.measure.label("name"), measurements.as_of, measurements.value, measurements.batch_id)
        .join(Subject, measurements.subject_id == subjects.id)
        .where(measurements.batch_id.in_(withdrawn))
    )
    for what, rows in (("figure", figures), ("date", dates), ("measure", measured)) if withdrawn else ():
        own = rows.where(subjects.plan_id == plan_id, subjects.code.in_(codes))
        found += [{"what": what, "district": "", **row} for row in session.execute(own).mappings()]
    found.sort(key=lambda row: int(row["batch_id"]))
    return pd.DataFrame([{name: row.get(name) for name in _TAKEN_BACK} for row in found], columns=_TAKEN_BACK, dtype=object)


_TAKEN_BACK = [
    "what",
    "code",
    "district",
    "name",
    "aspect",
    "as_of",
    "value",
    "numerator",
    "denominator",
    "day",
    "note",
    "batch_id",
]


def read_happened(session: Session, plan_id: int, *, known_at: datetime) -> dict[str, dict[str, date]]:
    """The actual days of all milestones that are known, by code and milestone."""
    steps_known = read_milestones(session, plan_id, as_of=date.max, known_at=known_at)
    happened: dict[str, dict[str, date]] = {}
    for row in steps_known[steps_known["actual"].notna()].to_dict("records"):
        happened.setdefault(row["code"], {})[row["milestone"]] = row["actual"]
    return happened


def read_projects(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """The school projects of a plan as last described by ``known_at``: code and the columns of ``tables.Project``."""
    return _last_described(session, Project, plan_id, known_at)


def read_programmes(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """The vocational programmes of a plan as last described: code and the columns of ``tables.Programme``."""
    return _last_described(session, Programme, plan_id, known_at)


def read_quotas(session: Session, plan_id: int, *, known_at: datetime) -> pd.DataFrame:
    """The recruitment quotas of a plan as last described: code and the columns of ``tables.Quota``."""
    return _last_described(session, Quota, plan_id, known_at)


def _last_described(session: Session, table: type[Project | Programme | Quota], plan_id: int, known_at: datetime) -> pd.DataFrame:
    own = columns(table)
    described = [column for column in own if column.name not in ("id", "subject_id", "batch_id", "recorded_at")]
    newest = (
        select(func.max(own.id))
        .join(Subject, own.subject_id == subjects.id)
        .where(
            subjects.plan_id == plan_id,
            own.recorded_at <= known_at,
            _counts(own.batch_id, read_withdrawn(session, plan_id, known_at)),
        )
        .group_by(own.subject_id)
    )
    rows = select(subjects.code, *described).join(Subject, own.subject_id == subjects.id).where(own.id.in_(newest))
    return _frame(session.execute(rows.order_by(subjects.code)))


def read_history(session: Session, plan_id: int, codes: Sequence[str], *, known_at: datetime, limit: int = 2000) -> pd.DataFrame:
    """Every figure ever recorded of some subjects, newest first, at most ``limit``: with who, when, and whether it counts."""
    withdrawn = read_withdrawn(session, plan_id, known_at)
    rows = session.execute(
        _figure_columns(batches.author, batches.file_name, _counts(reports.batch_id, withdrawn).label("counts"))
        .join(Batch, reports.batch_id == batches.id)
        .where(subjects.plan_id == plan_id, subjects.code.in_(codes), reports.recorded_at <= known_at)
        .order_by(reports.as_of.desc(), reports.recorded_at.desc(), reports.id.desc())
        .limit(limit)
    )
    return _frame(rows)


def _rows_of(session: Session, table: type[Section | District | Target | Item], version_id: int) -> pd.DataFrame:
    of_table = columns(table)
    wanted = [column for column in of_table if column.name not in ("id", "version_id")]
    return _frame(session.execute(select(*wanted).where(of_table.version_id == version_id).order_by(of_table.id)))


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
        terms=Terms({group: _terms(getattr(version, group)) for group in TERMS}),
    )


def _terms(rows: list[dict[str, str]]) -> tuple[tuple[str, str, str | None], ...]:
    return tuple((row["code"], row["name"], row.get("name_en")) for row in rows)


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
