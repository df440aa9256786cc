"""Text broken into lines: what is left out ends in an ellipsis, and no two words run together."""

import pytest

from components.typography import length, wrap


@pytest.mark.parametrize("most", [1, 2, 3])
def test_words_of_lines_that_are_put_together_stay_apart(most: int) -> None:
    said = "Basic education and high-quality development programme"
    lines = wrap(said, 150, 16, most=most)
    assert len(lines) == most
    assert all(length(line, 16) <= 150 for line in lines)
    assert said.startswith(" ".join(lines).rstrip("…"))
    assert lines[-1].endswith("…")
