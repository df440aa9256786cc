"""Works with milestones (school projects, programmes) on a day: status, slip and step of each. Pure functions of frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from models.analysis.series import group_by
from models.frames import rows_of
from models.status import CYCLE_DAYS, Milestone, Reason, Verdict, WorkItem, judge_work_item
from models.typed_rows import MilestoneRow, Named

ASPECTS = ("baseline", "forecast", "actual")
#: Computed columns of a work on a day, next to its own facts and a column ``<milestone>_<aspect>`` for every date.
STANDING = (
    "status",
    "word",
    "slip_days",
    "step",
    "next_step",
    "next_baseline",
    "next_forecast",
    "revisions",
    "replanned_days",
    "reported_on",
)


@dataclass(frozen=True, slots=True)
class _Work:
    """Facts by which a project or programme is judged; programmes have no hard deadline."""

    code: str
    name: str
    hard_deadline: date | None


def schedule_standings(
    works: pd.DataFrame, milestones: pd.DataFrame, *, facts: Sequence[str], names: Sequence[str], as_of: date, start: date
) -> pd.DataFrame:
    """Return every work at the end of ``as_of``, in plain values that cache cheaply: its ``facts``, ``STANDING``, then dates.

    ``names`` are the milestones in order. ``status`` and ``word`` are values of their enums, ``step`` is the last milestone
    reached ("" before the first), ``slip_days`` the slip of the next one, ``replanned_days`` the number of days by which the plan
    of the last one has moved since the first plan; actual dates are included only up to ``as_of``.
    """
    steps = _by_code(milestones)
    described = works[list(facts)].itertuples(index=False, name=None)
    rows = [
        dict(zip(facts, own, strict=True)) | _standing(work, steps.get(work.code, []), as_of, start)
        for own, work in zip(described, _judged(works), strict=True)
    ]
    dates = [f"{name}_{aspect}" for name in names for aspect in ASPECTS]
    return pd.DataFrame(rows, columns=[*facts, *STANDING, *dates])


def _judged(works: pd.DataFrame) -> list[_Work]:
    return rows_of(works if "hard_deadline" in works else works.assign(hard_deadline=None), _Work)


def _by_code(milestones: pd.DataFrame) -> dict[str, list[MilestoneRow]]:
    steps = group_by(rows_of(milestones, MilestoneRow), "code")
    return {code: sorted(own, key=lambda step: step.position) for code, own in steps.items()}


def _standing(work: _Work, steps: Sequence[MilestoneRow], as_of: date, start: date) -> dict[str, Any]:
    """Return the columns of ``STANDING`` and those of the dates of a work's own milestones."""
    verdict = judge(work, steps, as_of=as_of, start=start, with_remedy=False)
    reached = [step for step in steps if step.actual is not None and step.actual <= as_of]
    upcoming = next((step for step in steps if step.actual is None or step.actual > as_of), None)
    dates = {f"{step.milestone}_{aspect}": _seen(step, aspect, as_of) for step in steps for aspect in ASPECTS}
    return {
        "status": verdict.status.value,
        "word": verdict.word.value,
        "slip_days": verdict.slip_days,
        "step": reached[-1].milestone if reached else "",
        "next_step": upcoming.milestone if upcoming else "",
        "next_baseline": upcoming.baseline if upcoming else None,
        "next_forecast": upcoming.forecast if upcoming else None,
        "revisions": max((step.revisions for step in steps), default=0),
        "replanned_days": max((step.replanned_days for step in steps), default=0),
        "reported_on": verdict.reported_on,
        **dates,
    }


def _seen(step: MilestoneRow, aspect: str, as_of: date) -> date | None:
    day: date | None = getattr(step, aspect)
    return None if aspect == "actual" and day is not None and day > as_of else day


def judge(work: Named, steps: Sequence[MilestoneRow], *, as_of: date, start: date, with_remedy: bool = True) -> Verdict:
    """Return the verdict on one work from its facts and milestones, with its reason and remedy."""
    return judge_work_item(as_work(work, steps, start=start), as_of, with_remedy=with_remedy)


def reasons(works: pd.DataFrame, milestones: pd.DataFrame, *, as_of: date, start: date) -> dict[str, Reason]:
    """Return the reason for the status of each of some works, by code."""
    steps = _by_code(milestones[milestones["code"].isin(set(works["code"]))])
    return {
        work.code: judge(work, steps.get(work.code, []), as_of=as_of, start=start, with_remedy=False).reason
        for work in _judged(works)
    }


def as_work(work: Named, steps: Sequence[MilestoneRow], *, start: date) -> WorkItem:
    """Convert a work to that of the status rules, with a monthly reporting cycle."""
    return WorkItem(
        name=work.name,
        start=start,
        milestones=tuple(Milestone(one.milestone, one.baseline, one.forecast, one.actual) for one in steps),
        hard_deadline=getattr(work, "hard_deadline", None),  # programmes have none
        last_report=max((one.reported_on for one in steps if one.reported_on), default=None),
        cycle_days=CYCLE_DAYS["month"],
    )


def counting_for(works: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the works that count for a target."""
    return works[[target in codes for codes in works["targets"]]]
