"""The schema version: the one of a store, those known to this program, and the upgrade to the newest."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from models.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
#: Arbitrary number, the same in every process: only its holder may migrate.
MIGRATION_LOCK = 320_131


def known_versions() -> list[str]:
    """Return the schema versions of this program, the newest last: the prefixes of the migration file names.

    Alembic would return the same, at a cost of a tenth of a second and 10 MB at every start.
    """
    return sorted(file.stem.split("_")[0] for file in (MIGRATIONS / "versions").glob("*.py"))


def versions(connection: Connection) -> tuple[str | None, str]:
    """Return the schema version of the store (None without tables) and that of this program. StoreError if the first is newer."""
    known = known_versions()
    is_there = inspect(connection).has_table("alembic_version")
    found = connection.scalar(text("SELECT version_num FROM alembic_version")) if is_there else None
    if found is not None and found not in known:
        where = connection.engine.url.render_as_string(hide_password=True)
        raise StoreError("store_too_new", where=where, revision=found)
    return found, known[-1]


def migrate(connection: Connection, to: str = "head") -> None:
    """Migrate the tables to a version, within the transaction of a connection."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
