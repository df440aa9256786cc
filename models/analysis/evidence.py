"""Index of reported data by target, district and work item. Pure functions of query results."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

import pandas as pd

from models.analysis.count_history import PlannedDays, reached_history
from models.analysis.counted_parts import CountedQuotas, CountedWorks
from models.analysis.days import NEVER, latest
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.places import taken
from models.analysis.plan_targets import PlanTarget, plan_targets
from models.analysis.quota_figures import QuotaFigures
from models.analysis.series import (
    districts_heard,
    group_by,
    newest_share,
    own_readings,
    recency_key,
    target_series,
)
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import CYCLE_DAYS, Milestone, Reading, Share, Target, TargetKind, WorkItem
from models.typed_rows import FigureRow, ItemRow, MilestoneRow, TargetRow


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The breakdown of a count into projects, programmes or quotas: its total, planned dates in order, and history."""

    target: int
    baselines: Sequence[date]
    history: Sequence[Reading]
    origin: str | None
    works: int = 0
    quotas: tuple[str, ...] = ()


class Evidence:
    """All reports on a plan up to a date, for the whole city or one district."""

    def __init__(
        self,
        view: PlanView,
        figures: pd.DataFrame,
        milestones: MilestoneDates,
        works: CountedWorks,
        quotas: CountedQuotas,
        quota_figures: QuotaFigures,
        *,
        as_of: date,
        district: str = "",
        targets: Sequence[PlanTarget] | None = None,
    ) -> None:
        """Index the reports; ``targets`` are those of ``view``, where they are known already."""
        self.view, self.as_of = view, as_of
        self.targets = plan_targets(view) if targets is None else targets
        all_figures = [row for row in rows_of(figures, FigureRow) if row.as_of <= as_of]
        self._by_district = {"": all_figures} | group_by((row for row in all_figures if row.district), "district")
        self._milestones, self._works = milestones, works
        self._quotas, self._quota_figures = quotas, quota_figures.until(as_of)
        self._items = group_by(rows_of(view.items, ItemRow), "target")
        self._gates = milestones.rows([*view.targets["code"], *view.items["code"]])
        self._divided = works.targets | quotas.targets
        self._narrow_to(district)

    def _narrow_to(self, district: str) -> None:
        self.is_city, self.district = not district, district
        self.districts = [district] if district else list(self.view.districts["code"])
        self._figures = group_by(self._by_district.get(district, []), "code")

    def within(self, district: str) -> "Evidence":
        """Return the evidence of one district; it shares the rows, which are read from the frames only once."""
        found = copy(self)
        found._narrow_to(district)
        return found

    def figures(self, code: str) -> list[FigureRow]:
        """Return the counted figures of a target: the city's own, else those of its districts."""
        own = self._figures.get(code, [])
        return [row for row in own if row.district == ""] or own

    def reporting(self, code: str, target: Target) -> tuple[int | None, int | None]:
        """Return the number of districts in the city's figure, and the number of all; Nones if the city itself reported."""
        own = self._figures.get(code, [])
        if not own or not self.is_city or any(row.district == "" for row in own):
            return None, None
        return districts_heard(own, target, self.districts, self.as_of), len(self.districts)

    def history(self, code: str, target: Target, day: date) -> list[Reading]:
        """Return the readings of a target from its own figures as of ``day``: the day of the evidence or a later one."""
        return target_series(self._figures.get(code, []), target, self.districts, day)

    def share(self, code: str, target: Target) -> Share | None:
        """Return the numerator and the denominator of a rate on the day of the evidence; None if it was reported without them."""
        return newest_share(self._figures.get(code, []), target, self.districts, self.as_of)

    def divided(self, row: TargetRow) -> Breakdown | None:
        """Return the breakdown of a count into projects, programmes or quotas; None if it is reported as a plain figure."""
        code = row.code
        if row.kind != TargetKind.COUNT or code not in self._divided:
            return None
        quotas = self._quotas.of(code, self.district)
        if quotas.codes:
            history: Sequence[Reading] = self._quota_figures.history(quotas.codes)
            return Breakdown(quotas.quota, (), history, quotas.origin, quotas=quotas.codes)
        works, step = self._works.of(code, self.district), row.project_milestone or ""
        places = self._milestones.works.places(works.codes)
        reached = self._milestones.ordered_days(step, "actual", works.codes)
        last_report = latest(taken(self._milestones.last_reports, places, NEVER))
        history = reached_history(reached, self.as_of.toordinal(), last_report)
        planned = PlannedDays(self._milestones.ordered_days(step, "baseline", works.codes))
        return Breakdown(len(works.codes), planned, history, works.origin, works=len(works.codes))

    def items(self, row: TargetRow) -> list[WorkItem]:
        """Return the named items of a target."""
        return [self.work(item, row) for item in self._items.get(row.code, [])]

    def work(self, own: ItemRow | TargetRow, row: TargetRow) -> WorkItem:
        """Return the deliverable or item ``own`` of a target, from its gates and from reports on it as done (1) or not (0)."""
        code = own.code
        steps = gate_steps(own, self._gates.get(code, []))
        seen = own_readings(sorted(self.figures(code), key=recency_key))
        spoken = [reading.day for reading in seen] + [step.reported_on for step in steps if step.reported_on]
        return WorkItem(
            name=own.name,
            start=self.view.head.start,
            milestones=tuple(Milestone(one.milestone, one.baseline, one.forecast, one.actual) for one in steps),
            due=row.due,
            hard_deadline=row.hard_deadline,
            done_on=_done_on(seen),
            last_report=max(spoken, default=None),
            cycle_days=CYCLE_DAYS[row.cycle],
            suspended_since=row.suspended_since,
            suspended_by=row.suspended_document,
        )


def gate_steps(own: ItemRow | TargetRow, steps: Sequence[MilestoneRow]) -> list[MilestoneRow]:
    """Return the milestones of a target or item that are gates in this version of the plan, in the order of the plan.

    A gate removed by a later version is no longer required.
    """
    order = {gate["name"]: place for place, gate in enumerate(own.gates)}
    return sorted((step for step in steps if step.milestone in order), key=lambda step: order[step.milestone])


def _done_on(seen: Sequence[Reading]) -> date | None:
    """Return the first day from which a deliverable is reported as done (1), up to the newest report."""
    done = None
    for reading in reversed(seen):
        if reading.value < 1:
            break
        done = reading.day
    return done
