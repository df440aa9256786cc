"""Access to the store: engine, pragmas, migrations, and sessions for reading and writing."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, ProgrammingError
from sqlmodel import Session

from models.errors import StoreError
from models.store.migrate import migrate, versions
from models.store.private_files import create_private_file, make_private_folder

BUSY_SECONDS = 15


#: Allowed schemes of an address, and the driver that each selects.
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def open_store(url: str | URL) -> Engine:
    """Open the store at ``url``, creating and migrating it if needed. StoreError with one sentence if that fails."""
    engine = reach_store(url)
    try:
        with store_errors(engine):
            _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def reach_store(url: str | URL) -> Engine:
    """Return the engine of the store at ``url`` without touching it: it may be missing, damaged or of another version."""
    try:
        address = make_url(url)
        address = address.set(drivername=_DRIVERS[address.drivername])
        # Hide bound parameters in errors and logs: they may contain password hashes.
        engine = create_engine(address, hide_parameters=True, pool_pre_ping=address.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError, KeyError, ValueError):
        raise StoreError("bad_database_url") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if address.database:
            _make_folder(Path(address.database).parent)
            _watch_file(engine, Path(address.database))
            event.listen(engine, "do_connect", _create_privately)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


#: A read-only transaction in SQLite sees one snapshot by itself; PostgreSQL needs to be asked.
_READING: dict[str, dict[str, Any]] = {"postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}}


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a read-only session for queries on one consistent state of the store.

    Queries may keep in ``session.info["kept"]`` what several of them need.
    """
    options = _READING.get(engine.dialect.name, {})
    with store_errors(engine), Session(engine.execution_options(**options), info={"kept": {}}) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, wait: float | None = None) -> Iterator[Session]:
    """Open a session for one transaction: committed as a whole at the end, or not at all.

    While others write to SQLite, it waits ``BUSY_SECONDS`` or the seconds given.
    """
    with store_errors(engine), Session(engine) as session, session.begin():
        session.connection(execution_options={"begin": "IMMEDIATE", "wait": wait})
        yield session


@contextmanager
def store_errors(engine: Engine) -> Iterator[None]:
    """Convert errors of the database driver to a StoreError with one sentence; programming errors propagate unchanged."""
    where = engine.url.render_as_string(hide_password=True)
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        origin = error.orig if isinstance(error, DBAPIError) else error
        key = _sqlite_key(origin) if isinstance(origin, sqlite3.Error) else _postgres_key(error)
        if key is None:
            raise
        raise StoreError(key, where=where) from error


_SQLITE_KEYS = {
    "SQLITE_FULL": "store_full",
    "SQLITE_READONLY": "store_read_only",
    "SQLITE_PERM": "store_read_only",
    "SQLITE_CANTOPEN": "store_cannot_open",
    "SQLITE_BUSY": "store_busy",
    "SQLITE_CORRUPT": "store_damaged",
    "SQLITE_NOTADB": "store_damaged",
    "SQLITE_IOERR": "store_disk",
}


def _sqlite_key(error: sqlite3.Error) -> str | None:
    match = re.match(r"SQLITE_[A-Z]+", getattr(error, "sqlite_errorname", ""))
    return _SQLITE_KEYS.get(match.group()) if match else None


#: Wording keys by SQLSTATE; an insufficient privilege counts as read-only.
_POSTGRES_KEYS = {
    "53100": "store_full",
    "25006": "store_read_only",
    "42501": "store_read_only",
    "40P01": "store_busy",
    "55P03": "store_busy",
    "XX001": "store_damaged",
    "XX002": "store_damaged",
}


def _postgres_key(error: Exception) -> str | None:
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    if state in _POSTGRES_KEYS:
        return _POSTGRES_KEYS[state]
    lost = isinstance(error, DBAPIError) and (error.connection_invalidated or type(error.orig).__name__ == "OperationalError")
    return "store_unreachable" if lost else None


def _make_folder(folder: Path) -> None:
    try:
        make_private_folder(folder)
    except OSError:
        raise StoreError("store_cannot_open", where=folder) from None


def _watch_file(engine: Engine, path: Path) -> None:
    """Refuse connections, open and new ones, once the file at the path is not the one that the engine met first.

    A deleted file can still be read and written by whoever has it open, and all of it is lost with the last of them; a new
    connection would make an empty one in its place.
    """
    met: list[tuple[int, int]] = []

    def compare(*_: object) -> None:
        now = _identity(path)
        if met and now != met[0]:
            raise StoreError("store_gone" if now is None else "store_replaced", where=path)

    def remember(*_: object) -> None:
        now = _identity(path)
        if not met and now is not None:
            met.append(now)

    event.listen(engine, "do_connect", compare)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", compare)
    event.listen(engine, "engine_disposed", lambda _: met.clear())


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what distinguishes a file from another of the same name; None without a file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _create_privately(_dialect: object, _record: object, arguments: list[Any], _options: object) -> None:
    """Create the file before SQLite does, which would let every user of the computer read it."""
    create_private_file(Path(arguments[0]))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy issues BEGIN, see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


#: Settings of a session in PostgreSQL. The wait for a lock is limited, after which the store is reported as busy, as in SQLite.
#: A seek costs little more than reading on, as the ledgers fit into memory or lie on a disk that does not turn: with the default
#: the planner reads a ledger of a million rows from end to end for the dates of one project. No query is worth compiling. Dates
#: arrive as texts (see ``JoinedColumns``), however the server writes them.
_POSTGRESQL = {
    "lock_timeout": BUSY_SECONDS * 1000,
    "random_page_cost": 1.1,
    "work_mem": "'32MB'",
    "jit": "off",
    "datestyle": "'ISO'",
}


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """Set up a new session."""
    for name, value in _POSTGRESQL.items():
        connection.execute(f"SET {name} = {value}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: two transactions that read first and write later would deadlock."""
    options = connection.get_execution_options()
    kind, wait = options.get("begin", "DEFERRED"), options.get("wait")
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int((BUSY_SECONDS if wait is None else wait) * 1000)}")
    connection.exec_driver_sql(f"BEGIN {kind}")


def _migrate(engine: Engine) -> None:
    """Migrate the tables to this program's version; one process does so while others wait. StoreError if one is missing."""
    with engine.connect() as connection:
        found, known = versions(connection)
    if found == known:
        return
    try:
        with store_errors(engine), engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
            migrate(connection)
    except (OperationalError, ProgrammingError) as error:  # a table or column of an earlier version is missing
        raise StoreError("store_damaged", where=engine.url.render_as_string(hide_password=True)) from error
