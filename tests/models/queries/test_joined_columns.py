"""Columns joined by the database say what its rows say, in both databases."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Date, Engine, Integer, MetaData, Table, Text, insert, select, text
from sqlmodel import Session

from models.analysis.days import NEVER, to_dates
from models.analysis.quota_figures import MISSING, ONE
from models.commands.ledger import store_milestones
from models.commands.records import NewMilestone
from models.queries.common import steps
from models.queries.joined_columns import JoinedColumns, read_joined
from models.queries.plan import read_plan_id
from models.store.engine import open_store, reading
from models.tables.base import Exact

CELLS = Table(
    "cell", MetaData(), Column("id", Integer), Column("name", Text), Column("day", Date), Column("value", Exact, nullable=True)
)
ROWS: list[dict[str, Any]] = [
    {"id": 7, "name": "开工", "day": date(2023, 2, 28), "value": Decimal("0.1")},
    {"id": 5, "name": 'a,"b"\n\\', "day": None, "value": None},
    {"id": 1, "name": "", "day": date(9999, 12, 31), "value": Decimal("-123456789.123456")},
    {"id": 8, "name": "开工", "day": date(1, 1, 1), "value": Decimal("999999999999999")},
    {"id": 2, "name": " x ", "day": date(2023, 2, 28), "value": Decimal(0)},
    {"id": 3, "name": "NULL", "day": date(2023, 2, 28), "value": Decimal("0.000001")},
]


@pytest.fixture
def session(databases: Any) -> Iterator[Session]:
    """A session of a database with a table of all kinds of cells."""
    with databases.fresh() as url:
        engine = open_store(url)
        CELLS.create(engine)
        with engine.begin() as connection:
            connection.execute(insert(CELLS), ROWS)
        with reading(engine) as own:
            yield own
        engine.dispose()


@pytest.fixture
def columns(session: Session) -> JoinedColumns:
    """The cells of that table."""
    return read_joined(session, select(CELLS))


def by_id(columns: JoinedColumns, cells: Any) -> list[Any]:
    """Return cells in the order of the rows above, whatever the order of the database."""
    found = dict(zip(columns.numbers("id").tolist(), cells, strict=True))
    return [found[row["id"]] for row in ROWS]


def test_texts_are_those_of_the_rows(columns: JoinedColumns) -> None:
    assert by_id(columns, columns.cells("name")) == [row["name"] for row in ROWS]


def test_days_are_those_of_the_rows(columns: JoinedColumns) -> None:
    days = columns.days("day")
    assert by_id(columns, to_dates(days)) == [row["day"] for row in ROWS]
    assert by_id(columns, days.tolist())[1] == NEVER


def test_figures_are_exactly_those_of_the_rows(columns: JoinedColumns) -> None:
    expected = [MISSING if row["value"] is None else int(row["value"] * ONE) for row in ROWS]
    assert by_id(columns, columns.figures("value")) == expected


def test_known_texts_keep_their_places(columns: JoinedColumns) -> None:
    known = ["竣工", "开工"]
    texts, places = columns.places("name", known)
    assert texts[:2] == known
    assert [texts[place] for place in places] == list(columns.cells("name"))


def test_dates_are_read_however_the_server_writes_them(databases: Any, session: Session) -> None:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    if databases.name == "postgresql":
        name = engine.url.database
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"ALTER DATABASE \"{name}\" SET datestyle TO 'German'"))
        engine.dispose()
    with reading(engine) as own:
        columns = read_joined(own, select(CELLS))
    assert by_id(columns, to_dates(columns.days("day"))) == [row["day"] for row in ROWS]


def test_no_rows_are_no_columns(session: Session) -> None:
    assert not read_joined(session, select(CELLS).where(CELLS.c.id > 100))


def test_one_empty_text_is_a_row(session: Session) -> None:
    columns = read_joined(session, select(CELLS.c.name, CELLS.c.day).where(CELLS.c.id == 1))
    assert columns
    assert list(columns.cells("name")) == [""]


def test_subjects_are_named_by_their_codes(small_store: Any) -> None:
    moves = [NewMilestone(code, "start", "forecast", date(2023, 5, 1), date(2023, 4, 1)) for code in ("C", "D", "C")]
    store_milestones(small_store, "small", moves, author="test")
    with reading(small_store) as session:
        rows = read_joined(session, select(steps.id, steps.subject_id).where(steps.aspect == "forecast"))
        codes, places = rows.subjects(session, read_plan_id(session, "small"), ["D"])
    assert codes[0] == "D"
    assert sorted(codes[place] for place in places) == ["C", "C", "D"]
