"""Projects, deliverables and named items, by their milestones."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.explanations import reason_sentence, remedy_sentence
from models.status import (
    Flag,
    Milestone,
    Status,
    Verdict,
    WorkItem,
    judge_items,
    judge_work_item,
    next_slip,
    with_forecast,
    with_reached,
)

START, DUE = date(2023, 1, 1), date(2023, 12, 31)
BEGUN, OPENED = date(2023, 3, 1), date(2023, 8, 2)
DEADLINE = date(2023, 9, 1)  # 30 days after the last baseline
DAY = date(2023, 7, 1)

often = settings(max_examples=200, deadline=None, database=None)


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def school(
    *,
    begun: date | None = BEGUN,
    forecast: date | None = None,
    opened: date | None = None,
    deadline: date | None = DEADLINE,
    reported: date | None = DAY,
    **more: object,
) -> WorkItem:
    """A school project: started in March, to be opened on 2 August, a hard deadline 30 days later."""
    steps = (Milestone("begun", BEGUN, actual=begun), Milestone("opened", OPENED, forecast, opened))
    return WorkItem("school", START, steps, hard_deadline=deadline, last_report=reported, **more)


def deliver(**more: object) -> WorkItem:
    return WorkItem("paper", START, due=DUE, **more)


def status(work: WorkItem, day: date = DAY) -> Status:
    return judge_work_item(work, day).status


# Slip


@pytest.mark.parametrize(
    ("slip", "result"),
    [
        (-20, Status.ON_TRACK),
        (0, Status.ON_TRACK),
        (10, Status.ON_TRACK),
        (11, Status.AT_RISK),
        (30, Status.AT_RISK),
        (31, Status.OFF_TRACK),
    ],
)
def test_with_30_days_of_room_a_third_is_on_track_and_all_of_it_at_risk(slip: int, result: Status) -> None:
    assert status(school(forecast=later(OPENED, slip))) is result


@pytest.mark.parametrize(
    ("room", "slip", "result"),
    [
        (1, 0, Status.ON_TRACK),
        (1, 1, Status.AT_RISK),
        (2, 1, Status.AT_RISK),
        (3, 1, Status.ON_TRACK),
        (31, 10, Status.ON_TRACK),
        (31, 11, Status.AT_RISK),
        (32, 11, Status.AT_RISK),
        (33, 11, Status.ON_TRACK),
    ],
)
def test_a_third_of_the_room_is_not_rounded_up(room: int, slip: int, result: Status) -> None:
    assert status(school(forecast=later(OPENED, slip), deadline=later(OPENED, room))) is result


@pytest.mark.parametrize(
    ("slip", "result"),
    [(7, Status.ON_TRACK), (8, Status.AT_RISK), (15, Status.AT_RISK), (16, Status.OFF_TRACK)],
)
@pytest.mark.parametrize("deadline", [None, OPENED])
def test_without_room_a_week_is_on_track_and_two_at_risk(slip: int, result: Status, deadline: date | None) -> None:
    work = school(begun=None, deadline=deadline)
    work = replace(work, milestones=(replace(work.milestones[0], forecast=later(BEGUN, slip)), work.milestones[1]))
    assert status(work, BEGUN) is result


@pytest.mark.parametrize(
    ("late", "result"),
    [(10, Status.ON_TRACK), (11, Status.AT_RISK), (30, Status.AT_RISK), (31, Status.OFF_TRACK)],
)
def test_the_day_itself_counts_as_slip_where_it_is_later_than_the_forecast(late: int, result: Status) -> None:
    day = later(OPENED, late)
    for forecast in (None, OPENED, later(OPENED, late)):
        assert status(school(forecast=forecast, reported=day), day) is result


def test_only_the_next_milestone_slips() -> None:
    slip = next_slip(school(forecast=later(OPENED, 5)), DAY)
    assert slip is not None
    assert (slip.milestone.name, slip.days, slip.room) == ("opened", 5, 30)
    not_begun = next_slip(school(begun=None, forecast=later(OPENED, 5)), DAY)
    assert not_begun is not None
    assert (not_begun.milestone.name, not_begun.days) == ("begun", (DAY - BEGUN).days)


def test_nothing_slips_once_all_is_reached_or_without_baseline() -> None:
    assert next_slip(school(opened=DAY), DAY) is None
    assert next_slip(WorkItem("w", START, (Milestone("a"),)), DAY) is None


def test_a_milestone_reached_late_no_longer_slips() -> None:
    assert status(school(begun=later(BEGUN, 90))) is Status.ON_TRACK


def test_the_verdict_carries_the_slip() -> None:
    verdict = judge_work_item(school(forecast=later(OPENED, 12)), DAY)
    assert (verdict.slip_days, verdict.reason.rule) == (12, "slip")
    assert {
        "milestone": "opened",
        "slip": 12,
        "on_track_limit": 10,
        "at_risk_limit": 30,
    }.items() <= verdict.reason.numbers.items()


def test_a_forecast_past_the_hard_deadline_is_always_off_track() -> None:
    late, in_time = later(DEADLINE, 1), DEADLINE
    assert judge_work_item(school(forecast=late), DAY).reason.rule == "past_deadline"
    assert status(school(forecast=late)) is Status.OFF_TRACK
    assert status(school(forecast=in_time)) is Status.AT_RISK
    assert status(school(forecast=late, begun=None), START) is Status.OFF_TRACK
    assert status(school(forecast=late, reported=None), later(OPENED, 20)) is Status.OFF_TRACK


def test_a_forecast_past_the_hard_deadline_is_off_track_also_where_the_last_milestone_has_an_actual_day() -> None:
    work = school(begun=None, opened=date(2023, 2, 1), forecast=later(DEADLINE, 1), reported=BEGUN)
    assert status(work, BEGUN) is Status.OFF_TRACK
    assert status(school(opened=date(2023, 6, 1), forecast=later(DEADLINE, 1))) is Status.MET


@pytest.mark.parametrize("work", [school(forecast=later(DEADLINE, 1)), school(forecast=later(OPENED, 11))])
def test_an_old_last_word_is_flagged_whatever_line_decides(work: WorkItem) -> None:
    fresh, old = (replace(work, last_report=later(DAY, -age)) for age in (38, 39))
    assert Flag.STALE not in judge_work_item(fresh, DAY).flags
    assert Flag.STALE in judge_work_item(old, DAY).flags
    assert judge_work_item(old, DAY).status is judge_work_item(fresh, DAY).status


def test_an_old_last_word_is_flagged_on_a_next_milestone_without_baseline() -> None:
    work = WorkItem("w", START, (Milestone("a", BEGUN, actual=BEGUN), Milestone("b")), last_report=later(DAY, -39))
    assert judge_work_item(work, DAY).flags == (Flag.NO_BASELINE, Flag.STALE)


def test_a_next_milestone_without_baseline_is_at_risk() -> None:
    work = WorkItem("w", START, (Milestone("a", BEGUN, actual=BEGUN), Milestone("b")), last_report=DAY)
    verdict = judge_work_item(work, DAY)
    assert (verdict.status, verdict.flags) == (Status.AT_RISK, (Flag.NO_BASELINE,))


# Not due, done


def test_nothing_is_due_before_the_first_baseline() -> None:
    work = school(begun=None, reported=None)
    assert status(work, later(BEGUN, -1)) is Status.NOT_DUE
    assert status(work, BEGUN) is Status.ON_TRACK


def test_a_milestone_reached_early_ends_not_due() -> None:
    assert status(school(begun=date(2023, 2, 1)), date(2023, 2, 1)) is Status.ON_TRACK
    assert status(school(begun=date(2023, 2, 1)), date(2023, 1, 31)) is Status.NOT_DUE


@pytest.mark.parametrize(
    ("opened", "deadline", "result"),
    [
        (DEADLINE, DEADLINE, Status.MET),
        (later(DEADLINE, 1), DEADLINE, Status.MET_LATE),
        (OPENED, None, Status.MET),
        (later(OPENED, 1), None, Status.MET_LATE),
    ],
)
def test_all_reached_is_met_or_met_late_by_the_deadline_else_by_the_last_baseline(
    opened: date, deadline: date | None, result: Status
) -> None:
    assert status(school(opened=opened, deadline=deadline), DUE) is result


def test_what_is_reached_after_the_day_has_not_happened() -> None:
    work = school(opened=OPENED, reported=None)
    assert status(work, later(OPENED, -1)) is not Status.MET
    assert status(work, OPENED) is Status.MET


# Silence


@pytest.mark.parametrize(("cycle", "limit"), [(31, 69), (92, 191), (366, 739)])
def test_an_overdue_milestone_of_which_nobody_speaks_is_unknown(cycle: int, limit: int) -> None:
    day = date(2025, 12, 31)
    room = date(2029, 12, 31)  # enough for any slip to be on track
    known = school(reported=later(day, -limit), deadline=room, cycle_days=cycle)
    silent = replace(known, last_report=later(day, -limit - 1))
    assert judge_work_item(known, day).flags == (Flag.STALE,)
    verdict = judge_work_item(silent, day)
    assert (verdict.status, verdict.flags) == (Status.UNKNOWN, (Flag.OVERDUE_REPORT,))


def test_silence_of_which_nothing_is_overdue_is_not_unknown() -> None:
    assert status(school(reported=BEGUN), OPENED) is not Status.UNKNOWN
    assert status(school(reported=BEGUN), later(OPENED, 1)) is Status.UNKNOWN


def test_a_project_on_which_nobody_ever_reported_is_silent_since_the_plan_began() -> None:
    work = school(begun=None, reported=None)
    work = replace(work, milestones=(Milestone("begun", START), work.milestones[1]))
    assert status(work, later(START, 69)) is Status.OFF_TRACK
    verdict = judge_work_item(work, later(START, 70))
    assert (verdict.status, verdict.flags) == (Status.UNKNOWN, (Flag.OVERDUE_REPORT, Flag.NEVER_REPORTED))
    assert verdict.actual is None


@pytest.mark.parametrize(("age", "result", "flags"), [(38, Status.ON_TRACK, ()), (39, Status.AT_RISK, (Flag.STALE,))])
def test_an_old_report_makes_on_track_at_risk(age: int, result: Status, flags: tuple[Flag, ...]) -> None:
    verdict = judge_work_item(school(reported=later(DAY, -age)), DAY)
    assert (verdict.status, verdict.flags) == (result, flags)


def test_an_old_report_of_what_is_off_track_is_flagged() -> None:
    verdict = judge_work_item(school(forecast=later(OPENED, 31), deadline=None, reported=later(DAY, -39)), DAY)
    assert (verdict.status, verdict.flags) == (Status.OFF_TRACK, (Flag.STALE,))


# Deliverables


def test_a_deliverable_without_milestones_is_not_due_until_the_due_date() -> None:
    for work in (deliver(), deliver(last_report=DAY)):
        assert status(work, DAY) is Status.NOT_DUE
        assert status(work, later(DUE, -1)) is Status.NOT_DUE
        assert status(work, DUE) is not Status.NOT_DUE


def test_due_soon_is_flagged_in_the_last_30_days() -> None:
    assert judge_work_item(deliver(), later(DUE, -31)).flags == ()
    assert judge_work_item(deliver(), later(DUE, -30)).flags == (Flag.DUE_SOON,)
    assert judge_work_item(deliver(), later(DUE, -1)).flags == (Flag.DUE_SOON,)
    assert Flag.DUE_SOON not in judge_work_item(deliver(), DUE).flags


@pytest.mark.parametrize(
    ("work", "result", "flags"),
    [
        (deliver(done_on=DUE, last_report=DUE), Status.MET, ()),
        (deliver(done_on=later(DUE, 1), last_report=later(DUE, 1)), Status.MET_LATE, ()),
        (deliver(last_report=DUE), Status.MISSED, ()),
        (deliver(last_report=DAY), Status.MISSED, (Flag.STALE,)),
        (deliver(), Status.UNKNOWN, (Flag.NEVER_REPORTED,)),
    ],
)
def test_a_deliverable_after_its_due_date(work: WorkItem, result: Status, flags: tuple[Flag, ...]) -> None:
    verdict = judge_work_item(work, date(2024, 1, 31))
    assert (verdict.status, verdict.flags) == (result, flags)


def test_a_deliverable_done_early_is_met_from_that_day_on() -> None:
    work = deliver(done_on=DAY, last_report=DAY)
    assert status(work, later(DAY, -1)) is Status.NOT_DUE
    assert status(work, DAY) is Status.MET


def test_suspended_work_is_suspended_from_that_day_on() -> None:
    work = school(suspended_since=DAY)
    assert status(work, later(DAY, -1)) is Status.ON_TRACK
    assert status(work, DAY) is Status.SUSPENDED
    assert status(school(suspended_since=DAY, opened=DAY)) is Status.SUSPENDED


# Items


def item(name: str, **more: object) -> WorkItem:
    return replace(school(**more), name=name)


def items(*works: WorkItem, day: date = DAY) -> Verdict:
    return judge_items(works, day, due=DUE)


OFF_TRACK = item("off_track", forecast=later(DEADLINE, 1))
AT_RISK = item("at_risk", forecast=later(OPENED, 11))
ON_TRACK = item("on_track")
NOT_DUE = WorkItem("not_due", START, (Milestone("begun", later(DAY, 1)),), last_report=DAY)
DONE = item("done", opened=DAY)
SILENT = WorkItem("unknown", START, (Milestone("begun", BEGUN),), last_report=date(2023, 3, 2), hard_deadline=date(2024, 12, 31))


def test_the_named_cases_are_what_they_are_called() -> None:
    assert {name: status(work) for name, work in CASES.items()} == {name: Status(name) for name in CASES}


CASES = {work.name: work for work in (OFF_TRACK, AT_RISK, SILENT, ON_TRACK, NOT_DUE)}


@pytest.mark.parametrize(
    ("works", "result"),
    [
        ((NOT_DUE, ON_TRACK, SILENT, AT_RISK, OFF_TRACK), Status.OFF_TRACK),
        ((AT_RISK, SILENT, ON_TRACK, NOT_DUE), Status.AT_RISK),
        ((SILENT, ON_TRACK, NOT_DUE), Status.UNKNOWN),
        ((ON_TRACK, NOT_DUE), Status.ON_TRACK),
        ((NOT_DUE, NOT_DUE), Status.NOT_DUE),
        ((DONE, NOT_DUE), Status.NOT_DUE),
    ],
)
def test_before_the_due_date_the_worst_open_item_speaks(works: tuple[WorkItem, ...], result: Status) -> None:
    assert items(*works).status is result
    assert items(*reversed(works)).status is result


def test_the_flags_are_those_of_the_worst_items() -> None:
    assert items(SILENT, ON_TRACK).flags == (Flag.OVERDUE_REPORT,)
    assert items(SILENT, AT_RISK).flags == ()


def test_all_items_done_is_met_and_one_of_them_late_met_late() -> None:
    late = item("late", opened=later(DEADLINE, 1))
    assert items(DONE, DONE).status is Status.MET
    assert items(DONE, late, day=DUE).status is Status.MET_LATE
    assert items(DONE, DONE, day=date(2025, 1, 1)).status is Status.MET


def plain(name: str, *, done_on: date | None = None, reported: date | None = None) -> WorkItem:
    return WorkItem(name, START, due=DUE, done_on=done_on, last_report=reported or done_on)


def test_items_after_the_due_date_are_missed_if_an_open_one_was_reported_on() -> None:
    assert items(plain("a", done_on=DAY), plain("b", reported=DAY), day=DUE).status is Status.MISSED
    assert items(plain("a"), plain("b", reported=DAY), day=DUE).status is Status.MISSED


def test_items_after_the_due_date_are_unknown_if_no_open_one_was_reported_on() -> None:
    verdict = items(plain("a", done_on=DAY), plain("b"), day=DUE)
    assert (verdict.status, verdict.flags) == (Status.UNKNOWN, (Flag.NEVER_REPORTED,))
    assert verdict.reason.rule == "items_never_reported"


def test_items_done_after_the_due_date_are_met_late() -> None:
    works = plain("a", done_on=DUE), plain("b", done_on=later(DUE, 1))
    assert items(*works, day=DUE).status is Status.MISSED
    assert items(*works, day=later(DUE, 1)).status is Status.MET_LATE


def test_the_value_of_items_is_how_many_are_done() -> None:
    assert items(DONE, DONE, ON_TRACK).actual == 2
    assert items(plain("a"), plain("b")).actual is None


def test_a_suspended_target_of_items_is_suspended() -> None:
    assert judge_items([OFF_TRACK], DAY, due=DUE, suspended_since=DAY).status is Status.SUSPENDED
    assert judge_items([OFF_TRACK], DAY, due=DUE, suspended_since=later(DAY, 1)).status is Status.OFF_TRACK


# Remedies


def test_the_latest_forecast_that_is_enough_is_named() -> None:
    remedy = judge_work_item(school(forecast=later(OPENED, 11)), DAY).remedy
    assert remedy is not None
    assert (remedy.how, remedy.names, remedy.day, remedy.to) == ("forecast", ("opened",), later(OPENED, 10), Status.ON_TRACK)


def test_a_milestone_too_late_for_any_forecast_must_be_reached() -> None:
    day = later(OPENED, 31)
    remedy = judge_work_item(school(reported=day), day).remedy
    assert remedy is not None
    assert (remedy.how, remedy.names, remedy.to) == ("reach", ("opened",), Status.MET_LATE if day > DEADLINE else Status.MET)


def test_done_late_is_all_that_is_left_after_the_due_date_and_done_in_time_where_nobody_spoke() -> None:
    missed = judge_work_item(deliver(last_report=DAY), later(DUE, 5)).remedy
    silent = judge_work_item(deliver(), later(DUE, 5)).remedy
    assert missed is not None
    assert silent is not None
    assert (missed.how, missed.to, missed.day) == ("done", Status.MET_LATE, later(DUE, 5))
    assert (silent.how, silent.to, silent.day) == ("done", Status.MET, DUE)


@pytest.mark.parametrize("deadline", [date(2023, 6, 30), later(DUE, 60)])
def test_a_hard_deadline_moves_no_deliverable_from_its_due_date(deadline: date) -> None:
    in_time = deliver(hard_deadline=deadline, done_on=date(2023, 8, 1), last_report=date(2023, 8, 1))
    assert status(in_time, date(2023, 8, 1)) is Status.MET
    late = replace(in_time, done_on=later(DUE, 1), last_report=later(DUE, 1))
    assert status(late, later(DUE, 1)) is Status.MET_LATE
    assert status(deliver(hard_deadline=deadline, last_report=DUE), DUE) is Status.MISSED


def test_a_deliverable_done_by_its_due_date_is_met_whatever_gate_was_late() -> None:
    gates = (Milestone("draft", BEGUN, actual=later(BEGUN, 90)), Milestone("issued", OPENED, actual=later(DUE, -1)))
    work = deliver(milestones=gates, last_report=later(DUE, -1))
    assert status(work, later(DUE, -2)) is Status.OFF_TRACK
    assert status(work, later(DUE, -1)) is Status.MET


def test_items_missed_by_the_due_date_can_only_be_met_late_whatever_hard_deadline_they_have() -> None:
    work = replace(plain("a", reported=DAY), hard_deadline=later(DUE, 60))
    remedy = items(work, day=later(DUE, 5)).remedy
    assert remedy is not None
    assert remedy.to is Status.MET_LATE


def test_an_item_done_late_leaves_nothing_better_than_met_late() -> None:
    late = item("late", opened=later(DEADLINE, 1))
    for other in (plain("b"), plain("b", reported=DAY)):
        remedy = items(late, other, day=DUE).remedy
        assert remedy is not None
        assert (remedy.names, remedy.to) == (("b",), Status.MET_LATE)


# Invariants

days = st.integers(-10, 420).map(lambda n: later(START, n))
maybe_days = st.none() | days


@st.composite
def works(draw: st.DrawFn, *, name: str = "work", due: date | None = None) -> WorkItem:
    """A project whose milestones are in the order of their baselines, reached in that order or not yet."""
    number = draw(st.integers(0, 4)) if due else draw(st.integers(1, 4))
    baselines = sorted(draw(st.lists(days, min_size=number, max_size=number)))
    reached = sorted(draw(st.lists(days, max_size=number)))
    steps = tuple(
        Milestone(
            f"{name}-{n}",
            None if draw(st.integers(0, 9)) == 0 else baseline,
            draw(maybe_days),
            reached[n] if n < len(reached) else None,
        )
        for n, baseline in enumerate(baselines)
    )
    room = draw(st.none() | st.integers(-5, 90))
    deadline = None if room is None or not baselines else later(baselines[-1], room)
    return WorkItem(
        name,
        START,
        steps,
        due=due,
        hard_deadline=deadline,
        last_report=draw(maybe_days),
        cycle_days=draw(st.sampled_from([31, 92])),
    )


either = works() | works(due=DUE)


def mended(work: WorkItem, day: date) -> WorkItem:
    """``work`` after the remedy of its verdict was done and reported on ``day``."""
    verdict = judge_work_item(work, day)
    remedy = verdict.remedy
    assert remedy is not None
    if remedy.how == "forecast":
        return with_forecast(work, remedy.names[0], remedy.day, day)
    if remedy.how == "reach":
        return with_reached(work, remedy.names, remedy.day)
    return replace(work, done_on=remedy.day, last_report=remedy.day)


@often
@given(either, days)
def test_applying_the_flip_flips(work: WorkItem, day: date) -> None:
    verdict = judge_work_item(work, day)
    if verdict.remedy is None:
        return
    assert status(mended(work, day), day) is verdict.remedy.to
    assert verdict.remedy.to.severity < verdict.status.severity


@often
@given(either, days)
def test_one_day_later_or_one_milestone_fewer_does_not_flip(work: WorkItem, day: date) -> None:
    verdict = judge_work_item(work, day)
    remedy = verdict.remedy
    if remedy is None or remedy.how == "done":
        return
    if remedy.how == "forecast":
        less = with_forecast(work, remedy.names[0], later(remedy.day, 1), day)
    else:
        less = with_reached(work, remedy.names[:-1], day) if len(remedy.names) > 1 else work
    assert status(less, day).severity >= verdict.status.severity


@often
@given(either, days)
def test_open_work_can_always_be_mended(work: WorkItem, day: date) -> None:
    verdict = judge_work_item(work, day)
    if verdict.status in (Status.AT_RISK, Status.OFF_TRACK, Status.MISSED, Status.UNKNOWN):
        assert verdict.remedy is not None


@often
@given(either, days, st.integers(1, 60))
def test_an_earlier_forecast_never_looks_worse(work: WorkItem, day: date, earlier: int) -> None:
    step = next((step for step in work.milestones if step.forecast is not None), None)
    if step is None or step.forecast is None:
        return
    steps = tuple(replace(one, forecast=later(step.forecast, -earlier)) if one is step else one for one in work.milestones)
    assert status(replace(work, milestones=steps), day).severity <= status(work, day).severity


@often
@given(either, days)
def test_dates_reached_after_the_day_decide_nothing(work: WorkItem, day: date) -> None:
    steps = tuple(step if step.actual is None or step.actual <= day else replace(step, actual=None) for step in work.milestones)
    assert judge_work_item(replace(work, milestones=steps), day) == judge_work_item(work, day)


@often
@given(either, days)
def test_every_verdict_on_work_can_be_put_into_words(work: WorkItem, day: date) -> None:
    verdict = judge_work_item(work, day)
    for language in ("zh", "en"):
        assert reason_sentence(verdict.reason, language)
        assert bool(remedy_sentence(verdict.remedy, language)) == (verdict.remedy is not None)


several = st.integers(1, 3).flatmap(lambda n: st.tuples(*(works(name=f"w{k}", due=DUE) for k in range(n))))


@often
@given(several, days)
def test_mending_the_named_items_flips_and_one_fewer_does_not(group: tuple[WorkItem, ...], day: date) -> None:
    verdict = items(*group, day=day)
    remedy = verdict.remedy
    if remedy is None:
        return
    assert remedy.how == "items"

    def after(names: tuple[str, ...]) -> Status:
        return items(*(_mended_item(work, day, remedy.day) if work.name in names else work for work in group), day=day).status

    assert after(remedy.names) is remedy.to
    assert remedy.to.severity < verdict.status.severity
    for left_out in remedy.names if day < DUE else ():
        rest = tuple(name for name in remedy.names if name != left_out)
        assert after(rest).severity >= verdict.status.severity


def _mended_item(work: WorkItem, day: date, on: date) -> WorkItem:
    return mended(work, day) if day < DUE else replace(work, done_on=on, last_report=on)


@often
@given(several, days)
def test_every_verdict_on_items_can_be_put_into_words(group: tuple[WorkItem, ...], day: date) -> None:
    verdict = items(*group, day=day)
    for language in ("zh", "en"):
        assert reason_sentence(verdict.reason, language)
        assert bool(remedy_sentence(verdict.remedy, language)) == (verdict.remedy is not None)


@pytest.mark.parametrize(
    ("works", "day", "rule", "numbers"),
    [
        ((DONE, DONE), DUE, "items_done", {"done": 2, "of": 2, "open": 0, "day": DUE, "due": DUE}),
        ((DONE, item("late", opened=later(DEADLINE, 1))), DUE, "items_done_late", {"done": 2}),
        ((DONE, plain("b", reported=DAY)), DUE, "items_missed", {"done": 1, "of": 2, "open": 1}),
        ((DONE, plain("b")), DUE, "items_never_reported", {"done": 1, "open": 1}),
        ((DONE, OFF_TRACK, AT_RISK), DAY, "items_worst", {"done": 1, "open": 2, "worst": 1, "state": Status.OFF_TRACK}),
    ],
)
def test_a_verdict_on_items_names_the_line_that_decided_with_its_numbers(
    works: tuple[WorkItem, ...], day: date, rule: str, numbers: dict[str, object]
) -> None:
    verdict = items(*works, day=day)
    assert verdict.reason.rule == rule
    assert {key: verdict.reason.numbers[key] for key in numbers} == numbers


def test_a_suspended_target_of_items_says_since_when() -> None:
    assert judge_items([OFF_TRACK], DAY, due=DUE, suspended_since=BEGUN).reason.numbers["since"] == BEGUN


def test_what_mends_items_names_them_and_their_day() -> None:
    silent = items(DONE, plain("a"), plain("b"), day=later(DUE, 9)).remedy
    assert silent is not None
    assert (silent.day, silent.names, silent.to) == (DUE, ("a", "b"), Status.MET)
    missed = items(DONE, plain("b", reported=DAY), day=later(DUE, 9)).remedy
    assert missed is not None
    assert (missed.day, missed.names, missed.to) == (later(DUE, 9), ("b",), Status.MET_LATE)
    before = items(DONE, OFF_TRACK, AT_RISK).remedy
    assert before is not None
    assert before.names == ("off_track",)
