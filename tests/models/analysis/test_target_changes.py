"""Changes between two meetings: the parts add up exactly, and past knowledge stays as it was."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from models.analysis.target_changes import COLUMNS, only_moved
from models.commands.ledger import store_milestones, store_plan, store_reports, withdraw_batch
from models.commands.records import NewMilestone, NewReport
from models.errors import ConflictError
from models.plan.file import PlanFile
from models.snapshots.plan_data import read_changes, read_standings
from models.store.engine import reading

MAY, JUNE, JULY = date(2023, 5, 31), date(2023, 6, 30), date(2023, 7, 31)
CODES = ("C", "E", "R", "F", "D", "I.1", "I.2", "A")
DAYS = (date(2023, 5, 15), MAY, JUNE, date(2023, 7, 15), JULY, date(2023, 10, 15), date(2024, 1, 15))
VALUES = {"C": (0, 3, 10, 20), "E": (0, 4, 5), "R": (42, 45, 50), "F": (84, 90), "A": (1, 3500)}


def now() -> datetime:
    return datetime.now(UTC)


def store(engine: Engine, *reports: tuple[Any, ...], plan: str = "small") -> int:
    """Reports as (code, day, value) or (code, day, value, district), in one batch."""
    new = [NewReport(code, day, Decimal(value), district="".join(district)) for code, day, value, *district in reports]
    return store_reports(engine, plan, new, author="test")


def change(engine: Engine, before: tuple[date, datetime], after: tuple[date, datetime], plan: str = "small") -> pd.DataFrame:
    with reading(engine) as session:
        frame, _ = read_changes(session, plan, since=before[0], known_before=before[1], as_of=after[0], known_at=after[1])
    return frame.set_index("code", drop=False)


def parts(row: Any) -> tuple[Any, ...]:
    return tuple(None if row[name] is None else int(row[name]) for name in ("before", "late", "corrected", "progress", "after"))


# --- examples


def test_progress_is_what_was_done_since(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 5))
    meeting = now()
    store(small_store, ("C", JULY, 8))
    found = change(small_store, (JUNE, meeting), (JULY, now()))
    assert parts(found.loc["C"]) == (5, 0, 0, 3, 8)


def test_a_report_that_came_in_late_is_no_progress(small_store: Engine) -> None:
    store(small_store, ("C", MAY, 5))
    meeting = now()
    store(small_store, ("C", JUNE, 7), ("C", JULY, 8))
    found = change(small_store, (JUNE, meeting), (JULY, now()))
    assert parts(found.loc["C"]) == (5, 2, 0, 1, 8)


def test_a_figure_that_is_replaced_is_a_correction(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 7))
    meeting = now()
    store(small_store, ("C", JUNE, 5))
    store(small_store, ("C", JULY, 8))
    found = change(small_store, (JUNE, meeting), (JULY, now()))
    assert parts(found.loc["C"]) == (7, 0, -2, 3, 8)


def test_a_figure_that_is_withdrawn_is_a_correction(small_store: Engine) -> None:
    store(small_store, ("C", MAY, 5))
    wrong = store(small_store, ("C", JUNE, 50))
    meeting = now()
    withdraw_batch(small_store, wrong, author="test")
    found = change(small_store, (JUNE, meeting), (JULY, now()))
    assert parts(found.loc["C"]) == (50, 0, -45, 0, 5)


def test_late_and_corrected_are_told_apart_in_one_target(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 5, "N"), ("C", MAY, 2, "S"))
    meeting = now()
    store(small_store, ("C", JUNE, 4, "N"), ("C", JUNE, 3, "S"))
    store(small_store, ("C", JULY, 6, "N"))
    found = change(small_store, (JUNE, meeting), (JULY, now()))
    assert parts(found.loc["C"]) == (7, 1, -1, 2, 9)


def test_a_late_report_on_a_day_before_the_newest_moves_nothing(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 5))
    meeting = now()
    store(small_store, ("C", MAY, 3))
    found = change(small_store, (JUNE, meeting), (JUNE, now()))
    assert parts(found.loc["C"]) == (5, 0, 0, 0, 5)
    assert only_moved(found).empty


def test_the_first_report_ever_has_nothing_before_it(small_store: Engine) -> None:
    meeting = now()
    store(small_store, ("C", JULY, 8))
    found = change(small_store, (JUNE, meeting), (JULY, now()))
    assert parts(found.loc["C"]) == (None, 0, 0, 8, 8)


def test_an_item_that_is_done_is_progress_and_one_reported_late_is_late(small_store: Engine) -> None:
    meeting = now()
    store(small_store, ("I.1", JUNE, 1))
    store(small_store, ("I.2", JULY, 1))
    found = change(small_store, (JUNE, meeting), (JULY, now()))
    assert parts(found.loc["I"]) == (None, 1, 0, 1, 2)


def test_a_change_of_the_plan_is_told_apart_from_the_passing_of_time(
    small_store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    store(small_store, ("C", JUNE, 5))
    meeting = now()
    store_plan(small_store, small_plan(goal=40), author="test", name="small.yaml", revise=True)
    row = change(small_store, (JUNE, meeting), (JULY, now())).loc["C"]
    assert (row["target_before"], row["target_change"], row["target_after"]) == (20, 20, 40)
    assert row["wanted_before"] == Fraction(20 * 181, 365)
    assert row["replanned"] == Fraction(20 * 181, 365)
    assert row["advance"] == Fraction(40 * 31, 365)
    assert row["wanted_after"] == Fraction(40 * 212, 365)
    assert parts(row) == (5, 0, 0, 0, 5)


def test_what_moved_comes_with_the_status_that_fell_first(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 10), ("F", JUNE, 90), ("R", JUNE, 45), ("E", MAY, 5))
    meeting = now()
    store(small_store, ("F", JULY, 84), ("R", JULY, 50), ("C", JULY, 12))
    found = only_moved(change(small_store, (JUNE, meeting), (JULY, now())))
    assert list(found["code"]) == ["F", "R", "C"]
    assert list(found.columns) == list(COLUMNS)


def test_nothing_moved_leaves_the_columns(small_store: Engine) -> None:
    found = only_moved(change(small_store, (JUNE, now()), (JUNE, now())))
    assert found.empty
    assert list(found.columns) == list(COLUMNS)


def test_a_target_that_the_plan_gained_has_nothing_before_it(real_plan_store: Engine) -> None:
    with reading(real_plan_store) as session:
        found, _ = read_changes(session, "zhengzhou-2023", since=JUNE, known_before=now(), as_of=JULY, known_at=now())
    assert list(found["target_change"].unique()) == [0]
    assert len(found) == 82


# --- properties

reports = st.sampled_from(CODES).flatmap(
    lambda code: st.tuples(
        st.just(code),
        st.sampled_from(DAYS),
        st.sampled_from(VALUES.get(code, (0, 1))),
        st.sampled_from(("", "", "N", "S") if code in ("C", "E") else ("",)),
    )
)
writes = st.one_of(
    st.lists(reports, min_size=1, max_size=6),
    st.lists(reports, min_size=1, max_size=6),
    st.tuples(st.integers(0, 9), st.booleans()),
    st.sampled_from((20, 25, 40)),
)
_plans = count()


def do(engine: Engine, plan: str, small_plan: Callable[..., PlanFile], history: list[Any]) -> list[datetime]:
    """Reports, withdrawals and changes of the plan, one after the other; the moments between them."""
    batches: list[int] = []
    moments = [now()]
    for step in history:
        if isinstance(step, list):
            batches.append(store(engine, *step, plan=plan))
        elif isinstance(step, int):
            store_plan(engine, small_plan(plan, goal=step), author="test", name="small.yaml", revise=True)
        elif batches:
            with suppress(ConflictError):  # it is withdrawn, or restored, already
                withdraw_batch(engine, batches[step[0] % len(batches)], author="test", withdrawn=step[1])
        moments.append(now())
    return moments


def number(value: object) -> Fraction:
    assert value is None or isinstance(value, Fraction), "a figure that is not exact"
    return Fraction(0) if value is None else value


@given(
    history=st.lists(writes, min_size=2, max_size=7),
    days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
    known=st.tuples(st.integers(0, 7), st.integers(0, 7)),
)
@settings(max_examples=20, deadline=None)
def test_the_parts_add_up_exactly(
    shared_store: Engine,
    small_plan: Callable[..., PlanFile],
    history: list[Any],
    days: tuple[date, date],
    known: tuple[int, int],
) -> None:
    plan = f"parts-{next(_plans)}"
    store_plan(shared_store, small_plan(plan), author="test", name="small.yaml")
    moments = do(shared_store, plan, small_plan, history)
    first, second = sorted((days[0], moments[min(k, len(history))]) for k in known)[:2]
    first, second = (min(days), min(first[1], second[1])), (max(days), max(first[1], second[1]))
    found = change(shared_store, first, second, plan)
    with reading(shared_store) as session:
        _, before = read_standings(session, plan, as_of=first[0], known_at=first[1])
        _, restated = read_standings(session, plan, as_of=first[0], known_at=second[1])
        _, after = read_standings(session, plan, as_of=second[0], known_at=second[1])
    shown = {"before": before, "now_known": restated, "after": after}
    actual = {name: frame.set_index("code")["actual"].to_dict() for name, frame in shown.items()}
    for code, row in found.iterrows():
        assert row["before"] == actual["before"][code]
        assert row["after"] == actual["after"][code]
        now_known = number(row["before"]) + row["late"] + row["corrected"]
        assert now_known == number(actual["now_known"][code])
        assert now_known + row["progress"] == number(row["after"])
        assert number(row["wanted_before"]) + row["replanned"] + row["advance"] == number(row["wanted_after"])
        assert number(row["target_before"]) + row["target_change"] == number(row["target_after"])


@given(reported=st.lists(reports, min_size=1, max_size=8), later=st.lists(reports, min_size=1, max_size=8))
@settings(max_examples=15, deadline=None)
def test_what_is_only_late_is_never_called_corrected(
    shared_store: Engine, small_plan: Callable[..., PlanFile], reported: list[Any], later: list[Any]
) -> None:
    plan = f"late-{next(_plans)}"
    store_plan(shared_store, small_plan(plan), author="test", name="small.yaml")
    meeting = do(shared_store, plan, small_plan, [reported])[-1]
    known = {(code, day, district) for code, day, _, district in reported}
    new = [report for report in later if (report[0], report[1], report[3]) not in known]
    if new:
        do(shared_store, plan, small_plan, [new])
    found = change(shared_store, (JULY, meeting), (JULY, now()), plan)
    assert set(found["corrected"]) == {0}
    assert set(found["progress"]) == {0}


@given(reported=st.lists(reports, min_size=1, max_size=8), factor=st.integers(0, 5))
@settings(max_examples=15, deadline=None)
def test_what_is_only_corrected_is_never_called_late(
    shared_store: Engine, small_plan: Callable[..., PlanFile], reported: list[Any], factor: int
) -> None:
    plan = f"corrected-{next(_plans)}"
    store_plan(shared_store, small_plan(plan), author="test", name="small.yaml")
    counts = [report for report in reported if report[0] in ("C", "E", "R", "F")]
    if not counts:
        return
    meeting = do(shared_store, plan, small_plan, [counts])[-1]
    do(shared_store, plan, small_plan, [[(code, day, factor, district) for code, day, _, district in counts]])
    found = change(shared_store, (JULY, meeting), (JULY, now()), plan)
    assert set(found["late"]) == {0}
    assert set(found["progress"]) == {0}


@given(
    history=st.lists(writes, min_size=1, max_size=4),
    after=st.lists(writes, min_size=1, max_size=4),
    day=st.sampled_from(DAYS),
)
@settings(max_examples=15, deadline=None)
def test_what_was_known_at_a_meeting_never_changes(
    shared_store: Engine, small_plan: Callable[..., PlanFile], history: list[Any], after: list[Any], day: date
) -> None:
    plan = f"frozen-{next(_plans)}"
    store_plan(shared_store, small_plan(plan), author="test", name="small.yaml")
    meeting = do(shared_store, plan, small_plan, history)[-1]

    def as_shown() -> list[dict[Any, Any]]:
        with reading(shared_store) as session:
            _, frame = read_standings(session, plan, as_of=day, known_at=meeting)
        return frame.to_dict("records")

    frozen = as_shown()
    do(shared_store, plan, small_plan, after)
    store_milestones(shared_store, plan, [NewMilestone("G", "印发", "actual", day, day, 1)], author="test")
    assert as_shown() == frozen


@pytest.mark.parametrize("known_first", [True, False])
def test_knowing_more_of_the_same_day_is_not_progress(small_store: Engine, known_first: bool) -> None:
    store(small_store, ("C", MAY, 2))
    meeting = now()
    store(small_store, ("C", MAY if known_first else JUNE, 6))
    row = change(small_store, (JUNE, meeting), (JUNE, now())).loc["C"]
    assert parts(row) == ((2, 0, 4, 0, 6) if known_first else (2, 4, 0, 0, 6))
