"""Seals of accounts and passwords

As in 0006, the sealing code of this version is copied here.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LINKED = ("plan_id", "number", "name", "after", "until", "rows", "sha256")
COLUMNS = ("id", *LINKED, "chain")


def upgrade() -> None:
    """Let seals belong to no plan, seal the rows of the staff as they are, once, and let a better hash be a row of its own."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        op.alter_column("seal", "plan_id", existing_type=sa.Integer(), nullable=True)
    op.add_column("password", sa.Column("replaces", sa.Integer(), nullable=True))
    tables = sa.MetaData()  # as they are in this version, not as the current program defines them
    tables.reflect(op.get_bind(), only=("account", "password", "seal", "plan"))
    number, chain = 0, ""
    for name in ("account", "password"):
        own = _content(op.get_bind(), tables.tables[name])
        if own["rows"]:
            number += 1
            own |= {"plan_id": None, "number": number, "name": name, "after": 0}
            chain = sha256(_line([chain, *(own[part] for part in LINKED)]).encode()).hexdigest()
            op.get_bind().execute(sa.insert(tables.tables["seal"]), [own | {"chain": chain}])


def _rebuild() -> None:
    """Make the table of seals again, as SQLite alters no column: step by step, so that its definition is always the same text."""
    op.drop_index("seal_newest", "seal")
    op.rename_table("seal", "seal_before")
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("plan.id"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.UniqueConstraint("plan_id", "number"),
    )
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    op.execute(f"INSERT INTO seal ({names}) SELECT {names} FROM seal_before")
    op.drop_table("seal_before")
    op.create_index("seal_newest", "seal", ["name", "until"])


def _content(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    """Return the number of rows, the last id, and the SHA-256 of all: the id first, then the columns by name."""
    others = sorted((column for column in table.c if column.name != "id"), key=lambda column: column.name)
    is_postgresql = connection.dialect.name == "postgresql"
    rows, until, total = 0, 0, sha256()
    for row in connection.execute(sa.select(*(_raw(one, is_postgresql) for one in (table.c.id, *others))).order_by(table.c.id)):
        rows, until = rows + 1, row[0]
        known = {column: value for column, value in zip(row._fields, row, strict=True) if value is not None}
        total.update(_line(known).encode())
    return {"rows": rows, "until": until, "sha256": total.hexdigest()}


def _raw(column: sa.Column[Any], is_postgresql: bool) -> sa.ColumnElement[Any]:
    """Build the expression for a raw column: PostgreSQL returns JSON as text and booleans as numbers, as SQLite does."""
    if is_postgresql and isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text).label(column.name)
    if is_postgresql and isinstance(column.type, sa.Boolean):
        return sa.cast(column, sa.Integer).label(column.name)
    return sa.type_coerce(column, sa.types.NullType()).label(column.name)


def _line(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    """Convert times of PostgreSQL to text, in UTC."""
    return value.isoformat(" ", "microseconds") if isinstance(value, datetime) else repr(value)
