"""Lists of words in one cell, and words that stand for codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan.workbook.cells import join, shown, split
from models.plan.workbook.sheets import layouts

WORDS = st.lists(st.text(max_size=8).map(str.strip).filter(bool), max_size=4)


@given(WORDS)
def test_a_list_is_read_as_it_was_written(words: list[str]) -> None:
    assert split(join(words)) == words


@pytest.mark.parametrize("text", ["甲、乙", "甲；乙", "甲; 乙", "甲，乙", "甲, 乙", "甲\n乙", "甲、、乙、"])
def test_a_list_may_be_written_in_many_ways(text: str) -> None:
    assert split(text) == ["甲", "乙"]


def test_a_quotation_mark_that_is_never_closed_is_a_letter() -> None:
    assert split('甲、"乙、丙') == ["甲", '"乙', "丙"]


def test_a_code_is_shown_by_its_word_and_a_text_like_a_word_between_quotation_marks() -> None:
    targets = next(one for one in layouts() if one.name == "targets")
    milestone = targets.column("project_milestone")
    assert [shown(milestone, value, "zh") for value in ("opened", "投用", "自定")] == ["投用", '"投用"', "自定"]
