"""The state of the demonstration on a day, as known at a time: the basis of its meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlmodel import Session

from models.analysis import programmes, schools
from models.analysis.reports_due import reports_due
from models.analysis.series import group_by
from models.analysis.standings import worst_first
from models.analysis.work_items import WorksOnDay
from models.frames import rows_of
from models.snapshots.plan_data import ReportedData, read_reports
from models.snapshots.plan_parts import PlanData
from models.status import CYCLE_DAYS, Status
from models.typed_rows import DistrictRow, DueRow, FigureRow, ScheduleStanding, Standing

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
    targets: dict[str, Standing]
    works: dict[str, ScheduleStanding]
    owed: dict[str, list[DueRow]]
    figures: dict[str, list[FigureRow]]

    @property
    def behind(self) -> list[Standing]:
        """The targets that are neither on track nor done, the worst first."""
        return [row for row in self.targets.values() if row.status in BEHIND]

    @property
    def districts(self) -> dict[str, DistrictRow]:
        """The districts by code."""
        return {row.code: row for row in rows_of(self.parts.view.districts, DistrictRow)}

    def has_reached(self, code: str, step: str) -> bool:
        """Return True if a project or programme has reached a step."""
        return self.works[code].dates.get(f"{step}_actual") is not None

    def late_works(self, target: Standing) -> list[ScheduleStanding]:
        """Return the works that are late for the step at which a target counts them, the latest first."""
        step = target.project_milestone
        if not step:
            return []
        own = [row for row in self.works.values() if target.code in row.targets]
        late = [row for row in own if _is_due(row, step, self.as_of) and not self.has_reached(row.code, step)]
        return sorted(late, key=lambda row: (-slip_of(row), row.code))

    def missing(self, target: Standing) -> list[str]:
        """Return the districts without a recent report on a rate, which make the city's rate incomplete."""
        too_old = self.as_of - timedelta(days=2 * CYCLE_DAYS[target.cycle] + 7)
        newest = _newest_by_district(self.figures.get(target.code, []))
        return [one for one in self.districts if one not in newest or newest[one].as_of < too_old]

    def weakest(self, code: str) -> tuple[str, Fraction] | None:
        """Return the district with the lowest rate, and that rate in percent; None if districts do not report it."""
        newest = _newest_by_district(self.figures.get(code, []))
        rates = {
            one: 100 * Fraction(row.numerator) / Fraction(row.denominator)
            for one, row in newest.items()
            if row.numerator is not None and row.denominator
        }
        return min(((one, rates[one]) for one in self.districts if one in rates), key=lambda pair: pair[1], default=None)

    def owes(self, district: str, since: date) -> bool:
        """Return True if a district still owes any report due by ``since``."""
        return any(row.newest is None or row.newest < since for row in self.owed.get(district, []))


def look(session: Session, parts: PlanData, *, as_of: date, known_at: datetime) -> Seen:
    """Read the state of the plan of ``parts`` at the end of ``as_of`` as known at ``known_at``."""
    reports = read_reports(session, parts, as_of=as_of, known_at=known_at)
    start = parts.view.head.start
    projects = schools.projects_on(parts.projects, reports.milestones, as_of=as_of, start=start)
    courses = WorksOnDay(parts.programmes, reports.milestones, as_of, start)
    stages = programmes.stages_of(parts.view, reports.milestones, parts.programmes)
    frames = (projects.frame(schools.FACTS, schools.MILESTONES), courses.frame(programmes.FACTS, stages))
    return Seen(
        as_of,
        known_at,
        parts,
        {row.code: row for row in rows_of(worst_first(reports.standings(as_of)), Standing)},
        {row.code: row for frame in frames for row in rows_of(frame, ScheduleStanding)},
        _owed(reports, (projects, courses), known_at.date()),
        group_by(rows_of(reports.figures, FigureRow), "code"),
    )


def _owed(reports: ReportedData, works: Sequence[WorksOnDay], day: date) -> dict[str, list[DueRow]]:
    parts = reports.parts
    owed = reports_due(parts.view, reports.figures, parts.counted_quotas, reports.quota_figures, works, as_of=day)
    return group_by(rows_of(owed, DueRow), "district")


def slip_of(work: ScheduleStanding) -> int:
    """Return the days by which the next step of a work is behind; 0 if nothing is planned."""
    return int(work.slip_days or 0)


def _is_due(work: ScheduleStanding, step: str, day: date) -> bool:
    planned = work.dates.get(f"{step}_baseline")
    return planned is not None and planned <= day


def _newest_by_district(figures: Sequence[FigureRow]) -> dict[str, FigureRow]:
    shares = sorted((row for row in figures if row.denominator), key=lambda row: row.as_of)
    return {row.district: row for row in shares}
