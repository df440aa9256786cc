"""The expected value E: the planned value by a date (status_rules, "Words")."""

from bisect import bisect_right
from datetime import date
from fractions import Fraction
from itertools import pairwise

from models.status.types import ExpectedSource, Target, TargetKind


def expected(target: Target, day: date) -> tuple[Fraction | None, ExpectedSource | None]:
    """Return the planned value at the end of ``day``, in the target's unit, and its source.

    A level to keep has no path, nor has one to reach without points or baseline: (None, None).
    """
    if target.target is None or target.due is None or not (target.kind.is_total or target.kind is TargetKind.REACH):
        return None, None
    if target.kind is TargetKind.REACH:
        return _expected_rate(target, target.target, target.due, day)
    return _expected_total(target, target.target, target.due, day)


def _expected_total(target: Target, total: Fraction, due: date, day: date) -> tuple[Fraction, ExpectedSource]:
    source = ExpectedSource.ITEMS if target.item_baselines else ExpectedSource.POINTS if target.points else ExpectedSource.LINE
    if day >= due:
        return total, source
    if source is ExpectedSource.ITEMS:
        wanted = Fraction(bisect_right(target.item_baselines, day))
    elif source is ExpectedSource.POINTS:
        wanted = max((value for by, value in target.points if by <= day), default=Fraction(0))
    else:
        # Both ends inclusive: the first day of the plan already has its share.
        wanted = total * Fraction(max(0, (day - target.start).days + 1), (due - target.start).days + 1)
    return min(wanted, total), source


def _expected_rate(target: Target, goal: Fraction, due: date, day: date) -> tuple[Fraction | None, ExpectedSource | None]:
    path = sorted({**dict(target.points), due: goal}.items())
    if target.baseline is not None and path[0][0] > target.start:
        path.insert(0, (target.start, target.baseline))
    source = ExpectedSource.POINTS if target.points else ExpectedSource.LINE
    if target.baseline is None and not target.points:
        return (goal, source) if day >= due else (None, None)
    return _on_path(path, day), source


def _on_path(path: list[tuple[date, Fraction]], day: date) -> Fraction:
    """Interpolate ``path`` linearly at ``day``, constant before the first point and after the last."""
    if day <= path[0][0]:
        return path[0][1]
    for (left, low), (right, high) in pairwise(path):
        if day <= right:
            return low + (high - low) * Fraction((day - left).days, (right - left).days)
    return path[-1][1]
