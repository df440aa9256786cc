"""Cells: dates and numbers as offices write them, and the notices about how they were read."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.imports.cells import EXCEL, EXCEL_DAYS, Told, read_day, read_number

ROOM = "表!A1"


def said(told: Told) -> list[tuple[str, str]]:
    """The level and the sentence of each finding."""
    return [(level, problem.sentence("zh").removeprefix(f"{ROOM}: ")) for level, problem in told]


WRITTEN = ("2023-06-30", "2023/6/30", "2023.6.30", "2023年6月30日", "2023-06-30 00:00:00", "2023-06-30T08:00")
PEOPLE = ("人", "名")
#: Values that are not numbers, with a possible unit.
NONE = {"12个": "所", "1.35万人": "人", "十六所": "所", "所": "所", "47%": "所", "47,5": "", "X": ""}


@pytest.mark.parametrize("words", WRITTEN)
def test_a_day_that_is_written_out_is_read_without_a_word(words: str) -> None:
    assert read_day(ROOM, words) == (date(2023, 6, 30), [])


@pytest.mark.parametrize("words", ["45107", "20230630"])
def test_a_day_in_digits_is_told(words: str) -> None:
    day, told = read_day(ROOM, words)
    assert (day, said(told)) == (date(2023, 6, 30), [("guess", f"“{words}”认作2023年6月30日。")])


@pytest.mark.parametrize("words", ["六月底", "20230231", "2023-02-30", "7", "-45107"])
def test_what_is_no_day_is_an_error(words: str) -> None:
    day, told = read_day(ROOM, words)
    assert (day, [level for level, _ in told]) == (None, ["error"])
    assert words in said(told)[0][1]


@given(some.sampled_from(EXCEL_DAYS))
def test_the_days_of_excel_are_counted_from_its_first(number: int) -> None:
    assert read_day(ROOM, str(number))[0] == EXCEL + timedelta(days=number)


@pytest.mark.parametrize(("words", "number"), [("1,350", 1350), ("12.50", "12.5"), (" 7 ", 7), ("-3", -3), ("1,000.5", "1000.5")])
def test_a_number_is_read_without_a_word(words: str, number: object) -> None:
    assert read_number(ROOM, words, ("所",)) == (Decimal(str(number)), [])


@pytest.mark.parametrize(
    ("words", "units"), [("1350人", PEOPLE), ("1,350 名", PEOPLE), ("1350 New Schools", ("", "new schools"))]
)
def test_its_own_unit_may_follow_a_number_and_is_told(words: str, units: tuple[str, ...]) -> None:
    number, told = read_number(ROOM, words, units)
    assert (number, said(told)) == (Decimal(1350), [("guess", f"“{words}”认作1350。")])


@pytest.mark.parametrize("unit", ["0", "50", ".5", "", " "])
def test_a_number_alone_is_itself_whatever_the_unit(unit: str) -> None:
    assert read_number(ROOM, "250.5", (unit,)) == (Decimal("250.5"), [])
    assert read_number(ROOM, "250", (unit,)) == (Decimal(250), [])


def test_a_unit_may_end_in_a_digit() -> None:
    assert read_number(ROOM, "250m2", ("m2",))[0] == Decimal(250)


def test_a_percent_sign_after_a_rate_is_read_without_a_word() -> None:
    assert read_number(ROOM, "89.3%", ("%",)) == (Decimal("89.3"), [])


@pytest.mark.parametrize(("words", "unit"), NONE.items())
def test_another_unit_and_a_number_in_words_are_errors(words: str, unit: str) -> None:
    number, told = read_number(ROOM, words, (unit,))
    assert (number, [level for level, _ in told]) == (None, ["error"])


@pytest.mark.parametrize("words", ["撤回", "Withdraw", "withdrawn"])
def test_a_figure_cannot_be_taken_back_in_a_cell(words: str) -> None:
    _, told = read_number(ROOM, words)
    assert [problem.key for _, problem in told] == ["no_figure_withdrawn"]


@given(some.decimals(min_value=-(10**9), max_value=10**9, places=4), some.sampled_from(["", "所", "%"]))
def test_a_unit_changes_no_number(number: Decimal, unit: str) -> None:
    assert read_number(ROOM, f"{number}{unit}", ("所", "%"))[0] == number
