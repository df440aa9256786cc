"""Backup and restore."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from models.commands.ledger import store_milestones, store_reports
from models.commands.records import NewMilestone, NewReport
from models.demo import clear_demonstration, load_demonstration
from models.demo.plan import CODE
from models.errors import FileError, SanbiaoError, StoreError, UnreadableError
from models.maintenance import backup as backups
from models.maintenance.integrity import find_damage
from models.queries import read_store_version
from models.snapshots.plan_data import read_standings
from models.store.anchors import anchor_of, read_anchors
from models.store.engine import open_store, reach_store, reading

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


# --- backup


def test_a_backup_is_a_store_with_the_same_rows(filled_store: Engine, row_counts: Counts, tmp_path: Path) -> None:
    backups.back_up(filled_store, tmp_path / "copy.sqlite")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite", "copy.sqlite.anchor"]
    copy = open_store(f"sqlite:///{(tmp_path / 'copy.sqlite').as_posix()}")
    assert row_counts(copy) == row_counts(filled_store)
    assert find_damage(copy, "en") == []
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
        backups.back_up(filled_store, tmp_path / f"{number}.sqlite")
    done.set()
    writer.join()
    assert faults == []
    for number in range(5):
        copy = open_store(f"sqlite:///{(tmp_path / f'{number}.sqlite').as_posix()}")
        assert find_damage(copy, "en") == []
        with copy.connect() as connection:
            reports = connection.exec_driver_sql("SELECT count(*) FROM report").scalar()
        assert reports == version(copy) - 2  # every write added one report, the plan and the milestone none
        copy.dispose()


def test_a_backup_never_overwrites(filled_store: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite").write_text("precious")
    with pytest.raises(FileError) as caught:
        backups.back_up(filled_store, tmp_path / "copy.sqlite")
    assert caught.value.key == "file_exists"
    assert (tmp_path / "copy.sqlite").read_text() == "precious"


@pytest.mark.parametrize("name", ["no-folder/copy.sqlite", "file/copy.sqlite"])
def test_a_backup_that_cannot_be_written_leaves_nothing(filled_store: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(FileError) as caught:
        backups.back_up(filled_store, tmp_path / name)
    assert caught.value.key == "file_unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_backup_has_its_anchor_beside_it(filled_store: Engine, tmp_path: Path) -> None:
    with filled_store.connect() as connection:
        known = anchor_of(connection)
    backups.back_up(filled_store, tmp_path / "copy.sqlite")
    (own,) = read_anchors(tmp_path / "copy.sqlite.anchor")
    assert own.head == known.head
    with backups.connected_to(tmp_path / "copy.sqlite") as connection:
        assert anchor_of(connection).head == known.head


def test_an_anchor_without_its_backup_is_not_overwritten(filled_store: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite.anchor").write_text("kept")
    with pytest.raises(FileError) as caught:
        backups.back_up(filled_store, tmp_path / "copy.sqlite")
    assert (caught.value.key, [path.name for path in tmp_path.iterdir()]) == ("file_exists", ["copy.sqlite.anchor"])


# --- restore


@pytest.fixture
def backup(filled_store: Engine, tmp_path: Path) -> Path:
    """A backup of ``filled_store``, made before one more report."""
    backups.back_up(filled_store, tmp_path / "backup.sqlite")
    report(filled_store, 99)
    return tmp_path / "backup.sqlite"


def test_a_restore_brings_back_and_keeps_what_was(filled_store: Engine, backup: Path, row_counts: Counts) -> None:
    before = row_counts(filled_store)
    kept = backups.restore(filled_store, backup)
    assert kept is not None
    less = {"report": 2, "batch": 4}
    assert row_counts(filled_store) == before | less | {"version": before["version"] + 1}
    former = open_store(f"sqlite:///{kept.as_posix()}")
    assert row_counts(former) == before
    former.dispose()


def test_the_version_never_goes_back_however_often_a_backup_is_restored(filled_store: Engine, backup: Path) -> None:
    seen = [version(filled_store)]
    for number in range(3):
        for value in range(number):
            report(filled_store, value)
            seen.append(version(filled_store))
        kept = backups.restore(filled_store, backup)
        assert kept is not None
        kept.unlink()
        backups.anchor_path(kept).unlink()
        seen.append(version(filled_store))
    assert seen == sorted(set(seen))


def test_a_store_that_is_open_elsewhere_sees_what_was_restored(filled_store: Engine, backup: Path) -> None:
    other = open_store(filled_store.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 3
    backups.restore(filled_store, backup)
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
    kept = backups.restore(engine, backup)
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 1000
    assert row_counts(engine)["report"] == 2
    assert find_damage(engine, "en") == []
    engine.dispose()


@only_sqlite
def test_a_store_that_is_too_new_can_be_replaced(filled_store: Engine, backup: Path, row_counts: Counts) -> None:
    with filled_store.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    backups.restore(filled_store, backup)
    again = open_store(filled_store.url.render_as_string(hide_password=False))
    assert row_counts(again)["report"] == 2
    again.dispose()


@only_sqlite
def test_a_backup_can_be_restored_where_no_store_is(backup: Path, tmp_path: Path, row_counts: Counts) -> None:
    engine = reach_store(f"sqlite:///{(tmp_path / 'new' / 'store.sqlite').as_posix()}")
    assert backups.restore(engine, backup) is None
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


@pytest.mark.parametrize(
    ("kind", "error", "key"),
    [("newer", StoreError, "store_too_new")]
    + [(kind, UnreadableError, "not_a_backup") for kind in ("missing", "folder", "text", "empty", "other", "cut", "bare")],
)
def test_what_is_no_backup_is_refused_and_the_store_stays(
    filled_store: Engine, backup: Path, row_counts: Counts, kind: str, error: type[SanbiaoError], key: str
) -> None:
    before = row_counts(filled_store)
    with pytest.raises(error) as caught:
        backups.restore(filled_store, make_junk(kind, backup))
    assert caught.value.key == key
    assert row_counts(filled_store) == before
    for folder in (path_of(filled_store).parent, backup.parent):
        assert not list(folder.glob("*before-restore*"))
    assert not list(backup.parent.glob("junk.sqlite-*"))


@only_sqlite
def test_a_restore_keeps_the_backup_as_it_is(filled_store: Engine, backup: Path) -> None:
    before = backup.read_bytes()
    backups.restore(filled_store, backup)
    assert backup.read_bytes() == before
    assert sorted(path.name for path in backup.parent.iterdir()) == [backup.name, f"{backup.name}.anchor"]


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
        assert backups.restore(engine, medium / "backup?.sqlite") is None
        assert find_damage(engine, "en") == []
        engine.dispose()


# --- PostgreSQL


@only_postgresql
def test_a_backup_can_be_restored_into_an_empty_postgresql(full_store: Engine, databases: Any, tmp_path: Path) -> None:
    backups.back_up(full_store, tmp_path / "backup.sqlite")
    with databases.fresh() as url:
        engine = reach_store(url)
        assert backups.restore(engine, tmp_path / "backup.sqlite") is None
        assert find_damage(engine, "en") == []
        store_reports(engine, "small", [NewReport("C", JUNE, Decimal(9))], author="test")
        assert find_damage(engine, "en") == []
        engine.dispose()


def test_a_restored_backup_says_the_same_of_any_day(databases: Any, tmp_path: Path) -> None:
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        before = statuses(engine)
        backups.back_up(engine, tmp_path / "backup.sqlite")
        clear_demonstration(engine)
        backups.restore(engine, tmp_path / "backup.sqlite")
        assert statuses(engine) == before
        engine.dispose()


def statuses(engine: Engine) -> list[Any]:
    """Standings of the demonstration on random days, as known on random days."""
    random, found = Random(3), []
    for _ in range(4):
        day, known = (date(2023, 1, 31) + timedelta(days=random.randrange(330)) for _ in range(2))
        with reading(engine) as session:
            at = datetime.combine(known, time.max, UTC)
            _, frame = read_standings(session, CODE, as_of=day, known_at=at)
        found.append(frame[["code", "status", "actual", "expected"]].map(str).to_dict("records"))
    return found


@only_postgresql
def test_a_restore_that_fails_leaves_postgresql_as_it_was(filled_store: Engine, backup: Path, row_counts: Counts) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("UPDATE batch SET note = 'a' || char(0) || 'b'")
        connection.commit()
    before = row_counts(filled_store)
    with pytest.raises(StoreError) as caught:
        backups.restore(filled_store, backup)
    assert caught.value.key == "move_refused"
    assert row_counts(filled_store) == before


# --- backups by a schedule

NIGHT = datetime(2023, 6, 30, 18, 0, tzinfo=UTC)


def test_a_schedule_keeps_so_many_and_touches_nothing_else(small_store: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    others = ["sanbiao-old.sqlite", "notes.txt", "sanbiao-20200101T000000Z.sqlite.bak"]
    for night in range(5):
        made = backups.back_up_into(small_store, folder, keep=3, at=NIGHT + timedelta(days=night))
        assert made.exists()
        for name in others:
            (folder / name).touch()
    own = [f"sanbiao-202307{day:02}T180000Z.sqlite{suffix}" for day in (2, 3, 4) for suffix in ("", ".anchor")]
    assert sorted(path.name for path in folder.iterdir()) == sorted([*own, *others])


def test_a_schedule_that_cannot_write_removes_nothing(small_store: Engine, tmp_path: Path) -> None:
    first = backups.back_up_into(small_store, tmp_path, keep=1, at=NIGHT)
    with pytest.raises(FileError) as caught:
        backups.back_up_into(small_store, tmp_path, keep=1, at=NIGHT)
    assert caught.value.key == "file_exists"
    assert first.exists()
