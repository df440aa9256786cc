"""The schema version: the one of a store, those known to this program, and the upgrade to the newest."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from models.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
#: Arbitrary number, the same in every process: only its holder may migrate.
MIGRATION_LOCK = 320_131
#: The schema version that seals the rows of older programs, once.
SEALED_SINCE = "0006"


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
    """Migrate the tables to a version, within the transaction of a connection. StoreError if the version was set back."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    _refuse_if_set_back(connection)
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


#: Tables by the schema version that made them: a store that says it is older than one of its tables was set back.
_MADE_BY = {"seal": SEALED_SINCE, "published_school": "0008", "access_event": "0009"}
#: The schema version since which seals belong to no plan, too.
_OF_THE_STAFF = "0011"


def _refuse_if_set_back(connection: Connection) -> None:
    """Refuse to migrate a store whose schema version was set back: migrating again would seal again what was sealed before.

    StoreError ``version_set_back``.
    """
    there, (found, known) = inspect(connection), versions(connection)
    tables = set(there.get_table_names())
    newest = max((made for table, made in _MADE_BY.items() if table in tables), default="")
    if "seal" in tables and any(one["name"] == "plan_id" and one["nullable"] for one in there.get_columns("seal")):
        newest = max(newest, _OF_THE_STAFF)
    if (found or "") < newest <= known:
        where = connection.engine.url.render_as_string(hide_password=True)
        raise StoreError("version_set_back", where=where, found=found or "-", newest=newest)
