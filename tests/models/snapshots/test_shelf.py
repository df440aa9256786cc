"""What is kept of the days that were asked for stays within its bound."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from models.snapshots.kept import kept
from models.snapshots.shelf import Shelf
from models.snapshots.sizes import size_of

KB = 1024


def kilobyte() -> np.ndarray:
    return np.zeros(KB, dtype=np.int8)


def filled(shelf: Shelf, *keys: tuple[int, str]) -> None:
    for version, name in keys:
        shelf.take(version, (name,), kilobyte)


def has(shelf: Shelf, version: int, name: str) -> bool:
    made: list[bool] = []
    shelf.take(version, (name,), lambda: made.append(True) or kilobyte())
    return not made


def test_a_value_is_made_once() -> None:
    shelf, made = Shelf(KB), []
    for _ in range(3):
        assert shelf.take(1, ("day",), lambda: made.append(1) or "value") == "value"
    assert made == [1]


def test_the_value_not_asked_for_longest_leaves_first() -> None:
    shelf = Shelf(3 * KB)
    filled(shelf, (1, "a"), (1, "b"), (1, "c"), (1, "a"), (1, "d"))
    assert [has(shelf, 1, name) for name in "acd"] == [True] * 3
    assert not has(shelf, 1, "b")


def test_the_oldest_version_leaves_first_however_often_it_is_asked_for() -> None:
    shelf = Shelf(3 * KB)
    filled(shelf, (2, "a"), (1, "b"), (2, "c"), (1, "b"), (2, "d"))
    assert [has(shelf, 2, name) for name in "acd"] == [True] * 3
    assert not has(shelf, 1, "b")


def test_a_value_larger_than_the_bound_is_kept_alone() -> None:
    shelf = Shelf(KB // 2)
    filled(shelf, (1, "a"), (1, "b"))
    assert len(shelf) == 1
    assert has(shelf, 1, "b")


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(0, 4000)), max_size=40))
def test_the_bound_holds_after_every_value_but_for_the_newest(asked: list[tuple[int, int, int]]) -> None:
    shelf = Shelf(8 * KB)
    for version, key, size in asked:
        shelf.take(version, (key,), lambda size=size: np.zeros(size, dtype=np.int8))
        assert shelf.held <= 8 * KB or len(shelf) == 1


@dataclass(frozen=True)
class Day:
    """A day that computes a megabyte when it is asked for it."""

    number: int

    @kept
    def table(self) -> pd.DataFrame:
        """A frame of a megabyte."""
        return pd.DataFrame({"value": np.zeros(KB * KB // 8)})


def test_what_a_value_computes_later_counts() -> None:
    shelf = Shelf(3 * KB * KB + 9 * KB)
    for number in range(9):
        shelf.take(1, (number,), lambda number=number: Day(number)).table  # noqa: B018
    assert shelf.held <= 4 * KB * KB + 9 * KB  # the newest filled itself after it was put there
    assert len(shelf) == 4


def test_readers_at_once_get_the_same_value() -> None:
    shelf = Shelf(KB * KB)
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda number: (number % 4, shelf.take(1, (number % 4,), object)), range(400)))
    assert len({id(value) for _, value in found}) == 4


def test_the_size_of_a_frame_counts_numbers_and_pointers() -> None:
    frame = pd.DataFrame({"n": np.zeros(1000), "day": pd.Series([date(2023, 1, 1)] * 1000, dtype=object)})
    assert size_of(frame) == 1000 * 8 + 1000 * 8
