"""Numbers in a presenter's own words: their own unless name, unit and value agree with the plan."""

from decimal import Decimal

import pytest

from components.export.deck_check.own_words import Fact, read_own

SEATS = Fact(("新增学位", "New seats"), ("个", "seats", "seat"), Decimal(12_034), Decimal(12_600), "新增学位")
RATE = Fact(("普惠率",), ("%",), Decimal("86.25"), Decimal("86.25"), "普惠率")


def read(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The numbers that are the presenter's own, with what they agree with, and those that no longer agree."""
    own, stale = read_own(3, [text], [SEATS, RATE])
    return [(one.number, one.agrees_with) for one in own], [(one.deck_says, one.now) for one in stale]


@pytest.mark.parametrize("text", ["新增学位12034个", "新增学位约1.2万个", "新增学位约一万二千个", "New seats: 12,034 seats"])
def test_a_number_that_was_true_when_the_deck_was_made_is_stale(text: str) -> None:
    own, stale = read(text)
    assert own == []
    assert [now for _, now in stale] == ["12600"]


@pytest.mark.parametrize("text", ["新增学位12600个", "普惠率86.3%", "普惠率86.25％", "普惠率百分之八十六", "普惠率约九成"])
def test_a_number_that_is_true_says_with_what_it_agrees(text: str) -> None:
    own, stale = read(text)
    assert stale == []
    assert all(agrees for _, agrees in own)


@pytest.mark.parametrize("text", ["新增学位12034所", "另有12034个", "普惠率86.25", "新增学位77个", "目标20个"])
def test_another_unit_name_or_value_is_the_presenters_own(text: str) -> None:
    own, stale = read(text)
    assert stale == []
    assert [agrees for _, agrees in own] == [""]


def test_words_without_numbers_are_not_listed() -> None:
    assert read("新增学位第一季度到位，建立一个机制") == ([], [])
