"""The pure parts of the filters: which words of an address are valid."""

from datetime import date

import pytest

from components.session import controls


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2023, 12, 31), date(2023, 11, 30)),
        (date(2023, 3, 1), date(2023, 2, 28)),
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2023, 1, 5), date(2022, 12, 31)),
        (controls.FIRST_DAY, date(1948, 12, 31)),
    ],
)
def test_a_month_before_is_the_last_day_of_that_month(day: date, before: date) -> None:
    assert controls._month_before(day) == before


@pytest.mark.parametrize("words", ["2023-02-30", "yesterday", "", "0001-01-01", "1948-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_that_no_plan_can_have_makes_no_sense(words: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        controls._day(words)


@pytest.mark.parametrize("day", [controls.FIRST_DAY, date(2023, 6, 30), controls.LAST_DAY])
def test_a_day_of_a_plan_makes_sense(day: date) -> None:
    assert controls._day(day.isoformat()) == day


def test_only_a_choice_that_exists_makes_sense() -> None:
    check = controls.code_in({"zh": "中文", "en": "English"})
    assert check("en") == "en"
    with pytest.raises(ValueError, match="fr"):
        check("fr")
