"""Numbers as plans write them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan.text.numbers import NUMBER, SHARE, read_number, read_share


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("11", "11"),
        ("1,200", "1200"),
        ("2.3万", "23000"),
        ("14.05亿", "1405000000"),
        ("3千", "3000"),
        ("十", "10"),
        ("十一", "11"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("三百五十", "350"),
        ("两千", "2000"),
        ("一万二千", "12000"),
        ("三点五万", "35000"),
        ("二〇二四", "2024"),
        ("百", "100"),
        ("1 260", "1260"),
        ("零点五", "0.5"),
    ],
)
def test_a_number_is_read(words: str, value: str) -> None:
    assert re.fullmatch(NUMBER, words)
    assert read_number(words) == Decimal(value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("50%", "50"),
        ("94.5%", "94.5"),
        ("百分之五十五", "55"),
        ("百分之百", "100"),
        ("百分之九十八点五", "98.5"),
        ("九成", "90"),
        ("一半", "50"),
        ("三分之二", "66.67"),
        ("四分之三", "75"),
        ("百分之零点八", "0.8"),
    ],
)
def test_a_share_is_read_as_a_percentage(words: str, value: str) -> None:
    assert re.fullmatch(SHARE, words)
    assert read_share(words) == Decimal(value)


DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number below ten thousand as it is written, without the shortenings of speech."""
    words, has_gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            words += ("零" if has_gap and words else "") + DIGITS[digit] + name
        has_gap = not digit
    return words


@given(st.integers(min_value=1, max_value=9999))
def test_every_number_in_chinese_is_read_as_itself(number: int) -> None:
    assert read_number(in_chinese(number)) == number


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9999))
def test_ten_thousands_and_the_rest_add_up(high: int, low: int) -> None:
    assert read_number(f"{in_chinese(high)}万零{in_chinese(low)}") == high * 10_000 + low
