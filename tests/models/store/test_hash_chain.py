"""The chain of seals: any missing, added or altered row in the ledger is found, in either database and in the file itself."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, insert, inspect, select, text

from models.commands.ledger import delete_demonstration, store_plan, store_reports
from models.commands.records import NewReport
from models.errors import SanbiaoError, StoreError
from models.maintenance.integrity import find_damage
from models.plan.file import PlanFile
from models.store.engine import reach_store, writing
from models.store.hash_chain import OWNERS, IntegrityBreak, find_breaks
from models.store.migrate import migrate
from models.tables import Base, Batch, Report
from tests.older_store import as_in_version

JUNE, JULY = date(2023, 6, 30), date(2023, 7, 31)
CHANGES, FLIPS = 100, 200
Plans = Callable[..., PlanFile]
only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def breaks(engine: Engine) -> list[IntegrityBreak]:
    with engine.connect() as connection:
        return list(find_breaks(connection))


def test_everything_that_is_a_fact_is_sealed(full_store: Engine) -> None:
    with full_store.connect() as connection:
        sealed = set(connection.scalars(text("SELECT name FROM seal")))
        empty = {name for name in OWNERS if not connection.scalar(text(f"SELECT count(*) FROM {name}"))}
    assert sealed == set(OWNERS) - empty
    assert empty == {"plan_point"}
    assert breaks(full_store) == []


def test_every_table_of_a_plan_is_sealed() -> None:
    of_plans = {"plan"}
    for table in Base.metadata.sorted_tables:
        if any(key.column.table.name in of_plans for key in table.foreign_keys):
            of_plans.add(table.name)
    assert of_plans - {"store_state", "seal"} == set(OWNERS)


def test_both_databases_seal_the_same(databases: Any, small_plan: Plans) -> None:
    """Check that the same content on the other kind of database has the same checksums."""
    at = datetime(2023, 6, 30, 1, 2, 3, 4, tzinfo=UTC)
    with databases.copy("empty", lambda _: None) as url:
        engine = reach_store(url)
        store_plan(engine, small_plan(), author="甲", name="a.yaml", recorded_at=at)
        figures = [NewReport("R", JUNE, Decimal("41.000001"), note='引号"、\\、\n😀')]
        store_reports(engine, "small", figures, author="乙", recorded_at=at)
        with engine.connect() as connection:
            chain = connection.scalar(text("SELECT chain FROM seal ORDER BY number DESC"))
        engine.dispose()
    assert chain == SAME_ON_BOTH


SAME_ON_BOTH = "c4752d419f10c60c4197d272ce84ba4b3612675b43f1d23e0b0302a930e71689"


def test_a_plan_taken_out_leaves_the_other_chains_whole(full_store: Engine, small_plan: Plans) -> None:
    before = breaks(full_store)
    for _ in range(2):
        store_plan(full_store, small_plan("demo"), author="a", name="d.yaml", demonstration=True)
        store_reports(full_store, "demo", [NewReport("C", JUNE, Decimal(1))], author="a")
        store_reports(full_store, "small", [NewReport("C", JUNE, Decimal(1))], author="a")
        assert breaks(full_store) == []
        assert delete_demonstration(full_store, "demo")
        assert breaks(full_store) == before == []
    store_reports(full_store, "small", [NewReport("C", JULY, Decimal(2))], author="a")
    assert breaks(full_store) == []


def test_what_came_in_past_the_program_is_found_and_not_sealed_for_another_plan(full_store: Engine, small_plan: Plans) -> None:
    with writing(full_store) as session:
        last = session.execute(select(Batch).order_by(text("id DESC"))).scalars().first()
        assert last is not None
        row = {"series_id": 1, "batch_id": last.id, "as_of": JUNE, "recorded_at": last.recorded_at, "origin": "x"}
        session.execute(insert(Report), [row])
    (found,) = breaks(full_store)
    assert (found.table, found.kind, found.rows) == ("report", "unsealed", 1)
    with pytest.raises(StoreError) as caught:
        store_plan(full_store, small_plan("other"), author="a", name="o.yaml")
    assert (caught.value.key, caught.value.values["table"]) == ("rows_unsealed", "report")
    assert breaks(full_store) == [found]


def sealed_rows(connection: Any) -> dict[str, list[Any]]:
    names = (*OWNERS, "seal")
    return {name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")] for name in names}


def changes_by_sql(random: Random, connection: sqlite3.Connection) -> Iterator[None]:
    """Single rows deleted, altered or copied, one after the other, each undone."""
    for _ in range(CHANGES):
        name = random.choice([one for one, rows in sealed_rows(connection).items() if rows])
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        number = random.choice([row[0] for row in connection.execute(f"SELECT id FROM {name}")])
        connection.execute("BEGIN")
        kind = random.choice(("delete", "alter", "alter", "copy"))
        if kind == "delete":
            connection.execute(f"DELETE FROM {name} WHERE id = ?", (number,))
        elif kind == "alter":
            column = random.choice(columns)
            old = connection.execute(f'SELECT "{column}" FROM {name} WHERE id = ?', (number,)).fetchone()[0]
            connection.execute(f'UPDATE OR IGNORE {name} SET "{column}" = ? WHERE id = ?', (other_than(random, old), number))
        else:
            rest = ", ".join(f'"{one}"' for one in columns[1:])
            connection.execute(f"INSERT OR IGNORE INTO {name} ({rest}) SELECT {rest} FROM {name} WHERE id = ?", (number,))
        yield
        connection.execute("ROLLBACK")


def other_than(random: Random, old: Any) -> Any:
    if old is None:
        return "x"
    if isinstance(old, str):
        return random.choice((old + " ", old[:-1] or "x", "9" + old[1:]))
    return random.choice((old + 1, old * 2 + 1))


@only_sqlite
def test_every_row_that_is_deleted_altered_or_added_is_found(full_store: Engine, tmp_path: Path) -> None:
    full_store.dispose()
    content = Path(str(full_store.url.database)).read_bytes()
    sound = tmp_path / "sound.sqlite"
    sound.write_bytes(content)
    with closing(sqlite3.connect(sound, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        before, found = sealed_rows(connection), 0
        for turn, _ in enumerate(changes_by_sql(Random(6), connection)):
            changed = tmp_path / f"{turn}.sqlite"
            if sealed_rows(connection) == before:  # the rows to copy must be unique
                continue
            with closing(sqlite3.connect(changed)) as copy:
                copy.executescript("\n".join(connection.iterdump()))
            engine = reach_store(f"sqlite:///{changed.as_posix()}")
            assert find_damage(engine, "en"), f"turn {turn} was not found"
            engine.dispose()
            changed.unlink()
            found += 1
    assert found > CHANGES * 0.8


@only_sqlite
def test_every_flipped_byte_is_found_or_harmless(full_store: Engine, tmp_path: Path) -> None:
    full_store.dispose()
    path = Path(str(full_store.url.database))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        before = sealed_rows(connection)
    content, random, found, by_chain = path.read_bytes(), Random(7), 0, 0
    for turn in range(FLIPS):
        flipped = bytearray(content)
        place = random.randrange(len(content))
        flipped[place] ^= 1 << random.randrange(8)
        damaged = tmp_path / f"{turn}.sqlite"
        damaged.write_bytes(flipped)
        engine = reach_store(f"sqlite:///{damaged.as_posix()}")
        try:
            damage = find_damage(engine, "en")
        except SanbiaoError as error:
            damage = [str(error)]
        engine.dispose()
        if damage:
            found += 1
            by_chain += not any(line.startswith("integrity_check") for line in damage)
        else:
            with closing(sqlite3.connect(damaged)) as connection:
                assert sealed_rows(connection) == before, f"byte {place} was not found"
        damaged.unlink()
    assert found > by_chain > 0


def test_a_damaged_row_is_named(full_store: Engine) -> None:
    with full_store.begin() as connection:
        connection.execute(text("UPDATE report SET value = 99 WHERE id = 2"))
        connection.execute(text("DELETE FROM narrative"))
    assert find_damage(full_store, "en") == [
        "report: at least one of the rows numbered 1 to 4 was altered",
        "narrative: 1 of the rows numbered 1 to 1 are missing",
    ]


def test_a_seal_that_is_missing_or_altered_is_found(full_store: Engine) -> None:
    with full_store.begin() as connection:
        connection.execute(text("DELETE FROM seal WHERE number = 3"))
    (found,) = find_damage(full_store, "en")
    assert found == "seal: seal 3 of a plan or of the staff, or the one before it, is missing or was altered"


def test_the_last_seal_is_missed_too(full_store: Engine) -> None:
    with full_store.begin() as connection:
        connection.execute(text("DELETE FROM seal WHERE name = 'narrative'"))
    assert [(one.table, one.kind) for one in breaks(full_store)] == [("narrative", "unsealed")]


def test_a_store_without_a_plan_is_sound(empty_store: Engine) -> None:
    assert find_damage(empty_store, "en") == []
    assert "seal" in inspect(empty_store).get_table_names()


def test_a_store_from_before_there_were_seals_gets_exactly_those_that_are_looked_for(full_store: Engine, store_url: str) -> None:
    old = as_in_version(full_store, store_url, "0005")
    with old.begin() as connection:
        there = set(inspect(connection).get_table_names())
        rows = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in OWNERS if name in there}
        migrate(connection)
    with old.connect() as connection:
        seals = connection.execute(text("SELECT name, rows FROM seal ORDER BY number")).all()
    assert [tuple(one) for one in seals] == [(name, rows[name]) for name in OWNERS if rows.get(name)]
    assert breaks(old) == []
    store_reports(old, "small", [NewReport("C", JULY, Decimal(2))], author="a")
    assert breaks(old) == []
    with old.begin() as connection:
        connection.execute(text("UPDATE narrative SET reason = 'x'"))
    assert [(one.table, one.kind) for one in breaks(old)] == [("narrative", "altered")]
    old.dispose()


def test_columns_added_to_targets_change_no_seal(full_store: Engine, store_url: str) -> None:
    old = as_in_version(full_store, store_url, "0011")
    with old.begin() as connection:
        assert "strict" not in {column["name"] for column in inspect(connection).get_columns("target")}
        migrate(connection)
    assert breaks(old) == []
    with old.connect() as connection:
        assert set(
            connection.execute(text("SELECT strict, scale, most, upper, measure, CAST(shares AS VARCHAR) FROM target")).all()
        ) == {(None,) * 6}
    old.dispose()


def test_the_staff_of_an_older_store_is_sealed_once_as_it_is(store_url: str) -> None:
    old = reach_store(store_url)
    at = {"recorded_at": datetime(2023, 6, 30, 1, 2, 3, 4), "author": "甲"}
    with old.begin() as connection:
        migrate(connection, "0009")
        tables = MetaData()
        tables.reflect(connection)
        account = {"name": "李", "role": "reporter", "districts": ["N"], "is_open": True}
        connection.execute(insert(tables.tables["account"]), [account | at | {"login": login} for login in ("li", "wang")])
        connection.execute(insert(tables.tables["password"]), [at | {"login": "li", "hash": "$argon2id$"}])
        migrate(connection)
    with old.connect() as connection:
        seals = connection.execute(text('SELECT plan_id, number, name, "after", until, rows FROM seal ORDER BY number')).all()
    assert [tuple(one) for one in seals] == [(None, 1, "account", 0, 2, 2), (None, 2, "password", 0, 1, 1)]
    assert breaks(old) == []
    with old.begin() as connection:
        connection.execute(text("UPDATE password SET hash = 'planted'"))
    assert [(one.table, one.kind) for one in breaks(old)] == [("password", "altered")]
    old.dispose()
