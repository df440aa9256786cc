"""Fixtures, named by the state they give: a database without anything in it, an empty store, a store with the real plan.

A test that takes ``databases``, ``store_url`` or a store runs twice, on SQLite and on a real PostgreSQL server that belongs
to the test run. A module for which one of them will do says so:

    pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""

import asyncio
import gc
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

import psycopg
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, inspect, text

from components.session import event_log
from models.auth import passwords
from models.commands.ledger import store_plan, store_reports
from models.commands.records import NewReport
from models.config import DATA, ROOT, read_settings
from models.plan.file import PlanFile, parse_plan, read_plan_file
from models.store.engine import open_store
from tests.databases import Databases, Masters, PostgresServer, SqliteFiles, postgres_server, shared_folder

R = TypeVar("R")
_FRAME = (ROOT / "pages" / "layout.py").read_text("utf-8")
#: Every page by its name in the address, read from the navigation: no test of all pages can forget a new one.
PAGES = {name: file for file, name in re.findall(r'st\.Page\(\s*"([^"]+)".*?url_path="(\w+)"', _FRAME, re.S)}
ALL_DATABASES = ("sqlite", "postgresql")
#: Slowest files, longest first: started first, so that no core idles while another is still running one of them.
#: Browser tests, which wait much, alternate with those that only compute; then come all others of their folders.
LONGEST = (
    "tests/browser/test_links.py",
    "tests/components/exhibits/test_sentences.py",
    "tests/browser/test_projects.py",
    "tests/models/imports/test_batch.py",
    "tests/browser/test_boxes.py",
    "tests/models/queries/test_queries.py",
    "tests/browser/test_pages.py",
    "tests/pages/test_every_page.py",
    "tests/browser/test_accessible.py",
    "tests/test_clean_environment.py",
    "tests/browser/test_deploy.py",
    "tests/models/imports/test_messy_files.py",
    "tests/browser/test_meeting.py",
    "tests/models/analysis/test_target_changes.py",
    "tests/models/snapshots/test_report_ledger.py",
    "tests/models/snapshots/test_frozen_truth.py",
    "tests/browser/",
    "tests/pages/",
    "tests/components/session/test_counts_on_screen.py",
    "tests/models/store/test_engine.py",
    "tests/models/imports/test_killed.py",
    "tests/models/snapshots/test_programmes_agree.py",
    "tests/models/imports/test_reader.py",
    "tests/components/export/",
    "tests/components/cli/test_export.py",
    "tests/models/",
)
#: Actual values of the real plan's targets by the end of June in ``half_year_store``.
HALF_YEAR = {
    "BA-01": "5",
    "BA-02": "6",
    "BA-04": "88.2",
    "BA-05": "7",
    "BA-06": "3",
    "RE-05": "250",
    "TE-05": "100",
    "VO-02": "0",
}

SMALL_PLAN = """
plan:
  code: {code}
  city: 试验市
  year: 2023
  title: 试验计划{remark}
  source: 测试
  districts: [{{code: N, name: 北区}}, {{code: S, name: 南区}}]
sections: [{{code: one, name: 一}}]
targets:
  - {{code: C, section: one, kind: count, name: 开工, unit: 所, target: {goal}, due: 2023-12-31}}
  - {{code: E, section: one, kind: count, name: 早到期, unit: 所, target: 5, due: 2023-06-30}}
  - {{code: R, section: one, kind: reach, name: 占比, target: 50, baseline: 40, due: 2023-09-30}}
  - {{code: F, section: one, kind: floor, name: 普惠率, target: 85, due: 2023-12-31}}
  - {{code: D, section: one, kind: deliver, name: 方案, due: 2023-09-30}}
  - {{code: I, section: one, kind: items, name: 名单, due: 2023-09-30, items: [甲, 乙]}}
  - {{code: G, section: one, kind: deliver, name: 分步, due: 2023-12-31,
       gates: [{{name: 征求意见, by: 2023-05-31}}, {{name: 印发, by: 2023-11-30}}]}}
  - {{code: A, section: one, kind: action, name: 推进}}
"""


def run_apart(work: Coroutine[Any, Any, R]) -> R:
    """Run a coroutine in a thread of its own: after a browser was opened, this thread already has a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _turn(path: str) -> int:
    return next((turn for turn, start in enumerate(LONGEST) if path.startswith(start)), len(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the longest files first, the tests of each in their own order."""
    items.sort(key=lambda item: _turn(item.nodeid))


def pytest_collection_finish() -> None:
    """Leave the million objects of libraries and tests out of every later search for garbage, and search less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests of this process."""
    with postgres_server(tmp_path_factory) as server, psycopg.connect(server.get_uri(), autocommit=True) as connection:
        yield PostgresServer(server.get_uri(), connection)


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server for one test, which may stop it and start it."""
    with postgres_server(tmp_path_factory) as server:
        yield server


@pytest.fixture(scope="session")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Masters:
    """Files of stores, of which tests get copies."""
    return Masters(shared_folder(tmp_path_factory) / "masters")


@pytest.fixture(scope="session")
def loaded_store(masters: Masters) -> Callable[..., str]:
    """Put a store into a folder and return its address: ``loaded_store(tmp_path, load_shipped, load_demonstration)``.

    Each choice of what is loaded happens once in a run, and no longer costs a test more than a copy.
    """

    def load(folder: Path, *loads: Callable[[Engine], object]) -> str:
        state = "-".join(one.__name__.removeprefix("load_") for one in loads) or "empty"
        return masters.copy(state, lambda engine: [one(engine) for one in loads], folder / "store.sqlite")

    return load


@pytest.fixture(scope="session", params=ALL_DATABASES)
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, masters: Masters) -> Databases:
    """Source of databases, of each kind in turn."""
    if request.param == "sqlite":
        return SqliteFiles(tmp_path_factory.mktemp("sqlite"), masters)
    server: PostgresServer = request.getfixturevalue("postgres")
    return server


@pytest.fixture
def store_url(databases: Databases) -> Iterator[str]:
    """The address of an empty database, without tables."""
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="session")
def real_plan() -> PlanFile:
    """The plan that ships."""
    return read_plan_file(DATA / "plans" / "zhengzhou-2023.yaml")


@pytest.fixture(scope="session")
def small_plan() -> Callable[..., PlanFile]:
    """Return a plan with one target of every kind in two districts; ``goal`` and ``remark`` vary its file."""

    def make(code: str = "small", *, goal: int = 20, remark: str = "") -> PlanFile:
        return parse_plan(SMALL_PLAN.format(code=code, goal=goal, remark=remark).encode(), name="small.yaml")

    return make


@pytest.fixture
def store_of(databases: Databases) -> Iterator[Callable[[str, Callable[[Engine], object]], Engine]]:
    """Open a copy of the store in a state, which a function makes from an empty store, once: ``store_of("met", meet)``."""
    with ExitStack() as opened:

        def copy(state: str, fill: Callable[[Engine], object]) -> Engine:
            return opened.enter_context(_opened(opened.enter_context(databases.copy(state, fill))))

        yield copy


@pytest.fixture
def empty_store_url(databases: Databases) -> Iterator[str]:
    """The address of a store with tables and without a plan."""
    with databases.copy("empty", lambda _: None) as url:
        yield url


@pytest.fixture
def real_plan_store_url(databases: Databases, real_plan: PlanFile) -> Iterator[str]:
    """The address of a store with the real plan and no report."""
    with databases.copy("real_plan", lambda engine: _store_real_plan(engine, real_plan)) as url:
        yield url


@pytest.fixture
def half_year_store_url(databases: Databases, real_plan: PlanFile) -> Iterator[str]:
    """The address of a store with the real plan and the values of ``HALF_YEAR`` as of 30 June 2023."""

    def fill(engine: Engine) -> None:
        _store_real_plan(engine, real_plan)
        reports = [NewReport(code, date(2023, 6, 30), Decimal(value)) for code, value in HALF_YEAR.items()]
        store_reports(engine, real_plan.plan.code, reports, author="test")

    with databases.copy("half_year", fill) as url:
        yield url


def _store_real_plan(engine: Engine, plan: PlanFile) -> None:
    store_plan(engine, plan, author="test", name="zhengzhou-2023.yaml")


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = open_store(url)
    yield engine
    engine.dispose()


@pytest.fixture
def empty_store(empty_store_url: str) -> Iterator[Engine]:
    """A store with tables and without a plan."""
    with _opened(empty_store_url) as engine:
        yield engine


@pytest.fixture
def real_plan_store(real_plan_store_url: str) -> Iterator[Engine]:
    """A store with the real plan and no report."""
    with _opened(real_plan_store_url) as engine:
        yield engine


@pytest.fixture
def half_year_store(half_year_store_url: str) -> Iterator[Engine]:
    """A store with the real plan and the values of ``HALF_YEAR`` as of 30 June 2023."""
    with _opened(half_year_store_url) as engine:
        yield engine


@pytest.fixture
def small_store(small_store_with: Callable[..., Engine]) -> Engine:
    """A store with the small plan and no report."""
    return small_store_with()


@pytest.fixture
def small_store_with(store_of: Callable[..., Engine], small_plan: Callable[..., PlanFile]) -> Callable[..., Engine]:
    """Open a store with the small plan and what functions of a module write to it once in a run: ``small_store_with(meet)``."""

    def made(*writes: Callable[[Engine], object]) -> Engine:
        state = "_".join(("small", *(f"{one.__name__}_{crc32(one.__module__.encode()):x}" for one in writes)))
        return store_of(state, lambda engine: [one(engine) for one in (store_small_plan, *writes)])

    def store_small_plan(engine: Engine) -> None:
        store_plan(engine, small_plan(), author="test", name="small.yaml")

    return made


@pytest.fixture(scope="module")
def shared_store(databases: Databases) -> Iterator[Engine]:
    """A store for all examples of a property in a module: each stores a plan of its own in it."""
    with databases.copy("empty", lambda _: None) as url, _opened(url) as engine:
        yield engine


@pytest.fixture(autouse=True)
def nobody_in_the_log() -> None:
    """Start every test as nobody: one that asked who somebody is must not leave its user to the next."""
    event_log.user.set(event_log.NOBODY)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that take no time and no memory: for tests of storage, not of duration."""
    monkeypatch.setattr(passwords, "_hasher", cache(lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Set environment variables and unset all others of ours: ``settings(SANBIAO_LANGUAGE="en")``."""

    def change(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        read_settings.cache_clear()

    for name in [name for name in os.environ if name == "DATABASE_URL" or name.startswith("SANBIAO_")]:
        monkeypatch.delenv(name)
    change()
    yield change
    read_settings.cache_clear()


@pytest.fixture
def row_counts() -> Callable[[Engine], dict[str, int]]:
    """Count the rows of every table except the seals, which accompany all others; the store's version is under ``version``."""

    def counts(engine: Engine) -> dict[str, int]:
        names = [name for name in inspect(engine).get_table_names() if name not in ("alembic_version", "seal")]
        with engine.connect() as connection:
            rows = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in names}
            return rows | {"version": connection.scalar(text("SELECT version FROM store_state"))}

    return counts


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user of the machine may read and only its owner may write."""
    folder = Path(tempfile.mkdtemp(prefix="sanbiao-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def as_ordinary_user() -> Callable[[], Any]:
    """A context in which the process has no more rights than any user: permissions do not bind root."""

    @contextmanager
    def drop() -> Iterator[None]:
        before = os.geteuid()
        os.seteuid(65534 if before == 0 else before)
        try:
            yield
        finally:
            os.seteuid(before)

    return drop
