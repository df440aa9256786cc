"""The files that ship with the program."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from models.commands.ledger import store_plan
from models.demo import shipped
from models.plan.file import PlanFile
from models.snapshots.plan_data import read_standings
from models.store.engine import reading

Counts = Callable[[Engine], dict[str, int]]


def test_the_shipped_plans_are_loaded_once(empty_store: Engine, row_counts: Counts) -> None:
    assert "zhengzhou-2023" in shipped.load_shipped(empty_store)
    before = row_counts(empty_store)
    assert shipped.load_shipped(empty_store) == []
    assert row_counts(empty_store) == before
    assert before["report"] > 0


def test_a_plan_that_is_there_is_left_as_it_is(half_year_store: Engine, row_counts: Counts) -> None:
    before = row_counts(half_year_store)
    assert "zhengzhou-2023" not in shipped.load_shipped(half_year_store)
    assert row_counts(half_year_store)["plan_version"] >= before["plan_version"]


def test_of_the_real_plan_only_what_was_published_is_met(empty_store: Engine) -> None:
    shipped.load_shipped(empty_store)
    end = date(2023, 12, 31)
    with reading(empty_store) as session:
        _, frame = read_standings(session, "zhengzhou-2023", as_of=end, known_at=datetime.now(UTC))
    by_status = {status: set(rows["code"]) for status, rows in frame.groupby(frame["status"].map(str))}
    assert by_status["met"] == {"BA-01", "BA-02", "BA-04", "BA-05", "BA-06"}
    numbered = frame[frame["kind"] != "action"]
    # VO-09 is due in 2025: at the end of 2023 nobody has reported on it either
    assert by_status["unknown"] == set(numbered["code"]) - by_status["met"]
    assert set(by_status) == {"met", "unknown", "action"}
    assert len(frame) == 82


def test_a_plan_of_ones_own_is_not_touched_by_what_ships(
    empty_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts
) -> None:
    store_plan(empty_store, small_plan("zhengzhou-2023"), author="test", name="own.yaml")
    before = row_counts(empty_store)["report"]
    assert "zhengzhou-2023" not in shipped.load_shipped(empty_store)
    assert row_counts(empty_store)["report"] == before
