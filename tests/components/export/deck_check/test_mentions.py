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


@pytest.mark.parametrize("text", ["BA-08", "Q3 of plan A1", ""])
def test_codes_are_no_numbers(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "value", "is_share"),
    [
        ("已投用十一所", 11, False),
        ("二十九个项目", 29, False),
        ("两名教师", 2, False),
        ("一百二十人", 120, False),
        ("约一万二千人", 12_000, False),
        ("完成率达百分之九十五", 95, True),
        ("百分之百覆盖", 100, True),
        ("约六成学校已投用", 60, True),
        ("已有三分之二立项", Decimal("66.67"), True),
    ],
)
def test_a_number_in_chinese_signs_is_read_with_its_unit_or_as_a_share(text: str, value: Decimal | int, is_share: bool) -> None:
    (found,) = mentions(text)
    assert (found.value, found.is_share) == (value, is_share)


@pytest.mark.parametrize(
    "text",
    [
        "教师“一补两贴”",
        "第一季度",
        "第三所学校",
        "每一项任务",
        "建成一个机制",
        "十余所",
        "三标活动",
        "双一流",
        "统一成立专班",
        "一成不变",
        "二七区",
        "七八成",
        "九年一贯制",
    ],
)
def test_chinese_signs_in_names_articles_and_estimates_are_no_numbers(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("number", ["六成", "百分之六十一", "61%"])
def test_a_share_in_chinese_signs_is_right_to_its_digits(number: str) -> None:
    (one,), (truth,) = mentions(number), mentions("61.2%")
    assert one.agrees(truth)
    assert not one.agrees(mentions("68%")[0])


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
