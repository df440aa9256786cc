"""The plans: which there are, and one of them as it read at a time."""

from datetime import datetime
from fractions import Fraction

import pandas as pd
from sqlalchemy import and_, case, func, select
from sqlmodel import Session

from models.errors import NotFoundError
from models.plan_view import TERMS, PlanHead, PlanView, Terms
from models.queries.common import batches, is_counted, plans, points, read_withdrawn, state, targets, to_frame, versions
from models.status import Rules
from models.tables import (
    Batch,
    District,
    Item,
    Plan,
    PlanVersion,
    Section,
    StoreState,
    Target,
    columns,
)


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
    return to_frame(rows)


def read_plan(session: Session, code: str, known_at: datetime) -> PlanView:
    """The plan as it read at ``known_at``; its first version, where it was recorded only later."""
    plan = session.scalars(select(Plan).where(plans.code == code)).one_or_none()
    if plan is None or plan.id is None:
        raise NotFoundError("unknown_plan", code=code)
    in_force = and_(batches.recorded_at <= known_at, is_counted(batches.id, read_withdrawn(session, plan.id, known_at)))
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
        points=to_frame(session.execute(points_of_targets)),
        items=_rows_of(session, Item, version.id),
    )


def _rows_of(session: Session, table: type[Section | District | Target | Item], version_id: int) -> pd.DataFrame:
    of_table = columns(table)
    wanted = [column for column in of_table if column.name not in ("id", "version_id")]
    return to_frame(session.execute(select(*wanted).where(of_table.version_id == version_id).order_by(of_table.id)))


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
