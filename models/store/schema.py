"""Anything in the schema of a store that the migrations do not make: a trigger or a view could change what is stored or read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, create_engine, text

from models.store.migrate import migrate
from models.tables import Base


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """An object of the schema that is unknown, altered or missing (``change``); ``kind`` as the database names it: a trigger."""

    change: str
    kind: str
    name: str


def find_schema_changes(connection: Connection) -> Iterator[SchemaChange]:
    """Yield every difference of a store's schema from the one that the migrations of this program make."""
    if connection.dialect.name == "sqlite":
        yield from _in_sqlite(connection)
    else:
        for query in _STRANGE:
            yield from (SchemaChange("unknown", *row) for row in connection.execute(text(query)))
        yield from _in_postgresql(connection)


def _in_sqlite(connection: Connection) -> Iterator[SchemaChange]:
    found, made = _definitions(connection), _made_by_migrations()
    for (kind, name), definition in found.items():
        if (kind, name) not in made:
            yield SchemaChange("unknown", kind, name)
        elif definition != made[kind, name]:
            yield SchemaChange("altered", kind, name)
    for kind, name in sorted(made.keys() - found.keys(), reverse=True):  # a table before its indexes
        yield SchemaChange("missing", kind, name)


@cache
def _made_by_migrations() -> dict[tuple[str, str], str]:
    """Return the definitions of a store without rows; it is made once in a process."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migrate(connection)
            return _definitions(connection)
    finally:
        engine.dispose()


def _definitions(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the definition of each object by its kind and name, without blanks and quotes; SQLite's own tables are left out."""
    rows = connection.execute(text("SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"))
    own = [row for row in rows if row[0] in ("trigger", "view") or not row[1].startswith("sqlite_")]
    return {(kind, name): re.sub(r'[\s"]+', "", sql) for kind, name, sql in own}


_OURS = "c.relnamespace = current_schema()::regnamespace"
#: Queries for the kind and name of what no migration makes in PostgreSQL; what belongs to an extension is known to the server.
_STRANGE = (
    f"""SELECT 'trigger', t.tgname || ' (' || c.relname || ')' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE {_OURS} AND NOT (t.tgisinternal AND t.tgconstraint <> 0) ORDER BY 2""",
    f"""SELECT 'rule', r.rulename || ' (' || c.relname || ')' FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE {_OURS} AND c.relkind IN ('r', 'p') ORDER BY 2""",
    f"""SELECT 'policy', p.polname || ' (' || c.relname || ')' FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE {_OURS} ORDER BY 2""",
    f"""SELECT 'generated column', c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE {_OURS} AND c.relkind IN ('r', 'p') AND a.attgenerated <> '' ORDER BY 2""",
    f"""SELECT 'check constraint', n.conname || ' (' || c.relname || ')' FROM pg_constraint n
        JOIN pg_class c ON c.oid = n.conrelid WHERE {_OURS} AND n.contype IN ('c', 'x') ORDER BY 2""",
    f"""SELECT 'inherited table', c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE {_OURS} AND c.relkind IN ('r', 'p', 'f') ORDER BY 2""",
    f"""SELECT 'view', c.relname FROM pg_class c WHERE {_OURS} AND c.relkind IN ('v', 'm', 'f')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 2""",
)


def _in_postgresql(connection: Connection) -> Iterator[SchemaChange]:
    """Yield the tables that differ from their definition; a table of another program in the same schema is none of ours."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found: dict[str, str] = {}
    for entry in compare_metadata(context, Base.metadata):
        for operation in entry if isinstance(entry, list) else [entry]:
            name = _table_of(operation)
            if operation[0] == "add_table":
                found[name] = "missing"
            elif name in Base.metadata.tables:
                found.setdefault(name, "altered")
    yield from (SchemaChange(change, "table", name) for name, change in sorted(found.items()))


def _table_of(operation: Any) -> str:
    """Return the name of the table that an operation of Alembic would change: the third word, or the table of its object."""
    if isinstance(operation[1], str) or operation[1] is None:
        return str(operation[2])
    return str(operation[1].name if operation[0] in ("add_table", "remove_table") else operation[1].table.name)
