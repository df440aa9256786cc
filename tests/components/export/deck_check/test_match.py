"""Rows found in a deck and rows of an exhibit: matched by their words, in whatever order a presenter left them."""

from collections.abc import Hashable, Sequence

import pytest

from components.export.deck_check.match import match

Rows = Sequence[Sequence[Hashable]]


def named(*names: str) -> Rows:
    """Rows with one key each."""
    return [(name,) for name in names]


@pytest.mark.parametrize(
    ("found", "at"),
    [
        (named("a", "b", "c"), [0, 1, 2]),
        (named("c", "a", "b"), [2, 0, 1]),
        (named("b"), [1]),
        (named("c", "x", "a", "b"), [2, None, 0, 1]),
        (named(), []),
    ],
    ids=["unchanged", "moved", "deleted", "added", "empty"],
)
def test_a_row_is_found_by_its_words(found: Rows, at: list[int | None]) -> None:
    assert match(found, named("a", "b", "c")) == at


def test_equal_rows_are_matched_in_order() -> None:
    assert match(named("x", "x"), named("x", "y", "x")) == [0, 2]
    assert match(named("x", "x", "x"), named("x", "y")) == [0, None, None]


def test_rows_of_one_name_are_told_apart_by_their_numbers() -> None:
    made = [(("学校", 3), "学校"), (("学校", 5), "学校")]
    assert match([made[1], made[0]], made) == [1, 0]
    assert match([(("学校", 9), "学校"), made[0]], made) == [1, 0]


def test_a_renamed_row_is_matched_by_its_place_if_no_row_came_or_went() -> None:
    assert match(named("a", "new", "c"), named("a", "b", "c")) == [0, 1, 2]
    assert match(named("a", "new"), named("a", "b", "c")) == [0, None]


def test_renamed_rows_that_also_moved_are_not_guessed() -> None:
    assert match(named("new", "a"), named("a", "b")) == [None, 0]


def test_nothing_is_found_where_nothing_was_made() -> None:
    assert match(named("a"), []) == [None]
