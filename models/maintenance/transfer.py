"""Transfer of a store to another database, SQLite or PostgreSQL, in one transaction at the target: all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Integer, Table, delete, func, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from models.auth.roles import Role, require
from models.errors import StoreError, UsageError
from models.store.engine import reach_store, reading, store_errors
from models.store.migrate import migrate
from models.store.row_hash import AT_ONCE, content_of, stream
from models.tables import Base


@dataclass(frozen=True, slots=True)
class Moved:
    """A table at its source and at the target: the number of rows, and the SHA-256 of their content."""

    table: str
    rows: int
    rows_there: int
    sum: str
    sum_there: str

    @property
    def same(self) -> bool:
        """True if the rows are identical at both."""
        return (self.rows, self.sum) == (self.rows_there, self.sum_there)


def move(source: Engine, url: str | URL) -> list[Moved]:
    """Copy a store of this program's version to an empty database at ``url``, and return all tables with rows and checksums.

    If any table differs, nothing is left at the target. StoreError if the target is not empty or refuses a row, UsageError if it
    is the store itself. Requires an administrator: the copy contains password hashes.
    """
    with Session(source) as session:
        require(session, Role.ADMINISTRATOR)
    target = reach_store(url)
    if target.url == source.url:
        raise UsageError("move_to_itself")
    made = _file_to_be(target)
    try:
        with reading(source) as session, _filling(target) as connection:
            _refuse_what_is_there(connection)
            moved = copy_tables(session.connection(), connection)
            if not all(one.same for one in moved):
                connection.rollback()
    except BaseException:
        _leave_nothing(target, made)
        raise
    if not all(one.same for one in moved):
        _leave_nothing(target, made)
    target.dispose()
    return moved


def replace(source: Engine, target: Engine, *, version: int) -> None:
    """Replace the PostgreSQL store ``target`` by ``source`` in one transaction; its version becomes higher than ``version``."""
    with reading(source) as session, _filling(target) as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        moved = copy_tables(session.connection(), connection)
        changed = [one.table for one in moved if not one.same]
        if changed:
            raise StoreError("moved_otherwise", tables=changed)
        state = Base.metadata.tables["store_state"]
        higher = max(version, connection.scalar(select(state.c.version)) or 0) + 1
        connection.execute(state.update().values(version=higher))


@contextmanager
def _filling(target: Engine) -> Iterator[Connection]:
    with store_errors(target), target.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        yield connection


def _refuse_what_is_there(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise StoreError("target_not_empty", where=connection.engine.url.render_as_string(hide_password=True))


def copy_tables(source: Connection, target: Connection) -> list[Moved]:
    """Create the tables at the target and copy every row, within the transaction of each connection."""
    migrate(target)
    target.execute(delete(Base.metadata.tables["store_state"]))  # the migration created a row of its own
    for table in Base.metadata.sorted_tables:
        _copy(source, target, table)
        _go_on_counting(target, table)
    return [_compared(source, target, table) for table in Base.metadata.sorted_tables]


def _copy(source: Connection, target: Connection, table: Table) -> None:
    rows: list[dict[str, Any]] = []
    for row in stream(source, select(table).order_by(*table.primary_key)):
        rows.append(dict(row._mapping))
        if len(rows) == AT_ONCE:
            _add(target, table, rows)
            rows = []
    _add(target, table, rows)


def _add(target: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    try:
        target.execute(insert(table), rows)
    except (DataError, IntegrityError) as error:
        detail = str(error.orig).split("\n")[0]
        raise StoreError("move_refused", table=table.name, detail=detail) from error


def _go_on_counting(target: Connection, table: Table) -> None:
    """Set the sequence in PostgreSQL, so that new rows get numbers after the copied ones."""
    key = list(table.primary_key)
    if target.dialect.name != "postgresql" or len(key) != 1 or not isinstance(key[0].type, Integer):
        return
    last = target.scalar(select(func.max(key[0])))
    if last is not None:
        target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, key[0].name), last)))


def _compared(source: Connection, target: Connection, table: Table) -> Moved:
    here, there = content_of(source, table), content_of(target, table)
    return Moved(table.name, here.rows, there.rows, here.sha256, there.sha256)


def _file_to_be(target: Engine) -> Path | None:
    """Return the file that SQLite will create; None if it already exists."""
    path = Path(target.url.database or "") if target.dialect.name == "sqlite" else None
    return None if path is None or path.exists() else path


def _leave_nothing(target: Engine, made: Path | None) -> None:
    target.dispose()
    for suffix in ("", "-wal", "-shm") if made else ():
        Path(f"{made}{suffix}").unlink(missing_ok=True)
