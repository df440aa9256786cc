"""Seals

The sealing code of this version is copied here, because later changes of the program must not change the result of migrating an
old store. ``models.store.hash_chain`` describes the seals.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Sealed tables, with the column through which each row belongs to its plan.
OWNERS = {
    "plan": ("id", "plan"),
    "batch": ("plan_id", "plan"),
    "batch_event": ("batch_id", "batch"),
    "plan_version": ("plan_id", "plan"),
    "section": ("version_id", "plan_version"),
    "district": ("version_id", "plan_version"),
    "target": ("version_id", "plan_version"),
    "plan_point": ("target_id", "target"),
    "item": ("version_id", "plan_version"),
    "subject": ("plan_id", "plan"),
    "series": ("subject_id", "subject"),
    "report": ("batch_id", "batch"),
    "milestone_report": ("batch_id", "batch"),
    "measurement": ("batch_id", "batch"),
    "project": ("batch_id", "batch"),
    "programme": ("batch_id", "batch"),
    "quota": ("batch_id", "batch"),
    "meeting": ("plan_id", "plan"),
    "decision": ("plan_id", "plan"),
    "decision_event": ("decision_id", "decision"),
    "narrative": ("plan_id", "plan"),
}
LINKED = ("plan_id", "number", "name", "after", "until", "rows", "sha256")
AT_ONCE = 5_000


def upgrade() -> None:
    """Create the seals of the hash chain; rows written by older programs are sealed as they are."""
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("plan.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.UniqueConstraint("plan_id", "number"),
    )
    op.create_index("seal_newest", "seal", ["name", "until"])
    tables = sa.MetaData()  # as they are in this version, not as the current program defines them
    tables.reflect(op.get_bind())
    for plan in op.get_bind().scalars(sa.select(tables.tables["plan"].c.id)).all():
        _seal(op.get_bind(), tables, plan)


def _seal(connection: sa.Connection, tables: sa.MetaData, plan: int) -> None:
    """Seal every row of a plan, with one seal per non-empty table."""
    number, chain = 0, ""
    for name in OWNERS:
        rows, last, total = 0, 0, sha256()
        for row in _rows(connection, tables, name, plan):
            rows, last = rows + 1, row[0]
            known = {column: value for column, value in zip(row._fields, row, strict=True) if value is not None}
            total.update(_line(known).encode())
        if rows:
            number += 1
            own = {"plan_id": plan, "number": number, "name": name, "after": 0, "until": last, "rows": rows}
            own |= {"sha256": total.hexdigest()}
            chain = sha256(_line([chain, *(own[part] for part in LINKED)]).encode()).hexdigest()
            connection.execute(sa.insert(tables.tables["seal"]), [own | {"chain": chain}])


def _rows(connection: sa.Connection, tables: sa.MetaData, name: str, plan: int) -> Iterator[sa.Row[Any]]:
    """Return the rows of a plan in a table by id: the id first, then the columns by name, as the driver returns them."""
    table = tables.tables[name]
    others = sorted((column for column in table.c if column.name != "id"), key=lambda column: column.name)
    is_postgresql = connection.dialect.name == "postgresql"
    columns = [_raw(column, is_postgresql) for column in (table.c.id, *others)]
    wanted = sa.select(*columns).where(_plan_of(tables, name) == plan).order_by(table.c.id)
    with connection.execute(wanted, execution_options={"yield_per": AT_ONCE}) as rows:
        yield from rows


def _plan_of(tables: sa.MetaData, name: str) -> sa.ColumnElement[Any]:
    column, owner = OWNERS[name]
    table = tables.tables[name]
    if owner == "plan":
        return table.c[column]
    above = sa.select(_plan_of(tables, owner)).where(tables.tables[owner].c.id == table.c[column])
    return above.correlate(table).scalar_subquery()


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
    """Convert values unknown to JSON: figures to binary64, dates to text, and times in UTC."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)
