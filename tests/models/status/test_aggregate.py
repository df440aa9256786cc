"""Counting statuses, and adding up districts."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.status import Reading, Share, Status, Word, add_counts, add_rates, districts_in, tally

MAR, JUN, SEP = date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30)


def share(numerator: int, denominator: int, day: date = JUN) -> Share:
    return Share(day, Fraction(numerator), Fraction(denominator))


def test_k_counts_what_is_done_or_on_track_and_n_all_but_actions_and_what_is_not_due() -> None:
    count = tally(list(Word))
    assert (count.good, count.counted) == (3, 10)


@pytest.mark.parametrize("status", [Word.MET, Word.MET_LATE, Word.ON_TRACK])
def test_good_statuses_stand_in_k_and_n(status: Word) -> None:
    count = tally([status, status])
    assert (count.good, count.counted) == (2, 2)


@pytest.mark.parametrize(
    "status",
    [
        Word.AT_RISK,
        Word.OFF_TRACK,
        Word.MISSED,
        Word.NEVER_REPORTED,
        Word.OVERDUE_REPORT,
        Word.PARTIAL,
        Word.SUSPENDED,
    ],
)
def test_other_statuses_stand_in_n_alone(status: Word) -> None:
    count = tally([status])
    assert (count.good, count.counted) == (0, 1)


@pytest.mark.parametrize("status", [Word.ACTION, Word.NOT_DUE])
def test_actions_and_what_is_not_due_stand_in_neither(status: Word) -> None:
    count = tally([status])
    assert (count.good, count.counted, count.worst) == (0, 0, None)


def test_a_tally_names_the_worst_of_what_counts() -> None:
    assert tally([Word.MET, Word.AT_RISK, Word.PARTIAL, Word.ACTION]).worst is Status.AT_RISK
    assert tally([Word.MISSED, Word.OFF_TRACK]).worst is Status.MISSED
    assert tally([]).worst is None


def test_a_tally_gives_every_status_a_number() -> None:
    count = tally([Word.MET, Word.MET, Word.MISSED])
    assert (set(count.by_status), set(count.by_word)) == (set(Status), set(Word))
    assert (count.by_status[Status.MET], count.by_status[Status.MISSED], count.by_status[Status.UNKNOWN]) == (2, 1, 0)


def test_what_is_not_known_is_counted_apart_by_its_reason_and_together_as_a_status() -> None:
    count = tally([Word.NEVER_REPORTED, Word.OVERDUE_REPORT, Word.OVERDUE_REPORT, Word.PARTIAL])
    assert count.by_status[Status.UNKNOWN] == count.counted == 4
    assert [count.by_word[word] for word in (Word.NEVER_REPORTED, Word.OVERDUE_REPORT, Word.PARTIAL)] == [1, 2, 1]


def test_open_statuses_are_ordered_as_the_rules_order_them() -> None:
    order = [Status.OFF_TRACK, Status.AT_RISK, Status.UNKNOWN, Status.ON_TRACK, Status.NOT_DUE]
    assert sorted(order, key=lambda status: -status.severity) == order


def test_counts_add_up_by_what_each_district_said_last() -> None:
    histories = {
        "a": [Reading(MAR, Fraction(1)), Reading(SEP, Fraction(4))],
        "b": [Reading(JUN, Fraction(2))],
    }
    assert add_counts(histories) == [Reading(MAR, Fraction(1)), Reading(JUN, Fraction(3)), Reading(SEP, Fraction(6))]


def test_no_district_means_no_history() -> None:
    assert add_counts({}) == []
    assert add_counts({"a": []}) == []


def test_a_rate_over_districts_is_no_mean_of_rates() -> None:
    reading = add_rates({"a": share(90, 100), "b": share(1, 10)}, too_old_before=MAR)
    assert reading == Reading(JUN, 100 * Fraction(91, 110))


def test_a_rate_of_all_districts_has_no_bounds() -> None:
    reading = add_rates({"a": share(1, 2), "b": share(1, 2, SEP)}, too_old_before=MAR)
    assert reading is not None
    assert (reading.day, reading.worst, reading.best) == (SEP, None, None)


def test_a_district_that_never_spoke_leaves_everything_possible() -> None:
    reading = add_rates({"a": share(1, 2), "b": None}, too_old_before=MAR)
    assert reading == Reading(JUN, Fraction(50), Fraction(0), Fraction(100), heard=1, districts=2)


def test_a_district_that_fell_silent_counts_with_nothing_or_all_of_its_last_denominator() -> None:
    reading = add_rates({"a": share(30, 40, SEP), "b": share(5, 10, MAR)}, too_old_before=JUN)
    assert reading == Reading(SEP, Fraction(75), Fraction(60), Fraction(80), heard=1, districts=2)


def test_exactly_the_districts_in_the_sum_are_in() -> None:
    shares = {"a": share(30, 40, SEP), "b": share(5, 10, MAR), "c": None}
    assert set(districts_in(shares, too_old_before=JUN)) == {"a"}
    reading = add_rates(shares, too_old_before=JUN)
    assert reading is not None
    assert (reading.heard, reading.districts) == (1, 3)


def test_a_share_of_the_last_day_that_is_not_too_old_still_counts() -> None:
    shares = {"a": share(1, 2, SEP), "b": share(2, 2, JUN)}
    assert add_rates(shares, too_old_before=JUN) == Reading(SEP, Fraction(75))


def test_nobody_in_time_means_no_rate() -> None:
    assert add_rates({"a": share(1, 2, MAR), "b": None}, too_old_before=JUN) is None
    assert add_rates({"a": share(0, 0)}, too_old_before=MAR) is None


shares = st.integers(0, 1000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(shares, min_size=1, max_size=16))
def test_a_citys_rate_is_the_sum_of_numerators_over_the_sum_of_denominators(districts: list[tuple[int, int]]) -> None:
    reading = add_rates({str(n): share(*one) for n, one in enumerate(districts)}, too_old_before=MAR)
    whole = sum(denominator for _, denominator in districts)
    if whole == 0:
        assert reading is None
    else:
        assert reading is not None
        assert reading.value * whole == 100 * sum(numerator for numerator, _ in districts)


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.lists(shares.filter(lambda one: one[1] > 0), min_size=1, max_size=8),
    st.lists(st.tuples(shares, st.integers(0, 100)), min_size=1, max_size=8),
)
def test_the_true_rate_lies_between_the_worst_and_the_best_case(
    known: list[tuple[int, int]], silent: list[tuple[tuple[int, int], int]]
) -> None:
    by_district = {f"k{n}": share(*one, SEP) for n, one in enumerate(known)}
    by_district |= {f"s{n}": share(*one, MAR) for n, (one, _) in enumerate(silent)}
    reading = add_rates(by_district, too_old_before=JUN)
    whole = sum(one[1] for one in known) + sum(one[1] for one, _ in silent)
    now_done = sum(one[0] for one in known) + sum(Fraction(one[1] * part, 100) for one, part in silent)
    assert reading is not None
    assert reading.worst is not None
    assert reading.best is not None
    assert reading.worst <= 100 * now_done / whole <= reading.best
    assert reading.worst <= reading.value <= reading.best


@settings(max_examples=100, deadline=None, database=None)
@given(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.dictionaries(st.dates(date(2023, 1, 1), date(2023, 3, 1)), st.integers(0, 50), min_size=1, max_size=4),
        min_size=1,
    )
)
def test_the_last_sum_of_counts_is_the_sum_of_the_last_words(histories: dict[str, dict[date, int]]) -> None:
    readings = {name: [Reading(day, Fraction(value)) for day, value in sorted(own.items())] for name, own in histories.items()}
    total = add_counts(readings)
    assert total[-1].value == sum(own[max(own)] for own in histories.values())
    assert [one.day for one in total] == sorted({day for own in histories.values() for day in own})
