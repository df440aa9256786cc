"""Values shared by all readers: made once, and nobody changes what another sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pytest
import streamlit as st

from components.session.cache import shared
from models.status import Reason

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


@dataclass(frozen=True, slots=True)
class Answer:
    """A value that holds frames at every depth."""

    frame: pd.DataFrame
    more: tuple[dict[str, list[pd.DataFrame]], str]
    number: int = 1


@dataclass
class Open:
    """A value that can itself be changed."""

    number: int


@shared(max_entries=2)
def _open(name: str) -> Open:
    return Open(1)


def test_a_dataclass_that_is_not_frozen_is_a_readers_own() -> None:
    _open("a").number = 2
    assert _open("a").number == 1


@dataclass(frozen=True)
class Counted:
    """A value that derives something from a frame and keeps it."""

    frame: pd.DataFrame

    @cached_property
    def rows(self) -> list[int]:
        """The cells."""
        return list(self.frame["n"])


@shared(max_entries=2)
def _deep(name: str) -> Answer:
    return Answer(pd.DataFrame({"n": [1]}), ({"a": [pd.DataFrame({"n": [1]})]}, name))


@shared(max_entries=2)
def _counted(name: str) -> Counted:
    return Counted(pd.DataFrame({"n": [1]}))


@shared(max_entries=2)
def _cells(name: str) -> pd.DataFrame:
    cells = [["a", "b"], {"c"}, {"d": ["e"]}, Reason("behind", {"gap": [1]}), ("f", ["g"]), None]
    return pd.DataFrame({"n": cells, "name": name})


@shared(max_entries=2)
def _unknown(name: str) -> tuple[str, object]:
    return name, object()


def test_frames_lists_and_dicts_are_a_readers_own_however_deep_they_lie() -> None:
    own = _deep("a")
    own.frame["n"] = 2
    frames = own.more[0]["a"]
    frames[0]["n"] = 2
    frames.append(own.frame)
    own.more[0]["b"] = frames
    again = _deep("a")
    assert (list(again.frame["n"]), again.number, again.more[1]) == ([1], 1, "a")
    assert {name: [list(one["n"]) for one in found] for name, found in again.more[0].items()} == {"a": [[1]]}


def test_what_an_answer_worked_out_for_one_reader_no_other_gets() -> None:
    _counted("a").rows.append(2)
    assert _counted("a").rows == [1]


def test_what_holds_nothing_to_write_into_is_the_same_for_all() -> None:
    assert _deep("a").more[1] is _deep("a").more[1]


def test_nobody_can_write_into_a_cell() -> None:
    words, letters, table, reason, more, nothing = _cells("a")["n"]
    assert (words, letters, more, nothing) == (("a", "b"), frozenset({"c"}), ("f", ("g",)), None)
    assert (dict(table), reason.rule, dict(reason.numbers)) == ({"d": ("e",)}, "behind", {"gap": (1,)})
    for written in (table, reason.numbers):
        with pytest.raises(TypeError):
            written["x"] = 1


def test_what_cannot_be_copied_is_not_kept() -> None:
    with pytest.raises(TypeError, match="object"):
        _unknown("a")


def test_cells_are_shared_until_they_are_written_to() -> None:
    assert _frame("a")["n"].to_numpy(copy=False).ctypes.data == _frame("a")["n"].to_numpy(copy=False).ctypes.data
