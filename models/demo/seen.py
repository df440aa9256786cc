"""The state of the demonstration on a day, as known at a time: the basis of its meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd
from sqlmodel import Session

from models.analysis.programmes import programme_standings, stages_of
from models.analysis.reports_due import reports_due
from models.analysis.schools import project_standings
from models.analysis.series import Row, group_by
from models.analysis.standings import worst_first
from models.frames import records_of
from models.snapshots.plan_data import PlanData, ReportedData, read_reports
from models.status import CYCLE_DAYS, Status

#: Statuses that a meeting needs explained.
BEHIND = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK, Status.UNKNOWN)


@dataclass(frozen=True)
class Seen:
    """Targets, works and reports due on a day.

    ``targets`` are standings by code, the worst first; ``works`` projects and programmes by code; ``owed`` the reports that
    districts owe on the date of ``known_at``, by district; ``figures`` the newest of each target by district.
    """

    as_of: date
    known_at: datetime
    parts: PlanData
    targets: dict[str, Row]
    works: dict[str, Row]
    owed: dict[str, list[Row]]
    figures: dict[str, list[Row]]

    @property
    def behind(self) -> list[Row]:
        """The targets that are neither on track nor done, the worst first."""
        return [row for row in self.targets.values() if row["status"] in BEHIND]

    @property
    def districts(self) -> dict[str, Row]:
        """The districts by code."""
        return {row["code"]: row for row in records_of(self.parts.view.districts)}

    def has_reached(self, code: str, step: str) -> bool:
        """Return True if a project or programme has reached a step."""
        return bool(pd.notna(self.works[code].get(f"{step}_actual")))

    def late_works(self, target: Row) -> list[Row]:
        """Return the works that are late for the step at which a target counts them, the latest first."""
        step = target["project_milestone"]
        own = [row for row in self.works.values() if step and target["code"] in row["targets"]]
        late = [row for row in own if _is_due(row, step, self.as_of) and not self.has_reached(row["code"], step)]
        return sorted(late, key=lambda row: (-slip_of(row), row["code"]))

    def missing(self, target: Row) -> list[str]:
        """Return the districts without a recent report on a rate, which make the city's rate incomplete."""
        too_old = self.as_of - timedelta(days=2 * CYCLE_DAYS[target["cycle"]] + 7)
        newest = _newest_by_district(self.figures.get(target["code"], []))
        return [one for one in self.districts if one not in newest or newest[one]["as_of"] < too_old]

    def weakest(self, code: str) -> tuple[str, Fraction] | None:
        """Return the district with the lowest rate, and that rate in percent; None if districts do not report it."""
        newest = _newest_by_district(self.figures.get(code, []))
        rates = {one: 100 * Fraction(row["numerator"]) / Fraction(row["denominator"]) for one, row in newest.items()}
        return min(((one, rates[one]) for one in self.districts if one in rates), key=lambda pair: pair[1], default=None)

    def owes(self, district: str, since: date) -> bool:
        """Return True if a district still owes any report due by ``since``."""
        return any(row["newest"] is None or row["newest"] < since for row in self.owed.get(district, []))


def look(session: Session, parts: PlanData, *, as_of: date, known_at: datetime) -> Seen:
    """Read the state of the plan of ``parts`` at the end of ``as_of`` as known at ``known_at``."""
    reports = read_reports(session, parts, as_of=as_of, known_at=known_at)
    start = parts.view.head.start
    projects = project_standings(parts.projects, reports.milestones, as_of=as_of, start=start)
    stages = stages_of(parts.view, reports.milestones, parts.programmes)
    programmes = programme_standings(parts.programmes, reports.milestones, stages=stages, as_of=as_of, start=start)
    return Seen(
        as_of,
        known_at,
        parts,
        {row["code"]: row for row in records_of(worst_first(reports.standings(as_of)))},
        {row["code"]: row for frame in (projects, programmes) for row in records_of(frame)},
        _owed(reports, (projects, programmes), known_at.date()),
        group_by(records_of(reports.figures), "code"),
    )


def _owed(reports: ReportedData, works: Sequence[pd.DataFrame], day: date) -> dict[str, list[Row]]:
    parts = reports.parts
    return group_by(records_of(reports_due(parts.view, reports.figures, parts.quotas, works, as_of=day)), "district")


def slip_of(work: Row) -> int:
    """Return the days by which the next step of a work is behind; 0 if nothing is planned."""
    slip = work["slip_days"]
    return 0 if pd.isna(slip) else int(slip)


def expected_on(work: Row) -> date | None:
    """Return the forecast of the next step of a work."""
    day: Any = work["next_forecast"]
    return None if pd.isna(day) else day


def _is_due(work: Row, step: str, day: date) -> bool:
    planned: Any = work.get(f"{step}_baseline")
    return bool(pd.notna(planned) and planned <= day)


def _newest_by_district(figures: Sequence[Row]) -> dict[str, Row]:
    shares = sorted((row for row in figures if row["denominator"]), key=lambda row: row["as_of"])
    return {row["district"]: row for row in shares}
