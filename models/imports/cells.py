"""What a cell of a sheet says, a day or a number, and what is to be told of how it was read."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from models.errors import Problem, problem
from models.imports.report_rows import parse_day, parse_number

Level = Literal["error", "doubt", "guess"]
Told = list[tuple[Level, Problem]]
#: What stands in a cell to take back what was said of it.
TAKE_BACK = ("撤回", "withdraw", "withdrawn")
#: The first day of Excel's calendar, and the numbers that may be days of this century in it.
EXCEL, EXCEL_DAYS = date(1899, 12, 30), range(36_526, 73_050)
#: A number whose thousands are set apart; 12,5 is none.
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
#: A number and what follows it, which is no part of it; a unit such as m2 may end in digits, and none begins with one.
_WITH_UNIT = re.compile(r"([+-]?[\d.,]+)([^\d.,].*)")


def read_day(place: str, said: str) -> tuple[date | None, Told]:
    """The day in a cell, written out or as a number, which is told; None where there is none."""
    if not said:
        return None, []
    try:
        return parse_day(said.split(" ")[0].split("T")[0]), []
    except ValueError:
        day = _day_by_number(said)
    if day is None:
        return None, [("error", problem(place, "not_a_day", value=said))]
    return day, [("guess", problem(place, "day_by_number", value=said, day=day))]


def _day_by_number(said: str) -> date | None:
    """A day of Excel's calendar (45107), or one in eight digits (20230630)."""
    if said.isdigit() and int(said) in EXCEL_DAYS:
        return EXCEL + timedelta(days=int(said))
    if not said.isdigit() or len(said) != 8:
        return None
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:]))
    except ValueError:
        return None


def read_number(place: str, said: str, units: Iterable[str] = ()) -> tuple[Decimal | None, Told]:
    """The number in a cell; None where there is none. One of ``units`` may follow it, which is told, but for a percent sign."""
    text = said.replace(" ", "")
    if text.lower() in TAKE_BACK:
        return None, [("error", problem(place, "no_figure_withdrawn", value=said))]
    with_unit = _WITH_UNIT.fullmatch(text)
    unit = with_unit[2] if with_unit and with_unit[2].lower() in {one.replace(" ", "").lower() for one in units} else ""
    text = text.removesuffix(unit)
    wrong: list[Problem] = []
    number = parse_number(place, text.replace(",", "") if _THOUSANDS.fullmatch(text) else text, wrong)
    if wrong or unit in ("", "%"):
        return number, [("error", one) for one in wrong]
    return number, [("guess", problem(place, "number_with_unit", value=said, number=number))]
