"""Reads that combine several queries: the standings of a plan, and the changes between two days."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

import pandas as pd
from sqlmodel import Session

from models import queries
from models.analysis.evidence import NO_WORKS, Breakdown, Evidence
from models.analysis.programmes import programme_standings, stages_of
from models.analysis.schools import MILESTONES, project_standings, with_decided_deadlines
from models.analysis.standings import judged, standings
from models.analysis.target_changes import variance_bridge
from models.analysis.work_changes import work_changes
from models.frames import frame_of, rows_of
from models.plan.changes import changes_since
from models.plan.view import PlanView
from models.queries import read_milestones
from models.status import TargetKind
from models.typed_rows import PlanChange, Standing


@dataclass(frozen=True)
class PlanData:
    """A plan with the projects, programmes and quotas that count for its targets; the same on every day."""

    view: PlanView
    projects: pd.DataFrame
    programmes: pd.DataFrame
    quotas: pd.DataFrame

    @cached_property
    def works(self) -> pd.DataFrame:
        """Projects and programmes as far as targets count them: code, district, targets, origin."""
        both = [frame[list(NO_WORKS.columns)] for frame in (self.projects, self.programmes) if len(frame)]
        return pd.concat(both, ignore_index=True) if both else NO_WORKS

    @property
    def divided(self) -> set[str]:
        """The counts that works or quotas make up; a deliverable is reported as such, though works may belong to it."""
        counts = set(self.view.targets["code"][self.view.targets["kind"] == TargetKind.COUNT])
        return counts & {code for frame in (self.works, self.quotas) for codes in frame["targets"] for code in codes}


@dataclass(frozen=True, slots=True)
class ReportedData:
    """All that was reported on a plan for the days up to one, as known at a time."""

    parts: PlanData
    figures: pd.DataFrame
    milestones: pd.DataFrame

    def of(self, codes: set[str]) -> "ReportedData":
        """The same of some targets only."""
        view = self.parts.view
        targets = view.targets[view.targets["code"].isin(codes)]
        return replace(self, parts=replace(self.parts, view=replace(view, targets=targets)))

    def divided(self, code: str, as_of: date) -> Breakdown | None:
        """Return the breakdown of the count ``code`` into projects, programmes or quotas; None if it is a plain figure."""
        parts = self.parts
        evidence = Evidence(parts.view, self.figures, self.milestones, parts.works, parts.quotas, as_of=as_of)
        return evidence.divided(parts.view.target(code))

    def standings(self, as_of: date, district: str = "", *, with_remedy: bool = True) -> pd.DataFrame:
        """Return the standings of the targets on a day; without remedies if ``with_remedy`` is False."""
        return standings(
            self.parts.view,
            self.figures,
            self.milestones,
            as_of=as_of,
            district=district,
            works=self.parts.works,
            quotas=self.parts.quotas,
            with_remedy=with_remedy,
        )

    def by_district(self, as_of: date) -> dict[str, list[Standing]]:
        """Return the standings of the targets in each district on a day, without remedies."""
        parts = self.parts
        city = Evidence(parts.view, self.figures, self.milestones, parts.works, parts.quotas, as_of=as_of)
        return {district: judged(city.within(district), with_remedy=False) for district in parts.view.districts["code"]}


def read_parts(session: Session, code: str, *, known_at: datetime) -> PlanData:
    """The plan, its projects, programmes and quotas as known at ``known_at``."""
    view = queries.read_plan(session, code, known_at)
    plan_id = view.head.plan_id
    return PlanData(
        view,
        with_decided_deadlines(queries.read_projects(session, plan_id, known_at=known_at), view),
        queries.read_programmes(session, plan_id, known_at=known_at),
        queries.read_quotas(session, plan_id, known_at=known_at),
    )


def read_reports(session: Session, parts: PlanData, *, as_of: date, known_at: datetime) -> ReportedData:
    """Read the reports on a plan for the days up to ``as_of``, as known at ``known_at``."""
    return ReportedData(
        parts,
        queries.read_figures(session, parts.view, as_of=as_of, known_at=known_at),
        queries.read_milestones(session, parts.view.head.plan_id, as_of=as_of, known_at=known_at),
    )


def read_standings(
    session: Session, code: str, *, as_of: date, known_at: datetime, district: str = ""
) -> tuple[PlanView, pd.DataFrame]:
    """Read the plan as known at ``known_at``, and the standings of its targets at the end of ``as_of``."""
    parts = read_parts(session, code, known_at=known_at)
    return parts.view, read_reports(session, parts, as_of=as_of, known_at=known_at).standings(as_of, district)


def read_changes(
    session: Session, code: str, *, since: date, known_before: datetime, as_of: date, known_at: datetime
) -> tuple[pd.DataFrame, tuple[PlanChange, ...]]:
    """Return what changed from ``since`` as known at ``known_before`` to ``as_of`` as known at ``known_at``.

    The frame of ``ledger.variance_bridge``, and how the plan itself was changed.
    """
    parts = read_parts(session, code, known_at=known_at)
    now = read_reports(session, parts, as_of=as_of, known_at=known_at)
    earlier = read_earlier(session, parts, since=since, known_before=known_before, known_at=known_at)
    moved = variance_bridge(earlier.before, earlier.with_late, earlier.restated, now.standings(as_of))
    return moved, changes_since(earlier.view, parts.view)


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier day as it was seen then, with late reports alone, and as it is known now; see ``ledger``.

    ``view`` is the plan as it read then.
    """

    view: PlanView
    before: pd.DataFrame
    with_late: dict[str, Fraction | None]
    restated: pd.DataFrame


def read_earlier(session: Session, parts: PlanData, *, since: date, known_before: datetime, known_at: datetime) -> Baseline:
    """The first side of a comparison; ``parts`` as known at ``known_at``.

    Where the plan and its works are the same on both sides, only those targets are judged again of which something else is known.
    """
    plan_id, codes = parts.view.head.plan_id, set(parts.view.targets["code"])
    first, last = sorted((known_before, known_at))
    is_same = not queries.read_was_described(session, plan_id, after=first, until=last)
    old_parts = parts if is_same else read_parts(session, parts.view.head.code, known_at=known_before)
    then = read_reports(session, old_parts, as_of=since, known_at=known_before)
    now_known = read_reports(session, parts, as_of=since, known_at=known_at)
    late = queries.read_newest_late(session, plan_id, as_of=since, known_before=known_before, known_at=known_at)
    before = then.standings(since, with_remedy=False)
    kept: dict[str, Standing] = {}
    if is_same:
        codes, kept = _touched(then, now_known, late), {row.code: row for row in rows_of(before, Standing)}
    news = now_known.of(codes)
    known = kept | {row.code: row for row in rows_of(news.standings(since, with_remedy=False), Standing)}
    restated = frame_of([known[code] for code in parts.view.targets["code"]], Standing)
    unmoved = {code: row.actual for code, row in kept.items()}
    return Baseline(old_parts.view, before, unmoved | _values_with_late(then, news, late, since), restated)


def _touched(then: ReportedData, now_known: ReportedData, late: pd.DataFrame) -> set[str]:
    """Return the targets with new or late reports on themselves or on their items, projects, programmes and quotas."""
    parts = then.parts
    owners = {code: [target] for code, target in zip(parts.view.items["code"], parts.view.items["target"], strict=True)}
    for frame in (parts.works, parts.quotas):
        owners |= dict(zip(frame["code"], frame["targets"], strict=True))
    found = set(late["code"])
    for name in ("figures", "milestones"):
        sides = [set(getattr(one, name).itertuples(index=False, name=None)) for one in (then, now_known)]
        at = list(getattr(then, name).columns).index("code")
        found |= {row[at] for row in sides[0] ^ sides[1]}
    return found | {target for code in found for target in owners.get(code, ())}


def _values_with_late(then: ReportedData, now_known: ReportedData, late: pd.DataFrame, since: date) -> dict[str, Fraction | None]:
    """Return the values of ``since`` from what was known then plus late reports, without corrections."""
    both = pd.concat([frame for frame in (then.figures, late) if len(frame)] or [then.figures], ignore_index=True)
    was_described = len(then.parts.works) or len(then.parts.quotas)
    parts = replace(then.parts if was_described else now_known.parts, view=now_known.parts.view)
    seen = ReportedData(parts, both, _steps_with_late(then.milestones, now_known.milestones)).standings(since, with_remedy=False)
    return dict(zip(seen["code"], seen["actual"], strict=True))


def _steps_with_late(then: pd.DataFrame, now_known: pd.DataFrame) -> pd.DataFrame:
    """The milestones as known now, but where an actual day was known before, that one."""
    if then.empty:
        return now_known
    before = dict(zip(zip(then["code"], then["milestone"], strict=True), then["actual"], strict=True))
    known = [before.get(key) for key in zip(now_known["code"], now_known["milestone"], strict=True)]
    actual = [old if old is not None else new for old, new in zip(known, now_known["actual"], strict=True)]
    return now_known.assign(actual=pd.Series(actual, dtype=object))


def read_moved_works(
    session: Session, parts: PlanData, *, since: date, known_before: datetime, as_of: date, known_at: datetime
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The projects and the programmes that moved between two days, see ``work_changes``; ``parts`` as known at ``known_at``."""
    plan_id, start = parts.view.head.plan_id, parts.view.head.start
    old = read_parts(session, parts.view.head.code, known_at=known_before)
    sides = [
        (one, day, read_milestones(session, plan_id, as_of=day, known_at=known))
        for one, day, known in ((old, since, known_before), (parts, since, known_at), (parts, as_of, known_at))
    ]
    stages = stages_of(parts.view, sides[-1][-1], parts.programmes)
    projects = [project_standings(one.projects, steps, as_of=day, start=start) for one, day, steps in sides]
    programmes = [programme_standings(one.programmes, steps, stages=stages, as_of=day, start=start) for one, day, steps in sides]
    return (
        work_changes(*projects, names=MILESTONES, since=since, as_of=as_of),
        work_changes(*programmes, names=stages, since=since, as_of=as_of),
    )
