"""Places in columns."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.analysis.places import NONE, CodeIndex, places_in, ranges, taken


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5))))
def test_ranges_follow_each_other(spans: list[tuple[int, int]]) -> None:
    starts, lengths = (np.array([span[at] for span in spans], dtype=np.intp) for at in (0, 1))
    wanted = [place for start, length in spans for place in range(start, start + length)]
    assert ranges(starts, starts + lengths).tolist() == wanted


def test_what_is_nowhere_is_missing() -> None:
    places = np.array([1, NONE, 0])
    assert taken(np.array([5, 7], dtype=np.int32), places, -3).tolist() == [7, -3, 5]
    assert taken(np.empty(0, dtype=np.int32), places, -3).tolist() == [-3, -3, -3]


@given(st.lists(st.integers(0, 9), unique=True), st.lists(st.integers(0, 9)))
def test_values_are_found_in_a_column_in_any_order(column: list[int], values: list[int]) -> None:
    wanted = [column.index(value) if value in column else NONE for value in values]
    assert places_in(np.array(column, dtype=np.int64), np.array(values, dtype=np.int64)).tolist() == wanted


def test_places_of_codes_are_kept_by_their_tuple() -> None:
    index = CodeIndex(np.array(["A", "B"], dtype=object))
    asked = ("B", "C", "A")
    assert index.places(asked).tolist() == index.places(list(asked)).tolist() == [1, NONE, 0]
    assert index.places(("B", "C", "A")) is index.places(asked)
    assert index.all_codes == ("A", "B")
