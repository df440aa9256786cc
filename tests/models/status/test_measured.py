"""The rule for counts and rates: every checked example, every line with both of its sides, and the invariants."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.explanations import reason_sentence, remedy_sentence
from models.status import (
    CYCLE_DAYS,
    ExpectedSource,
    Flag,
    Reading,
    Remedy,
    Rules,
    Scale,
    Status,
    Target,
    TargetKind,
    Verdict,
    judge_measured,
)

START, DUE = date(2023, 1, 1), date(2023, 12, 31)
JUN_30, AUG_31 = date(2023, 6, 30), date(2023, 8, 31)
RULES = Rules()
Reports = dict[date, str | int | Fraction]

days = st.integers(-20, 420).map(lambda n: START + timedelta(days=n))
often = settings(max_examples=200, deadline=None, database=None)


def points(*pairs: tuple[tuple[int, int], int]) -> tuple[tuple[date, Fraction], ...]:
    return tuple((date(2023, *by), Fraction(value)) for by, value in pairs)


def count(total: int, *pairs: tuple[tuple[int, int], int], **more: object) -> Target:
    return Target(TargetKind.COUNT, START, DUE, Fraction(total), points=points(*pairs), **more)


def reach(goal: int = 50, baseline: int | None = 44, **more: object) -> Target:
    return Target(TargetKind.REACH, START, DUE, Fraction(goal), None if baseline is None else Fraction(baseline), **more)


def floor_of(goal: int, **more: object) -> Target:
    return Target(TargetKind.FLOOR, START, DUE, Fraction(goal), **more)


def ceiling(goal: int, **more: object) -> Target:
    return Target(TargetKind.CEILING, START, DUE, Fraction(goal), **more)


def judge(target: Target, reports: Reports, day: date, rules: Rules = RULES) -> Verdict:
    return judge_measured(target, [Reading(on, Fraction(value)) for on, value in sorted(reports.items())], day, rules)


def status(target: Target, reports: Reports, day: date, rules: Rules = RULES) -> Status:
    return judge(target, reports, day, rules).status


KINDERGARTENS = count(11, ((3, 31), 3), ((6, 30), 8), ((9, 30), 11))
TEACHERS = count(500)
SCHOOLS = count(16)
OPENINGS = count(16, ((9, 1), 16))
RISE, BLIND_RISE = reach(), reach(baseline=None)
POINTS = Target(TargetKind.FLOOR, START, DUE, Fraction("4.5"), scale=Scale(Fraction(1), Fraction(5)))
RANGE = floor_of(45, upper=Fraction(55))
FALL = reach(25, 28, direction="down")
YUAN = Target(TargetKind.AMOUNT, START, DUE, Fraction("14.05"), points=points(((6, 30), 7)), scale=None)
MAY_31, SEP_30, JAN_31 = date(2023, 5, 31), date(2023, 9, 30), date(2024, 1, 31)
JUL_15, DEC_20, JAN_20 = date(2023, 7, 15), date(2023, 12, 20), date(2024, 1, 20)


@pytest.mark.parametrize(
    ("target", "reports", "day", "wanted", "result", "flags"),
    [
        (KINDERGARTENS, {JUN_30: 8}, JUN_30, "8", "on_track", ""),
        (KINDERGARTENS, {JUN_30: 7}, JUN_30, "8", "at_risk", ""),
        (KINDERGARTENS, {JUN_30: 6}, JUN_30, "8", "off_track", ""),
        (TEACHERS, {AUG_31: 330}, AUG_31, "332.88", "on_track", "linear_plan"),
        (TEACHERS, {AUG_31: 300}, AUG_31, "332.88", "at_risk", "linear_plan"),
        (TEACHERS, {AUG_31: 250}, AUG_31, "332.88", "off_track", "linear_plan"),
        (TEACHERS, {JUL_15: 330}, AUG_31, "332.88", "at_risk", "linear_plan stale"),
        (TEACHERS, {MAY_31: 330}, AUG_31, "332.88", "unknown", "linear_plan overdue_report"),
        (SCHOOLS, {DEC_20: 16}, DUE, "16", "met", ""),
        (SCHOOLS, {DUE: 15}, DUE, "16", "missed", ""),
        (SCHOOLS, {DUE: 15, JAN_20: 16}, JAN_31, "16", "met_late", ""),
        (floor_of(85), {JUN_30: "89.29"}, JUN_30, None, "on_track", ""),
        (floor_of(85), {JUN_30: "85.3"}, JUN_30, None, "at_risk", ""),
        (floor_of(85), {JUN_30: "84.96"}, JUN_30, None, "off_track", ""),
        (floor_of(100), {JUN_30: 100}, JUN_30, None, "on_track", ""),
        (RISE, {JUN_30: "46.9"}, JUN_30, "46.97", "on_track", "linear_plan"),
        (RISE, {JUN_30: "46.2"}, JUN_30, "46.97", "at_risk", "linear_plan"),
        (RISE, {JUN_30: 45}, JUN_30, "46.97", "off_track", "linear_plan"),
        (BLIND_RISE, {JUN_30: "46.9"}, JUN_30, None, "at_risk", "no_baseline"),
        (OPENINGS, {}, MAY_31, "0", "not_due", ""),
        (OPENINGS, {}, SEP_30, "16", "unknown", "never_reported"),
        (ceiling(5), {JUN_30: "4.5"}, JUN_30, None, "on_track", ""),
        (ceiling(5), {JUN_30: "4.51"}, JUN_30, None, "at_risk", ""),
        (ceiling(5), {JUN_30: 5}, JUN_30, None, "at_risk", ""),
        (ceiling(5), {JUN_30: "5.01"}, JUN_30, None, "off_track", ""),
        (ceiling(5), {DUE: 5}, DUE, None, "met", ""),
        (ceiling(5), {DUE: "5.01"}, DUE, None, "missed", ""),
        (ceiling(0, scale=None), {JUN_30: 0}, JUN_30, None, "on_track", ""),  # no accident at all
        (ceiling(0, scale=None), {JUN_30: 1}, JUN_30, None, "off_track", ""),
        (ceiling(3, scale=None), {JUN_30: 2}, JUN_30, None, "on_track", ""),
        (ceiling(3, scale=None), {JUN_30: 3}, JUN_30, None, "at_risk", ""),
        (FALL, {JUN_30: "26.5"}, JUN_30, "26.52", "on_track", "linear_plan"),
        (FALL, {JUN_30: "26.9"}, JUN_30, "26.52", "at_risk", "linear_plan"),
        (FALL, {JUN_30: "27"}, JUN_30, "26.52", "off_track", "linear_plan"),
        (FALL, {JUN_30: 25}, JUN_30, "26.52", "met", "linear_plan"),
        (FALL, {DUE: "25.01"}, DUE, "25", "missed", ""),
        (FALL, {DUE: 26, JAN_20: 25}, JAN_31, "25", "met_late", ""),
        (replace(FALL, baseline=None), {JUN_30: 26}, JUN_30, None, "at_risk", "no_baseline"),
        (YUAN, {JUN_30: "6.70"}, JUN_30, "7", "on_track", ""),  # 5 % of 14.05 is 0.7025, 10 % of 7 is 0.7
        (YUAN, {JUN_30: "6.30"}, JUN_30, "7", "on_track", ""),
        (YUAN, {JUN_30: "6.29"}, JUN_30, "7", "at_risk", ""),
        (YUAN, {JUN_30: "4.90"}, JUN_30, "7", "at_risk", ""),  # 15 % of 14.05 is 2.1075, 30 % of 7 is 2.1
        (YUAN, {JUN_30: "4.89"}, JUN_30, "7", "off_track", ""),
        (YUAN, {DUE: "14.04"}, DUE, "14.05", "missed", ""),
        (YUAN, {}, MAY_31, "0", "not_due", ""),
        # over 16 schools: 16 do not suffice
        (count(16, is_strict=True), {DUE: 16}, DUE, "16", "missed", ""),
        (count(16, is_strict=True), {DUE: 17}, DUE, "16", "met", ""),
        (reach(50, 44, is_strict=True), {DUE: 50}, DUE, "50", "missed", ""),
        (reach(50, 44, is_strict=True), {DUE: "50.01"}, DUE, "50", "met", ""),
        (floor_of(20, is_strict=True), {JUN_30: 20}, JUN_30, None, "off_track", ""),
        (floor_of(20, is_strict=True), {JUN_30: "20.01"}, JUN_30, None, "at_risk", ""),
        (floor_of(20, is_strict=True), {DUE: 20}, DUE, None, "missed", ""),
        (ceiling(5, is_strict=True), {JUN_30: 5}, JUN_30, None, "off_track", ""),
        (ceiling(5, is_strict=True), {DUE: "4.99"}, DUE, None, "met", ""),
        # 1,200 yuan a pupil, without an end; 4.5 of 5 points, whose margin is 0.025; 120 %
        (floor_of(1200, scale=Scale(Fraction(1), None)), {JUN_30: "1200.5"}, JUN_30, None, "on_track", ""),
        (floor_of(1200, scale=Scale(Fraction(1), None)), {JUN_30: 1200}, JUN_30, None, "at_risk", ""),
        (floor_of(1200, scale=Scale(Fraction(1), None)), {JUN_30: 1199}, JUN_30, None, "off_track", ""),
        (POINTS, {JUN_30: "4.53"}, JUN_30, None, "on_track", ""),
        (POINTS, {JUN_30: "4.52"}, JUN_30, None, "at_risk", ""),
        (POINTS, {JUN_30: "4.49"}, JUN_30, None, "off_track", ""),
        # between 45 and 55 %: the worse of both limits
        (RANGE, {JUN_30: 50}, JUN_30, None, "on_track", ""),
        (RANGE, {JUN_30: "45.2"}, JUN_30, None, "at_risk", ""),
        (RANGE, {JUN_30: "54.6"}, JUN_30, None, "at_risk", ""),
        (RANGE, {JUN_30: "44.9"}, JUN_30, None, "off_track", ""),
        (RANGE, {JUN_30: "55.1"}, JUN_30, None, "off_track", ""),
        (RANGE, {DUE: 55}, DUE, None, "met", ""),
        (RANGE, {DUE: "55.01"}, DUE, None, "missed", ""),
        (reach(120, 100, scale=Scale(Fraction(100), None)), {DUE: 120}, DUE, "120", "met", ""),
        (SCHOOLS, {}, DUE, "16", "unknown", "never_reported"),
        (SCHOOLS, {JUN_30: 12}, DUE, "16", "unknown", "overdue_report"),
    ],
)
def test_checked_example(target: Target, reports: Reports, day: date, wanted: str | None, result: str, flags: str) -> None:
    verdict = judge(target, reports, day)
    two_decimals = None if verdict.expected is None else round(verdict.expected, 2)
    assert two_decimals == (None if wanted is None else Fraction(wanted))
    assert (verdict.status, " ".join(verdict.flags)) == (result, flags)


def test_a_measured_target_without_number_or_due_date_is_a_fault_of_ours() -> None:
    for broken in (replace(SCHOOLS, target=None), replace(SCHOOLS, due=None)):
        with pytest.raises(ValueError, match="a number and a due date"):
            judge(broken, {}, DUE)


# Rule 1


def test_suspended_from_the_day_of_the_document_on() -> None:
    target = replace(SCHOOLS, suspended_since=JUN_30)
    assert status(target, {}, JUN_30 - timedelta(days=1)) is Status.UNKNOWN
    assert status(target, {}, JUN_30) is Status.SUSPENDED
    assert status(target, {DEC_20: 16}, DUE) is Status.SUSPENDED
    assert judge(target, {}, DUE).remedy is None


# Rule 2


@pytest.mark.parametrize("target", [SCHOOLS, reach(16, 3)])
def test_reached_on_the_due_date_is_met_and_a_day_later_met_late(target: Target) -> None:
    assert status(target, {DUE: 16}, JAN_31) is Status.MET
    assert status(target, {DUE + timedelta(days=1): 16}, JAN_31) is Status.MET_LATE


@pytest.mark.parametrize("target", [SCHOOLS, reach(16, 3)])
def test_reached_before_the_due_date_is_met_at_once_and_however_old_the_report(target: Target) -> None:
    assert status(target, {date(2023, 2, 1): 16}, date(2023, 2, 1)) is Status.MET
    assert status(target, {date(2023, 2, 1): 17}, DUE) is Status.MET


def test_what_fell_below_and_rose_again_stands_only_since_it_rose() -> None:
    reports = {DEC_20: 16, DUE: 15, JAN_20: 16}
    assert status(SCHOOLS, reports, DEC_20) is Status.MET
    assert status(SCHOOLS, reports, DUE) is Status.MISSED
    assert status(SCHOOLS, reports, JAN_31) is Status.MET_LATE


def test_what_stands_since_before_the_due_date_stays_met_whatever_is_reported_later() -> None:
    assert status(SCHOOLS, {DEC_20: 16, JAN_20: 18}, JAN_31) is Status.MET


def test_a_floor_is_not_met_before_it_is_due() -> None:
    assert status(floor_of(85), {JUN_30: 100}, JUN_30) is Status.ON_TRACK


# Rule 3


def test_a_rate_is_not_due_before_the_plan_starts_and_unknown_from_then_on() -> None:
    for target in (RISE, BLIND_RISE, floor_of(85)):
        assert status(target, {}, START - timedelta(days=1)) is Status.NOT_DUE
        assert judge(target, {}, START).flags[-1] is Flag.NEVER_REPORTED
        assert status(target, {}, START) is Status.UNKNOWN


def test_a_count_is_not_due_while_the_plan_wants_nothing() -> None:
    assert status(OPENINGS, {}, date(2023, 8, 31)) is Status.NOT_DUE
    assert status(OPENINGS, {}, date(2023, 9, 1)) is Status.UNKNOWN
    assert status(SCHOOLS, {}, START - timedelta(days=1)) is Status.NOT_DUE
    assert status(SCHOOLS, {}, START) is Status.UNKNOWN


def test_silence_after_the_due_date_is_neither_failure_nor_success() -> None:
    for target in (SCHOOLS, RISE, floor_of(85)):
        verdict = judge(target, {}, date(2025, 1, 1))
        assert (verdict.status, verdict.flags) == (Status.UNKNOWN, (Flag.NEVER_REPORTED,))


def test_a_report_of_zero_is_a_report() -> None:
    assert status(OPENINGS, {MAY_31: 0}, MAY_31) is Status.ON_TRACK
    assert status(OPENINGS, {date(2023, 9, 1): 0}, date(2023, 9, 1)) is Status.OFF_TRACK


# Rules 4 and 7


@pytest.mark.parametrize("cycle", ["month", "quarter", "year"])
@pytest.mark.parametrize(
    "target", [count(11, ((1, 2), 5)), reach(50, 44, points=points(((1, 2), 45), ((12, 30), 45))), floor_of(1)]
)
def test_a_report_grows_stale_after_a_cycle_and_a_week_and_overdue_after_two(target: Target, cycle: str) -> None:
    """Check two years of silence: the plan is long enough, and the figure itself is on track all the time."""
    target = replace(target, cycle_days=CYCLE_DAYS[cycle], due=date(2033, 12, 31))
    days = CYCLE_DAYS[cycle]

    def after(age: int) -> tuple[Status, bool, bool]:
        verdict = judge(target, {date(2023, 2, 1): 49 if target.is_rate else 10}, date(2023, 2, 1) + timedelta(days=age))
        return verdict.status, Flag.STALE in verdict.flags, Flag.OVERDUE_REPORT in verdict.flags

    assert after(0) == (Status.ON_TRACK, False, False)
    assert after(days + 7) == (Status.ON_TRACK, False, False)
    assert after(days + 8) == (Status.AT_RISK, True, False)
    assert after(2 * days + 7) == (Status.AT_RISK, True, False)
    assert after(2 * days + 8) == (Status.UNKNOWN, False, True)


def test_cycles_have_the_days_that_the_rules_give_them() -> None:
    assert dict(CYCLE_DAYS) == {"month": 31, "quarter": 92, "year": 366}
    assert SCHOOLS.cycle_days == 31


def test_a_stale_figure_that_is_behind_stays_what_it_was_and_is_flagged() -> None:
    verdict = judge(TEACHERS, {JUL_15: 250}, AUG_31)
    assert (verdict.status, verdict.flags) == (Status.OFF_TRACK, (Flag.LINEAR_PLAN, Flag.STALE))


def test_a_stale_rate_without_baseline_carries_both_flags() -> None:
    assert judge(BLIND_RISE, {JUL_15: 45}, AUG_31).flags == (Flag.NO_BASELINE, Flag.STALE)


def test_after_the_due_date_a_report_ages_no_more() -> None:
    reported = DUE - timedelta(days=69)
    assert status(SCHOOLS, {reported: 12}, date(2026, 1, 1)) is Status.MISSED
    assert status(SCHOOLS, {reported - timedelta(days=1): 12}, date(2026, 1, 1)) is Status.UNKNOWN


def test_an_old_figure_that_met_a_floor_says_nothing_on_the_due_date() -> None:
    assert status(floor_of(85), {JUN_30: 99}, DUE) is Status.UNKNOWN


# Rule 5


@pytest.mark.parametrize(
    ("value", "before", "on_the_day"),
    [(85, Status.AT_RISK, Status.MET), ("84.999999", Status.OFF_TRACK, Status.MISSED), (90, Status.ON_TRACK, Status.MET)],
)
def test_a_floor_is_met_or_missed_from_the_due_date_on(value: str | int, before: Status, on_the_day: Status) -> None:
    eve = DUE - timedelta(days=1)
    assert status(floor_of(85), {eve: value}, eve) is before
    assert status(floor_of(85), {eve: value}, DUE) is on_the_day
    assert status(floor_of(85), {eve: value}, JAN_31) is on_the_day


@pytest.mark.parametrize(("target", "value"), [(SCHOOLS, 15), (reach(), "49.99"), (BLIND_RISE, "49.99")])
def test_almost_is_missed_from_the_due_date_on(target: Target, value: str | int) -> None:
    eve = DUE - timedelta(days=1)
    assert status(target, {eve: value}, eve) is not Status.MISSED
    assert status(target, {eve: value}, DUE) is Status.MISSED


# Rule 6


@pytest.mark.parametrize(
    ("total", "wanted", "last_on_track", "last_at_risk"),
    [
        (11, 8, 0, 1),
        (20, 20, 1, 3),  # 5 % of 20 and 15 % of 20 exactly
        (19, 19, 0, 2),
        (100, 10, 1, 3),  # 10 % of 10 and 30 % of 10 exactly
        (100, 9, 0, 2),
        (1000, 400, 40, 120),
        (1000, 900, 50, 150),
    ],
)
def test_how_far_a_count_may_be_behind(total: int, wanted: int, last_on_track: int, last_at_risk: int) -> None:
    target = count(total, ((6, 30), wanted))

    def behind(gap: int) -> Status:
        return status(target, {JUN_30: wanted - gap}, JUN_30)

    assert behind(0) is (Status.MET if wanted == total else Status.ON_TRACK)
    if last_on_track > 0:
        assert behind(last_on_track) is Status.ON_TRACK
    assert behind(last_on_track + 1) is Status.AT_RISK
    assert behind(last_at_risk) is Status.AT_RISK
    assert behind(last_at_risk + 1) is Status.OFF_TRACK


def test_being_ahead_is_on_track() -> None:
    assert status(KINDERGARTENS, {JUN_30: 10}, JUN_30) is Status.ON_TRACK
    assert judge(KINDERGARTENS, {JUN_30: 10}, JUN_30).gap == 0


@pytest.mark.parametrize(
    ("wanted", "gap", "result"),
    [
        # span 20: 5 % is 1 point, 15 % is 3 points, and they decide where e is large
        (54, "1", Status.ON_TRACK),
        (54, "1.000001", Status.AT_RISK),
        (54, "3", Status.AT_RISK),
        (54, "3.000001", Status.OFF_TRACK),
        # e = 5: 10 % is 0.5 and 30 % is 1.5, and they decide
        (45, "0.5", Status.ON_TRACK),
        (45, "0.500001", Status.AT_RISK),
        (45, "1.5", Status.AT_RISK),
        (45, "1.500001", Status.OFF_TRACK),
        # e = 0: any gap is red
        (40, "0", Status.ON_TRACK),
        (40, "0.000001", Status.OFF_TRACK),
    ],
)
def test_how_far_a_rate_may_be_behind(wanted: int, gap: str, result: Status) -> None:
    target = reach(60, 40, points=points(((6, 30), wanted)))
    assert status(target, {JUN_30: wanted - Fraction(gap)}, JUN_30) is result


def test_a_rate_without_baseline_is_at_risk_whatever_its_value() -> None:
    with_points = reach(baseline=None, points=points(((6, 30), 46)))
    for target in (BLIND_RISE, with_points):
        for value in (0, 46, "49.99"):
            verdict = judge(target, {JUN_30: value}, JUN_30)
            assert (verdict.status, verdict.flags) == (Status.AT_RISK, (Flag.NO_BASELINE,))


@pytest.mark.parametrize(
    ("goal", "value", "result"),
    [
        (85, "85.5", Status.ON_TRACK),
        (85, "85.499999", Status.AT_RISK),
        (85, "85", Status.AT_RISK),
        (85, "84.999999", Status.OFF_TRACK),
        (100, "99.999999", Status.OFF_TRACK),
        (99, "99.5", Status.ON_TRACK),
        (99, "99.4", Status.AT_RISK),
    ],
)
def test_a_floor_wants_half_a_point_to_spare(goal: int, value: str, result: Status) -> None:
    assert status(floor_of(goal), {JUN_30: value}, JUN_30) is result


def test_the_margin_shrinks_to_what_is_left_below_100() -> None:
    target = replace(floor_of(0), target=Fraction("99.8"))
    assert status(target, {JUN_30: 100}, JUN_30) is Status.ON_TRACK
    assert status(target, {JUN_30: "99.99"}, JUN_30) is Status.AT_RISK


def test_changed_percentages_and_margin_decide() -> None:
    strict = Rules((Fraction(0), Fraction(0)), (Fraction(1, 100), Fraction(1, 100)), Fraction(2))
    mild = Rules((Fraction(1, 2), Fraction(1, 2)), (Fraction(3, 4), Fraction(3, 4)), Fraction(0))
    assert status(TEACHERS, {AUG_31: 330}, AUG_31, strict) is Status.AT_RISK
    assert status(TEACHERS, {AUG_31: 250}, AUG_31, mild) is Status.ON_TRACK
    assert status(RISE, {JUN_30: "46.2"}, JUN_30, strict) is Status.OFF_TRACK
    assert status(RISE, {JUN_30: "46.2"}, JUN_30, mild) is Status.ON_TRACK
    assert status(floor_of(85), {JUN_30: 86}, JUN_30, strict) is Status.AT_RISK
    assert status(floor_of(85), {JUN_30: 85}, JUN_30, mild) is Status.ON_TRACK


def test_one_unit_behind_stays_amber_under_the_strictest_percentages() -> None:
    nothing = (Fraction(0), Fraction(0))
    assert status(KINDERGARTENS, {JUN_30: 7}, JUN_30, Rules(nothing, nothing)) is Status.AT_RISK


# Exactness


@pytest.mark.parametrize(
    ("value", "result"),
    [("49.96", Status.MISSED), ("49.999999", Status.MISSED), ("50", Status.MET), ("50.000000", Status.MET)],
)
def test_what_shows_as_50_still_fails_to_reach_50(value: str, result: Status) -> None:
    assert status(RISE, {DUE: value}, DUE) is result


def test_a_third_is_a_third() -> None:
    third = replace(reach(), target=Fraction(100, 3))
    hair_more = replace(reach(), target=Fraction(100, 3) + Fraction(1, 10**18))
    assert status(third, {DUE: Fraction(100 * 3334, 10002)}, DUE) is Status.MET
    assert status(hair_more, {DUE: Fraction(100 * 3334, 10002)}, DUE) is Status.MISSED


def test_no_float_comes_out_of_a_verdict() -> None:
    verdict = judge(RISE, {JUN_30: Fraction(Decimal("46.2"))}, JUN_30)
    numbers = [verdict.actual, verdict.expected, verdict.gap, *verdict.reason.numbers.values()]
    assert verdict.remedy is not None
    numbers += [verdict.remedy.value, verdict.remedy.amount]
    assert not [one for one in numbers if isinstance(one, float)]
    assert verdict.gap == 44 + Fraction(6 * 180, 364) - Fraction("46.2")


# Content of a verdict


def test_a_verdict_says_what_decided_with_its_numbers() -> None:
    verdict = judge(KINDERGARTENS, {JUN_30: 7}, JUN_30)
    assert verdict.reason.rule == "behind"
    assert {
        "actual": 7,
        "expected": 8,
        "gap": 1,
        "on_track_limit": 0,
        "at_risk_limit": 1,
    }.items() <= verdict.reason.numbers.items()
    assert (verdict.actual, verdict.expected, verdict.expected_from, verdict.gap) == (7, 8, ExpectedSource.POINTS, 1)
    assert verdict.reported_on == JUN_30


def test_the_linear_plan_is_flagged_only_before_the_due_date() -> None:
    assert Flag.LINEAR_PLAN in judge(SCHOOLS, {DEC_20: 3}, DUE - timedelta(days=1)).flags
    assert Flag.LINEAR_PLAN not in judge(SCHOOLS, {DEC_20: 3}, DUE).flags


# Remedies


@pytest.mark.parametrize(
    ("target", "reports", "day", "remedy"),
    [
        (KINDERGARTENS, {JUN_30: 6}, JUN_30, Remedy("value", Status.AT_RISK, JUN_30, Fraction(7), Fraction(1))),
        (KINDERGARTENS, {JUN_30: 7}, JUN_30, Remedy("value", Status.ON_TRACK, JUN_30, Fraction(8), Fraction(1))),
        (KINDERGARTENS, {JUN_30: 8}, JUN_30, Remedy("value", Status.MET, JUN_30, Fraction(11), Fraction(3))),
        (SCHOOLS, {DUE: 15}, DUE, Remedy("value", Status.MET, DUE, Fraction(16), Fraction(1))),
        (SCHOOLS, {DUE: 15}, JAN_31, Remedy("value", Status.MET_LATE, JAN_31, Fraction(16), Fraction(1))),
        (SCHOOLS, {}, JAN_31, Remedy("value", Status.MET, DUE, Fraction(16))),
        (floor_of(85), {JUN_30: 80}, JUN_30, Remedy("value", Status.AT_RISK, JUN_30, Fraction(85), Fraction(5))),
        (floor_of(85), {JUN_30: 85}, JUN_30, Remedy("value", Status.ON_TRACK, JUN_30, Fraction("85.5"), Fraction("0.5"))),
        (RISE, {DUE: "49.96"}, DUE, Remedy("value", Status.MET, DUE, Fraction(50), Fraction("0.04"))),
        (FALL, {JUN_30: 28}, JUN_30, Remedy("less", Status.AT_RISK, JUN_30, Fraction("26.96"), Fraction("1.04"))),
        (FALL, {}, JAN_31, Remedy("less", Status.MET, DUE, Fraction(25))),
        (ceiling(5), {JUN_30: 7}, JUN_30, Remedy("less", Status.AT_RISK, JUN_30, Fraction(5), Fraction(2))),
        (ceiling(5), {}, JUN_30, Remedy("less", Status.ON_TRACK, JUN_30, Fraction("4.5"))),
        (ceiling(5), {DUE: 6}, DUE, Remedy("less", Status.MET, DUE, Fraction(5), Fraction(1))),
        (ceiling(0, scale=None), {JUN_30: 2}, JUN_30, Remedy("less", Status.ON_TRACK, JUN_30, Fraction(0), Fraction(2))),
        (YUAN, {JUN_30: 4}, JUN_30, Remedy("value", Status.AT_RISK, JUN_30, Fraction("4.9"), Fraction("0.9"))),
        (YUAN, {DUE: 14}, DUE, Remedy("value", Status.MET, DUE, Fraction("14.05"), Fraction("0.05"))),
        (count(16, is_strict=True), {DUE: 16}, DUE, Remedy("value", Status.MET, DUE, Fraction(17), Fraction(1))),
        (ceiling(5, is_strict=True), {DUE: 5}, DUE, Remedy("less", Status.MET, DUE, Fraction("4.99"), Fraction("0.01"))),
        (RANGE, {JUN_30: 58}, JUN_30, Remedy("less", Status.AT_RISK, JUN_30, Fraction(55), Fraction(3))),
        (RANGE, {JUN_30: 40}, JUN_30, Remedy("value", Status.AT_RISK, JUN_30, Fraction(45), Fraction(5))),
        (RANGE, {JUN_30: 50}, JUN_30, None),
        (OPENINGS, {}, MAY_31, None),
        (SCHOOLS, {DEC_20: 16}, DUE, None),
        (SCHOOLS, {JAN_20: 16}, JAN_31, None),
        (floor_of(85), {JUN_30: 90}, JUN_30, None),
    ],
)
def test_the_smallest_change_that_would_make_it_better(
    target: Target, reports: Reports, day: date, remedy: Remedy | None
) -> None:
    assert judge(target, reports, day).remedy == remedy


# A rate that not every district reported


def partial(target: Target, value: str, worst: str, best: str, *, on: date = JUN_30, day: date | None = None) -> Verdict:
    return judge_measured(target, [Reading(on, Fraction(value), Fraction(worst), Fraction(best))], day or on, RULES)


@pytest.mark.parametrize(
    ("worst", "best", "result"),
    [
        ("86", "100", Status.ON_TRACK),
        ("85.5", "100", Status.ON_TRACK),
        ("85.4", "100", Status.UNKNOWN),
        ("85", "85.4", Status.AT_RISK),
        ("84", "85", Status.UNKNOWN),
        ("0", "84.9", Status.OFF_TRACK),
    ],
)
def test_a_partial_rate_takes_a_colour_only_if_both_extremes_agree(worst: str, best: str, result: Status) -> None:
    verdict = partial(floor_of(85), worst, worst, best)
    assert verdict.status is result
    assert Flag.PARTIAL in verdict.flags


def test_between_two_limits_the_best_case_may_lie_in_the_middle() -> None:
    assert partial(RANGE, "50", "40", "60").status is Status.UNKNOWN
    assert partial(RANGE, "50", "46", "54").status is Status.ON_TRACK
    assert partial(RANGE, "60", "56", "64").status is Status.OFF_TRACK


@often
@given(st.integers(0, 10000), st.integers(1, 9900), st.integers(1, 99), days)
def test_between_two_limits_the_worse_verdict_counts(value: int, low: int, width: int, day: date) -> None:
    lower, upper = Fraction(low, 100), Fraction(low + width, 100)
    history = [Reading(day, Fraction(value, 100))]
    both = judge_measured(replace(RANGE, target=lower, upper=upper), history, day, RULES)
    alone = [
        judge_measured(replace(RANGE, target=goal, upper=None, kind=kind), history, day, RULES)
        for goal, kind in ((lower, TargetKind.FLOOR), (upper, TargetKind.CEILING))
    ]
    assert both.status is max((one.status for one in alone), key=lambda status: status.severity)
    if both.remedy is not None:
        assert both.remedy.value is not None
        mended = judge_measured(replace(RANGE, target=lower, upper=upper), [Reading(day, both.remedy.value)], day, RULES)
        assert mended.status is both.remedy.to
        assert mended.status.severity < both.status.severity


def test_a_partial_rate_that_is_unknown_names_both_cases() -> None:
    verdict = partial(floor_of(85), "90", "80", "95")
    assert verdict.reason.rule == "partial"
    assert (verdict.reason.numbers["worst"], verdict.reason.numbers["best"]) == (80, 95)
    assert verdict.actual == 90


def test_a_partial_rate_on_the_due_date_is_met_missed_or_unknown() -> None:
    assert partial(RISE, "60", "50", "80", on=DUE).status is Status.MET
    assert partial(RISE, "40", "30", "49.99", on=DUE).status is Status.MISSED
    assert partial(RISE, "50", "49.99", "80", on=DUE).status is Status.UNKNOWN


def test_a_doubtful_figure_after_the_due_date_is_mended_by_a_newer_one() -> None:
    verdict = partial(RISE, "50", "49", "51", on=JAN_20, day=JAN_31)
    assert verdict.status is Status.UNKNOWN
    assert verdict.remedy is not None
    assert (verdict.remedy.day, verdict.remedy.to) == (JAN_31, Status.MET_LATE)


def test_only_the_newest_reading_is_doubtful() -> None:
    history = [Reading(MAY_31, Fraction(90), Fraction(0), Fraction(100)), Reading(JUN_30, Fraction(90))]
    verdict = judge_measured(floor_of(85), history, JUN_30, RULES)
    assert (verdict.status, verdict.flags) == (Status.ON_TRACK, ())


def test_a_suspended_target_stays_suspended_whoever_is_missing() -> None:
    target = replace(floor_of(85), suspended_since=START)
    assert partial(target, "90", "0", "100").status is Status.SUSPENDED


# Invariants


@st.composite
def targets(draw: st.DrawFn) -> Target:
    kind = draw(st.sampled_from([TargetKind.COUNT, TargetKind.AMOUNT, TargetKind.REACH, TargetKind.FLOOR]))
    cycle = draw(st.sampled_from(list(CYCLE_DAYS.values())))
    suspended = draw(st.one_of(st.none(), st.none(), st.none(), days))
    if kind is TargetKind.COUNT:
        goal = Fraction(draw(st.integers(1, 60) | st.integers(1, 2000)))
        low = Fraction(0)
    else:
        goal = Fraction(draw(st.integers(1, 10000)), 100)
        low = Fraction(0) if kind is TargetKind.AMOUNT else Fraction(draw(st.integers(0, int(goal * 100))), 100)
    baseline = draw(st.none() | st.just(low)) if kind is TargetKind.REACH else None
    by = sorted(draw(st.lists(st.integers(0, 364), max_size=3, unique=True)))
    step = 1 if kind is TargetKind.COUNT else 100
    values = sorted(draw(st.lists(st.integers(int(low * step), int(goal * step)), min_size=len(by), max_size=len(by))))
    path = tuple((START + timedelta(days=n), Fraction(value, step)) for n, value in zip(by, values, strict=True))
    rising = Target(
        kind, START, DUE, goal, baseline, () if kind is TargetKind.FLOOR else path, cycle_days=cycle, suspended_since=suspended
    )
    rising = replace(rising, is_strict=goal < 100 and draw(st.booleans()))
    return mirrored(rising) if rising.is_rate and draw(st.booleans()) else rising


def mirrored(target: Target) -> Target:
    """The rate of what is left to 100 %: to fall or to be kept below where the rate is to rise or to be kept above."""
    assert target.target is not None
    return replace(
        target,
        kind=TargetKind.CEILING if target.kind is TargetKind.FLOOR else target.kind,
        direction="down" if target.kind is TargetKind.REACH else None,
        target=100 - target.target,
        baseline=None if target.baseline is None else 100 - target.baseline,
        points=tuple((by, 100 - value) for by, value in target.points),
    )


def step_of(target: Target) -> Fraction:
    """The smallest difference of two figures that matters."""
    return Fraction(1) if target.kind is TargetKind.COUNT else Fraction(1, 100)


@st.composite
def cases(draw: st.DrawFn, *, may_be_partial: bool = False) -> tuple[Target, list[Reading], date]:
    target = draw(targets())
    assert target.target is not None
    step = step_of(target).denominator
    top = 10000 if target.is_rate else int(target.target * step) + 3
    near = st.integers(max(0, int(target.target * step) - 60), min(top, int(target.target * step) + 3))
    found = draw(st.dictionaries(days, st.integers(0, top) | near, max_size=4))
    history = [Reading(on, Fraction(value, step)) for on, value in sorted(found.items())]
    if may_be_partial and history and target.is_rate and draw(st.booleans()):
        newest = history[-1]
        low, high = newest.value * draw(st.fractions(0, 1)), newest.value + (100 - newest.value) * draw(st.fractions(0, 1))
        history[-1] = Reading(newest.day, newest.value, *((high, low) if target.is_falling else (low, high)))
    return target, history, draw(days | st.just(DUE))


@often
@given(cases(), st.integers(1, 500))
def test_a_better_figure_never_looks_worse(case: tuple[Target, list[Reading], date], more: int) -> None:
    target, history, day = case
    if not history:
        return
    newest = history[-1]
    change = more * step_of(target)
    better = max(Fraction(0), newest.value - change) if target.is_falling else newest.value + change
    raised = [*history[:-1], replace(newest, value=better)]
    before, after = (judge_measured(target, readings, day, RULES).status for readings in (history, raised))
    assert after.severity <= before.severity


@often
@given(st.integers(1, 3000), st.integers(0, 363), st.integers(0, 3000), st.booleans())
def test_one_unit_behind_is_never_off_track(total: int, after: int, wanted: int, is_linear: bool) -> None:
    day = START + timedelta(days=after)
    target = count(total) if is_linear else replace(count(total), points=((day, Fraction(min(wanted, total))),))
    expected = judge(target, {}, day).expected
    assert expected is not None
    one_behind = max(0, -(-expected.numerator // expected.denominator) - 1)
    assert status(target, {day: one_behind}, day) in (Status.ON_TRACK, Status.AT_RISK)


@often
@given(cases(may_be_partial=True))
def test_applying_the_flip_flips_and_one_unit_less_does_not(case: tuple[Target, list[Reading], date]) -> None:
    target, history, day = case
    verdict = judge_measured(target, history, day, RULES)
    if verdict.remedy is None:
        return
    remedy = verdict.remedy
    assert remedy.value is not None

    def with_report(value: Fraction) -> Status:
        others = [reading for reading in history if reading.day != remedy.day]
        both = sorted([*others, Reading(remedy.day, value)], key=lambda reading: reading.day)
        return judge_measured(target, both, day, RULES).status

    assert with_report(remedy.value) is remedy.to
    assert remedy.to.severity < verdict.status.severity
    less = remedy.value + (step_of(target) if target.is_falling else -step_of(target))
    if less >= 0:
        assert with_report(less).severity >= verdict.status.severity
    if remedy.amount is not None:
        assert verdict.actual is not None
        assert verdict.actual + (-remedy.amount if target.is_falling else remedy.amount) == remedy.value


@often
@given(cases(may_be_partial=True))
def test_lower_is_better_is_the_mirror_of_higher_is_better(case: tuple[Target, list[Reading], date]) -> None:
    target, history, day = case
    if not target.is_rate or target.is_falling:
        return
    rises = judge_measured(target, history, day, RULES)
    left = [replace(one, value=100 - one.value, worst=_left(one.worst), best=_left(one.best)) for one in history]
    falls = judge_measured(mirrored(target), left, day, RULES)
    assert (falls.status, falls.flags, falls.gap, falls.expected) == (rises.status, rises.flags, rises.gap, _left(rises.expected))
    if rises.remedy is not None:
        expected = replace(rises.remedy, how="less", value=_left(rises.remedy.value))
        assert falls.remedy == expected


def _left(value: Fraction | None) -> Fraction | None:
    return None if value is None else 100 - value


@often
@given(cases())
def test_an_amount_is_a_count_of_hundredths_without_rounding(case: tuple[Target, list[Reading], date]) -> None:
    target, history, day = case
    if target.kind is not TargetKind.AMOUNT:
        return
    amount = judge_measured(target, history, day, RULES)
    if amount.reason.rule == "behind":
        assert amount.gap is not None
        assert amount.expected is not None
        assert target.target is not None
        on_track, at_risk = (min(a * target.target, b * amount.expected) for a, b in (RULES.on_track, RULES.at_risk))
        by_gap = Status.ON_TRACK if amount.gap <= on_track else Status.AT_RISK if amount.gap <= at_risk else Status.OFF_TRACK
        assert amount.status is by_gap
    counted = replace(target, kind=TargetKind.COUNT, target=(target.target or 0) * 100)
    counted = replace(counted, points=tuple((by, value * 100) for by, value in target.points))
    whole = judge_measured(counted, [replace(one, value=one.value * 100) for one in history], day, RULES)
    if amount.reason.rule != "behind":
        assert (amount.status, amount.flags) == (whole.status, whole.flags)


@often
@given(cases())
def test_what_is_open_and_not_silent_can_always_be_mended(case: tuple[Target, list[Reading], date]) -> None:
    target, history, day = case
    verdict = judge_measured(target, history, day, RULES)
    if verdict.status in (Status.AT_RISK, Status.OFF_TRACK, Status.MISSED, Status.UNKNOWN):
        assert verdict.remedy is not None


@often
@given(cases(may_be_partial=True), st.lists(st.tuples(st.integers(1, 400), st.integers(0, 100)), min_size=1, max_size=3))
def test_a_verdict_never_depends_on_readings_after_the_day(
    case: tuple[Target, list[Reading], date], later: list[tuple[int, int]]
) -> None:
    target, history, day = case
    known = [reading for reading in history if reading.day <= day]
    future = [Reading(day + timedelta(days=n), Fraction(value)) for n, value in sorted(later)]
    assert judge_measured(target, [*known, *future], day, RULES) == judge_measured(target, known, day, RULES)


@often
@given(cases(may_be_partial=True))
def test_every_verdict_can_be_put_into_words(case: tuple[Target, list[Reading], date]) -> None:
    target, history, day = case
    verdict = judge_measured(target, history, day, RULES)
    for language in ("zh", "en"):
        assert reason_sentence(verdict.reason, language, unit="%")
        assert bool(remedy_sentence(verdict.remedy, language, unit="%")) == (verdict.remedy is not None)


@often
@given(cases())
def test_silence_is_never_green_and_never_red(case: tuple[Target, list[Reading], date]) -> None:
    target, _, day = case
    verdict = judge_measured(target, [], day, RULES)
    assert verdict.status in (Status.NOT_DUE, Status.UNKNOWN, Status.SUSPENDED)
    assert verdict.actual is None


@pytest.mark.parametrize(
    ("target", "reports", "day", "rule", "numbers"),
    [
        (SCHOOLS, {DEC_20: 16}, DUE, "reached", {"since": DEC_20}),
        (SCHOOLS, {DUE: 15, JAN_20: 16}, JAN_31, "reached_late", {"since": JAN_20}),
        (replace(SCHOOLS, suspended_since=JUL_15), {JUN_30: 3}, AUG_31, "suspended", {"since": JUL_15}),
        (SCHOOLS, {DUE: 15}, DUE, "missed", {"short": 1}),
        (floor_of(85), {DUE: 86}, DUE, "kept", {}),
        (RANGE, {DUE: 50}, DUE, "kept_between", {"target": 45, "upper": 55}),
        (RANGE, {DUE: 56}, DUE, "down_missed", {"short": 1}),
        (ceiling(5), {DUE: 5}, DUE, "down_kept", {}),
        (ceiling(5), {DUE: 6}, DUE, "down_missed", {"short": 1}),
        (ceiling(5), {JUN_30: 6}, JUN_30, "ceiling", {"margin": Fraction("0.5")}),
        (FALL, {DEC_20: 25}, DUE, "down_reached", {"since": DEC_20}),
        (FALL, {DUE: 26, JAN_20: 25}, JAN_31, "down_reached_late", {"since": JAN_20}),
        (FALL, {JUN_30: 27}, JUN_30, "down_behind", {}),
        (count(16, is_strict=True), {DUE: 16}, DUE, "missed_equal", {"short": 0}),
        (floor_of(20, is_strict=True), {JUN_30: 21}, JUN_30, "floor_strict", {"margin": Fraction("0.5")}),
        (ceiling(5, is_strict=True), {JUN_30: 4}, JUN_30, "ceiling_strict", {"margin": Fraction("0.5")}),
        (OPENINGS, {}, MAY_31, "nothing_due", {}),
        (OPENINGS, {}, SEP_30, "never_reported", {}),
        (TEACHERS, {MAY_31: 330}, AUG_31, "overdue_report", {"age": 92, "limit": 69}),
        (TEACHERS, {JUL_15: 330}, AUG_31, "stale", {"age": 47, "limit": 38}),
        (BLIND_RISE, {JUN_30: 46}, JUN_30, "no_baseline", {}),
    ],
)
def test_a_verdict_names_the_line_that_decided_with_its_numbers(
    target: Target, reports: Reports, day: date, rule: str, numbers: dict[str, object]
) -> None:
    reason = judge(target, reports, day).reason
    assert reason.rule == rule
    assert {key: reason.numbers[key] for key in numbers} == numbers
