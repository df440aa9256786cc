"""Backup and restoration of a store. A backup is a SQLite file, even of a store in PostgreSQL; its anchor lies beside it."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, text
from sqlmodel import Session

from models.auth.roles import Role, require
from models.errors import FileError, StoreError, UnreadableError
from models.maintenance.transfer import move, replace
from models.queries import read_store_version
from models.store.anchors import anchor_of, append_anchor
from models.store.engine import open_store, reading, store_errors
from models.store.migrate import SEALED_SINCE, known_versions, versions
from models.store.private_files import create_private_file, make_private_folder

#: Format of the file names of ``back_up_into``, and the pattern by which it recognises its own; the time is UTC.
NAME, OWN = "sanbiao-{at:%Y%m%dT%H%M%S}Z.sqlite", re.compile(r"sanbiao-\d{8}T\d{6}Z\.sqlite")


def back_up(engine: Engine, target: Path) -> None:
    """Write a copy of the store to the SQLite file ``target``, safe while others write.

    FileError if it cannot be written; an existing file is never overwritten. A store in PostgreSQL is copied table by table.
    Requires an administrator: the backup contains password hashes.
    """
    _require_administrator(engine)
    for path in (target, anchor_path(target)):
        if path.exists():
            raise FileError("file_exists", file=path)
    if not target.parent.is_dir():
        raise FileError("file_unwritable", file=target)
    try:
        with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as folder:
            unfinished = Path(folder) / target.name
            if engine.dialect.name == "sqlite":
                _copy_file(engine, unfinished)
            else:
                _move_into(engine, unfinished)
            with connected_to(unfinished) as connection:
                append_anchor(anchor_path(target), anchor_of(connection))
            os.replace(unfinished, target)
    except (OSError, sqlite3.Error):
        raise FileError("file_unwritable", file=target) from None
    except StoreError as error:
        if error.key in _OF_THE_STORE:
            raise
        raise FileError("file_unwritable", file=target) from None


def anchor_path(backup: Path) -> Path:
    """Return the file beside a backup that holds its anchor."""
    return backup.with_name(backup.name + ".anchor")


@contextmanager
def connected_to(backup: Path) -> Iterator[Connection]:
    """Open a connection for reading a backup, whatever its schema version."""
    engine = create_engine("sqlite://", creator=lambda: _read_only(backup), poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


#: Errors of the store that is backed up, as opposed to those of the file being written.
_OF_THE_STORE = {"store_damaged", "store_unreachable", "store_busy", "moved_otherwise"}


def back_up_into(engine: Engine, folder: Path, *, keep: int, at: datetime | None = None) -> Path:
    """Write a backup named after the time into a folder, and remove the oldest of its own kind until ``keep`` are left."""
    try:
        make_private_folder(folder)
    except OSError:
        raise FileError("file_unwritable", file=folder) from None
    target = folder / NAME.format(at=(at or datetime.now(UTC)).astimezone(UTC))
    back_up(engine, target)
    own = sorted(path for path in folder.iterdir() if OWN.fullmatch(path.name))
    for old in own[:-keep]:
        for path in (old, anchor_path(old)):
            with suppress(OSError):
                path.unlink()
    return target


def _copy_file(engine: Engine, target: Path) -> None:
    create_private_file(target)
    with store_errors(engine), closing(sqlite3.connect(_path(engine))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        _make_one_file(copy)


def _move_into(engine: Engine, target: Path) -> None:
    moved = move(engine, _url(target))
    changed = [one.table for one in moved if not one.same]
    if changed:
        raise StoreError("moved_otherwise", tables=changed)
    with closing(sqlite3.connect(target)) as copy:
        _make_one_file(copy)


def _make_one_file(copy: sqlite3.Connection) -> None:
    """Turn off the write-ahead log, so that the file can also be read in a read-only folder."""
    copy.execute("PRAGMA journal_mode=DELETE")


def restore(engine: Engine, source: Path) -> Path | None:
    """Replace the store by the backup at ``source``, and return the file in which the previous store is kept.

    ``engine`` comes from ``reach_store``: a store in SQLite can be replaced even if it is missing (None is returned), damaged or
    too new. A damaged file is moved aside, so that programs that have it open need a restart. In PostgreSQL the previous store is
    saved as a backup next to ``source``.
    """
    _require_administrator(engine)
    check_backup(source)
    return _restore_file(engine, source) if engine.dialect.name == "sqlite" else _restore_tables(engine, source)


def _restore_file(engine: Engine, source: Path) -> Path | None:
    path = _path(engine)
    kept = _kept_name(path)
    existed = path.exists()
    version = _keep(engine, path, kept) if existed else 0
    create_private_file(path)
    with store_errors(engine), closing(_read_only(source)) as backup, closing(sqlite3.connect(path, timeout=15)) as live:
        backup.backup(live)
    engine.dispose()
    open_store(engine.url).dispose()
    # Caches are keyed by the store's version: it must never return to a number already used.
    with store_errors(engine), engine.begin() as connection:
        connection.execute(text("UPDATE store_state SET version = max(version, :seen) + 1"), {"seen": version})
    return kept if existed else None


def _restore_tables(engine: Engine, source: Path) -> Path | None:
    with store_errors(engine), engine.connect() as connection:
        found, known = versions(connection)
    kept = _kept_name(source) if found else None
    if kept is not None:
        if found != known:  # so that this program can read the kept backup, too
            open_store(engine.url).dispose()
        back_up(engine, kept)
    with TemporaryDirectory(prefix="sanbiao-") as folder:
        copy = Path(folder) / "backup.sqlite"
        copy.write_bytes(source.read_bytes())
        backup = open_store(_url(copy))  # migrates an older backup
        try:
            replace(backup, engine, version=_version(engine))
        finally:
            backup.dispose()
    return kept


def _require_administrator(engine: Engine) -> None:
    with Session(engine) as session:
        require(session, Role.ADMINISTRATOR)


def _kept_name(path: Path) -> Path:
    return path.with_name(f"{path.stem}-before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{path.suffix}")


def _url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _keep(engine: Engine, path: Path, kept: Path) -> int:
    """Keep the store under another name, and return its version; 0 if it has none or is unreadable."""
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


def check_backup(source: Path) -> None:
    """Refuse a file that is no sound backup (UnreadableError), or one of a newer program (StoreError)."""
    try:
        if not source.is_file():
            raise UnreadableError("not_a_backup", file=source)
        with closing(_read_only(source)) as backup:
            sound = backup.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            revision = backup.execute("SELECT version_num FROM alembic_version").fetchone()
            backup.execute("SELECT version FROM store_state").fetchone()
            is_sealed = backup.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seal'").fetchone()
    except sqlite3.Error:
        raise UnreadableError("not_a_backup", file=source) from None
    if not sound or revision is None:
        raise UnreadableError("not_a_backup", file=source)
    if revision[0] not in known_versions():
        raise StoreError("store_too_new", where=source, revision=revision[0])
    if revision[0] >= SEALED_SINCE and not is_sealed:
        raise UnreadableError("backup_unsealed", file=source)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _path(engine: Engine) -> Path:
    return Path(str(engine.url.database))
