"""The long way round, against which shortcuts are checked: everything is read and judged again each time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pandas as pd
from sqlmodel import Session

from models import queries
from models.analysis.meeting_preparation import AHEAD_DAYS, TURNS
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.quota_figures import QuotaFigures
from models.snapshots.plan_data import ReportedData, read_reports
from models.snapshots.plan_parts import PlanData, read_parts
from models.status import Status
from tests.rows import records_of

SETTLED = (Status.MET, Status.MET_LATE, Status.SUSPENDED, Status.MISSED, Status.ACTION)


def turns(reports: ReportedData, as_of: date) -> pd.DataFrame:
    """The result of ``before_meeting.upcoming_status_changes``, from the standings of each of the following days."""
    now = dict(zip(*(reports.standings(as_of)[name] for name in ("code", "status")), strict=True))
    milestones = reports.milestones.frame()
    milestones["actual"] = pd.Series(
        [None if day is None or day > as_of else day for day in milestones["actual"]], index=milestones.index, dtype=object
    )
    still, found = replace(reports, milestones=MilestoneDates.of(milestones)), []
    for days in range(1, AHEAD_DAYS + 1):
        day = as_of + timedelta(days=days)
        for row in records_of(still.standings(day)):
            before = now.get(row["code"], Status.MET)
            if before not in SETTLED and not row["status"].is_good and row["status"].severity > before.severity:
                own = {"code": row["code"], "day": day, "status": now.pop(row["code"])}
                found.append(own | {"to": row["status"], "to_word": row["word"]})
    return pd.DataFrame(found, columns=list(TURNS), dtype=object)


def earlier(
    session: Session, parts: PlanData, *, since: date, known_before: datetime, known_at: datetime
) -> tuple[pd.DataFrame, dict[str, Fraction | None], pd.DataFrame]:
    """The result of ``read_earlier``: the day as seen then, its values with late reports alone, and as known now."""
    head = parts.view.head
    old = read_parts(session, head.code, known_at=known_before)
    then = read_reports(session, old, as_of=since, known_at=known_before)
    now = read_reports(session, parts, as_of=since, known_at=known_at)
    late = queries.read_newest_late(session, head.plan_id, as_of=since, known_before=known_before, known_at=known_at)
    both = pd.concat([frame for frame in (then.figures, late) if len(frame)] or [then.figures], ignore_index=True)
    of_quotas, said = then.quota_figures.frame(), {(row["code"], row["as_of"]) for row in records_of(then.quota_figures.frame())}
    later = [row for row in records_of(now.quota_figures.frame()) if (row["code"], row["as_of"]) not in said]
    of_quotas = pd.DataFrame([*records_of(of_quotas), *later], columns=list(of_quotas.columns), dtype=object)
    works = old if len(old.works) or len(old.quotas) else parts
    before, steps = then.milestones.frame(), now.milestones.frame()
    known_days = dict(zip(zip(before["code"], before["milestone"], strict=True), before["actual"], strict=True))
    keys = zip(steps["code"], steps["milestone"], steps["actual"], strict=True)
    steps["actual"] = pd.Series(
        [new if known_days.get((code, name)) is None else known_days[code, name] for code, name, new in keys], dtype=object
    )
    known = MilestoneDates.of(steps), QuotaFigures.of(of_quotas)
    seen = ReportedData(replace(works, view=parts.view), both, *known).standings(since)
    return then.standings(since), dict(zip(seen["code"], seen["actual"], strict=True)), now.standings(since)


def without_remedy(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Standings without the remedies, which a shortcut does not compute."""
    return [row | {"remedy": None} for row in records_of(frame)]
