"""What falls due in the days to come: targets, planned steps of projects and programmes, and decisions. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from models.analysis.days import NEVER
from models.analysis.work_items import WorksOnDay
from models.status import Status
from models.typed_rows import DecisionStanding, Standing

#: Days ahead.
AHEAD_DAYS = 30
_DONE = (Status.MET, Status.MET_LATE)


@dataclass(frozen=True, slots=True)
class DueSoon:
    """Something due on ``day``: a target, a decision, or ``n`` projects or programmes whose next step is planned for then.

    ``code`` is that of a target, the number of a decision, or the step; ``name`` the name of a single target or project.
    """

    day: date
    kind: Literal["target", "decision", "project", "programme"]
    code: str
    name: str
    n: int = 1


def due_soon(
    standings: Iterable[Standing],
    projects: WorksOnDay,
    programmes: WorksOnDay,
    decisions: Iterable[DecisionStanding],
    *,
    as_of: date,
    ahead: int = AHEAD_DAYS,
) -> list[DueSoon]:
    """Return what falls due after ``as_of`` and within ``ahead`` days, by day; steps of one day are counted together."""
    last = as_of + timedelta(days=ahead)
    found = [
        DueSoon(one.due, "target", one.code, one.name)
        for one in standings
        if one.due is not None and as_of < one.due <= last and one.status.is_counted and one.status not in _DONE
    ]
    found += [
        DueSoon(one.until, "decision", str(one.number), one.what)
        for one in decisions
        if as_of < one.until <= last and not one.is_closed
    ]
    found += _steps("project", projects, as_of, last) + _steps("programme", programmes, as_of, last)
    order = ("target", "decision", "project", "programme")
    return sorted(found, key=lambda one: (one.day, order.index(one.kind), one.code))


def _steps(kind: Literal["project", "programme"], works: WorksOnDay, as_of: date, last: date) -> list[DueSoon]:
    """Return the next steps expected within the days, one entry per day and step."""
    forecast, baseline = works.steps.schedules.next_forecast, works.steps.schedules.next_baseline
    days, steps = np.where(forecast == NEVER, baseline, forecast), works.steps.next_step
    coming = np.flatnonzero((days > as_of.toordinal()) & (days <= last.toordinal()) & (steps != ""))
    step, names = pd.factorize(steps[coming])
    keys, first, many = np.unique(days[coming] * len(names) + step, return_index=True, return_counts=True)
    titles = works.works["name"].iloc[coming[first]]
    return [
        DueSoon(date.fromordinal(key // len(names)), kind, names[key % len(names)], title, n)
        for key, title, n in zip(keys.tolist(), titles, many.tolist(), strict=True)
    ]
