"""The curve of one target: the planned line and the city's figures. Pure functions of frames."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from models.analysis.evidence import Breakdown
from models.analysis.plan_targets import target_of
from models.analysis.series import group_by, quota_readings, target_series
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import Reading, TargetKind
from models.typed_rows import FigureRow


def plan_line(view: PlanView, code: str, baselines: Sequence[date] = ()) -> list[tuple[date, Fraction]]:
    """Return the points of the plan by date, in the target's unit, from its start to the due date; empty without a number.

    If projects make up the count, ``baselines`` are the dates on which each was planned to count.
    """
    target = target_of(view, code)
    if baselines and target.target is not None and target.due is not None:
        days = sorted({target.start, target.due, *(day for day in baselines if target.start < day < target.due)})
        return [(day, min(target.target, Fraction(sum(one <= day for one in baselines)))) for day in days]
    if target.target is None or target.due is None:
        return []
    start = target.start, target.target if target.kind.is_kept else target.baseline or Fraction(0)
    if target.kind is TargetKind.REACH and target.baseline is None:
        return sorted({**dict(target.points), target.due: target.target}.items())
    return sorted({**dict([start]), **dict(target.points), target.due: target.target}.items())


def is_stepped(view: PlanView, code: str, baselines: Sequence[date] = ()) -> bool:
    """Return True if the planned points are steps: for a total with points or projects, not for a rate or a straight line."""
    target = target_of(view, code)
    return target.kind.is_total and bool(target.points or baselines)


def reported_line(
    view: PlanView, code: str, history: pd.DataFrame, *, as_of: date, divided: Breakdown | None = None
) -> pd.DataFrame:
    """Return the city's figures by ascending day up to ``as_of``: as_of, value, origin.

    ``history`` is the result of ``read_history`` for the target and its quotas; ``divided`` is the breakdown into projects or
    quotas, if any.
    """
    rows = rows_of(history[history["counts"].astype(bool) & (history["as_of"] <= as_of)].iloc[::-1], FigureRow)
    if divided is None:
        found: Sequence[Reading] = target_series(rows, target_of(view, code), list(view.districts["code"]), as_of)
    else:
        found = quota_readings(group_by(rows, "code")) if divided.quotas else divided.history
    origins = {row.as_of: row.origin for row in rows}
    line: list[dict[str, Any]] = [
        {"as_of": one.day, "value": one.value, "origin": origins.get(one.day) or (divided and divided.origin) or "reported"}
        for one in found
    ]
    return pd.DataFrame(line, columns=["as_of", "value", "origin"], dtype=object)
