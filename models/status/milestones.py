"""Projects and deliverables: the rule by milestones (status_rules, "One project or deliverable, by its milestones")."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

from models.status.types import Flag, Milestone, Reason, Remedy, Status, Verdict, WorkItem

#: Days of slip that are still on track, and still at risk, if a hard deadline leaves no room.
NO_ROOM = (7, 15)
DUE_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Slip:
    """Days of slip of the next open milestone, and the room in days between the last baseline and the hard deadline."""

    milestone: Milestone
    days: int
    room: int


def judge_work_item(work: WorkItem, day: date, *, with_remedy: bool = True) -> Verdict:
    """Return the verdict on one project or deliverable at the end of ``day``; dates after ``day`` have not happened.

    ``with_remedy=False`` skips the search for a remedy, for callers that judge thousands.
    """
    seen = _as_seen_on(work, day)
    verdict = _decide(seen, day)
    return verdict if not with_remedy else replace(verdict, remedy=_remedy(seen, day, verdict.status))


def judge_items(
    works: Sequence[WorkItem],
    day: date,
    *,
    due: date,
    suspended_since: date | None = None,
    suspended_by: str | None = None,
    with_remedy: bool = True,
) -> Verdict:
    """Return the verdict on a target whose named items are all due by ``due``; before that, the worst of its open items.

    ``with_remedy=False`` skips the search for remedies of the items.
    """
    verdicts = [judge_work_item(work, day, with_remedy=with_remedy) for work in works]
    done = [verdict for verdict in verdicts if verdict.status in (Status.MET, Status.MET_LATE)]
    still_open = [pair for pair in zip(works, verdicts, strict=True) if pair[1] not in done]
    reported = max((verdict.reported_on for verdict in verdicts if verdict.reported_on), default=None)
    numbers = {"day": day, "due": due, "done": len(done), "of": len(works), "open": len(still_open)}

    def verdict(
        status: Status, rule: str, flags: tuple[Flag, ...] = (), remedy: Remedy | None = None, **extra: object
    ) -> Verdict:
        return Verdict(
            status,
            Reason(rule, {**numbers, **extra}),
            actual=Fraction(len(done)) if reported else None,
            reported_on=reported,
            flags=flags,
            remedy=remedy,
        )

    if suspended_since is not None and suspended_since <= day:
        return verdict(Status.SUSPENDED, "suspended", since=suspended_since, document=suspended_by)
    if not still_open:
        late = any(one.status is Status.MET_LATE for one in done)
        return verdict(Status.MET_LATE if late else Status.MET, "items_done_late" if late else "items_done")
    names = tuple(work.name for work, _ in still_open)
    if day >= due:
        is_silent = not any(one.reported_on for _, one in still_open)
        on = due if is_silent else day
        mended = [judge_work_item(replace(work, done_on=on, last_report=on), day) for work, _ in still_open]
        to = max((one.status for one in (*done, *mended)), key=lambda status: status.severity)
        remedy = Remedy("items", to, on, names=names)
        if is_silent:
            return verdict(Status.UNKNOWN, "items_never_reported", (Flag.NEVER_REPORTED,), remedy)
        return verdict(Status.MISSED, "items_missed", remedy=remedy)
    worst = max((one.status for _, one in still_open), key=lambda status: status.severity)
    worst_names = tuple(work.name for work, one in still_open if one.status is worst)
    flags = tuple(dict.fromkeys(flag for _, one in still_open if one.status is worst for flag in one.flags))
    rest = [one.remedy.to if one.status is worst and one.remedy else one.status for one in verdicts]
    to = max(rest, key=lambda status: status.severity)
    better = Remedy("items", to, day, names=worst_names) if to.severity < worst.severity else None
    found = verdict(worst, "items_worst", flags, better, worst=len(worst_names))
    return replace(found, reason=replace(found.reason, numbers={**found.reason.numbers, "state": found.word}))


def next_slip(work: WorkItem, day: date) -> Slip | None:
    """Return the slip of the next milestone not reached by ``day``; None if all are reached or it has no baseline."""
    upcoming = next((step for step in work.milestones if not _reached(step, day)), None)
    if upcoming is None or upcoming.baseline is None:
        return None
    late = [(day - upcoming.baseline).days]
    if upcoming.forecast is not None:
        late.append((upcoming.forecast - upcoming.baseline).days)
    return Slip(upcoming, max(late), _room_days(work))


def _reached(step: Milestone, day: date) -> bool:
    return step.actual is not None and step.actual <= day


def _as_seen_on(work: WorkItem, day: date) -> WorkItem:
    steps = tuple(step if _reached(step, day) else replace(step, actual=None) for step in work.milestones)
    done_on = work.done_on if work.done_on is not None and work.done_on <= day else None
    return replace(work, milestones=steps, done_on=done_on)


def _finished_on(work: WorkItem) -> date | None:
    """Return the date on which the work was finished: as reported, or the last of its milestones."""
    if work.done_on is not None:
        return work.done_on
    days = [step.actual for step in work.milestones if step.actual is not None]
    return max(days) if work.milestones and len(days) == len(work.milestones) else None


def _deadline(work: WorkItem) -> date | None:
    """Return the deadline of completion: the due date of a deliverable, else the hard deadline or the last baseline."""
    last = work.milestones[-1].baseline if work.milestones else None
    return work.due or work.hard_deadline or last


def _decide(work: WorkItem, day: date) -> Verdict:
    slip = next_slip(work, day)
    numbers: dict[str, object] = {"day": day, "due": work.due}
    if slip is not None:
        numbers |= {"milestone": slip.milestone.name, "slip": slip.days, "room": slip.room, "baseline": slip.milestone.baseline}

    def verdict(status: Status, rule: str, *flags: Flag, **extra: object) -> Verdict:
        return Verdict(
            status,
            Reason(rule, {**numbers, **extra}),
            actual=None if work.last_report is None else Fraction(_finished_on(work) is not None),
            slip_days=None if slip is None else slip.days,
            reported_on=work.last_report,
            flags=flags,
        )

    if work.suspended_since is not None and work.suspended_since <= day:
        return verdict(Status.SUSPENDED, "suspended", since=work.suspended_since, document=work.suspended_by)
    finished, deadline = _finished_on(work), _deadline(work)
    if finished is not None:
        late = deadline is not None and finished > deadline
        return verdict(Status.MET_LATE if late else Status.MET, "done_late" if late else "done", finished=finished)
    if work.due is not None and day >= work.due:
        if work.last_report is None:
            return verdict(Status.UNKNOWN, "deliver_never_reported", Flag.NEVER_REPORTED)
        return verdict(Status.MISSED, "deliver_missed", *_stale(work, work.due))
    if not work.milestones:
        soon = work.due is not None and (work.due - day).days <= DUE_SOON_DAYS
        return verdict(Status.NOT_DUE, "deliver_not_due", *((Flag.DUE_SOON,) if soon else ()))
    return _decide_open(work, day, slip, verdict)


class _MakeVerdict(Protocol):
    """A function that builds a verdict with the fields common to all verdicts on one work."""

    def __call__(self, status: Status, rule: str, *flags: Flag, **extra: object) -> Verdict: ...


def _stale(work: WorkItem, day: date) -> tuple[Flag, ...]:
    """Return the flag of an old last report as of ``day``; none for work without reports."""
    return (Flag.STALE,) if work.last_report and (day - work.last_report).days > work.cycle_days + 7 else ()


def _decide_open(work: WorkItem, day: date, slip: Slip | None, verdict: _MakeVerdict) -> Verdict:
    """Judge open work with milestones, before it is due."""
    last, stale = work.milestones[-1], _stale(work, day)
    if work.hard_deadline and last.forecast and last.forecast > work.hard_deadline:
        numbers: dict[str, object] = {"forecast": last.forecast, "deadline": work.hard_deadline, "last": last.name}
        return verdict(Status.OFF_TRACK, "past_deadline", *stale, **numbers)
    silent = (day - (work.last_report or work.start)).days
    if slip is not None and slip.milestone.baseline and slip.milestone.baseline < day and silent > 2 * work.cycle_days + 7:
        more = () if work.last_report else (Flag.NEVER_REPORTED,)
        return verdict(Status.UNKNOWN, "milestone_silent", Flag.OVERDUE_REPORT, *more, age=silent)
    started = any(step.actual for step in work.milestones)
    anything_due = any(step.baseline is not None and step.baseline <= day for step in work.milestones)
    if not started and not anything_due:
        return verdict(Status.NOT_DUE, "no_milestone_due")
    if slip is None:
        return verdict(Status.AT_RISK, "no_baseline", Flag.NO_BASELINE, *stale)
    on_track, at_risk = (slip.room // 3, slip.room) if slip.room > 0 else NO_ROOM
    limits: dict[str, object] = {"on_track_limit": on_track, "at_risk_limit": at_risk}
    status = Status.ON_TRACK if slip.days <= on_track else Status.AT_RISK if slip.days <= at_risk else Status.OFF_TRACK
    if stale and status is Status.ON_TRACK:
        return verdict(Status.AT_RISK, "stale", *stale, age=silent, limit=work.cycle_days + 7)
    return verdict(status, "slip", *stale, **limits)


def with_reached(work: WorkItem, names: Sequence[str], day: date) -> WorkItem:
    """Return ``work`` after a report that the named milestones were reached on ``day``."""
    steps = tuple(replace(step, actual=day) if step.name in names else step for step in work.milestones)
    return replace(work, milestones=steps, last_report=day)


def with_forecast(work: WorkItem, name: str, forecast: date, day: date) -> WorkItem:
    """Return ``work`` after a report on ``day`` that the named milestone is now expected on ``forecast``."""
    steps = tuple(replace(step, forecast=forecast) if step.name == name else step for step in work.milestones)
    return replace(work, milestones=steps, last_report=day)


def _remedy(work: WorkItem, day: date, status: Status) -> Remedy | None:
    """Return the smallest change that improves the status: a report, an earlier forecast, or milestones reached by ``day``."""
    if status in (Status.MET, Status.MET_LATE, Status.NOT_DUE, Status.SUSPENDED):
        return None
    if work.due is not None and day >= work.due:
        on = work.due if status is Status.UNKNOWN else day
        return Remedy("done", _decide(replace(work, done_on=on, last_report=on), day).status, on)
    candidates = [*_forecast_remedies(work, day, status), *_reach_remedies(work, day, status)]
    return candidates[0] if candidates else None


def _forecast_remedies(work: WorkItem, day: date, status: Status) -> Iterator[Remedy]:
    """Yield the latest sufficient forecast of the last milestone, and of the next one; one day later does not suffice."""
    upcoming = next(step for step in work.milestones if step.actual is None)
    for step in dict.fromkeys((work.milestones[-1], upcoming)):
        if step.baseline is None:
            continue
        first = min(day, step.baseline)
        room = max((_room_days(work), *NO_ROOM))
        last = max(step.baseline + timedelta(days=room + 1), (work.hard_deadline or first) + timedelta(days=1))
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

        def is_too_late(forecast: date, name: str = step.name) -> bool:
            return _decide(with_forecast(work, name, forecast, day), day).status.severity >= status.severity

        enough = bisect_left(days, True, key=is_too_late)
        if 0 < enough < len(days):
            forecast = days[enough - 1]
            to = _decide(with_forecast(work, step.name, forecast, day), day).status
            yield Remedy("forecast", to, forecast, names=(step.name,))


def _room_days(work: WorkItem) -> int:
    last = work.milestones[-1].baseline
    return 0 if work.hard_deadline is None or last is None else max(0, (work.hard_deadline - last).days)


def _reach_remedies(work: WorkItem, day: date, status: Status) -> Iterator[Remedy]:
    """Yield the smallest number of next milestones that improve the status if reached by ``day``."""
    names = [step.name for step in work.milestones if step.actual is None]
    for count in range(1, len(names) + 1):
        to = _decide(with_reached(work, names[:count], day), day).status
        if to.severity < status.severity:
            yield Remedy("reach", to, day, names=tuple(names[:count]))
            return
