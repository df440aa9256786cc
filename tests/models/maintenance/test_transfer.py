"""Moving a store from SQLite to PostgreSQL and back: nothing is lost, altered, or left half."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from components.cli.main import main
from models.commands.ledger import store_plan, store_reports
from models.commands.records import NewReport
from models.demo import load_demonstration
from models.errors import StoreError, UsageError
from models.maintenance.integrity import find_damage
from models.maintenance.transfer import move
from models.plan.file import PlanFile
from models.store.engine import open_store, reach_store

JUNE = date(2023, 6, 30)
#: In these tests "databases" means the target.
HOSTILE = [
    "'; DROP TABLE report; --",
    '"\\\n\t',
    "😀🇨🇳\u200f\u202e",
    "%s %(x)s :y {z}",
    "\x01\x7f\ufeff",
    " " * 3,
    "长" * 5000,
    '{"a": "\\u0041"}',
]


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Engine]:
    """An empty store in SQLite."""
    engine = open_store(f"sqlite:///{(tmp_path / 'source' / 'store.sqlite').as_posix()}")
    yield engine
    engine.dispose()


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = open_store(url)
    yield engine
    engine.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def names_at(url: str) -> list[str]:
    engine = reach_store(url)
    names = inspect(engine).get_table_names()
    engine.dispose()
    return names


def test_an_empty_store_moves(source: Engine, store_url: str) -> None:
    assert all(one.same for one in move(source, store_url))
    with opened(store_url) as there:
        assert find_damage(there, "en") == []


def test_hostile_texts_arrive_as_they_were(source: Engine, store_url: str, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(source, small_plan(), author=HOSTILE[0], name=HOSTILE[1])
    for text_ in HOSTILE:
        figures = [NewReport("R", JUNE, Decimal("41.000001"), note=text_, source=text_)]
        store_reports(source, "small", figures, author="a")
    assert all(one.same for one in move(source, store_url))
    with opened(store_url) as there, there.connect() as connection:
        assert connection.execute(text("SELECT note FROM report ORDER BY id")).scalars().all() == HOSTILE
        assert find_damage(there, "en") == []


def test_a_store_that_moved_goes_on_counting(source: Engine, store_url: str, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(source, small_plan(), author="a", name="a.yaml")
    store_reports(source, "small", [NewReport("C", JUNE, Decimal(1))] * 7, author="a")
    move(source, store_url)
    with opened(store_url) as there:
        for engine in (source, there):
            store_reports(engine, "small", [NewReport("C", JUNE, Decimal(2), district="N")], author="b")
            store_plan(engine, small_plan("other"), author="b", name="b.yaml")
        ends = []
        for engine in (source, there):
            with engine.connect() as connection:
                ends.append(
                    [connection.scalar(text(f"SELECT max(id) FROM {name}")) for name in ("report", "batch", "seal", "plan")]
                )
        assert ends[0] == ends[1]
        assert find_damage(there, "en") == []


def test_a_target_that_holds_anything_is_refused_and_stays(source: Engine, half_year_store: Engine, row_counts: Any) -> None:
    before = row_counts(half_year_store)
    with pytest.raises(StoreError) as caught:
        move(source, url_of(half_year_store))
    assert caught.value.key == "target_not_empty"
    assert row_counts(half_year_store) == before


def test_a_store_is_not_moved_onto_itself(half_year_store: Engine, row_counts: Any) -> None:
    before = row_counts(half_year_store)
    with pytest.raises(UsageError) as caught:
        move(half_year_store, url_of(half_year_store))
    assert caught.value.key == "move_to_itself"
    assert row_counts(half_year_store) == before


def spoil(source: Engine, small_plan: Callable[..., PlanFile], statement: str) -> None:
    store_plan(source, small_plan(), author="a", name="a.yaml")
    store_reports(source, "small", [NewReport("C", JUNE, Decimal(1))], author="a")
    source.dispose()
    with closing(sqlite3.connect(str(source.url.database))) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_row_that_arrives_otherwise_leaves_nothing(source: Engine, store_url: str, small_plan: Callable[..., PlanFile]) -> None:
    spoil(source, small_plan, "UPDATE plan_version SET kinds = '[ ]'")
    moved = move(source, store_url)
    assert [one.table for one in moved if not one.same] == ["plan_version"]
    assert names_at(store_url) == []


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
@pytest.mark.parametrize("value", ["char(97, 0, 98)", "'x' || char(0)"])
def test_a_text_that_postgresql_cannot_hold_is_named(
    source: Engine, store_url: str, small_plan: Callable[..., PlanFile], value: str
) -> None:
    spoil(source, small_plan, f"UPDATE report SET note = {value}")
    with pytest.raises(StoreError) as caught:
        move(source, store_url)
    assert caught.value.key == "move_refused"
    assert "report" in str(caught.value)
    assert names_at(store_url) == []


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_the_demonstration_goes_there_and_back_and_says_the_same(
    source: Engine, store_url: str, tmp_path: Path, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    load_demonstration(source)
    back = f"sqlite:///{(tmp_path / 'back.sqlite').as_posix()}"
    said = []
    for here, to in ((url_of(source), store_url), (store_url, back), (back, None)):
        settings(DATABASE_URL=here)
        said.append([told(capsys, *question) for question in QUESTIONS])
        assert main(["check"]) == 0
        if to is not None:
            assert main(["move", "--to", to]) == 0
            assert "≠" not in capsys.readouterr().out
    assert said[0] == said[1] == said[2]
    assert all(len(one) > 10 for one in said[0])


QUESTIONS = [
    ("--as-of", day, *known) for day in ("2023-03-31", "2023-08-15", "2023-12-31") for known in ((), ("--known-at", "2023-07-10"))
]


def told(capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    capsys.readouterr()
    assert main(["status", "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_difference_leaves_with_one_and_is_marked(
    source: Engine,
    store_url: str,
    small_plan: Callable[..., PlanFile],
    settings: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil(source, small_plan, "UPDATE plan_version SET kinds = '[ ]'")
    settings(DATABASE_URL=url_of(source))
    assert main(["move", "--to", store_url]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if "≠" in line] == ["plan_version"]
