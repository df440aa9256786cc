"""Figures of quotas in columns: what is asked of them equals what loops over plain readings find, to the last decimal."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.days import to_days
from models.analysis.quota_figures import MISSING, MOST, NO_QUOTA_REPORTS, ONE, QuotaFigures, QuotaReports, to_numbers
from models.status import Reading
from models.status.aggregate import add_counts
from tests.plain_path import counted
from tests.rows import records_of

FIRST = date(2023, 6, 1)
CODES, ORIGINS = ("Q-2", "Q-10", "Q-1"), ("reported", "published", "demo")
NAMES = ("code", "as_of", "value", "origin")
days = st.integers(0, 6).map(lambda day: FIRST + timedelta(days=day))
whole = st.integers(0, 30).map(Decimal)
sixth = st.integers(0, 10**9).map(lambda number: Decimal(number).scaleb(-6))
longest = st.integers(10**14, 10**15 - 1).map(Decimal)
values = whole | sixth | longest
often = settings(max_examples=200, deadline=None, database=None)
figures = st.fixed_dictionaries(
    {"code": st.sampled_from(CODES), "as_of": days, "value": st.none() | values, "origin": st.sampled_from(ORIGINS)}
)
reported = st.lists(figures, max_size=12, unique_by=lambda row: (row["code"], row["as_of"]))
Rows = list[dict[str, Any]]


def figures_of(rows: Rows) -> QuotaFigures:
    return QuotaFigures.of(pd.DataFrame(rows, columns=list(NAMES), dtype=object))


def in_order(rows: Iterable[dict[str, Any]]) -> Rows:
    return sorted(({name: row[name] for name in NAMES} for row in rows), key=lambda row: (row["code"], row["as_of"]))


def added(rows: Rows, codes: Iterable[str]) -> list[Reading]:
    """Return the history of some quotas, from the readings of each."""
    return add_counts(
        {
            code: [Reading(row["as_of"], Fraction(row["value"])) for row in in_order(rows) if is_figure_of(row, code)]
            for code in codes
        }
    )


def is_figure_of(row: dict[str, Any], code: str) -> bool:
    return bool(row["code"] == code) and row["value"] is not None


@often
@given(reported)
def test_a_frame_made_of_columns_of_a_frame_is_that_frame_in_order(rows: Rows) -> None:
    frame = figures_of(rows).frame()
    assert list(frame.columns) == list(NAMES)
    assert records_of(frame) == in_order(rows)
    assert figures_of(rows).origins_of_figures() == {row["origin"] for row in rows}


@often
@given(reported, st.sets(st.sampled_from([*CODES, "unknown"])))
def test_the_figures_of_some_quotas_are_theirs_alone(rows: Rows, codes: set[str]) -> None:
    assert records_of(figures_of(rows).frame(codes)) == [row for row in in_order(rows) if row["code"] in codes]


@settings(max_examples=500, deadline=None, database=None)
@given(reported, st.sets(st.sampled_from([*CODES, "unknown"])))
def test_the_history_of_quotas_is_the_sum_of_their_newest_figures(rows: Rows, codes: set[str]) -> None:
    assert list(figures_of(rows).history(codes)) == added(rows, codes)


@pytest.mark.parametrize("value", ["0.000001", "123456789.654321", "999999999.999999", "999999999999999", "1000000000000"])
@pytest.mark.parametrize("quotas", [1, 3, 20])
def test_sums_of_the_longest_figures_are_exact(value: str, quotas: int) -> None:
    codes = [f"Q-{number}" for number in range(quotas)]
    rows = [{"code": code, "as_of": FIRST, "value": Decimal(value), "origin": "reported"} for code in codes]
    assert list(figures_of(rows).history(codes)) == [Reading(FIRST, quotas * Fraction(value))]


def test_figures_up_to_a_million_are_numbers_of_64_bits() -> None:
    small, large = (to_numbers([None, Decimal(value)]) for value in (10**6, 10**6 + 1))
    assert (small.dtype, large.dtype) == (np.int64, object)
    assert small.tolist() == [MISSING, MOST]
    assert large.tolist() == [MISSING, MOST + ONE]


@often
@given(st.lists(values | st.integers(10**14, 10**15 - 1).map(lambda number: Decimal(number).scaleb(-3))))
def test_a_figure_as_sqlite_stores_it_is_the_figure_that_was_reported(reported: list[Decimal]) -> None:
    assert to_numbers([float(value) for value in reported]).tolist() == [int(value * ONE) for value in reported]


@often
@given(reported, st.lists(st.sampled_from([*CODES, "unknown"]), max_size=4, unique=True), st.lists(days, max_size=3, unique=True))
def test_the_figures_on_days_are_the_newest_by_then(rows: Rows, codes: list[str], asked: list[date]) -> None:
    found = figures_of(rows).on_days(codes, asked)
    assert (list(found.index), list(found.columns)) == (codes, asked)
    for code in codes:
        for day in asked:
            by_then = [float(row["value"]) for row in in_order(rows) if is_figure_of(row, code) and row["as_of"] <= day]
            assert [found.at[code, day]] == (by_then[-1:] or [pytest.approx(np.nan, nan_ok=True)])


@often
@given(reported, st.lists(st.sampled_from([*CODES, "unknown"]), max_size=4))
def test_the_last_day_of_a_quota_is_that_of_its_newest_report_also_of_a_note(rows: Rows, codes: list[str]) -> None:
    expected = [max((row["as_of"] for row in rows if row["code"] == code), default=None) for code in codes]
    assert figures_of(rows).last_days(codes).tolist() == to_days(expected).tolist()


@often
@given(reported, days)
def test_figures_until_a_day_are_those_reported_for_it_or_before(rows: Rows, day: date) -> None:
    assert records_of(figures_of(rows).until(day).frame()) == [row for row in in_order(rows) if row["as_of"] <= day]


@st.composite
def two_states(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Draw figures and the same with some corrected, some gone and some new."""
    rows = draw(reported)
    others = [row | {"value": draw(st.none() | whole)} if not draw(st.integers(0, 3)) else row for row in rows]
    others = [row for row in others if draw(st.integers(0, 4))]
    return rows, [*others, *missing_in(others, draw(reported))]


def missing_in(rows: Rows, others: Rows) -> Rows:
    known = {(row["code"], row["as_of"]) for row in rows}
    return [row for row in others if (row["code"], row["as_of"]) not in known]


@often
@given(two_states())
def test_changed_quotas_are_those_of_which_any_figure_differs(states: tuple[Rows, Rows]) -> None:
    one, two = ({(row["code"], row["as_of"]): row["value"] for row in rows} for rows in states)
    nothing = object()
    expected = {key[0] for key in one.keys() | two.keys() if one.get(key, nothing) != two.get(key, nothing)}
    assert figures_of(states[0]).changed(figures_of(states[1])) == expected
    assert figures_of(states[1]).changed(figures_of(states[0])) == expected


@often
@given(two_states())
def test_late_figures_fill_the_days_without_one_and_correct_none(states: tuple[Rows, Rows]) -> None:
    now, later = states
    found, both = figures_of(now).with_late(figures_of(later)), [*now, *missing_in(now, later)]
    assert in_order(records_of(found.frame())) == in_order(both)
    codes = sorted({row["code"] for row in both})
    assert list(found.history(codes)) == added(both, codes)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Rows, list[int], set[int]]:
    """Draw reports of several batches, the batches in the order recorded, and those that count."""
    rows = draw(st.lists(figures, max_size=20))
    found = sorted((row | {"batch": draw(st.integers(1, 4))} for row in rows), key=lambda row: row["batch"])
    numbered = [row | {"id": number} for number, row in enumerate(found, start=1)]
    return numbered, draw(st.permutations(range(1, 5))), draw(st.sets(st.integers(1, 4)))


def columns_of(rows: Sequence[dict[str, Any]], earlier: QuotaReports = NO_QUOTA_REPORTS) -> QuotaReports:
    """Return reports as columns, with the places that codes and origins have in ``earlier`` ones."""
    codes = list(dict.fromkeys([*earlier.index.codes, *(row["code"] for row in rows)]))
    origins = tuple(dict.fromkeys([*earlier.origins, *(row["origin"] for row in rows)]))
    return QuotaReports(
        earlier.index.extended(codes),
        origins,
        id=np.array([row["id"] for row in rows], dtype=np.int32),
        quota=np.array([codes.index(row["code"]) for row in rows], dtype=np.int32),
        as_of=to_days(row["as_of"] for row in rows),
        value=to_numbers(row["value"] for row in rows),
        origin=np.array([origins.index(row["origin"]) for row in rows], dtype=np.int8),
        batch=np.array([row["batch"] for row in rows], dtype=np.int32),
    )


@often
@given(ledgers(), days)
def test_of_a_day_the_report_recorded_last_counts(ledger: tuple[Rows, list[int], set[int]], day: date) -> None:
    rows, batches, own = ledger
    reports = NO_QUOTA_REPORTS.followed_by(columns_of(rows), batches)
    plain = counted(rows, [batch for batch in batches if batch in own])
    newest = {(row["code"], row["as_of"]): row for row in plain}
    found = reports.figures(own)
    assert in_order(records_of(found.frame())) == in_order(newest.values())
    assert list(found.history(CODES)) == added(list(newest.values()), CODES)
    assert in_order(records_of(found.until(day).frame())) == [row for row in in_order(newest.values()) if row["as_of"] <= day]


@often
@given(ledgers(), days, st.sets(st.integers(1, 4)), st.sets(st.integers(1, 4)))
def test_batches_make_no_difference_to_a_day_before_they_are_seen(
    ledger: tuple[Rows, list[int], set[int]], day: date, one: set[int], two: set[int]
) -> None:
    reports = NO_QUOTA_REPORTS.followed_by(columns_of(ledger[0]), ledger[1])
    seen_from = reports.seen_from(one ^ two)
    before, after = (records_of(reports.figures(some).until(day).frame()) for some in (one, two))
    for rows in (before, after):
        rows[:] = [row for row in rows if seen_from.get(row["code"], date.max.toordinal()) > day.toordinal()]
    assert before == after


@often
@given(ledgers(), st.integers(1, 4))
def test_reports_that_are_appended_are_those_read_at_once(ledger: tuple[Rows, list[int], set[int]], until: int) -> None:
    rows, batches, own = ledger
    old, new = ([row for row in rows if (row["batch"] <= until) is is_old] for is_old in (True, False))
    earlier = NO_QUOTA_REPORTS.followed_by(columns_of(old), [batch for batch in batches if batch <= until])
    both = earlier.followed_by(columns_of(new, earlier), batches)
    whole = NO_QUOTA_REPORTS.followed_by(columns_of(rows), batches)
    assert both.id.tolist() == whole.id.tolist() == [row["id"] for row in counted(rows, batches)]
    assert in_order(records_of(both.figures(own).frame())) == in_order(records_of(whole.figures(own).frame()))


@often
@given(ledgers(), st.integers(1, 4))
def test_what_a_later_state_knows_else_is_found_whatever_the_order_of_first_reports(
    ledger: tuple[Rows, list[int], set[int]], until: int
) -> None:
    rows, batches, own = ledger
    one = NO_QUOTA_REPORTS.followed_by(columns_of(rows), batches).figures({batch for batch in own if batch <= until})
    two = NO_QUOTA_REPORTS.followed_by(columns_of(rows[::-1]), batches).figures(own)
    before, after = ({(row["code"], row["as_of"]): row["value"] for row in records_of(found.frame())} for found in (one, two))
    nothing = object()
    expected = {key[0] for key in before.keys() | after.keys() if before.get(key, nothing) != after.get(key, nothing)}
    assert one.changed(two) == two.changed(one) == expected


@pytest.mark.parametrize("name", ["quota", "as_of", "value", "origin"])
def test_nobody_can_write_into_the_columns(name: str) -> None:
    found = figures_of([{"code": "Q-1", "as_of": FIRST, "value": Decimal(3), "origin": "reported"}])
    for one in (found, found.until(FIRST)):
        with pytest.raises(ValueError, match="read-only"):
            getattr(one, name)[0] = 1


def test_a_note_without_a_figure_is_a_report_but_changes_no_sum() -> None:
    rows = [
        {"code": "Q-1", "as_of": FIRST, "value": Decimal(3), "origin": "reported"},
        {"code": "Q-1", "as_of": FIRST + timedelta(days=1), "value": None, "origin": "reported"},
    ]
    found = figures_of(rows)
    assert list(found.history(["Q-1"])) == [Reading(FIRST, Fraction(3))]
    assert found.last_days(["Q-1"]).tolist() == [(FIRST + timedelta(days=1)).toordinal()]
    assert found.on_days(["Q-1"], [FIRST + timedelta(days=2)]).iat[0, 0] == 3
