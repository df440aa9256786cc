"""Faults of the store's environment: locks, a full disk, a restarted server, a second instance.

The environment variable HOLD gives the seconds that another process holds the lock; by default ten, and two if the database
is a server that has been asked the same ten seconds ago.
"""

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from models.commands import ledger
from models.commands.ledger import store_plan, store_reports, withdraw_batch
from models.commands.records import NewReport
from models.config import ROOT
from models.errors import StoreError
from models.imports.batch import commit, stage
from models.maintenance.integrity import find_damage
from models.plan.file import PlanFile
from models.queries import read_store_version
from models.snapshots.plan_data import read_standings
from models.store import clock
from models.store import engine as store
from models.store.engine import open_store, reach_store, reading
from models.store.migrate import migrate

HOLD = {name: float(os.environ.get("HOLD", seconds)) for name, seconds in (("sqlite", "10"), ("postgresql", "2"))}
JUNE, JULY = date(2023, 6, 30), date(2023, 7, 31)
Counts = Callable[[Engine], dict[str, int]]
only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def report(engine: Engine, value: int = 7) -> int:
    return store_reports(engine, "small", [NewReport("C", JUNE, Decimal(value))], author="test")


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@contextmanager
def process(script: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another Python process with the program on its path; any still running at the end is killed."""
    command_line = [sys.executable, "-c", script, *arguments]
    running = subprocess.Popen(command_line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        for pipe in (running.stdin, running.stdout):
            assert pipe is not None
            pipe.close()


def answer(running: subprocess.Popen[str], words: str = "") -> str:
    """The next line of a process after it received one."""
    assert running.stdin is not None
    assert running.stdout is not None
    if words:
        running.stdin.write(words + "\n")
        running.stdin.flush()
    return running.stdout.readline().strip()


# --- the store is locked by another process

HOLDER = """
import sys, time
from models.commands.ledger import raise_version
from models.store.engine import open_store, writing

engine = open_store(sys.argv[1])
with writing(engine) as session:
    raise_version(session)
    print("held", flush=True)
    time.sleep(float(sys.argv[2])) if sys.argv[2] != "told" else sys.stdin.readline()
print("free", flush=True)
"""


def test_a_writer_waits_for_another_process_and_succeeds(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    with process(HOLDER, url_of(small_store), str(HOLD[small_store.dialect.name])) as holder:
        assert answer(holder) == "held"
        assert row_counts(small_store) == before  # a reader does not wait
        assert report(small_store)
        assert answer(holder) == "free"
    after = row_counts(small_store)
    assert after["report"] == before["report"] + 1
    assert after["version"] == before["version"] + 2


def test_a_writer_that_waits_too_long_is_told_and_nothing_is_lost(
    small_store: Engine, monkeypatch: pytest.MonkeyPatch, row_counts: Counts
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 1)
    impatient = open_store(url_of(small_store))
    before = row_counts(small_store)
    with process(HOLDER, url_of(small_store), "told") as holder:
        assert answer(holder) == "held"
        with pytest.raises(StoreError) as caught:
            report(impatient)
        assert caught.value.key == "store_busy"
        assert "\n" not in caught.value.sentence("zh")
        assert row_counts(small_store) == before
        assert answer(holder, "go on") == "free"
    assert report(impatient)
    assert row_counts(small_store)["report"] == before["report"] + 1
    assert find_damage(impatient, "en") == []
    impatient.dispose()


# --- the disk is full


@only_sqlite
def test_an_import_for_which_the_disk_has_no_room_writes_nothing(real_plan_store: Engine, row_counts: Counts) -> None:
    lines = [f"BA-01,{JUNE - timedelta(days=day)},{180 - day},{'说明' * 200}" for day in range(180)]
    content = "\n".join(["指标编码,区县,截至日期,数值,说明", *(line.replace(",", ",,", 1) for line in lines)]).encode()
    intake = stage(real_plan_store, "zhengzhou-2023", [("many.csv", content)], today=JULY)
    before = row_counts(real_plan_store)

    @event.listens_for(real_plan_store, "begin")
    def leave_no_room(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreError) as caught:
        commit(real_plan_store, intake, author="test", confirmed=intake.rows_with("doubt"))
    assert caught.value.key == "store_full"
    event.remove(real_plan_store, "begin", leave_no_room)
    assert row_counts(real_plan_store) == before
    assert find_damage(real_plan_store, "en") == []
    with real_plan_store.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert commit(real_plan_store, intake, author="test", confirmed=intake.rows_with("doubt"))
    assert find_damage(real_plan_store, "en") == []


# --- the server restarts


class Load:
    """Threads that write and read a store until stopped."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.batches, self.reads, self.faults = engine, list[int](), 0, list[BaseException]()
        self._over, self.moved = threading.Event(), threading.Condition()
        works = [self._write, self._write, self._read]
        self._threads = [threading.Thread(target=self._go_on, args=(work,)) for work in works]
        for thread in self._threads:
            thread.start()

    def _go_on(self, work: Callable[[], None]) -> None:
        while not self._over.is_set():
            try:
                work()
            except StoreError as error:
                self.faults.append(error)
                self._over.wait(0.05)
            except BaseException as error:
                self.faults.append(error)
                raise
            with self.moved:
                self.moved.notify_all()

    def _write(self) -> None:
        self.batches.append(report(self.engine))

    def _read(self) -> None:
        with reading(self.engine) as session:
            session.execute(text("SELECT count(*) FROM report")).scalar()
        self.reads += 1

    def wait(self, goes_on: Callable[[], bool]) -> None:
        """Wait until a condition is true."""
        with self.moved:
            assert self.moved.wait_for(goes_on, timeout=120)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


def restart_twice_under_load(engine: Engine, server: Any) -> tuple[set[int], set[str]]:
    """The batches reported as recorded, and the errors meanwhile."""
    load = Load(engine)
    try:
        for _ in range(2):
            written, read = len(load.batches), load.reads
            load.wait(lambda written=written, read=read: len(load.batches) > written + 5 and load.reads > read + 5)
            faults = len(load.faults)
            server.stop()
            load.wait(lambda faults=faults: len(load.faults) > faults + 2)
            server.ensure_postgres_running()
            written, read = len(load.batches), load.reads
            load.wait(lambda written=written, read=read: len(load.batches) > written + 5 and load.reads > read + 5)
    finally:
        load.end()
    return set(load.batches), {getattr(fault, "key", repr(fault)) for fault in load.faults}


# A cursor on a lost connection cannot be closed. The warning comes when it is collected, which must not be in another test.
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_a_server_that_restarts_under_load_loses_no_committed_write(own_server: Any, small_plan: Callable[..., PlanFile]) -> None:
    engine = open_store(own_server.get_uri())
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    recorded, told = restart_twice_under_load(engine, own_server)
    assert told == {"store_unreachable"}
    with engine.connect() as connection:
        assert recorded <= set(connection.scalars(text("SELECT id FROM batch")))
    assert find_damage(engine, "en") == []
    engine.dispose()
    gc.collect()


# --- the clock is set back


class ClockSetBack(datetime):
    """A clock some hours behind the real one."""

    @classmethod
    def now(cls, tz: Any = None) -> "ClockSetBack":
        return cls.fromtimestamp((datetime.now(UTC) - timedelta(hours=20)).timestamp(), tz)


def figure(engine: Engine) -> object:
    """Present figures of the one target with reports."""
    with reading(engine) as session:
        _, frame = read_standings(session, "small", as_of=JULY, known_at=clock.knowledge_time_now(session))
    return frame.set_index("code").loc["C", "actual"]


def test_what_is_written_after_the_clock_was_set_back_is_known_at_once(
    small_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(small_store, 7)
    for module in (ledger, clock):
        monkeypatch.setattr(module, "datetime", ClockSetBack)
    assert figure(small_store) == 7
    batch = report(small_store, 9)
    assert figure(small_store) == 9
    withdraw_batch(small_store, batch, author="test")
    assert figure(small_store) == 7
    sheet = [("in.csv", "指标编码,区县,截至日期,数值\nC,,2023-07-31,11\n".encode())]
    looked = stage(small_store, "small", sheet, today=JULY)
    assert commit(small_store, looked, author="test", confirmed=looked.rows_with("doubt")) is not None
    assert figure(small_store) == 11
    assert stage(small_store, "small", sheet, today=JULY).counted("same") == 1
    assert find_damage(small_store, "en") == []


# --- a second instance

SECOND = """
import sys
from datetime import date
from decimal import Decimal
from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.queries import read_store_version
from models.store.engine import open_store, reading

engine = open_store(sys.argv[1])
print("open", flush=True)
for word in sys.stdin:
    if word.strip() == "write":
        store_reports(engine, "small", [NewReport("C", date(2023, 7, 31), Decimal(9))], author="second")
    with reading(engine) as session:
        print(read_store_version(session), flush=True)
"""


def version(engine: Engine) -> int:
    with reading(engine) as session:
        return read_store_version(session)


def test_two_instances_on_one_store_see_what_the_other_writes(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    with process(SECOND, url_of(small_store)) as second:
        assert answer(second) == "open"
        for _ in range(3):
            seen = version(small_store)
            assert int(answer(second, "write")) == version(small_store) == seen + 1
            report(small_store)
            assert int(answer(second, "read")) == version(small_store) == seen + 2
    assert row_counts(small_store)["report"] == before["report"] + 6
    assert find_damage(small_store, "en") == []


OPENER = """
import sys
from models.store.engine import open_store

print("ready", flush=True)
sys.stdin.readline()
open_store(sys.argv[1]).dispose()
print("open", flush=True)
"""


def test_instances_that_find_an_older_store_at_once_migrate_it_once(store_url: str) -> None:
    older = reach_store(store_url)
    with older.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        migrate(connection, "0003")
        connection.execute(text("INSERT INTO plan (code, demonstration) VALUES ('old', false)"))
    older.dispose()
    with process(OPENER, store_url) as one, process(OPENER, store_url) as two, process(OPENER, store_url) as three:
        instances = (one, two, three)
        assert [answer(each) for each in instances] == ["ready"] * 3
        for each in instances:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        assert [answer(each) for each in instances] == ["open"] * 3
    engine = open_store(store_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM seal")) == 1
    assert find_damage(engine, "en") == []
    engine.dispose()
