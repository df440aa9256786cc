"""Any day derived from columns of all reports: the dates that a loop over the counted reports finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analysis.days import to_days
from models.analysis.milestone_history import ASPECTS, NO_REPORTS, MilestoneHistory, MilestoneReports
from tests.plain_path import counted, milestones_on
from tests.rows import records_of

FIRST = date(2023, 6, 1)
CODES, NAMES = ("P-2", "P-10", "P-1"), ("opened", "begun", "built")
days = st.integers(0, 9).map(lambda day: FIRST + timedelta(days=day))


@dataclass
class Ledger:
    """Reports of dates in the order of their ids, and the batches that brought them in the order recorded."""

    rows: list[dict[str, Any]]
    batches: list[int]
    withdrawn: set[int] = field(default_factory=set)
    known: int = 0

    @property
    def counted(self) -> set[int]:
        """The batches recorded by a time and not withdrawn by then."""
        return set(self.batches[: self.known]) - self.withdrawn


one_report = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "milestone": st.sampled_from(NAMES),
        "position": st.integers(0, 2),
        "aspect": st.sampled_from(ASPECTS),
        "day": st.none() | days | days,
        "as_of": days,
        "batch": st.integers(1, 5),
    }
)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A random history: ids in the order of writing, which is not that of the times recorded."""
    rows = draw(st.lists(one_report, max_size=30))
    for number, row in enumerate(sorted(rows, key=lambda row: row["batch"]), start=1):
        row["id"] = number
    return Ledger(
        rows=sorted(rows, key=lambda row: row["id"]),
        batches=draw(st.permutations(range(1, 6))),
        withdrawn=draw(st.sets(st.integers(1, 5), max_size=2)),
        known=draw(st.integers(0, 5)),
    )


def columns_of(rows: Sequence[dict[str, Any]], earlier: MilestoneReports = NO_REPORTS) -> MilestoneReports:
    """Return reports as columns, with the places that codes and names have in ``earlier`` ones."""
    codes = list(dict.fromkeys([*earlier.codes, *(row["code"] for row in rows)]))
    names = tuple(dict.fromkeys([*earlier.names, *(row["milestone"] for row in rows)]))

    def numbers(found: list[int]) -> np.ndarray:
        return np.array(found, dtype=np.int32)

    return MilestoneReports(
        np.array(codes, dtype=object),
        names,
        id=numbers([row["id"] for row in rows]),
        subject=numbers([codes.index(row["code"]) for row in rows]),
        milestone=numbers([names.index(row["milestone"]) for row in rows]),
        position=numbers([row["position"] for row in rows]),
        aspect=numbers([ASPECTS.index(row["aspect"]) for row in rows]).astype(np.int8),
        day=to_days(row["day"] for row in rows),
        as_of=to_days(row["as_of"] for row in rows),
        batch=numbers([row["batch"] for row in rows]),
    )


def read_at_once(ledger: Ledger) -> MilestoneReports:
    return NO_REPORTS.followed_by(columns_of(ledger.rows), ledger.batches)


def dates_on(reports: MilestoneReports, day: date) -> list[dict[str, Any]]:
    return records_of(MilestoneHistory(reports).on(day).frame())


@settings(max_examples=500, deadline=None, database=None)
@given(ledgers(), days)
def test_the_dates_of_a_day_are_those_of_a_loop_over_the_counted_reports(ledger: Ledger, day: date) -> None:
    plain = counted(ledger.rows, [batch for batch in ledger.batches if batch in ledger.counted])
    assert dates_on(read_at_once(ledger).of(ledger.counted), day) == milestones_on(plain, day)


@settings(max_examples=200, deadline=None, database=None)
@given(ledgers(), days, st.integers(1, 5))
def test_reports_that_are_appended_are_those_read_at_once(ledger: Ledger, day: date, until: int) -> None:
    old, new = ([row for row in ledger.rows if (row["batch"] <= until) is is_old] for is_old in (True, False))
    earlier = NO_REPORTS.followed_by(columns_of(old), [batch for batch in ledger.batches if batch <= until])
    both = earlier.followed_by(columns_of(new, earlier), ledger.batches)
    whole = read_at_once(ledger)
    assert both.id.tolist() == whole.id.tolist() == [row["id"] for row in counted(ledger.rows, ledger.batches)]
    assert dates_on(both.of(ledger.counted), day) == dates_on(whole.of(ledger.counted), day)


@settings(max_examples=500, deadline=None, database=None)
@given(ledgers(), days, st.sets(st.integers(1, 5)), st.sets(st.integers(1, 5)))
def test_batches_make_no_difference_to_a_day_before_they_are_seen(
    ledger: Ledger, day: date, one: set[int], two: set[int]
) -> None:
    reports = read_at_once(ledger)
    seen_from = reports.seen_from(one ^ two, one & two)
    before, after = ([row for row in dates_on(reports.of(some), day) if not is_seen(row, seen_from, day)] for some in (one, two))
    assert before == after
    assert set(seen_from) == {row["code"] for row in ledger.rows if row["batch"] in one ^ two}


@settings(max_examples=200, deadline=None, database=None)
@given(ledgers(), days, st.sets(st.integers(1, 5)), st.sets(st.integers(1, 5)))
def test_works_of_another_history_stay_only_if_they_are_the_same(ledger: Ledger, day: date, one: set[int], two: set[int]) -> None:
    reports = read_at_once(ledger)
    before, alone = MilestoneHistory(reports.of(one)), MilestoneHistory(reports.of(two))
    beside = MilestoneHistory(reports.of(two), before.works)
    assert records_of(beside.on(day).frame()) == records_of(alone.on(day).frame())
    assert (beside.works is before.works) == before.works.are(alone.works)


def is_seen(row: dict[str, Any], seen_from: dict[str, int], day: date) -> bool:
    return row["code"] in seen_from and seen_from[row["code"]] <= day.toordinal()


def test_a_forecast_of_a_planned_milestone_is_seen_from_its_own_day_and_a_date_told_later_on_any() -> None:
    planned = report("baseline", FIRST, FIRST)
    for aspect, planned_by, seen in (
        ("forecast", {1}, after(5)),
        ("forecast", set(), date.min),
        ("actual", {1}, date.min),
        ("baseline", {1}, date.min),
    ):
        reports = columns_of([planned | {"id": 1}, report(aspect, after(3), after(5), batch=2) | {"id": 2}])
        assert reports.seen_from({2}, planned_by) == {"P-1": seen.toordinal()}


def report(aspect: str, day: date | None, as_of: date, *, batch: int = 1, position: int = 0) -> dict[str, Any]:
    about = {"code": "P-1", "milestone": "opened", "position": position, "aspect": aspect}
    return about | {"day": day, "as_of": as_of, "batch": batch, "id": 0}


def opened(day: date, *rows: dict[str, Any]) -> dict[str, Any]:
    """Return the one milestone on a day; the reports came in the order given."""
    numbered = [row | {"id": number} for number, row in enumerate(rows, start=1)]
    (found,) = dates_on(read_at_once(Ledger(numbered, sorted({row["batch"] for row in rows}))), day)
    return found


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


def test_a_forecast_counts_from_the_day_it_was_made_and_an_actual_day_whenever_it_was_reported() -> None:
    rows = report("forecast", after(30), after(5)), report("actual", after(2), after(7))
    early, late = opened(after(4), *rows), opened(after(7), *rows)
    assert (early["forecast"], early["actual"], early["reported_on"]) == (None, after(2), None)
    assert (late["forecast"], late["actual"], late["reported_on"]) == (after(30), after(2), after(7))


def test_the_first_plan_stays_and_later_ones_are_revisions_once_made() -> None:
    rows = [report("baseline", after(day), after(made)) for day, made in ((10, 0), (15, 2), (15, 3), (12, 4))]
    shown = [opened(after(day), *rows) for day in (0, 2, 3, 4)]
    assert {one["baseline"] for one in shown} == {after(10)}
    assert [(one["revisions"], one["replanned_days"]) for one in shown] == [(0, 0), (1, 5), (1, 5), (2, 2)]


def test_a_date_taken_back_is_none_until_the_next_one() -> None:
    rows = [report("actual", day, after(made)) for day, made in ((after(1), 1), (None, 2))]
    assert opened(after(9), *rows)["actual"] is None
    assert opened(after(9), *rows, report("actual", after(3), after(2)))["actual"] == after(3)


def test_the_report_recorded_last_counts_of_a_day_whatever_its_id() -> None:
    rows = [report("forecast", after(20 + batch), FIRST, batch=batch) | {"id": batch} for batch in (1, 2)]
    shown = [dates_on(read_at_once(Ledger(rows, batches)), FIRST)[0]["forecast"] for batches in ([1, 2], [2, 1])]
    assert shown == [after(22), after(21)]


def test_a_milestone_has_the_place_of_its_first_plan_or_the_lowest_reported() -> None:
    forecasts = [report("forecast", None, FIRST, position=place) for place in (2, 1)]
    plans = [report("baseline", None, after(made), position=place) for place, made in ((3, 5), (4, 2))]
    assert opened(FIRST, *forecasts)["position"] == 1
    assert opened(FIRST, *forecasts, *plans)["position"] == 4


def test_a_plan_without_reports_has_no_milestones() -> None:
    assert dates_on(NO_REPORTS, FIRST) == []
