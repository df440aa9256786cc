"""Measurements: the newest of each subject and measure, found by one seek each."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from models import queries
from models.commands.ledger import store_contents, withdraw_batch
from models.commands.records import BatchContents, NewMeasurement
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.frames import rows_of
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading
from models.typed_rows import MeasurementRow

JUNE, JULY = date(2023, 6, 30), date(2023, 7, 31)


@pytest.fixture
def store(databases: Any) -> Iterator[Engine]:
    """A store with the demonstration."""
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        yield engine
        engine.dispose()


def newest(engine: Engine, plan: str, as_of: date, codes: list[str] | None = None) -> list[MeasurementRow]:
    with reading(engine) as session:
        now = knowledge_time_now(session)
        plan_id = queries.read_plan(session, plan, now).head.plan_id
        return rows_of(queries.read_measurements(session, plan_id, as_of=as_of, known_at=now, codes=codes), MeasurementRow)


def record(engine: Engine, as_of: date, value: int, code: str = "C") -> int:
    contents = BatchContents(measurements=[NewMeasurement(code, "applied", as_of, Decimal(value))])
    return store_contents(engine, "small", contents, author="test")


def test_the_newest_of_each_measure_is_the_last_of_all_years(store: Engine) -> None:
    found = newest(store, CODE, date.max)
    with reading(store) as session:
        now = knowledge_time_now(session)
        plan_id = queries.read_plan(session, CODE, now).head.plan_id
        last: dict[tuple[str, str], Decimal] = {}
        for code in sorted({row.code for row in found}):
            years = queries.read_measured_years(session, plan_id, code, as_of=date.max, known_at=now)
            last |= {(row.code, row.measure): row.value for row in rows_of(years, MeasurementRow)}
    assert {(row.code, row.measure): row.value for row in found} == last
    assert len(found) == len(last) > 100


def test_of_some_codes_only_theirs_are_read(store: Engine) -> None:
    every = newest(store, CODE, JULY)
    codes = sorted({row.code for row in every})[:3]
    assert newest(store, CODE, JULY, codes) == [row for row in every if row.code in codes] != every


def test_of_no_codes_nothing_is_read(store: Engine) -> None:
    assert newest(store, CODE, JULY, []) == []


@pytest.mark.parametrize(("as_of", "value"), [(JUNE, 6), (JULY, 7)])
def test_a_later_day_does_not_count_yet(small_store: Engine, as_of: date, value: int) -> None:
    for day, number in ((JULY, 7), (JUNE, 6)):
        record(small_store, day, number)
    assert [row.value for row in newest(small_store, "small", as_of)] == [value]


def test_a_correction_counts_until_it_is_withdrawn(small_store: Engine) -> None:
    record(small_store, JUNE, 6)
    corrected = record(small_store, JUNE, 5)
    assert [row.value for row in newest(small_store, "small", JUNE)] == [5]
    withdraw_batch(small_store, corrected, author="test")
    assert [row.value for row in newest(small_store, "small", JUNE)] == [6]


def test_a_measure_that_was_withdrawn_altogether_is_missing(small_store: Engine) -> None:
    withdraw_batch(small_store, record(small_store, JUNE, 6), author="test")
    assert newest(small_store, "small", JUNE) == []
