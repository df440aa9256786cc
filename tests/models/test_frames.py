"""Rows of frames equal those of pandas, cell by cell and type by type."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.frames import mapped
from tests.rows import records_of

CELLS = st.one_of(st.none(), st.integers(-(2**60), 2**60), st.text(max_size=5), st.dates(), st.fractions(), st.booleans())
FRAME = pd.DataFrame(
    {
        "whole": [1, 2],
        "part": [0.5, None],
        "is_so": [True, False],
        "words": ["甲", None],
        "at": [datetime(2023, 6, 30, 8, tzinfo=UTC), None],
        "anything": pd.Series([Fraction(1, 3), date(2023, 6, 30)], dtype=object),
    }
)


def kinds(rows: list[dict[Any, Any]]) -> list[list[tuple[Any, type, str]]]:
    """Each cell with its type; missing values are unequal to themselves, so as words."""
    return [[(name, type(cell), repr(cell)) for name, cell in row.items()] for row in rows]


@pytest.mark.parametrize("frame", [FRAME, FRAME.iloc[:0], FRAME[["whole", "part"]], FRAME.set_index("words", drop=False)])
def test_rows_are_those_of_pandas(frame: pd.DataFrame) -> None:
    assert kinds(records_of(frame)) == kinds(frame.to_dict("records"))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_whatever_stands_in_a_frame_of_objects_comes_out(rows: list[tuple[object, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b", "c"], dtype=object)
    assert kinds(records_of(frame)) == kinds(frame.to_dict("records"))


def test_a_word_is_asked_for_once_for_equal_values() -> None:
    asked = list[str]()

    def shout(value: str) -> str:
        asked.append(value)
        return value.upper()

    column = pd.Series(["a", "b", "a"], index=[5, 7, 9])
    assert mapped(column, shout).to_dict() == {5: "A", 7: "B", 9: "A"}
    assert asked == ["a", "b"]
