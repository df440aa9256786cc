"""Numbers and dates in sentences: how people write them, and which of them say the same."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.export.deck_check.mentions import is_same_amount, mentions, most_alike
from models.i18n import show_day, show_number


def values(text: str) -> list[object]:
    return [one.value for one in mentions(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("共1,200人", Decimal(1200)),
        ("３所", Decimal(3)),
        ("约1.2万人", Decimal(12_000)),
        ("下降−0.25", Decimal("-0.25")),
        ("9 / 13", Decimal(9)),
        ("截至2023年9月30日", (2023, 9, 30)),
        ("6月30日前", (None, 6, 30)),
        ("2023年9月", (2023, 9, None)),
        ("by 30 Sep 2023.", (2023, 9, 30)),
        ("2023-09-30", (2023, 9, 30)),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: object) -> None:
    assert values(text)[0] == value


@pytest.mark.parametrize("text", ["三所", "二十九个项目", "BA-08", "Q3 of plan A1", ""])
def test_chinese_numerals_and_codes_are_no_numbers(text: str) -> None:
    assert values(text) == []


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.sampled_from(["zh", "en"]))
def test_every_date_of_a_deck_is_read(day: date, language: str) -> None:
    assert values(f"截至{show_day(day, language)}。") == [(day.year, day.month, day.day)]


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["zh", "en"]))
def test_every_number_of_a_deck_is_read(number: Decimal, language: str) -> None:
    assert values(show_number(number, language)) == [number]


@pytest.mark.parametrize(
    ("stands", "truth"),
    [("1.2万", "12,034人"), ("1.2万人", "12034人"), ("99.9%", "99.89%"), ("９ / １３", "9 / 13所"), ("26", "26.4")],
)
def test_a_number_that_is_right_to_its_digits_is_the_same(stands: str, truth: str) -> None:
    assert is_same_amount(stands, truth)


@pytest.mark.parametrize(
    ("stands", "truth"),
    [("1.3万", "12,034人"), ("26.5", "26.4"), ("26", "26.4%"), ("■ 3天", "● 3天"), ("约半数", "9所"), ("26.41", "26.4")],
)
def test_another_number_or_another_word_is_not_the_same(stands: str, truth: str) -> None:
    assert not is_same_amount(stands, truth)


def test_a_text_is_most_like_the_one_with_its_words_whatever_the_numbers() -> None:
    known = ["完成7所，按计划应达10所", "完成41个，按计划应达45个"]
    assert most_alike("完成9所，按计划应达16所", known) == 0
    assert most_alike("请各位领导审阅", known) is None
