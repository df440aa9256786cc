"""Works with milestones (school projects, programmes) on a day: status, slip and step of each. Pure functions of frames."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from models.analysis.series import Row, group_by
from models.frames import records_of
from models.status import CYCLE_DAYS, Milestone, Reason, Verdict, WorkItem, judge_work_item

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


def schedule_standings(
    works: pd.DataFrame, milestones: pd.DataFrame, *, facts: Sequence[str], names: Sequence[str], as_of: date, start: date
) -> pd.DataFrame:
    """Return every work at the end of ``as_of``, in plain values that cache cheaply: its ``facts``, ``STANDING``, then dates.

    ``names`` are the milestones in order. ``status`` and ``word`` are values of their enums, ``step`` is the last milestone
    reached ("" before the first), ``slip_days`` the slip of the next one, ``replanned_days`` the number of days by which the plan
    of the last one has moved since the first plan; actual dates are included only up to ``as_of``.
    """
    steps = _by_code(milestones)
    rows = [_standing(row, steps.get(row["code"], []), facts, as_of, start) for row in records_of(works)]
    dates = [f"{name}_{aspect}" for name in names for aspect in ASPECTS]
    return pd.DataFrame(rows, columns=[*facts, *STANDING, *dates])


def _by_code(milestones: pd.DataFrame) -> dict[str, list[Row]]:
    steps = group_by(records_of(milestones), "code")
    return {code: sorted(own, key=lambda step: step["position"]) for code, own in steps.items()}


def _standing(row: Row, steps: Sequence[Row], facts: Sequence[str], as_of: date, start: date) -> Row:
    verdict = judge(row, steps, as_of=as_of, start=start, with_flip=False)
    reached = [step for step in steps if step["actual"] is not None and step["actual"] <= as_of]
    upcoming = next((step for step in steps if step["actual"] is None or step["actual"] > as_of), None)
    dates = {f"{step['milestone']}_{aspect}": _seen(step, aspect, as_of) for step in steps for aspect in ASPECTS}
    own: Row = {name: row[name] for name in facts}
    return own | {
        "status": verdict.status.value,
        "word": verdict.word.value,
        "slip_days": verdict.slip_days,
        "step": reached[-1]["milestone"] if reached else "",
        "next_step": upcoming["milestone"] if upcoming else "",
        "next_baseline": upcoming["baseline"] if upcoming else None,
        "next_forecast": upcoming["forecast"] if upcoming else None,
        "revisions": max((step["revisions"] for step in steps), default=0),
        "replanned_days": max((step["replanned_days"] for step in steps), default=0),
        "reported_on": verdict.reported_on,
        **dates,
    }


def _seen(step: Row, aspect: str, as_of: date) -> date | None:
    day: date | None = step[aspect]
    return None if aspect == "actual" and day is not None and day > as_of else day


def judge(row: Mapping[Any, Any], steps: Sequence[Row], *, as_of: date, start: date, with_flip: bool = True) -> Verdict:
    """Return the verdict on one work from its facts and milestones, with its reason and remedy."""
    return judge_work_item(as_work(row, steps, start=start), as_of, with_flip=with_flip)


def reasons(works: pd.DataFrame, milestones: pd.DataFrame, *, as_of: date, start: date) -> dict[str, Reason]:
    """Return the reason for the status of each of some works, by code."""
    steps = _by_code(milestones[milestones["code"].isin(set(works["code"]))])
    return {
        row["code"]: judge(row, steps.get(row["code"], []), as_of=as_of, start=start, with_flip=False).reason
        for row in records_of(works)
    }


def as_work(row: Mapping[Any, Any], steps: Sequence[Row], *, start: date) -> WorkItem:
    """Convert a work to that of the status rules, with a monthly reporting cycle."""
    return WorkItem(
        name=row["name"],
        start=start,
        milestones=tuple(Milestone(one["milestone"], one["baseline"], one["forecast"], one["actual"]) for one in steps),
        hard_deadline=row.get("hard_deadline"),
        last_report=max((one["reported_on"] for one in steps if one["reported_on"]), default=None),
        cycle_days=CYCLE_DAYS["month"],
    )


def counting_for(works: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the works that count for a target."""
    return works[[target in codes for codes in works["targets"]]]
