"""What ships with the program, the integrity check, backup and restore."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from models import upkeep
from models.changes import store_milestones, store_plan, store_reports
from models.errors import StoreError
from models.incoming import NewMilestone, NewReport
from models.meetings import read_standings
from models.plans import PlanFile
from models.queries import read_store_version
from models.store import open_store, reach_store, reading

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


# --- what ships


def test_the_shipped_plans_are_loaded_once(empty_store: Engine, row_counts: Counts) -> None:
    assert "zhengzhou-2023" in upkeep.load_shipped(empty_store)
    before = row_counts(empty_store)
    assert upkeep.load_shipped(empty_store) == []
    assert row_counts(empty_store) == before
    assert before["report"] > 0


def test_a_plan_that_is_there_is_left_as_it_is(half_year_store: Engine, row_counts: Counts) -> None:
    before = row_counts(half_year_store)
    assert "zhengzhou-2023" not in upkeep.load_shipped(half_year_store)
    assert row_counts(half_year_store)["plan_version"] >= before["plan_version"]


def test_of_the_real_plan_only_what_was_published_is_met(empty_store: Engine) -> None:
    upkeep.load_shipped(empty_store)
    end = date(2023, 12, 31)
    with reading(empty_store) as session:
        _, frame = read_standings(session, "zhengzhou-2023", as_of=end, known_at=datetime.now(UTC))
    by_status = {status: set(rows["code"]) for status, rows in frame.groupby(frame["status"].map(str))}
    assert by_status["met"] == {"BA-01", "BA-02", "BA-04", "BA-05", "BA-06"}
    numbered = frame[frame["kind"] != "action"]
    # VO-09 is due in 2025: at the end of 2023 nobody has spoken of it either
    assert by_status["unknown"] == set(numbered["code"]) - by_status["met"]
    assert set(by_status) == {"met", "unknown", "action"}
    assert len(frame) == 55


# --- damage


@pytest.fixture
def filled_store(small_store: Engine) -> Engine:
    report(small_store, 5)
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(5), district="N")], author="test")
    store_milestones(small_store, "small", [NewMilestone("G", "印发", "forecast", JUNE, JUNE, 1)], author="test")
    return small_store


def test_a_sound_store_has_no_damage(filled_store: Engine) -> None:
    assert upkeep.find_damage(filled_store, "en") == []
    assert upkeep.describe(filled_store, "en") == "The store is sound: 2 reports, 4 batches, version 4."


TAMPERED = [
    ("UPDATE report SET batch_id = 999 WHERE id = 1", ["report: 1 rows point to something that does not exist"]),
    ("DELETE FROM series WHERE id = 1", ["report: 1 rows point to something that does not exist"]),
    ("UPDATE report SET recorded_at = '2020-01-01 00:00:00'", ["report: 2 reports bear another time than their batch"]),
    (
        "UPDATE milestone_report SET recorded_at = '2020-01-01 00:00:00' WHERE aspect = 'forecast'",
        ["milestone_report: 1 reports bear another time than their batch"],
    ),
    (
        "UPDATE batch SET recorded_at = '2020-01-01 00:00:00' WHERE id = 2",
        ["report: 1 reports bear another time than their batch"],
    ),
    ("UPDATE subject SET code = 'X' WHERE code = 'C'", ["subject: 1 subjects of reports stand in no version of the plan"]),
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
    assert upkeep.find_damage(filled_store, "en") == expected


@only_postgresql
def test_damage_is_found_in_postgresql_too(filled_store: Engine) -> None:
    with filled_store.begin() as connection:
        connection.exec_driver_sql("UPDATE report SET recorded_at = '2020-01-01'")
        connection.exec_driver_sql("UPDATE subject SET code = 'X' WHERE code = 'C'")
    assert [line.split(":")[0] for line in upkeep.find_damage(filled_store, "en")] == ["report", "subject"]


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
    damage = upkeep.find_damage(filled_store, "en")
    assert damage
    assert all(line.startswith("integrity_check: ") for line in damage)


# --- backup


@only_sqlite
def test_a_backup_is_a_store_with_the_same_rows(filled_store: Engine, row_counts: Counts, tmp_path: Path) -> None:
    upkeep.back_up(filled_store, tmp_path / "copy.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite"]
    copy = open_store(f"sqlite:///{(tmp_path / 'copy.sqlite').as_posix()}")
    assert row_counts(copy) == row_counts(filled_store)
    assert upkeep.find_damage(copy, "en") == []
    copy.dispose()


@only_sqlite
def test_a_backup_taken_while_others_write_is_sound(filled_store: Engine, tmp_path: Path) -> None:
    done, faults = threading.Event(), list[Exception]()

    def write() -> None:
        value = 0
        while not done.is_set():
            value += 1
            try:
                report(filled_store, value)
            except Exception as error:
                faults.append(error)
                return

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(5):
        upkeep.back_up(filled_store, tmp_path / f"{number}.sqlite")
    done.set()
    writer.join()
    assert faults == []
    for number in range(5):
        copy = open_store(f"sqlite:///{(tmp_path / f'{number}.sqlite').as_posix()}")
        assert upkeep.find_damage(copy, "en") == []
        with copy.connect() as connection:
            reports = connection.exec_driver_sql("SELECT count(*) FROM report").scalar()
        assert reports == version(copy) - 2  # every write added one report, the plan and the milestone none
        copy.dispose()


@only_sqlite
def test_a_backup_never_overwrites(filled_store: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite").write_text("precious")
    with pytest.raises(StoreError) as caught:
        upkeep.back_up(filled_store, tmp_path / "copy.sqlite")
    assert caught.value.key == "backup_exists"
    assert (tmp_path / "copy.sqlite").read_text() == "precious"


@only_sqlite
@pytest.mark.parametrize("name", ["no-folder/copy.sqlite", "file/copy.sqlite"])
def test_a_backup_that_cannot_be_written_leaves_nothing(filled_store: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(StoreError) as caught:
        upkeep.back_up(filled_store, tmp_path / name)
    assert caught.value.key == "backup_unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@only_postgresql
def test_postgresql_is_backed_up_by_its_own_tools(filled_store: Engine, tmp_path: Path) -> None:
    for work in (upkeep.back_up, upkeep.restore):
        with pytest.raises(StoreError) as caught:
            work(filled_store, tmp_path / "copy.sqlite")
        assert caught.value.key == "not_sqlite"
    assert list(tmp_path.iterdir()) == []


# --- restore


@pytest.fixture
def backup(filled_store: Engine, tmp_path: Path) -> Path:
    """A backup of ``filled_store``, after which one more report came in."""
    upkeep.back_up(filled_store, tmp_path / "backup.sqlite")
    report(filled_store, 99)
    return tmp_path / "backup.sqlite"


@only_sqlite
def test_a_restore_brings_back_and_keeps_what_was(filled_store: Engine, backup: Path, row_counts: Counts) -> None:
    before = row_counts(filled_store)
    kept = upkeep.restore(filled_store, backup)
    assert kept is not None
    assert row_counts(filled_store) == before | {"report": 2, "batch": 4, "version": before["version"] + 1}
    former = open_store(f"sqlite:///{kept.as_posix()}")
    assert row_counts(former) == before
    former.dispose()


@only_sqlite
def test_the_version_never_goes_back_however_often_a_backup_is_restored(filled_store: Engine, backup: Path) -> None:
    seen = [version(filled_store)]
    for number in range(3):
        for value in range(number):
            report(filled_store, value)
            seen.append(version(filled_store))
        kept = upkeep.restore(filled_store, backup)
        assert kept is not None
        kept.unlink()
        seen.append(version(filled_store))
    assert seen == sorted(set(seen))


@only_sqlite
def test_a_store_that_is_open_elsewhere_sees_what_was_restored(filled_store: Engine, backup: Path) -> None:
    other = open_store(filled_store.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 3
    upkeep.restore(filled_store, backup)
    with other.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 2
    report(other, 7)
    other.dispose()


@only_sqlite
def test_a_store_that_is_no_database_any_more_can_be_restored(filled_store: Engine, backup: Path, row_counts: Counts) -> None:
    path = path_of(filled_store)
    filled_store.dispose()
    path.write_bytes(b"rubbish" * 1000)
    engine = reach_store(filled_store.url.render_as_string(hide_password=False))
    kept = upkeep.restore(engine, backup)
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 1000
    assert row_counts(engine)["report"] == 2
    assert upkeep.find_damage(engine, "en") == []
    engine.dispose()


@only_sqlite
def test_a_store_that_is_too_new_can_be_replaced(filled_store: Engine, backup: Path, row_counts: Counts) -> None:
    with filled_store.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    upkeep.restore(filled_store, backup)
    again = open_store(filled_store.url.render_as_string(hide_password=False))
    assert row_counts(again)["report"] == 2
    again.dispose()


@only_sqlite
def test_a_backup_can_be_restored_where_no_store_is(backup: Path, tmp_path: Path, row_counts: Counts) -> None:
    engine = reach_store(f"sqlite:///{(tmp_path / 'new' / 'store.sqlite').as_posix()}")
    assert upkeep.restore(engine, backup) is None
    assert row_counts(engine)["report"] == 2
    engine.dispose()


def make_junk(kind: str, backup: Path) -> Path:
    path = backup.with_name("junk.sqlite")
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("no database " * 1000)
    elif kind == "empty":
        path.touch()
    elif kind == "other":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE recipe (name TEXT)")
    elif kind == "cut":
        path.write_bytes(backup.read_bytes()[:20_000])
    elif kind in ("newer", "bare"):
        path.write_bytes(backup.read_bytes())
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(
                "UPDATE alembic_version SET version_num = '9999'" if kind == "newer" else "DELETE FROM alembic_version"
            )
            connection.commit()
    return path


@only_sqlite
@pytest.mark.parametrize(
    ("kind", "key"),
    [("newer", "store_too_new")]
    + [(kind, "not_a_backup") for kind in ("missing", "folder", "text", "empty", "other", "cut", "bare")],
)
def test_what_is_no_backup_is_refused_and_the_store_stays(
    filled_store: Engine, backup: Path, row_counts: Counts, kind: str, key: str
) -> None:
    before = row_counts(filled_store)
    with pytest.raises(StoreError) as caught:
        upkeep.restore(filled_store, make_junk(kind, backup))
    assert caught.value.key == key
    assert row_counts(filled_store) == before
    assert not list(path_of(filled_store).parent.glob("*before-restore*"))
    assert not list(backup.parent.glob("junk.sqlite-*"))


@only_sqlite
def test_a_restore_keeps_the_backup_as_it_is(filled_store: Engine, backup: Path) -> None:
    before = backup.read_bytes()
    upkeep.restore(filled_store, backup)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


@only_sqlite
def test_a_backup_can_be_restored_from_where_nothing_can_be_written(
    filled_store: Engine, backup: Path, public_folder: Path, as_ordinary_user: Callable[[], Any]
) -> None:
    medium = public_folder / "medium 50% #1"
    medium.mkdir()
    (medium / "backup?.sqlite").write_bytes(backup.read_bytes())
    medium.chmod(0o555)
    home = public_folder / "home"
    home.mkdir()
    home.chmod(0o777)
    with as_ordinary_user():
        engine = reach_store(f"sqlite:///{(home / 'store.sqlite').as_posix()}")
        assert upkeep.restore(engine, medium / "backup?.sqlite") is None
        assert upkeep.find_damage(engine, "en") == []
        engine.dispose()


def test_a_plan_of_ones_own_is_not_touched_by_what_ships(
    empty_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts
) -> None:
    store_plan(empty_store, small_plan("zhengzhou-2023"), author="test", name="own.yaml")
    before = row_counts(empty_store)["report"]
    assert "zhengzhou-2023" not in upkeep.load_shipped(empty_store)
    assert row_counts(empty_store)["report"] == before
