"""The content of rows as text that is identical on both databases, for checksums that detect alteration.

One line of JSON per row: its columns by name without nulls, so that a column added later changes no checksum. Figures are
binary64, as in SQLite; times are UTC; JSON columns are the text that was stored.
"""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, Row, Select, Table, Text, cast, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

AT_ONCE = 5_000


class RowHasher:
    """An accumulator over rows as they are read: their number, the first and last id, and the checksum of all."""

    def __init__(self) -> None:
        self.rows, self.first, self.last, self._sum = 0, 0, 0, sha256()

    def take(self, row: Row[Any]) -> None:
        """Add one row, whose first column is its id."""
        self.rows += 1
        self.first, self.last = self.first or row[0], row[0]
        known = {name: value for name, value in zip(row._fields, row, strict=True) if value is not None}
        self._sum.update(line(known).encode())

    @property
    def sha256(self) -> str:
        """The SHA-256 of all rows so far."""
        return self._sum.hexdigest()


def content_of(connection: Connection, table: Table) -> RowHasher:
    """Return the content of a whole table, in the order of its key."""
    content = RowHasher()
    for row in stream(connection, as_stored(connection, table).order_by(*table.primary_key)):
        content.take(row)
    return content


def as_stored(connection: Connection, table: Table, *, leave_out: Collection[str] = ()) -> Select[Any]:
    """Build the query for the columns of a table as the driver returns them: the key first, the others by name."""
    key = list(table.primary_key)
    others = sorted((one for one in table.c if one not in set(key) and one.name not in leave_out), key=lambda one: one.name)
    return select(*(_raw(column, connection.dialect.name == "postgresql") for column in [*key, *others]))


def stream(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Yield the rows of a query, with a few thousand in memory at a time."""
    with connection.execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
        yield from rows


def _raw(column: Column[Any], postgresql: bool) -> ColumnElement[Any]:
    """Build the expression for a raw column: PostgreSQL returns JSON as text and booleans as numbers, as SQLite does."""
    if postgresql and isinstance(column.type, JSON):
        return cast(column, Text).label(column.name)
    if postgresql and isinstance(column.type, Boolean):
        return cast(column, Integer).label(column.name)
    return type_coerce(column, NullType()).label(column.name)


def _plain(value: Any) -> Any:
    """Convert values unknown to JSON: figures, dates and times of PostgreSQL, bytes of a damaged file."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)


line: Callable[[Any], str] = json.JSONEncoder(separators=(",", ":"), default=_plain).encode
