"""The rule by milestones over columns of works: the verdict on each is that of ``judge_work_item``."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.status import Milestone, Schedules, Status, Word, WorkItem, judge_work_item, judge_works
from models.status.many_works import NO_DATE

START, LAST = date(2023, 1, 1), date(2024, 3, 31)
BASELINE, DEADLINE = date(2023, 7, 1), date(2023, 7, 31)  # a room of 30 days
#: Most days lie near each other, so that limits are met exactly.
near = st.integers(-25, 25).map(lambda days: BASELINE + timedelta(days=days))
days = near | st.dates(START - timedelta(days=60), LAST)
maybe = st.none() | days
milestones = st.builds(Milestone, st.just("step"), maybe, maybe, maybe)


@st.composite
def works(draw: st.DrawFn) -> WorkItem:
    steps = draw(st.lists(milestones, max_size=5))
    if draw(st.booleans()):  # all reached
        steps = [Milestone(one.name, one.baseline, one.forecast, one.actual or draw(days)) for one in steps]
    last_report = draw(maybe) if steps else None
    return WorkItem("work", START, tuple(steps), hard_deadline=draw(maybe), last_report=last_report)


def ordinal(day: date | None) -> int:
    return NO_DATE if day is None else day.toordinal()


def schedules_of(found: Sequence[WorkItem], day: date) -> tuple[Schedules, np.ndarray]:
    """Return the columns of works on a day, and their hard deadlines."""
    columns: dict[str, list[int]] = {name: [] for name in Schedules.__slots__}
    for work in found:
        steps = work.milestones
        reached = [step for step in steps if step.actual is not None and step.actual <= day]
        ahead = [step for step in steps if step not in reached]
        columns["is_started"].append(bool(reached))
        columns["is_anything_due"].append(any(step.baseline is not None and step.baseline <= day for step in steps))
        finished = max(step.actual for step in steps if step.actual) if steps and not ahead else None
        columns["finished_on"].append(ordinal(finished))
        columns["next_baseline"].append(ordinal(ahead[0].baseline if ahead else None))
        columns["next_forecast"].append(ordinal(ahead[0].forecast if ahead else None))
        columns["last_baseline"].append(ordinal(steps[-1].baseline if steps else None))
        columns["last_forecast"].append(ordinal(steps[-1].forecast if steps else None))
        columns["last_report"].append(ordinal(work.last_report))
    marks = ("is_started", "is_anything_due")
    typed = {name: np.array(column, dtype=np.bool_ if name in marks else np.int32) for name, column in columns.items()}
    return Schedules(**typed), np.array([ordinal(work.hard_deadline) for work in found], dtype=np.int32)


def judged(found: Sequence[WorkItem], day: date) -> list[tuple[str, str, int | None]]:
    """Return status, word and slip of works, judged in columns."""
    schedules, deadlines = schedules_of(found, day)
    verdicts = judge_works(schedules, deadlines, day=day.toordinal(), start=START.toordinal())
    slips = [None if days == NO_DATE else days for days in verdicts.slip_days.tolist()]
    return list(zip(verdicts.statuses.tolist(), verdicts.words.tolist(), slips, strict=True))


def judged_alone(found: Sequence[WorkItem], day: date) -> list[tuple[str, str, int | None]]:
    """Return the same, each work judged by itself."""
    verdicts = [judge_work_item(work, day, with_remedy=False) for work in found]
    return [(one.status.value, one.word.value, one.slip_days) for one in verdicts]


@settings(max_examples=250, deadline=None, database=None)
@given(st.lists(works(), max_size=8), days)
def test_each_of_many_works_gets_the_verdict_it_gets_alone(found: list[WorkItem], day: date) -> None:
    assert judged(found, day) == judged_alone(found, day)


def school(
    *,
    forecast: date | None = None,
    actual: date | None = None,
    deadline: date | None = DEADLINE,
    reported: date | None = BASELINE,
    baseline: date | None = BASELINE,
) -> WorkItem:
    """A work with one milestone, planned for 1 July, and a hard deadline 30 days later."""
    step = Milestone("opened", baseline, forecast, actual)
    return WorkItem("school", START, (step,), hard_deadline=deadline, last_report=reported)


def words(*found: WorkItem, day: date = BASELINE) -> list[str]:
    return [word for _, word, _ in judged(found, day)]


def after(days: int) -> date:
    return BASELINE + timedelta(days=days)


def test_a_third_of_the_room_is_on_track_and_all_of_it_at_risk() -> None:
    slips = [school(forecast=after(days)) for days in (10, 11, 30, 31)]
    assert words(*slips) == [Word.ON_TRACK, Word.AT_RISK, Word.AT_RISK, Word.OFF_TRACK]
    assert [slip for _, _, slip in judged(slips, BASELINE)] == [10, 11, 30, 31]


def test_without_room_seven_days_are_on_track_and_fifteen_at_risk() -> None:
    slips = [school(forecast=after(days), deadline=None) for days in (7, 8, 15, 16)]
    assert words(*slips) == [Word.ON_TRACK, Word.AT_RISK, Word.AT_RISK, Word.OFF_TRACK]


def test_a_work_is_met_late_if_it_ended_after_its_deadline_or_else_its_last_planned_day() -> None:
    found = [
        school(actual=DEADLINE),
        school(actual=DEADLINE + timedelta(days=1)),
        school(actual=BASELINE, deadline=None),
        school(actual=after(1), deadline=None),
        school(actual=after(1), deadline=None, baseline=None),
    ]
    assert words(*found, day=LAST) == [Word.MET, Word.MET_LATE, Word.MET, Word.MET_LATE, Word.MET]


def test_silence_of_more_than_two_cycles_and_a_week_is_unknown_once_a_milestone_is_overdue() -> None:
    day = after(100)
    found = [school(reported=day - timedelta(days=days), deadline=None) for days in (69, 70)]
    assert words(*found, school(reported=None), day=day) == [Word.OFF_TRACK, Word.OVERDUE_REPORT, Word.NEVER_REPORTED]
    assert judged(found, day)[1][0] == Status.UNKNOWN


def test_silence_of_a_work_never_reported_on_begins_with_the_plan() -> None:
    found = school(reported=None, baseline=START, deadline=None)
    shown = [words(found, day=START + timedelta(days=days)) for days in (69, 70)]
    assert shown == [[Word.OFF_TRACK], [Word.NEVER_REPORTED]]


def test_an_old_report_is_at_risk_though_nothing_slipped() -> None:
    begun = (Milestone("begun", START, actual=START), Milestone("opened", BASELINE))
    day = BASELINE - timedelta(days=10)
    found = [WorkItem("school", START, begun, last_report=day - timedelta(days=days)) for days in (38, 39)]
    assert words(*found, day=day) == [Word.ON_TRACK, Word.AT_RISK]


def test_nothing_is_due_without_milestones_or_before_the_first() -> None:
    assert words(WorkItem("school", START), school(), day=after(-1)) == [Word.NOT_DUE, Word.NOT_DUE]


def test_a_milestone_in_the_middle_without_a_planned_day_is_at_risk() -> None:
    steps = (Milestone("begun", START, actual=START), Milestone("built"), Milestone("opened", BASELINE))
    assert judged([WorkItem("school", START, steps, last_report=BASELINE)], BASELINE) == [("at_risk", "at_risk", None)]


def test_no_works_have_no_verdicts() -> None:
    assert judged([], BASELINE) == []
