"""Reads of the plans: the list of plans, and one plan as known at a time."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pandas as pd
from sqlalchemy import and_, func, not_, select
from sqlmodel import Session

from models.errors import NotFoundError
from models.plan.changes import changes_of
from models.plan.view import TERMS, PlanHead, PlanView, Terms
from models.queries.common import batches, plans, points, read_frame, state, steps, subjects, targets, versions
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.status import Rules
from models.store.clock import knowledge_time_now
from models.tables import Batch, District, Item, Plan, PlanVersion, Section, StoreState, Subject, Target, columns


def read_store_version(session: Session) -> int:
    """Return the store's version, a number that every write increments."""
    return int(session.execute(select(state.version)).scalar_one())


def read_plans(session: Session) -> pd.DataFrame:
    """Return the version in force of each plan, the current plan first.

    Columns: code, year, start, opens_on, titles, city, demonstration, is_current.
    """
    counted = is_counted(versions.batch_id, _withdrawn(session))
    newest = select(func.max(versions.number)).where(versions.plan_id == plans.id, counted).correlate(Plan).scalar_subquery()
    is_current = state.current_plan_id == plans.id
    rows = (
        select(
            plans.code,
            versions.year,
            versions.start,
            versions.opens_on,
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
    return read_frame(session, rows)


def _withdrawn(session: Session) -> list[int]:
    """Return the ids of the withdrawn versions of all plans."""
    now = datetime.max.replace(tzinfo=UTC)
    return [one for plan_id in session.scalars(select(plans.id)) for one in read_withdrawn_batches(session, plan_id, now)]


def read_plan_id(session: Session, code: str) -> int:
    """Return the id of a plan. Raises NotFoundError if no plan has the code."""
    plan_id = session.scalar(select(plans.id).where(plans.code == code))
    if plan_id is None:
        raise NotFoundError("unknown_plan", code=code)
    return int(plan_id)


def read_plan_versions(session: Session, code: str) -> pd.DataFrame:
    """Return the versions of a plan, newest first, with the columns of ``PlanVersionRow``."""
    plan_id = read_plan_id(session, code)
    withdrawn = read_withdrawn_batches(session, plan_id, knowledge_time_now(session))
    rows = (
        select(
            versions.batch_id.label("batch"),
            versions.number,
            versions.document,
            batches.note,
            batches.recorded_at,
            batches.author,
            batches.file_name,
            not_(is_counted(batches.id, withdrawn)).label("is_withdrawn"),
        )
        .join(Batch, versions.batch_id == batches.id)
        .where(versions.plan_id == plan_id)
        .order_by(versions.number.desc())
    )
    return read_frame(session, rows)


def read_plan(session: Session, code: str, known_at: datetime) -> PlanView:
    """Return the plan as known at ``known_at``, with the changes that led to it.

    If all its versions were recorded later, the first one is returned. Raises NotFoundError if no plan has the code.
    """
    plan = session.scalars(select(Plan).where(plans.code == code)).one_or_none()
    if plan is None or plan.id is None:
        raise NotFoundError("unknown_plan", code=code)
    in_force = and_(batches.recorded_at <= known_at, is_counted(batches.id, read_withdrawn_batches(session, plan.id, known_at)))
    found = session.execute(
        select(PlanVersion, Batch, func.coalesce(in_force, False).label("in_force"))
        .join(Batch, versions.batch_id == batches.id)
        .where(versions.plan_id == plan.id)
        .order_by(versions.number)
    ).all()
    if not found:
        raise NotFoundError("unknown_plan", code=code)
    views = [_view(session, plan, row[0], row[1]) for row in [row for row in found if row.in_force] or found[:1]]
    return replace(views[-1], changes=changes_of(views))


def _view(session: Session, plan: Plan, version: PlanVersion, batch: Batch) -> PlanView:
    assert version.id is not None, "it was read"
    points_of_targets = (
        select(targets.code, points.by, points.value)
        .join(Target, points.target_id == targets.id)
        .where(targets.version_id == version.id)
        .order_by(targets.code, points.by)
    )
    head = _head(plan, version, batch)
    return PlanView(
        head=head,
        sections=_rows_of(session, Section, version.id),
        districts=_rows_of(session, District, version.id),
        targets=_with_gates(session, head, _rows_of(session, Target, version.id)),
        points=read_frame(session, points_of_targets),
        items=_with_gates(session, head, _rows_of(session, Item, version.id)),
    )


def _rows_of(session: Session, table: type[Section | District | Target | Item], version_id: int) -> pd.DataFrame:
    of_table = columns(table)
    wanted = [column for column in of_table if column.name not in ("id", "version_id")]
    return read_frame(session, select(*wanted).where(of_table.version_id == version_id).order_by(of_table.id))


def _with_gates(session: Session, head: PlanHead, frame: pd.DataFrame) -> pd.DataFrame:
    """Return targets or items with their gates; rows older than that column get every milestone ever planned for them."""
    if not frame["gates"].isna().any():
        return frame
    planned = session.execute(
        select(subjects.code, steps.milestone, steps.day)
        .join(Subject, steps.subject_id == subjects.id)
        .where(subjects.plan_id == head.plan_id, steps.aspect == "baseline", steps.day.is_not(None))
        .order_by(subjects.code, steps.position, steps.as_of.desc(), steps.id.desc())
    )
    days: dict[str, dict[str, str]] = {}
    for code, milestone, day in planned:
        days.setdefault(code, {}).setdefault(milestone, day.isoformat())
    known = {code: [{"name": name, "by": day} for name, day in own.items()] for code, own in days.items()}
    own = [known.get(code, []) if gates is None else gates for code, gates in zip(frame["code"], frame["gates"], strict=True)]
    return frame.assign(gates=pd.Series(own, index=frame.index, dtype=object))


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
        document=version.document,
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
        opens_on=version.opens_on,
        rules=rules,
        geography=dict(version.geography),
        terms=Terms({group: _terms(getattr(version, group)) for group in TERMS}),
    )


def _terms(rows: list[dict[str, str]]) -> tuple[tuple[str, str, str | None], ...]:
    return tuple((row["code"], row["name"], row.get("name_en")) for row in rows)
