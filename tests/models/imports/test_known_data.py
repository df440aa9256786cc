"""What an import is checked against is the same as the whole store would say, though only a part of it is read."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from models import queries
from models.commands.ledger import store_milestones, withdraw_batch
from models.commands.records import NewMilestone
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.imports.known_data import read_actual_dates, read_brief_parts
from models.imports.lists import codes_of_lists
from models.imports.reader import read_pasted
from models.snapshots.plan_parts import read_parts
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading


@pytest.fixture
def store(databases: Any) -> Iterator[Engine]:
    """A store with the demonstration."""
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        yield engine
        engine.dispose()


def dates_of(engine: Engine, *codes: str) -> dict[str, dict[str, date]]:
    """The actual dates of some works, as an import knows them."""
    with reading(engine) as session:
        now = knowledge_time_now(session)
        return read_actual_dates(session, queries.read_plan(session, CODE, now), codes, known_at=now)


def test_brief_lists_have_the_same_codes_districts_and_targets(store: Engine) -> None:
    with reading(store) as session:
        now = knowledge_time_now(session)
        whole = read_parts(session, CODE, known_at=now)
        brief = read_brief_parts(session, whole.view, known_at=now)
    assert brief.divided == whole.divided != set()
    for name in ("projects", "programmes", "quotas"):
        columns = list(getattr(brief, name).columns)
        rows = [set(map(str, getattr(parts, name)[columns].to_numpy().tolist())) for parts in (brief, whole)]
        assert rows[0] == rows[1]
        assert len(rows[0]) == len(getattr(whole, name))


def test_actual_dates_are_those_of_all_milestones(store: Engine) -> None:
    with reading(store) as session:
        now = knowledge_time_now(session)
        parts = read_parts(session, CODE, known_at=now)
        every = queries.read_actual_dates(session, parts.view.head.plan_id, known_at=now)
    codes = [*parts.works["code"], *parts.view.gates()]
    assert {code: days for code, days in dates_of(store, *codes).items() if days} == every


def test_without_codes_no_date_is_known(store: Engine) -> None:
    assert dates_of(store) == {}


@pytest.mark.parametrize(
    ("later", "known"), [(date(2023, 5, 2), {"start": date(2023, 5, 2)}), (None, {})], ids=["moved", "taken back"]
)
def test_the_newest_report_on_an_actual_date_counts(small_store: Engine, later: date | None, known: dict[str, date]) -> None:
    for as_of, day in ((date(2023, 5, 31), date(2023, 5, 1)), (date(2023, 6, 30), later)):
        store_milestones(small_store, "small", [NewMilestone("G", "start", "actual", day, as_of, 0)], author="test")
    with reading(small_store) as session:
        now = knowledge_time_now(session)
        found = read_actual_dates(session, queries.read_plan(session, "small", now), ["G"], known_at=now)
    assert found == {"G": known}


def test_a_withdrawn_actual_date_is_not_known(small_store: Engine) -> None:
    day = date(2023, 5, 31)
    batch = store_milestones(small_store, "small", [NewMilestone("G", "start", "actual", day, day, 0)], author="test")
    withdraw_batch(small_store, batch, author="test")
    with reading(small_store) as session:
        now = knowledge_time_now(session)
        assert read_actual_dates(session, queries.read_plan(session, "small", now), ["G"], known_at=now) == {}


def test_a_list_tells_the_codes_of_its_rows(store: Engine) -> None:
    with reading(store) as session:
        view = queries.read_plan(session, CODE, knowledge_time_now(session))
    table = "项目编码\t项目名称\t区县\t学段\t类型\nXM-900\t新校\t中原区\t小学\t新建\nXM-901\t新园\t中原区\t幼儿园\t新建\n"
    assert codes_of_lists(read_pasted("list", table), view) == {"XM-900", "XM-901"}


def test_reports_are_no_list(store: Engine) -> None:
    with reading(store) as session:
        view = queries.read_plan(session, CODE, knowledge_time_now(session))
    table = "项目编码\t截至日期\t开工预计\nXM-001\t2023-05-31\t2023-06-30\n"
    assert codes_of_lists(read_pasted("reports", table), view) is None
