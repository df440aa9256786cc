"""Opening, reading and writing the store, on both databases; and every way in which it can refuse."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, Engine, Integer, MetaData, Table, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, StatementError

from models.commands import ledger
from models.commands.ledger import store_plan, store_reports, withdraw_batch
from models.commands.records import NewReport
from models.config import ROOT
from models.errors import StoreError
from models.maintenance.integrity import find_damage
from models.plan.file import PlanFile
from models.queries import read_newest, read_plan, read_store_version
from models.store import engine as store
from models.store.engine import open_store, reach_store, reading, writing
from models.store.migrate import migrate
from models.tables import Base, Exact, UtcDateTime

ONE_REPORT = [NewReport("C", date(2023, 6, 30), Decimal(7))]
only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


@contextmanager
def refused(*keys: str) -> Iterator[None]:
    """Check that a StoreError of one of these kinds is raised, with one line as its sentence."""
    with pytest.raises(StoreError) as caught:
        yield
    assert caught.value.key in keys
    assert "\n" not in str(caught.value)


def path_of(url: str) -> Path:
    return Path(str(make_url(url).database))


def url_of(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


# --- opening and migrating


def test_an_address_without_a_store_becomes_an_empty_store(store_url: str, row_counts: Callable[..., dict[str, int]]) -> None:
    engine = open_store(store_url)
    assert {name: n for name, n in row_counts(engine).items() if n} == {"store_state": 1}
    engine.dispose()


def test_opening_again_changes_nothing(half_year_store: Engine, row_counts: Callable[..., dict[str, int]]) -> None:
    before = row_counts(half_year_store)
    again = open_store(half_year_store.url.render_as_string(hide_password=False))
    assert row_counts(again) == before
    again.dispose()


def other_default(_: Any, __: Any, column: Any, found: str | None, ___: Any, wanted: str | None) -> bool | None:
    """Compare JSON defaults as text, because PostgreSQL has no equality of them; None leaves it to the database."""
    if not isinstance(column.type, JSON):
        return None
    return (found or "").removesuffix("::json").strip("'") != (wanted or "")


def test_the_migrations_make_the_tables_of_the_models(empty_store: Engine) -> None:
    with empty_store.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": other_default})
        assert compare_metadata(context, Base.metadata) == []


def test_a_column_that_the_migrations_do_not_make_would_be_found(empty_store: Engine) -> None:
    more = MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(more)
    more.tables["report"].append_column(Column("forgotten", Integer))
    with empty_store.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), more)
    assert [difference[0] for difference in differences] == ["add_column"]


def migrate_to(url: str, wanted: str) -> Engine:
    """A store as an earlier version of this program left it."""
    engine = reach_store(url)
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        migrate(connection, wanted)
    return engine


def test_a_store_without_measurements_and_words_gets_them_and_keeps_its_rows(
    store_url: str, half_year_store: Engine, row_counts: Callable[..., dict[str, int]]
) -> None:
    older = migrate_to(store_url, "0002")
    known = MetaData()
    known.reflect(older)
    for table in (one for one in known.sorted_tables if one.name not in ("alembic_version", "store_state")):
        with half_year_store.connect() as source, older.begin() as connection:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            if rows:
                connection.execute(insert(table), rows)
    assert ("measurement" in known.tables, "levels" in known.tables["plan_version"].c) == (False, False)
    before = row_counts(older)
    assert before["report"] > 0
    older.dispose()
    engine = open_store(store_url)
    minutes, staff = (
        ("meeting", "decision", "decision_event", "narrative"),
        ("account", "password", "second_factor", "sign_in", "sign_in_attempt", "access_event", "plan_draft"),
    )
    later = ("measurement", *minutes, *staff, "published_school", "published_figure")
    after = row_counts(engine)
    assert find_damage(engine, "en") == []
    assert after == before | dict.fromkeys(later, 0)
    views = []
    for one in (half_year_store, engine):
        with reading(one) as session:
            view = read_plan(session, "zhengzhou-2023", datetime.now(UTC))
            figures = read_newest(session, view.head.plan_id, as_of=date(2023, 12, 31), known_at=datetime.now(UTC))
        views.append((view, figures))
    (view, figures), (kept, kept_figures) = views
    assert kept_figures.to_dict("records") == figures.to_dict("records")
    assert kept.targets["note_en"].isna().all(), "older stores have notes in one language"
    assert kept.targets.drop(columns="note_en").to_dict("records") == view.targets.drop(columns="note_en").to_dict("records")
    assert kept.head.terms.codes("kinds") == view.head.terms.codes("kinds") != []
    assert [kept.head.terms.codes(group) for group in ("levels", "stages", "indicators", "ways", "steps")] == [[]] * 5
    engine.dispose()


_AT_ONCE = """
import os, sys, traceback
from datetime import date
from decimal import Decimal
from models.commands.ledger import NewReport, store_reports
from models.store.engine import open_store

url, children = sys.argv[1], []
gate, opener = os.pipe()
for month in range(1, 5):
    child = os.fork()
    if child:
        children.append(child)
        continue
    try:
        os.close(opener)
        os.read(gate, 1)  # ends when the parent opens the gate for all
        engine = open_store(url)
        WORK
        engine.dispose()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
os.close(opener)
sys.exit(sum(os.waitpid(child, 0)[1] != 0 for child in children))
"""


def run_script(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, env=environment)


def in_four_processes(work: str, url: str) -> None:
    """Four concurrent processes that open the store and do some work with ``engine`` and their ``month``."""
    done = run_script(_AT_ONCE.replace("WORK", work), url)
    assert done.returncode == 0, done.stderr


def test_processes_that_open_a_new_store_at_once_all_get_it(store_url: str) -> None:
    in_four_processes("pass", store_url)
    engine = open_store(store_url)
    assert revision(engine) is not None
    engine.dispose()


def test_a_store_of_a_newer_version_is_refused(half_year_store: Engine, row_counts: Callable[..., dict[str, int]]) -> None:
    with half_year_store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = row_counts(half_year_store)
    with refused("store_too_new"):
        open_store(half_year_store.url.render_as_string(hide_password=False))
    assert row_counts(half_year_store) == before
    assert revision(half_year_store) == "9999"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "postgres://host/name",
        "mysql://host/name",
        "oracle://host/name",
        "postgresql+psycopg2://host/name",
        "postgresql+asyncpg://host/name",
        "sqlite+aiosqlite:///name",
        "postgresql://user@host:port/name",
        "sqlite:///name?timeout=long",
    ],
)
def test_an_address_that_is_none_is_refused(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with refused("bad_database_url"):
        open_store(url)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://user:secret@127.0.0.1:1/name")
    assert caught.value.key == "store_unreachable"
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


@only_postgresql
def test_a_database_that_does_not_exist_is_refused(store_url: str) -> None:
    with refused("store_unreachable"):
        open_store(make_url(store_url).set(database="nowhere").render_as_string(hide_password=False))


def test_a_folder_that_does_not_exist_is_made(tmp_path: Path) -> None:
    open_store(url_of(tmp_path / "new" / "folder" / "store.sqlite")).dispose()
    assert (tmp_path / "new" / "folder" / "store.sqlite").exists()


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with refused("store_cannot_open"):
        open_store(url_of(tmp_path / "file" / "store.sqlite"))
    assert (tmp_path / "file").read_text() == "text"


def test_a_path_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with refused("store_cannot_open"):
        open_store(url_of(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"an old shopping list " * 1000)
    with refused("store_damaged"):
        open_store(url_of(path))
    assert path.read_bytes() == b"an old shopping list " * 1000


def test_a_file_in_which_pages_are_broken_is_named_as_damaged(tmp_path: Path, small_plan: Callable[..., PlanFile]) -> None:
    path = tmp_path / "store.sqlite"
    engine = open_store(url_of(path))
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    engine.dispose()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    engine = reach_store(url_of(path))
    with refused("store_damaged"), reading(engine) as session:
        session.execute(text("SELECT * FROM target")).all()
    engine.dispose()


# --- permissions, room, locks


def test_a_folder_without_permission_to_write_is_refused(public_folder: Path, as_ordinary_user: Callable[[], Any]) -> None:
    public_folder.chmod(0o555)
    with as_ordinary_user(), refused("store_cannot_open"):
        open_store(url_of(public_folder / "store.sqlite"))
    with as_ordinary_user(), refused("store_cannot_open"):
        open_store(url_of(public_folder / "new" / "store.sqlite"))
    assert list(public_folder.iterdir()) == []


def test_a_store_in_a_read_only_folder_refuses_and_stays_as_it_was(
    public_folder: Path, as_ordinary_user: Callable[[], Any], small_plan: Callable[..., PlanFile]
) -> None:
    path = public_folder / "store.sqlite"
    engine = open_store(url_of(path))
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    engine.dispose()
    before = path.read_bytes()
    path.chmod(0o444)
    public_folder.chmod(0o555)
    with as_ordinary_user(), refused("store_cannot_open", "store_read_only"):  # SQLite reports one or the other
        open_store(url_of(path))
    assert path.read_bytes() == before
    assert list(public_folder.iterdir()) == [path]


def test_a_read_only_file_can_be_read_and_not_written(
    public_folder: Path, as_ordinary_user: Callable[[], Any], small_plan: Callable[..., PlanFile]
) -> None:
    path = public_folder / "store.sqlite"
    engine = open_store(url_of(path))
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    engine.dispose()
    public_folder.chmod(0o777)
    path.chmod(0o444)
    with as_ordinary_user():
        engine = open_store(url_of(path))
        with reading(engine) as session:
            assert session.execute(text("SELECT code FROM plan")).scalars().all() == ["small"]
        with refused("store_read_only"):
            store_reports(engine, "small", ONE_REPORT, author="test")
        engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (0,)


@only_sqlite
def test_a_full_disk_writes_nothing(small_store: Engine, row_counts: Callable[..., dict[str, int]]) -> None:
    before = row_counts(small_store)

    @event.listens_for(small_store, "begin")
    def leave_no_room(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    many = [NewReport("C", date(2023, 1, 1) + timedelta(days=n % 300), Decimal(n), note="x" * 500) for n in range(500)]
    with refused("store_full"):
        store_reports(small_store, "small", many, author="test")
    event.remove(small_store, "begin", leave_no_room)
    assert row_counts(small_store) == before
    with small_store.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert store_reports(small_store, "small", many, author="test")


_FILL_THE_DISK = """
import resource, signal, sys
from datetime import date
from decimal import Decimal
from models.commands.ledger import NewReport, store_reports
from models.errors import StoreError
from models.store.engine import open_store
engine = open_store(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    store_reports(engine, "small", [NewReport("C", date(2023, 6, 30), Decimal(1), note="x" * 1000)] * 1000, author="test")
except StoreError as error:
    print(error.key)
"""


@only_sqlite
def test_a_disk_that_fails_while_a_write_is_under_way_writes_nothing(
    small_store: Engine, row_counts: Callable[..., dict[str, int]]
) -> None:
    before = row_counts(small_store)
    url = small_store.url.render_as_string(hide_password=False)
    done = run_script(_FILL_THE_DISK, url)
    assert done.stdout.strip() in ("store_disk", "store_full"), done.stderr
    assert row_counts(small_store) == before


@only_sqlite
def test_a_store_that_another_program_holds_is_busy(
    small_store: Engine, monkeypatch: pytest.MonkeyPatch, row_counts: Callable[..., dict[str, int]]
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0)
    impatient = open_store(small_store.url.render_as_string(hide_password=False))
    before = row_counts(small_store)
    with closing(sqlite3.connect(str(small_store.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with refused("store_busy"):
            store_reports(impatient, "small", ONE_REPORT, author="test")
        with reading(impatient) as session:
            assert session.scalar(text("SELECT count(*) FROM plan")) == 1
        other.execute("ROLLBACK")
    assert row_counts(small_store) == before
    assert store_reports(impatient, "small", ONE_REPORT, author="test")
    impatient.dispose()


@only_postgresql
def test_a_postgresql_that_may_only_be_read_says_so(small_store: Engine, row_counts: Callable[..., dict[str, int]]) -> None:
    before = row_counts(small_store)
    with small_store.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {small_store.url.database} SET default_transaction_read_only = on"))
    small_store.dispose()
    with refused("store_read_only"):
        store_reports(small_store, "small", ONE_REPORT, author="test")
    assert row_counts(small_store) == before


@only_postgresql
def test_a_postgresql_user_without_the_right_to_write_is_told_so(small_store: Engine) -> None:
    with small_store.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS reader"))
        connection.execute(text("CREATE ROLE reader LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    reader = open_store(small_store.url.set(username="reader").render_as_string(hide_password=False))
    with refused("store_read_only"):
        store_reports(reader, "small", ONE_REPORT, author="test")
    reader.dispose()
    with small_store.begin() as connection:
        connection.execute(text("DROP OWNED BY reader"))
        connection.execute(text("DROP ROLE reader"))


@only_postgresql
def test_a_server_that_goes_away_is_named(small_store: Engine) -> None:
    with refused("store_unreachable"), reading(small_store) as session:
        own = session.scalar(text("SELECT pg_backend_pid()"))
        with small_store.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
        session.execute(text("SELECT 1"))
    with reading(small_store) as session:
        assert session.scalar(text("SELECT 1")) == 1


# --- reading and writing


def test_what_is_read_in_one_session_is_one_picture(small_store: Engine) -> None:
    with reading(small_store) as session:
        before = session.scalar(text("SELECT count(*) FROM report"))
        store_reports(small_store, "small", ONE_REPORT, author="test")
        assert session.scalar(text("SELECT count(*) FROM report")) == before == 0
    with reading(small_store) as session:
        assert session.scalar(text("SELECT count(*) FROM report")) == 1


@only_postgresql
def test_a_session_for_reading_cannot_write(small_store: Engine) -> None:
    with refused("store_read_only"), reading(small_store) as session:
        session.execute(text("UPDATE store_state SET version = 99"))


def test_reading_leaves_writing_as_it_was(small_store: Engine) -> None:
    for _ in range(3):
        with reading(small_store) as session:
            session.execute(text("SELECT 1"))
        store_reports(small_store, "small", ONE_REPORT, author="test")


def _write_half(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(text("UPDATE store_state SET version = 99"))
        session.execute(text("INSERT INTO subject (id, plan_id, code) VALUES (7777, 1, 'X')"))
        session.execute(text("INSERT INTO subject (id, plan_id, code) VALUES (7777, 1, 'Y')"))


def test_a_write_that_fails_leaves_nothing(small_store: Engine, row_counts: Callable[..., dict[str, int]]) -> None:
    before = row_counts(small_store)
    with pytest.raises(IntegrityError):
        _write_half(small_store)
    assert row_counts(small_store) == before


def test_a_fault_of_the_program_is_no_fault_of_the_store(small_store: Engine) -> None:
    with pytest.raises(IntegrityError), writing(small_store) as session:
        session.execute(text("INSERT INTO plan (id, code, demonstration) VALUES (7, 'small', false)"))


def test_what_points_nowhere_is_refused(small_store: Engine) -> None:
    with pytest.raises(IntegrityError), writing(small_store) as session:
        session.execute(text("INSERT INTO subject (id, plan_id, code) VALUES (7777, 999, 'X')"))


def test_two_writers_at_once_both_land(small_store: Engine, row_counts: Callable[..., dict[str, int]]) -> None:
    before = row_counts(small_store)
    start, faults = threading.Barrier(4), list[Exception]()

    def write(number: int) -> None:
        start.wait()
        try:
            for day in range(1, 6):
                store_reports(small_store, "small", [NewReport("C", date(2023, number, day), Decimal(day))], author=str(number))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    after = row_counts(small_store)
    assert after["report"] - before["report"] == after["version"] - before["version"] == 20
    with small_store.connect() as connection:
        moments = connection.execute(select(Base.metadata.tables["batch"].c.recorded_at).order_by(text("id"))).scalars().all()
    assert moments == sorted(set(moments))


def test_processes_that_write_at_once_all_land(small_store: Engine, row_counts: Callable[..., dict[str, int]]) -> None:
    report = "NewReport('C', date(2023, month, day), Decimal(day))"
    work = f"[store_reports(engine, 'small', [{report}], author='test') for day in range(1, 6)]"
    in_four_processes(work, small_store.url.render_as_string(hide_password=False))
    assert row_counts(small_store)["report"] == 20


class ClockSetBack(datetime):
    """A clock an hour behind the real one."""

    @classmethod
    def now(cls, tz: Any = None) -> "ClockSetBack":
        return cls.fromtimestamp((datetime.now(UTC) - timedelta(hours=1)).timestamp(), tz)


def test_the_recorded_time_never_goes_back_even_if_the_clock_does(small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store_reports(small_store, "small", ONE_REPORT, author="test")
    monkeypatch.setattr(ledger, "datetime", ClockSetBack)
    second = store_reports(small_store, "small", ONE_REPORT, author="test")
    withdraw_batch(small_store, second, author="test")
    third = store_reports(small_store, "small", ONE_REPORT, author="test")
    batch, events = Base.metadata.tables["batch"].c, Base.metadata.tables["batch_event"].c
    with small_store.connect() as connection:
        moments = {row.id: row.recorded_at for row in connection.execute(select(batch.id, batch.recorded_at))}
        withdrawn = connection.scalar(select(events.at))
    assert moments[first] < moments[second] < withdrawn < moments[third]


# --- column types

decimals = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6)
)


@pytest.fixture(scope="module")
def numbers_store(shared_store: Engine) -> tuple[Engine, Table]:
    table = Table(
        "numbers", MetaData(), Column("id", Integer, primary_key=True), Column("number", Exact), Column("at", UtcDateTime)
    )
    table.create(shared_store)
    return shared_store, table


@given(st.lists(decimals, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_decimal_of_15_digits_comes_back_exactly(numbers_store: tuple[Engine, Table], numbers: list[Decimal]) -> None:
    engine, table = numbers_store
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(table), [{"id": n, "number": number} for n, number in enumerate(numbers)])
        assert connection.execute(select(table.c.number).order_by(table.c.id)).scalars().all() == numbers
        transaction.rollback()


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
@settings(max_examples=60, deadline=None)
def test_any_instant_comes_back_in_utc(numbers_store: tuple[Engine, Table], moment: datetime, minutes: int) -> None:
    engine, table = numbers_store
    given_at = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(table), {"id": 1, "at": given_at})
        read = connection.scalar(select(table.c.at))
        assert connection.scalar(select(table.c.id).where(table.c.at == given_at)) == 1
        assert connection.scalar(select(table.c.id).where(table.c.at > given_at)) is None
        transaction.rollback()
    assert read == given_at
    assert read.tzinfo is UTC


def test_nothing_stays_nothing(numbers_store: tuple[Engine, Table]) -> None:
    engine, table = numbers_store
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(table), {"id": 1, "number": None, "at": None})
        assert tuple(connection.execute(select(table.c.number, table.c.at)).one()) == (None, None)
        transaction.rollback()


def test_an_instant_without_zone_is_refused(numbers_store: tuple[Engine, Table]) -> None:
    engine, table = numbers_store
    with engine.connect() as connection, pytest.raises(StatementError, match="time zone"):
        connection.execute(insert(table), {"id": 1, "at": datetime(2023, 6, 30)})


@only_sqlite
def test_a_store_deleted_or_replaced_under_the_program_is_neither_read_nor_written(small_store: Engine) -> None:
    def asked() -> Iterator[str]:
        for use in (reading, writing):
            with pytest.raises(StoreError) as caught, use(small_store) as session:
                read_store_version(session)
            yield caught.value.key

    place = Path(str(small_store.url.database))
    moved = place.rename(place.with_suffix(".moved"))
    assert (list(asked()), place.exists()) == (["store_gone"] * 2, False)
    place.write_bytes(moved.read_bytes())
    assert list(asked()) == ["store_replaced"] * 2
    moved.rename(place)
    with reading(small_store) as session:
        assert read_store_version(session) > 0
