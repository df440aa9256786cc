"""A plan with the projects, programmes and quotas that count for its targets."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

import pandas as pd
from sqlmodel import Session

from models import queries
from models.analysis.counted_parts import NO_WORKS, CountedQuotas, CountedWorks
from models.analysis.figure_history import FigureLimits
from models.analysis.plan_targets import PlanTarget, plan_targets
from models.analysis.recruitment import LargestPost, largest_post
from models.analysis.schools import with_decided_deadlines
from models.plan.view import PlanView
from models.snapshots.kept import Shared, copier_of, prepare
from models.status import TargetKind


@dataclass(frozen=True)
class PlanData(Shared):
    """A plan with the projects, programmes and quotas that count for its targets; the same on every day."""

    view: PlanView
    projects: pd.DataFrame
    programmes: pd.DataFrame
    quotas: pd.DataFrame

    #: It belongs to the reports of all days.
    own_bytes: ClassVar[int] = 0

    @cached_property
    def views(self) -> Callable[[], PlanView]:
        """The function that makes a copy of the plan alone."""
        return copier_of(self.view) or (lambda: self.view)

    @cached_property
    def works(self) -> pd.DataFrame:
        """Projects and programmes as far as targets count them: code, district, targets, origin."""
        both = [frame[list(NO_WORKS.columns)] for frame in (self.projects, self.programmes) if len(frame)]
        return pd.concat(both, ignore_index=True) if both else NO_WORKS

    @property
    def has_lists(self) -> bool:
        """True if any project, programme or quota is described."""
        return any(len(frame) for frame in (self.projects, self.programmes, self.quotas))

    @cached_property
    def targets(self) -> tuple[PlanTarget, ...]:
        """The targets as the status rules take them."""
        return plan_targets(self.view)

    @cached_property
    def limits(self) -> FigureLimits:
        """How far back figures matter."""
        return FigureLimits.of(self.view)

    @cached_property
    def counted_works(self) -> CountedWorks:
        """The same by the targets for which they count."""
        return CountedWorks(self.works)

    @cached_property
    def counted_quotas(self) -> CountedQuotas:
        """The quotas by the targets for which they count."""
        return CountedQuotas(self.quotas)

    @cached_property
    def largest_post(self) -> LargestPost | None:
        """The post with the largest quotas; None without quotas."""
        return largest_post(self.quotas, self.counted_quotas, self.view)

    @cached_property
    def owners(self) -> dict[str, Sequence[str]]:
        """The targets for which each item, project, programme and quota counts, by its code."""
        items = self.view.items
        found: dict[str, Sequence[str]] = {code: (target,) for code, target in zip(items["code"], items["target"], strict=True)}
        for frame in (self.works, self.quotas):
            found |= dict(zip(frame["code"], frame["targets"], strict=True))
        return found

    def concerned(self, codes: Collection[str]) -> set[str]:
        """Return some codes of targets, items, projects, programmes and quotas, and the targets for which these count."""
        return {*codes, *(target for code in codes for target in self.owners.get(code, ()))}

    @cached_property
    def divided(self) -> set[str]:
        """The counts that works or quotas make up; a deliverable is reported as such, though works may belong to it."""
        counts = set(self.view.targets["code"][self.view.targets["kind"] == TargetKind.COUNT])
        return counts & (self.counted_works.targets | self.counted_quotas.targets)


def read_parts(session: Session, code: str, *, known_at: datetime) -> PlanData:
    """The plan, its projects, programmes and quotas as known at ``known_at``."""
    view = queries.read_plan(session, code, known_at)
    plan_id = view.head.plan_id
    lists = (
        with_decided_deadlines(queries.read_projects(session, plan_id, known_at=known_at), view),
        queries.read_programmes(session, plan_id, known_at=known_at),
        queries.read_quotas(session, plan_id, known_at=known_at),
    )
    for frame in lists:
        prepare(frame)  # once, and not again in the frames of every day that take columns from these
    return PlanData(view, *lists)
