"""What the tests of meetings, decisions and narratives write and read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from models.commands.meetings import store_decision
from models.commands.records import NewDecision
from models.errors import SanbiaoError
from models.queries import read_plan
from models.queries.meetings import read_decisions, read_meetings, read_narratives
from models.store.engine import reading

JUNE, JULY, AUGUST = date(2023, 6, 30), date(2023, 7, 31), date(2023, 8, 31)
HOSTILE = "<b>喆㛃𣲗</b> & \"双引号\" =cmd|' /C calc'!A0 👩‍🏫"
Counts = Callable[[Engine], dict[str, int]]


def now() -> datetime:
    return datetime.now(UTC)


def plan_id(engine: Engine) -> int:
    with reading(engine) as session:
        return read_plan(session, "small", now()).head.plan_id


def meetings(engine: Engine, known_at: datetime | None = None) -> list[dict[Any, Any]]:
    with reading(engine) as session:
        return read_meetings(session, plan_id(engine), known_at or now()).to_dict("records")


def decisions(engine: Engine, known_at: datetime | None = None) -> list[dict[Any, Any]]:
    with reading(engine) as session:
        return read_decisions(session, plan_id(engine), known_at=known_at or now()).to_dict("records")


def narratives(engine: Engine, known_at: datetime | None = None) -> dict[str, dict[Any, Any]]:
    with reading(engine) as session:
        rows = read_narratives(session, plan_id(engine), known_at or now()).to_dict("records")
    return {row["code"]: row for row in rows}


@contextmanager
def refused(kind: type[SanbiaoError], key: str) -> Iterator[None]:
    """Check that an error of this kind is raised, with one line as its sentence in both languages."""
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.key == key
    for language in ("zh", "en"):
        assert "\n" not in caught.value.sentence(language)
        assert "{" not in caught.value.sentence(language)


def decide(engine: Engine, what: str = "督办", until: date = AUGUST, **more: Any) -> int:
    return store_decision(engine, "small", NewDecision(1, what, "基教处", until, **more), "li")
