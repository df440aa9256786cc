"""Questions that need more than one query: where a plan stands, and what changed between two days."""

from datetime import date, datetime

import pandas as pd
from sqlmodel import Session

from models import queries
from models.ledger import what_changed
from models.queries import PlanView
from models.standings import city_values, standings


def read_standings(
    session: Session, code: str, *, as_of: date, known_at: datetime, district: str = ""
) -> tuple[PlanView, pd.DataFrame]:
    """The plan as known at ``known_at``, and where its targets stood at the end of ``as_of``."""
    view = queries.read_plan(session, code, known_at)
    figures = queries.read_figures(session, view, as_of=as_of, known_at=known_at)
    milestones = queries.read_milestones(session, view.head.plan_id, as_of=as_of, known_at=known_at)
    return view, standings(view, figures, milestones, as_of=as_of, district=district)


def read_changes(
    session: Session, code: str, *, since: date, known_before: datetime, as_of: date, known_at: datetime
) -> pd.DataFrame:
    """What changed from ``since`` as known at ``known_before`` to ``as_of`` as known at ``known_at``; see ``ledger``."""
    old_view, before = read_standings(session, code, as_of=since, known_at=known_before)
    view, restated = read_standings(session, code, as_of=since, known_at=known_at)
    _, after = read_standings(session, code, as_of=as_of, known_at=known_at)
    late = queries.read_newest_late(session, view.head.plan_id, as_of=since, known_before=known_before, known_at=known_at)
    known = queries.read_figures(session, old_view, as_of=since, known_at=known_before)
    both = pd.concat([frame for frame in (known, late) if len(frame)] or [known], ignore_index=True)
    return what_changed(before, city_values(view, both, as_of=since), restated, after)
