"""The base of every table: its registry, exact numbers, instants in UTC, and the version of the store."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Float, Numeric
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from models.numbers import DECIMALS, EXACT_DIGITS

#: Default of list columns for rows older than the column.
NO_ROWS = {"server_default": "[]"}


class Exact(TypeDecorator[Decimal]):
    """A decimal of at most 15 digits, exact in both databases: NUMERIC in PostgreSQL, REAL in SQLite."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return REAL for SQLite, NUMERIC for databases with a decimal type."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Float())
        return dialect.type_descriptor(Numeric(EXACT_DIGITS + DECIMALS, DECIMALS))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Convert a value for the database."""
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Convert a value from the database: the shortest decimal that reads back as the same number is the stored one."""
        return None if value is None else Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC without offset, so that text order in SQLite is time order."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert a time for the database. ValueError if it has no time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert a time from the database to UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(SQLModel, registry=registry()):
    """Base of all tables, with its own registry: a hot reload would otherwise register every table twice."""


class StoreState(Base, table=True):
    """Single row: the store's version, which every write increments, and the plan shown first."""

    __tablename__ = "store_state"
    id: int = Field(primary_key=True)
    version: int
    current_plan_id: int | None = Field(default=None, foreign_key="plan.id")


def columns(table: type[Base]) -> Any:
    """Return the columns of a table by name, for queries: ``columns(Report).as_of``."""
    return Base.metadata.tables[str(table.__tablename__)].c
