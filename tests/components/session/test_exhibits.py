"""Exhibits of a held meeting are made once and stay; current ones, and those of a reloaded demonstration, are made again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import streamlit as st
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.session import exhibits, queries
from components.session.queries import ViewContext
from models.commands.ledger import delete_demonstration, store_plan, store_reports
from models.commands.meetings import store_past
from models.commands.records import Holding, NewMeeting, NewReport
from models.plan.file import PlanFile

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
JUNE, MAY = date(2023, 6, 30), date(2023, 5, 31)
BEGUN, HELD = datetime(2023, 1, 3, tzinfo=UTC), datetime(2023, 7, 4, tzinfo=UTC)
Small = Callable[..., PlanFile]


@pytest.fixture
def store(small_store: Engine, settings: Callable[..., None]) -> Iterator[Engine]:
    """The store of the process, with nothing cached yet."""
    st.cache_data.clear()
    st.cache_resource.clear()
    settings(DATABASE_URL=small_store.url.render_as_string())
    yield small_store
    queries.engine().dispose()
    st.cache_data.clear()
    st.cache_resource.clear()


def report(engine: Engine, plan: str, value: int, at: datetime | None = None) -> None:
    store_reports(engine, plan, [NewReport("C", JUNE, Decimal(value))], author="test", recorded_at=at)


def asked(plan: str) -> ViewContext:
    return ViewContext(plan, JUNE, MAY, queries.store_version())


def base(plan: str, known_at: datetime | None) -> Address:
    """The table of targets, as a meeting shows it."""
    return Address("targets", plan, JUNE, MAY, known_at=known_at, known_before=None if known_at is None else known_at)


def figure(plan: str, known_at: datetime | None) -> str:
    """The actual value of the count, in that table."""
    return exhibits.part_at(asked(plan), base(plan, known_at)).data.figures()["C.actual"]


def test_what_a_meeting_saw_stays_and_what_is_known_now_goes_on(store: Engine) -> None:
    report(store, "small", 5)
    known_at = datetime.now(UTC)
    assert (figure("small", known_at), figure("small", None)) == ("5 / 20所", "5 / 20所")
    report(store, "small", 8)
    assert (figure("small", known_at), figure("small", None)) == ("5 / 20所", "8 / 20所")


def test_a_meeting_that_was_held_is_made_once_and_one_to_come_after_every_write(store: Engine) -> None:
    known_at = datetime.now(UTC)
    held, to_come = base("small", known_at), base("small", None)
    before = [exhibits.part_at(asked("small"), one) for one in (held, to_come)]
    report(store, "small", 8)
    after = [exhibits.part_at(asked("small"), one) for one in (held, to_come)]
    assert [one is two for one, two in zip(before, after, strict=True)] == [True, False]
    assert exhibits.part_at(asked("small"), to_come) is after[1]


def test_what_is_still_to_be_known_is_not_final(store: Engine) -> None:
    known_at = datetime.now(UTC)
    later = replace(base("small", known_at), known_before=datetime(2100, 1, 1, tzinfo=UTC))
    assert exhibits.version_of(asked("small"), later) == queries.store_version()
    assert exhibits.version_of(asked("small"), base("small", known_at)) == 0
    assert exhibits.version_of(asked("small"), replace(base("small", known_at), known_before=None)) == 0


def test_a_demonstration_that_was_loaded_again_shows_its_own_figures(store: Engine, small_plan: Small) -> None:
    for value, said in ((5, "5 / 20所"), (8, "8 / 20所")):
        store_plan(store, small_plan("demo"), author="x", name="demo.yaml", demonstration=True, recorded_at=BEGUN)
        report(store, "demo", value, datetime(2023, 7, 1, tzinfo=UTC))
        store_past(store, "demo", [(BEGUN, NewMeeting("例会", JUNE, MAY)), (HELD, Holding(1))], "x")
        assert figure("demo", HELD) == said
        assert delete_demonstration(store, "demo")
