"""Counts, amounts and rates: the rule, first match wins (status_rules, "The rule" and Amendment 6).

Where less is better, every comparison is mirrored: ``Target.ahead`` knows the direction.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil, floor
from operator import attrgetter

from models.status.expected import expected
from models.status.types import ExpectedSource, Flag, Reading, Reason, Remedy, Rules, Status, Target, TargetKind, Verdict

#: Step of a rate or amount when searching for the smallest change; that of a count is one.
FINE_STEP = Fraction(1, 100)
COUNT_STEP = Fraction(1)
#: A number beyond any figure, in place of a bound that is not known.
_BEYOND = Fraction(10**15)


def judge_measured(target: Target, history: Sequence[Reading], day: date, rules: Rules, *, with_remedy: bool = True) -> Verdict:
    """Return the verdict on a count, an amount, a rate to reach or a level to keep, at the end of ``day``.

    ``history`` holds the readings by ascending day, one per day; readings after ``day`` are ignored. It may begin with the newest
    reading up to the due date: earlier ones do not matter. ``with_remedy=False`` skips the search for a remedy.
    """
    is_later = bool(history) and history[-1].day > day
    seen = history[: bisect_right(history, day, key=attrgetter("day"))] if is_later else history
    verdict = _decide_partial(target, seen, day, rules)
    return replace(verdict, remedy=_remedy(target, seen, day, rules, verdict)) if with_remedy else verdict


def _decide_partial(target: Target, seen: Sequence[Reading], day: date, rules: Rules) -> Verdict:
    """Decide with missing districts: a partial rate has a status only if the best and the worst case agree."""
    verdict = _decide(target, seen, day, rules)
    newest = seen[-1] if seen else None
    if newest is None or (newest.worst is None and newest.best is None) or verdict.status is Status.SUSPENDED:
        return verdict
    bounds = [_BEYOND if bound is None else bound for bound in (newest.worst, newest.best)]
    if target.target is not None and target.upper is not None:  # between two limits neither end need be the best case
        bounds.append(min(max((target.target + target.upper) / 2, min(bounds)), max(bounds)))
    cases = {_decide(target, [*seen[:-1], Reading(newest.day, bound)], day, rules).status for bound in bounds}
    flags = (*verdict.flags, Flag.PARTIAL)
    if len(cases) == 1:
        return replace(verdict, flags=flags)
    told = {"worst": newest.worst, "best": newest.best, "heard": newest.heard, "districts": newest.districts}
    numbers = {**verdict.reason.numbers, **told}
    is_open = newest.worst is None or newest.best is None
    reason = Reason("partial_open" if is_open else "partial", numbers)
    return replace(verdict, status=Status.UNKNOWN, flags=flags, reason=reason)


def _decide(target: Target, seen: Sequence[Reading], day: date, rules: Rules) -> Verdict:
    """Decide by the rule; a level to keep between two numbers by the worse of both limits."""
    if target.upper is None:
        return _decide_limit(target, seen, day, rules)
    lower = _decide_limit(target, seen, day, rules)
    upper = _decide_limit(replace(target, kind=TargetKind.CEILING, target=target.upper), seen, day, rules)
    worse = upper if upper.status.severity > lower.status.severity else lower
    if worse.reason.rule != "kept":
        return worse
    return replace(worse, reason=Reason("kept_between", {**worse.reason.numbers, "upper": target.upper}))


def _decide_limit(target: Target, seen: Sequence[Reading], day: date, rules: Rules) -> Verdict:
    if target.target is None or target.due is None:
        raise ValueError("a measured target needs a number and a due date")
    goal, due = target.target, target.due
    wanted, source = expected(target, day)
    newest = seen[-1] if seen else None
    actual = newest.value if newest else None
    gap = None if wanted is None or actual is None else max(Fraction(0), -target.ahead(actual, wanted))
    flags = (Flag.LINEAR_PLAN,) if source is ExpectedSource.LINE and day < due else ()
    numbers: dict[str, object] = {"day": day, "due": due, "actual": actual, "expected": wanted, "target": goal, "gap": gap}

    def verdict(status: Status, rule: str, *more: Flag, **extra: object) -> Verdict:
        return Verdict(
            status=status,
            reason=Reason(rule, {**numbers, **extra}),
            actual=actual,
            expected=wanted,
            expected_from=source,
            gap=gap,
            reported_on=newest.day if newest else None,
            flags=(*flags, *more),
        )

    if target.suspended_since is not None and target.suspended_since <= day:
        return verdict(Status.SUSPENDED, "suspended", since=target.suspended_since, document=target.suspended_by)
    falls = target.is_falling
    if newest is not None and not target.kind.is_kept and target.attains(newest.value):
        since = _stands_since(target, seen)
        late = since > due
        if late:
            return verdict(Status.MET_LATE, "down_reached_late" if falls else "reached_late", since=since)
        return verdict(Status.MET, "down_reached" if falls else "reached", since=since)
    if newest is None:
        if (target.kind.is_total and wanted == 0) or (not target.kind.is_total and day < target.start):
            return verdict(Status.NOT_DUE, "nothing_due")
        return verdict(Status.UNKNOWN, "never_reported", Flag.NEVER_REPORTED)
    age = (min(day, due) - newest.day).days
    if age > 2 * target.cycle_days + 7:
        return verdict(Status.UNKNOWN, "overdue_report", Flag.OVERDUE_REPORT, age=age, limit=2 * target.cycle_days + 7)
    stale = (Flag.STALE,) if age > target.cycle_days + 7 else ()
    if day >= due:
        if target.kind.is_kept and target.attains(newest.value):
            return verdict(Status.MET, "down_kept" if falls else "kept", *stale)
        short = -target.ahead(newest.value, goal)
        return verdict(Status.MISSED, ("down_missed" if falls else "missed") if short else "missed_equal", *stale, short=short)
    status, rule, limits = _before_due(target, goal, newest.value, wanted, gap, rules)
    more = (Flag.NO_BASELINE,) if rule == "no_baseline" else ()
    if stale and status is Status.ON_TRACK:
        return verdict(Status.AT_RISK, "stale", *more, *stale, age=age, limit=target.cycle_days + 7)
    return verdict(status, rule, *more, *stale, **limits)


def _before_due(
    target: Target, goal: Fraction, actual: Fraction, wanted: Fraction | None, gap: Fraction | None, rules: Rules
) -> tuple[Status, str, dict[str, object]]:
    """Apply rule 6: return the status, the deciding line and its limits."""
    if target.kind.is_kept:
        margin, ahead = _margin(target, goal, rules), target.ahead(actual, goal)
        kept = Status.ON_TRACK if ahead >= margin else Status.AT_RISK
        status = kept if target.attains(actual) else Status.OFF_TRACK
        if target.is_strict:
            return status, "ceiling_strict" if target.is_falling else "floor_strict", {"margin": margin}
        return status, "ceiling" if target.is_falling else "floor", {"margin": margin}
    if target.kind is TargetKind.REACH and (target.baseline is None or wanted is None or gap is None):
        return Status.AT_RISK, "no_baseline", {}
    assert wanted is not None, "a total always has a path"
    assert gap is not None, "both its sides are known"
    if target.kind is TargetKind.COUNT:
        on_track = max(Fraction(0), _share(rules.on_track, goal, wanted, whole=True))
        at_risk = max(Fraction(1), _share(rules.at_risk, goal, wanted, whole=True))
    else:
        start = Fraction(0) if target.kind.is_total else target.baseline
        assert start is not None, "a rate without a baseline was judged above"
        span, done = target.ahead(goal, start), target.ahead(wanted, start)
        on_track = _share(rules.on_track, span, done)
        at_risk = _share(rules.at_risk, span, done)
    status = Status.ON_TRACK if gap <= on_track else Status.AT_RISK if gap <= at_risk else Status.OFF_TRACK
    return status, "down_behind" if target.is_falling else "behind", {"on_track_limit": on_track, "at_risk_limit": at_risk}


def _margin(target: Target, goal: Fraction, rules: Rules) -> Fraction:
    """Return the margin of a level to keep, on its scale: never more than the way from the target to the end of the scale."""
    most = target.scale.most if target.scale else None
    margin = rules.margin if most is None else rules.margin * most / 100
    if target.is_falling:
        return min(margin, goal)
    return margin if most is None else min(margin, most - goal)


def _share(shares: tuple[Fraction, Fraction], whole_way: Fraction, way_so_far: Fraction, *, whole: bool = False) -> Fraction:
    """Return the gap allowed by a rule: the smaller of a share of the whole way and a share of the way due so far."""
    allowed = min(shares[0] * whole_way, shares[1] * way_so_far)
    return Fraction(floor(allowed)) if whole else allowed


def _stands_since(target: Target, seen: Sequence[Reading]) -> date:
    """Return the first day from which every value up to the newest reading attains the target; the newest must."""
    since = seen[-1].day
    for reading in reversed(seen):
        if not target.attains(reading.value):
            break
        since = reading.day
    return since


def _remedy(target: Target, seen: Sequence[Reading], day: date, rules: Rules, verdict: Verdict) -> Remedy | None:
    """Return the smallest reported figure that improves the status, or the largest where less is better; None if none would.

    The remedy for an unknown status is a report for the due date if that has passed; for every other status a report for ``day``.
    The search is binary, because a better value never has a worse status.
    """
    if verdict.status in (Status.SUSPENDED, Status.NOT_DUE, Status.MET) or target.target is None or target.due is None:
        return None
    on = min(day, target.due) if verdict.status is Status.UNKNOWN else day
    if seen and seen[-1].day > on:
        on = day  # a figure for the due date would not count: a later one is known
    step = COUNT_STEP if target.kind is TargetKind.COUNT else FINE_STEP
    earlier = [reading for reading in seen if reading.day < on]

    def status_with(steps: int) -> Status:
        return _decide(target, [*earlier, Reading(on, steps * step)], day, rules).status

    def is_better(steps: int) -> bool:
        return status_with(steps).severity < verdict.status.severity

    highest = ceil(_highest(target, target.target, verdict, rules) / step)
    figures, falls = range(highest + 1), target.is_falling
    if target.upper is not None:  # towards the middle of what is to be kept between two numbers
        middle = floor((target.target + target.upper) / 2 / step)
        falls = verdict.actual is not None and verdict.actual > middle * step
        figures = range(middle, highest + 1) if falls else range(middle + 1)
    turn = bisect_left(figures, True, key=lambda n: is_better(n) != falls)
    place = turn - 1 if falls else turn
    if not 0 <= place < len(figures):
        return None
    value = figures[place] * step
    known = None if verdict.status is Status.UNKNOWN else verdict.actual
    change = None if known is None else known - value if falls else value - known
    return Remedy("less" if falls else "value", status_with(figures[place]), on, value=value, amount=change)


def _highest(target: Target, goal: Fraction, verdict: Verdict, rules: Rules) -> Fraction:
    """Return the highest figure that a remedy may have."""
    if target.is_rate and target.scale is not None and target.scale.most is not None:
        return target.scale.most
    beyond = goal + rules.margin + COUNT_STEP
    return max(beyond, *(value for value in (verdict.actual, verdict.expected) if value is not None), Fraction(0))
