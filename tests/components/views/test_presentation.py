"""The pace of the slides, as selected and as written in a link."""

import pytest

from components.views.presentation import MOST_SECONDS, pace_words, paces


@pytest.mark.parametrize(
    ("every", "edits", "words", "read"),
    [
        (0, {}, "0", [0, 0, 0]),
        (None, {}, "0", [0, 0, 0]),
        (9, {}, "9", [9, 9, 9]),
        (9, {2: {"seconds": 30}}, "9,9,30", [9, 9, 30]),
        (0, {0: {"seconds": 5}, 1: {"seconds": None}}, "5,0,0", [5, 0, 0]),
    ],
)
def test_the_pace_that_was_chosen_is_the_one_that_a_link_says(
    every: int | None, edits: dict[int, dict[str, int | None]], words: str, read: list[int]
) -> None:
    assert pace_words(every, edits, 3) == words
    assert paces(words, 3) == read


@pytest.mark.parametrize(
    ("words", "read"), [("", [0, 0]), ("x", [0, 0]), ("-1", [0, 0]), ("5,6,7", [5, 5]), ("99999", [MOST_SECONDS] * 2)]
)
def test_a_pace_that_does_not_fit_is_by_hand_or_that_of_the_first_slide(words: str, read: list[int]) -> None:
    assert paces(words, 2) == read
