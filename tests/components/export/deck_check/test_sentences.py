"""A sentence of a deck: whole while nobody edited it, else number by number."""

from components.export.deck_check.sentences import read_sentence
from components.export.deck_check.spots import GONE, told

MADE, NOW = "截至2023年9月30日，25项目标中17项正常。", "截至2023年9月30日，25项目标中18项正常。"


def found(stands: str, made: str = MADE, now: str = MADE) -> list[tuple[str, str, str]]:
    spots = read_sentence("title", "", stands, made, now, lambda: None)
    return [(one.kind, one.deck_says, one.now) for one in told(spots, 1, "x")]


def test_an_unedited_sentence_that_is_true_is_no_difference() -> None:
    assert found(MADE) == []


def test_an_unedited_sentence_that_moved_is_one_difference() -> None:
    assert found(MADE, now=NOW) == [("sentence", MADE, NOW)]


def test_a_changed_number_is_told_with_the_true_one() -> None:
    assert found(MADE.replace("17", "19")) == [("edited", "19", "17")]


def test_a_changed_number_is_found_in_other_words() -> None:
    assert found("到9月30日：25项里有19项正常") == [("edited", "19", MADE)]


def test_other_words_with_true_numbers_are_no_difference() -> None:
    assert found("到9月30日，25项里有17项正常") == []


def test_an_edited_number_that_is_true_by_now_is_no_difference() -> None:
    assert found(MADE.replace("17", "18"), now=NOW) == []


def test_in_an_edited_sentence_a_number_that_moved_is_told() -> None:
    assert found("到9月30日，25项里有17项正常", now=NOW) == [("moved", "17", NOW)]


def test_two_numbers_that_changed_places_are_both_told() -> None:
    swapped = MADE.replace("25", "#").replace("17", "25").replace("#", "17")
    assert [(stands, now) for _, stands, now in found(swapped)] == [("17", "25"), ("25", "17")]


def test_a_sentence_that_is_no_longer_said_is_gone_if_it_has_numbers() -> None:
    assert [kind for kind, *_ in found(MADE, now=GONE)] == ["gone"]
    assert found("没有数字", "没有数字", GONE) == []
