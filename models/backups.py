"""Backups of a store, and putting one in its place."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from models.errors import StoreError
from models.queries import read_store_version
from models.store import MIGRATIONS, open_store, reading, store_errors


def back_up(engine: Engine, target: Path) -> None:
    """Write a copy of the SQLite store to ``target``, safe while others write; an existing file is never overwritten."""
    path = _sqlite_path(engine)
    if target.exists():
        raise StoreError("backup_exists", file=target)
    unfinished = target.with_name(target.name + ".part")
    try:
        with store_errors(engine), closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, which can also be read where nothing can be written
        os.replace(unfinished, target)
    except (OSError, StoreError):
        with suppress(OSError):
            unfinished.unlink()
        raise StoreError("backup_unwritable", file=target) from None


def restore(engine: Engine, source: Path) -> Path | None:
    """Put the backup at ``source`` in the place of the store; returns where the store as it was till now is kept.

    ``engine`` comes from ``reach_store``: a store that is missing (None is returned), damaged or too new can be replaced.
    A damaged file is moved aside, so that programs which have it open have to be restarted.
    """
    path = _sqlite_path(engine)
    _check_backup(source)
    kept = path.with_name(f"{path.stem}-before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{path.suffix}")
    existed = path.exists()
    version = _keep(engine, path, kept) if existed else 0
    with store_errors(engine), closing(_read_only(source)) as backup, closing(sqlite3.connect(path, timeout=15)) as live:
        backup.backup(live)
    engine.dispose()
    open_store(engine.url.render_as_string(hide_password=False)).dispose()
    # Caches go by the store's version: it must not come back to a number they have seen.
    with store_errors(engine), engine.begin() as connection:
        connection.execute(text("UPDATE store_state SET version = max(version, :seen) + 1"), {"seen": version})
    return kept if existed else None


def _keep(engine: Engine, path: Path, kept: Path) -> int:
    """Keep the store under another name; its version, 0 where it has none or it cannot be read."""
    try:
        version = _version(engine)
        back_up(engine, kept)
        return version
    except StoreError as error:
        if error.key != "store_damaged":
            raise
    engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{kept}{suffix}")
    return 0


def _version(engine: Engine) -> int:
    with reading(engine) as session:
        return read_store_version(session) if inspect(session.connection()).has_table("store_state") else 0


def _check_backup(source: Path) -> None:
    try:
        if not source.is_file():
            raise StoreError("not_a_backup", file=source)
        with closing(_read_only(source)) as backup:
            sound = backup.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            revision = backup.execute("SELECT version_num FROM alembic_version").fetchone()
            backup.execute("SELECT version FROM store_state").fetchone()
    except sqlite3.Error:
        raise StoreError("not_a_backup", file=source) from None
    if not sound or revision is None:
        raise StoreError("not_a_backup", file=source)
    if not list((MIGRATIONS / "versions").glob(f"{revision[0]}*.py")):
        raise StoreError("store_too_new", where=source, revision=revision[0])


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _sqlite_path(engine: Engine) -> Path:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise StoreError("not_sqlite")
    return Path(engine.url.database)
