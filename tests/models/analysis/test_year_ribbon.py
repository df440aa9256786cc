"""The year ribbon: a cell a month, the current one of the day itself."""

from datetime import date
from fractions import Fraction

import pytest

from models.analysis.months import month_ends
from models.analysis.year_ribbon import BriefVerdict, ribbon
from models.status import Status, Word
from models.typed_rows import Standing
from tests.rows import row_of

YEAR = month_ends(date(2023, 1, 1), date(2023, 12, 31))


def standing(code: str, word: Word = Word.ON_TRACK, due: date | None = date(2023, 12, 31)) -> Standing:
    return row_of(
        Standing, code=code, status=word.status, word=word, due=due, actual=Fraction(3), target=Fraction(11), expected=Fraction(4)
    )


def test_a_calendar_year_has_twelve_months() -> None:
    assert [day.isoformat()[5:] for day in YEAR[:3]] == ["01-31", "02-28", "03-31"]
    assert len(YEAR) == 12


def test_a_school_year_ends_with_its_last_day() -> None:
    months = month_ends(date(2023, 9, 1), date(2024, 8, 31))
    assert (months[0], months[5], months[-1], len(months)) == (date(2023, 9, 30), date(2024, 2, 29), date(2024, 8, 31), 12)


def test_the_current_month_is_that_of_the_day_and_later_ones_are_empty() -> None:
    past = {end: {"A": BriefVerdict(end, Status.AT_RISK, Word.AT_RISK, None, None, None)} for end in YEAR[:8]}
    (row,) = ribbon(YEAR, [standing("A")], past, as_of=date(2023, 9, 15)).rows
    assert [cell.status if cell else None for cell in row.cells] == [Status.AT_RISK] * 8 + [Status.ON_TRACK] + [None] * 3
    assert row.cells[8] is not None
    assert row.cells[8].day == date(2023, 9, 15)


def test_on_the_last_day_of_a_month_its_cell_is_that_day() -> None:
    found = ribbon(YEAR, [standing("A")], {}, as_of=date(2023, 6, 30))
    assert found.current == 5
    assert found.rows[0].cells[5] == BriefVerdict(
        date(2023, 6, 30), Status.ON_TRACK, Word.ON_TRACK, Fraction(3), Fraction(11), Fraction(4)
    )


def test_before_and_after_the_year() -> None:
    assert ribbon(YEAR, [standing("A")], {}, as_of=date(2024, 2, 1)).current is None
    assert ribbon(YEAR, [standing("A")], {}, as_of=date(2022, 12, 1)).current == 0


@pytest.mark.parametrize(
    ("due", "place"), [(date(2023, 9, 1), 8), (date(2023, 12, 31), 11), (date(2024, 6, 30), None), (None, None)]
)
def test_the_tick_is_in_the_month_of_the_due_date(due: date | None, place: int | None) -> None:
    (row,) = ribbon(YEAR, [standing("A", due=due)], {}, as_of=date(2023, 6, 30)).rows
    assert row.due == place


def test_actions_are_not_in_the_ribbon_and_a_new_target_has_no_past() -> None:
    past = {YEAR[0]: {"B": BriefVerdict(YEAR[0], Status.MET, Word.MET, None, None, None)}}
    found = ribbon(YEAR, [standing("A", Word.ACTION), standing("C")], past, as_of=date(2023, 2, 10))
    assert [row.code for row in found.rows] == ["C"]
    assert found.rows[0].cells[0] is None
