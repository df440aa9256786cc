"""Reads that combine several queries: the standings of a plan, and the changes between two days."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

import pandas as pd
from sqlmodel import Session

from models import queries
from models.analysis.evidence import Breakdown, Evidence
from models.analysis.meeting_preparation import upcoming_status_changes
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.programmes import programme_standings, stages_of
from models.analysis.quota_figures import NO_QUOTA_FIGURES, QuotaFigures
from models.analysis.schools import MILESTONES, project_standings
from models.analysis.standings import briefs, judged
from models.analysis.target_changes import variance_bridge
from models.analysis.target_months import TargetMonth, target_months
from models.analysis.work_changes import work_changes
from models.analysis.year_ribbon import BriefVerdict
from models.frames import frame_of, rows_of
from models.plan.changes import changes_since
from models.plan.view import PlanView
from models.snapshots.kept import Shared
from models.snapshots.plan_parts import PlanData
from models.snapshots.report_ledger import ReportLedger
from models.snapshots.sizes import size_of
from models.typed_rows import PlanChange, Standing


@dataclass(frozen=True)
class ReportedData(Shared):
    """All that was reported on a plan for the days up to one, as known at a time."""

    parts: PlanData
    figures: pd.DataFrame
    milestones: MilestoneDates
    quota_figures: QuotaFigures = NO_QUOTA_FIGURES

    @cached_property
    def own_bytes(self) -> int:
        """About the bytes that no other day shares."""
        return size_of(self.figures) + self.milestones.own_bytes + self.quota_figures.own_bytes

    def evidence(self, as_of: date, district: str = "") -> Evidence:
        """Return the evidence on the targets on a day, in the city or one district."""
        parts = self.parts
        return Evidence(
            parts.view,
            self.figures,
            self.milestones,
            parts.counted_works,
            parts.counted_quotas,
            self.quota_figures,
            as_of=as_of,
            district=district,
            targets=parts.targets,
        )

    def divided(self, code: str, as_of: date) -> Breakdown | None:
        """Return the breakdown of the count ``code`` into projects, programmes or quotas; None if it is a plain figure."""
        return self.evidence(as_of).divided(self.parts.view.target(code))

    def judged(self, as_of: date, codes: Collection[str] | None = None) -> list[Standing]:
        """Return the standings of the targets, or of some, on a day, without remedies."""
        return judged(self.evidence(as_of), with_remedy=False, codes=codes)

    def standings(self, as_of: date, district: str = "", *, with_remedy: bool = True) -> pd.DataFrame:
        """Return the standings of the targets on a day; without remedies if ``with_remedy`` is False."""
        return frame_of(judged(self.evidence(as_of, district), with_remedy=with_remedy), Standing)

    @property
    def known_by_district(self) -> set[str]:
        """The targets that districts report on or have shares of."""
        figures = self.figures
        return set(figures.loc[figures["district"] != "", "code"]) | self.parts.divided

    def briefs(self, as_of: date, codes: Collection[str] | None = None) -> dict[str, BriefVerdict]:
        """Return the verdicts on the targets, or on some, on a day, by target."""
        return briefs(self.evidence(as_of), codes)

    def scoreboard(self, as_of: date) -> dict[str, dict[str, BriefVerdict]]:
        """Return the verdicts that count of ``known_by_district`` in each district on a day, by district and target."""
        city, codes, board = self.evidence(as_of), self.known_by_district, {}
        for district in self.parts.view.districts["code"]:
            found = briefs(city.within(district), codes)
            board[district] = {code: one for code, one in found.items() if one.status.is_counted}
        return board

    def target_months(self, end: date) -> list[TargetMonth]:
        """Return the targets at the end of a month, in the city and in the districts, without remedies."""
        return target_months(self.evidence(end), self.known_by_district)

    def turning(self, as_of: date, standings: pd.DataFrame) -> pd.DataFrame:
        """Return the targets whose status gets worse soon without new reports; ``standings`` are those of the day."""
        happened = replace(self, milestones=self.milestones.happened_by(as_of))
        return upcoming_status_changes(happened.evidence(as_of), standings)


def read_reports(
    session: Session, parts: PlanData, *, as_of: date, known_at: datetime, ledger: ReportLedger | None = None
) -> ReportedData:
    """Read the reports on a plan for the days up to ``as_of``, as known at ``known_at``.

    A ``ledger`` holds the reports that were read before; without it all are read.
    """
    known = (ledger or ReportLedger()).known(session, parts.view.head.plan_id, known_at)
    return ReportedData(parts, known.figures.on(as_of, parts.limits), known.milestones.on(as_of), known.quotas.until(as_of))


def read_standings(
    session: Session, code: str, *, as_of: date, known_at: datetime, district: str = ""
) -> tuple[PlanView, pd.DataFrame]:
    """Read the plan as known at ``known_at``, and the standings of its targets at the end of ``as_of``."""
    ledger = ReportLedger()
    parts = ledger.parts(session, code, known_at)
    return parts.view, read_reports(session, parts, as_of=as_of, known_at=known_at, ledger=ledger).standings(as_of, district)


def read_changes(
    session: Session, code: str, *, since: date, known_before: datetime, as_of: date, known_at: datetime
) -> tuple[pd.DataFrame, tuple[PlanChange, ...]]:
    """Return what changed from ``since`` as known at ``known_before`` to ``as_of`` as known at ``known_at``.

    The frame of ``ledger.variance_bridge``, and how the plan itself was changed.
    """
    ledger = ReportLedger()
    parts = ledger.parts(session, code, known_at)
    now = read_reports(session, parts, as_of=as_of, known_at=known_at, ledger=ledger)
    earlier = read_earlier(session, parts, since=since, known_before=known_before, known_at=known_at, ledger=ledger)
    moved = variance_bridge(earlier.before, earlier.with_late, earlier.restated, now.standings(as_of))
    return moved, changes_since(earlier.view, parts.view)


@dataclass(frozen=True)
class Baseline(Shared):
    """An earlier day as it was seen then, with late reports alone, and as it is known now; see ``ledger``.

    ``view`` is the plan as it read then.
    """

    view: PlanView
    before: pd.DataFrame
    with_late: dict[str, Fraction | None]
    restated: pd.DataFrame


def read_earlier(
    session: Session, parts: PlanData, *, since: date, known_before: datetime, known_at: datetime, ledger: ReportLedger
) -> Baseline:
    """The first side of a comparison; ``parts`` as the ``ledger`` has them at ``known_at``.

    Where the plan and its works are the same on both sides, only those targets are judged again of which something else is known.
    """
    old = ledger.parts(session, parts.view.head.code, known_before)
    sides = read_sides(session, old, parts, since=since, known_before=known_before, known_at=known_at, ledger=ledger)
    before = sides.then.judged(since)
    if old is not parts:
        return sides.renewed(Baseline(old.view, frame_of(before, Standing), {}, frame_of([], Standing)), None)
    unmoved = {row.code: row.actual for row in before}
    same = Baseline(old.view, frame_of(before, Standing), unmoved, frame_of(before, Standing))
    return sides.renewed(same, _touched(sides))


@dataclass(frozen=True)
class Sides:
    """The reports for the days up to ``since`` as known then and now, and those of them that came late."""

    since: date
    then: ReportedData
    now_known: ReportedData
    late: pd.DataFrame

    def renewed(self, found: Baseline, codes: Collection[str] | None) -> Baseline:
        """Return a baseline of which some targets, or all, are judged again by what is known now and by late reports."""
        known = {row.code: row for row in rows_of(found.restated, Standing)}
        known |= {row.code: row for row in self.now_known.judged(self.since, codes)}
        restated = frame_of([known[code] for code in self.now_known.parts.view.targets["code"]], Standing)
        with_late = _values_with_late(self.then, self.now_known, self.late, self.since, codes)
        return replace(found, with_late=found.with_late | with_late, restated=restated)


def read_sides(
    session: Session,
    old: PlanData,
    parts: PlanData,
    *,
    since: date,
    known_before: datetime,
    known_at: datetime,
    ledger: ReportLedger,
) -> Sides:
    """Read both sides of a comparison; ``old`` is the plan as it read then."""
    plan_id = parts.view.head.plan_id
    return Sides(
        since,
        read_reports(session, old, as_of=since, known_at=known_before, ledger=ledger),
        read_reports(session, parts, as_of=since, known_at=known_at, ledger=ledger),
        queries.read_newest_late(session, plan_id, as_of=since, known_before=known_before, known_at=known_at),
    )


def _touched(sides: Sides) -> set[str]:
    """Return the targets with new or late reports on themselves or on their items, projects, programmes and quotas."""
    then, now_known = sides.then, sides.now_known
    found = set(sides.late["code"]) | now_known.milestones.changed(then.milestones)
    found |= now_known.quota_figures.changed(then.quota_figures)
    at = list(then.figures.columns).index("code")
    before, now = (set(one.figures.itertuples(index=False, name=None)) for one in (then, now_known))
    found |= {row[at] for row in before ^ now}
    return then.parts.concerned(found)


def _values_with_late(
    then: ReportedData, now_known: ReportedData, late: pd.DataFrame, since: date, codes: Collection[str] | None
) -> dict[str, Fraction | None]:
    """Return the values of ``since`` from what was known then plus late reports, without corrections; of some targets or all."""
    both = pd.concat([frame for frame in (then.figures, late) if len(frame)] or [then.figures], ignore_index=True)
    parts = then.parts if then.parts.has_lists else now_known.parts
    if parts.view is not now_known.parts.view:
        parts = replace(parts, view=now_known.parts.view)
    steps = now_known.milestones.with_actual_days_of(then.milestones)
    seen = ReportedData(parts, both, steps, then.quota_figures.with_late(now_known.quota_figures))
    return {row.code: row.actual for row in seen.judged(since, codes)}


def read_moved_works(
    session: Session,
    parts: PlanData,
    *,
    since: date,
    known_before: datetime,
    as_of: date,
    known_at: datetime,
    ledger: ReportLedger,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The projects and the programmes that moved between two days, see ``work_changes``.

    ``parts`` as the ``ledger`` has them at ``known_at``.
    """
    old_parts = ledger.parts(session, parts.view.head.code, known_before)
    plan_id, start = parts.view.head.plan_id, parts.view.head.start
    sides = [
        (one, day, ledger.known(session, plan_id, known).milestones.on(day))
        for one, day, known in ((old_parts, since, known_before), (parts, since, known_at), (parts, as_of, known_at))
    ]
    stages = stages_of(parts.view, sides[-1][-1], parts.programmes)
    projects = [project_standings(one.projects, steps, as_of=day, start=start) for one, day, steps in sides]
    programmes = [programme_standings(one.programmes, steps, stages=stages, as_of=day, start=start) for one, day, steps in sides]
    return (
        work_changes(*projects, names=MILESTONES, since=since, as_of=as_of),
        work_changes(*programmes, names=stages, since=since, as_of=as_of),
    )
