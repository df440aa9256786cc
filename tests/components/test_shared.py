"""What every reader looks at: made once, and nobody changes what another sees."""

from collections.abc import Iterator

import pandas as pd
import pytest
import streamlit as st

from components.shared import shared

MADE: list[str] = []


@shared(max_entries=2)
def _frame(name: str) -> pd.DataFrame:
    MADE.append(name)
    return pd.DataFrame({"name": [name], "n": [1]})


@shared(max_entries=2)
def _both(name: str) -> tuple[str, pd.DataFrame]:
    return name, pd.DataFrame({"n": [1]})


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    MADE.clear()
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_what_was_asked_before_is_not_made_again() -> None:
    assert _frame("a").equals(_frame("a"))
    assert MADE == ["a"]


def test_the_oldest_answer_goes_where_there_are_too_many() -> None:
    for name in ("a", "b", "c", "c", "a"):
        _frame(name)
    assert MADE == ["a", "b", "c", "a"]


def test_a_reader_who_writes_into_a_frame_changes_it_for_nobody_else() -> None:
    own = _frame("a")
    own.loc[0, "n"] = 2
    own["more"] = 3
    assert _frame("a").to_dict("records") == [{"name": "a", "n": 1}]


def test_a_frame_within_an_answer_is_a_readers_own_too() -> None:
    _, own = _both("a")
    own["n"] = 2
    assert list(_both("a")[1]["n"]) == [1]


def test_cells_are_shared_until_they_are_written_to() -> None:
    assert _frame("a")["n"].to_numpy(copy=False).ctypes.data == _frame("a")["n"].to_numpy(copy=False).ctypes.data
