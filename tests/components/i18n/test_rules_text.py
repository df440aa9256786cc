"""The rules in words: with the percentages of the plan, in both languages."""

from fractions import Fraction

import pytest

from components.i18n.rules_text import rules_text
from components.i18n.text import Text
from models.status import Rules

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
OWN = Rules((Fraction(1, 100), Fraction(2, 100)), (Fraction(3, 200), Fraction(1, 3)), Fraction(3, 4))


@LANGUAGES
def test_shares_are_told_as_percentages(language: str) -> None:
    said = rules_text(Text(language), Rules())
    assert [share for share in ("5%", "10%", "15%", "30%", "0.5") if share not in said] == []


@LANGUAGES
def test_a_plan_with_its_own_thresholds_has_them_in_its_text(language: str) -> None:
    said = rules_text(Text(language), OWN)
    assert [share for share in ("1%", "2%", "1.5%", "33.33%", "0.75") if share not in said] == []
    assert "30%" not in said


@LANGUAGES
def test_no_placeholder_is_left(language: str) -> None:
    said = rules_text(Text(language), Rules())
    assert "{" not in said
    assert "}" not in said


def test_the_percentages_stand_in_the_order_of_the_rule() -> None:
    said = rules_text(Text("zh"), OWN)
    assert "g 不超过 min(目标的 1%, 应达数的 2%) 取整为正常；不超过 max(1, min(目标的 1.5%, 应达数的 33.33%) 取整) 为预警" in said
