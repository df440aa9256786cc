"""Soundness of the store: every kind of damage is found."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.commands.ledger import store_milestones, store_reports
from models.commands.records import NewMilestone, NewReport
from models.maintenance.integrity import describe, find_damage
from models.queries import read_store_version
from models.store.engine import reading

only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
Counts = Callable[[Engine], dict[str, int]]
JUNE = date(2023, 6, 30)


def path_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def version(engine: Engine) -> int:
    with reading(engine) as session:
        return read_store_version(session)


def report(engine: Engine, value: int) -> None:
    store_reports(engine, "small", [NewReport("C", JUNE, Decimal(value))], author="test")


def fill(engine: Engine) -> None:
    report(engine, 5)
    store_reports(engine, "small", [NewReport("C", JUNE, Decimal(5), district="N")], author="test")
    store_milestones(engine, "small", [NewMilestone("G", "印发", "forecast", JUNE, JUNE, 1)], author="test")


@pytest.fixture
def filled_store(small_store_with: Callable[..., Engine]) -> Engine:
    return small_store_with(fill)


def test_a_sound_store_has_no_damage(filled_store: Engine) -> None:
    assert find_damage(filled_store, "en") == []
    assert describe(filled_store, "en") == "The store is intact: 2 reports, 4 batches, version 4."


TAMPERED = [
    ("UPDATE report SET batch_id = 999 WHERE id = 1", ["report: 1 rows refer to something that does not exist"]),
    ("DELETE FROM series WHERE id = 1", ["report: 1 rows refer to something that does not exist"]),
    ("UPDATE report SET recorded_at = '2020-01-01 00:00:00'", ["report: 2 reports have a different time from their batch"]),
    (
        "UPDATE milestone_report SET recorded_at = '2020-01-01 00:00:00' WHERE aspect = 'forecast'",
        ["milestone_report: 1 reports have a different time from their batch"],
    ),
    (
        "UPDATE batch SET recorded_at = '2020-01-01 00:00:00' WHERE id = 2",
        ["report: 1 reports have a different time from their batch"],
    ),
    ("UPDATE subject SET code = 'X' WHERE code = 'C'", ["subject: 1 subjects of reports are in no version of the plan"]),
    (
        "UPDATE series SET district = 'X' WHERE district = 'N'",
        ["series: 1 series belong to a district that the plan does not have"],
    ),
]


@only_sqlite
@pytest.mark.parametrize(("statement", "expected"), TAMPERED)
def test_every_kind_of_damage_is_found(filled_store: Engine, statement: str, expected: list[str]) -> None:
    filled_store.dispose()
    with closing(sqlite3.connect(path_of(filled_store))) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.commit()
    damage = find_damage(filled_store, "en")
    assert damage[: len(expected)] == expected
    assert all("altered" in line or "missing" in line for line in damage[len(expected) :]), "the chain sees it, too"
    assert len(damage) > len(expected)


@only_postgresql
def test_damage_is_found_in_postgresql_too(filled_store: Engine) -> None:
    with filled_store.begin() as connection:
        connection.exec_driver_sql("UPDATE report SET recorded_at = '2020-01-01'")
        connection.exec_driver_sql("UPDATE subject SET code = 'X' WHERE code = 'C'")
    assert {line.split(":")[0] for line in find_damage(filled_store, "en")} == {"report", "subject"}


@only_sqlite
def test_a_broken_index_is_found(filled_store: Engine) -> None:
    path = path_of(filled_store)
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'report_newest'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filled_store.dispose()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size + size - 40 : root * size] = bytes(40)
    path.write_bytes(content)
    damage = find_damage(filled_store, "en")
    assert damage
    assert all(line.startswith("integrity_check: ") for line in damage)
