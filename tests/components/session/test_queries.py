"""A cached answer stays intact whatever a reader does to it: tests every function of ``queries``."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from components.i18n.text import Text
from components.session import queries
from components.session.queries import ViewContext
from models.commands.meetings import hold_meeting, store_decision, store_meeting, store_narrative
from models.commands.records import NewDecision, NewMeeting, NewNarrative
from models.config import read_settings
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.snapshots.comparison import Comparison
from models.snapshots.kept import kept
from models.snapshots.snapshot import Snapshot
from models.store.engine import open_store

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
DAY, SINCE = date(2023, 9, 15), date(2023, 8, 31)
#: Values that are not data: the store itself, and its readers.
HANDLES = {"engine", "_engine", "factory", "_factory", "snapshot", "comparison"}
#: Subjects of the functions that are not asked about a target.
CODES = {"work_steps": "XM-001", "work_history": "XM-001", "measured_years": "ZY-001"}
READS = {
    name: one
    for name, one in vars(queries).items()
    if callable(one) and not isinstance(one, type) and getattr(one, "__module__", "") == queries.__name__ and name not in HANDLES
}


@pytest.fixture(scope="module")
def store_with_a_meeting(databases: Any) -> Iterator[str]:
    """The address of the demonstration, with a meeting that was held, a decision and a reason."""
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        number = store_meeting(engine, CODE, NewMeeting("九月调度会", DAY, SINCE), "test")
        hold_meeting(engine, CODE, number, "test")
        store_decision(engine, CODE, NewDecision(number, "补报", "基础教育处", date(2023, 9, 30), subject="BA-02"), "test")
        store_narrative(engine, CODE, NewNarrative("BA-02", reason="雨季"), "test")
        engine.dispose()
        st.cache_data.clear()
        st.cache_resource.clear()
        yield url
        st.cache_data.clear()
        st.cache_resource.clear()


@pytest.fixture
def arguments(store_with_a_meeting: str, settings: Callable[..., None]) -> dict[str, Any]:
    """The arguments of the functions, by the names of their parameters."""
    settings(DATABASE_URL=store_with_a_meeting, SANBIAO_LANGUAGE="zh")
    question = ViewContext(CODE, DAY, SINCE, queries.store_version())
    view = queries.snapshot(question).view
    given = {"question": question, "view": view, "t": Text("zh"), "url": read_settings().database_url, "codes": ("BA-04",)}
    given |= {"version": question.version, "plan": CODE, "plan_id": view.head.plan_id, "as_of": DAY, "since": SINCE, "day": DAY}
    return given | {"district": "", "code": "BA-02", "language": "zh", "number": 1, "batch": 3}


def ask(name: str, arguments: dict[str, Any]) -> Any:
    wanted = inspect.signature(READS[name]).parameters
    assert set(wanted) <= set(arguments), f"say above what {name} is asked with"
    return READS[name](**{one: arguments[one] for one in wanted} | ({"code": CODES[name]} if name in CODES else {}))


def seen(answer: Any) -> Any:
    """The present state of an answer, as values that nothing changes."""
    if isinstance(answer, pd.DataFrame):
        labels = (list(answer.index), answer.index.name, list(answer.columns), answer.columns.name, dict(answer.attrs))
        return repr(labels), [repr(list(answer.iloc[:, at])) for at in range(answer.shape[1])]
    if isinstance(answer, dict):
        return [(repr(key), seen(one)) for key, one in answer.items()]
    if isinstance(answer, list | tuple):
        return [type(answer), *map(seen, answer)]
    if is_dataclass(answer):
        return [seen(getattr(answer, field.name)) for field in fields(answer)]
    return repr(answer)


def spoil(answer: Any) -> bool:
    """Write into everything in an answer that can be changed; return whether there is anything of the kind."""
    if isinstance(answer, pd.DataFrame):
        return _spoil_frame(answer)
    if isinstance(answer, dict):
        for one in answer.values():
            spoil(one)
        answer.clear()
        answer["spoilt"] = "spoilt"
        return True
    if isinstance(answer, list | tuple):
        spoilt = [spoil(one) for one in answer]
        if isinstance(answer, list):
            answer[:] = ["spoilt"]
        return isinstance(answer, list) or any(spoilt)
    if is_dataclass(answer):
        spoilt = [spoil(getattr(answer, field.name)) for field in fields(answer)]
        return any(spoilt)
    return False


def _spoil_frame(frame: pd.DataFrame) -> bool:
    for at in range(frame.shape[1]):
        for cell in frame.iloc[:, at]:
            spoil(cell)
        with suppress(ValueError, TypeError, IndexError):  # data shared by pandas is read-only
            frame.iloc[:, at].to_numpy(copy=False)[0] = None
        frame.isetitem(at, "spoilt")
    frame["spoilt"] = "spoilt"
    frame.index.name = frame.columns.name = frame.attrs["spoilt"] = "spoilt"
    return True


def derived(question: ViewContext) -> dict[str, Callable[[], Any]]:
    """Every value of a snapshot and of a comparison, by its name, requested as a reader would."""
    asked: dict[str, Callable[[], Any]] = {
        "standings": lambda: queries.snapshot(question).standings("410105"),
        "divided": lambda: queries.snapshot(question).divided("BA-06"),
        "history": lambda: queries.snapshot(question).history(("BA-02",)),
    }
    for shape, read in ((Snapshot, queries.snapshot), (Comparison, queries.comparison)):
        values = [name for name, one in vars(shape).items() if isinstance(one, property | kept)]
        names = [name for name in values if name not in ("engine", "now") and name[0] != "_"]  # others are given to no reader
        asked |= {f"{shape.__name__}.{name}": partial(_value, read, question, name) for name in names}
    return asked


def _value(read: Callable[[ViewContext], Any], question: ViewContext, name: str) -> Any:
    return getattr(read(question), name)


def test_what_one_reader_writes_into_no_other_sees(arguments: dict[str, Any]) -> None:
    """Spoil all answers one after another, because one may return parts of another; then check that all are as before."""
    asked = derived(arguments["question"]) | {name: partial(ask, name, arguments) for name in READS}
    before = {name: seen(read()) for name, read in asked.items()}
    assert len(asked) > 35
    for name, read in asked.items():
        answer = read()
        assert spoil(answer) is (seen(answer) != before[name]), name
    assert [name for name, read in asked.items() if seen(read()) != before[name]] == []


def test_a_day_is_read_once_for_all_readers_of_a_version(arguments: dict[str, Any]) -> None:
    question = arguments["question"]
    assert queries.snapshot(question) is queries.snapshot(question)
    assert queries.comparison(question).now is queries.snapshot(question)
    other = queries.comparison(replace(question, since=date(2023, 7, 31)))
    assert other is not queries.comparison(question)
    assert other.now is queries.snapshot(question)
