"""Parsing of a cell as a date or a number, with notices about the interpretation."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from models.errors import Problem, problem
from models.imports.report_rows import parse_day, parse_number

Level = Literal["error", "doubt", "guess"]
Told = list[tuple[Level, Problem]]
#: Values of a cell that withdraw its earlier content.
TAKE_BACK = ("撤回", "withdraw", "withdrawn")
#: Day zero of Excel's calendar, and the serial numbers that may be dates of this century.
EXCEL, EXCEL_DAYS = date(1899, 12, 30), range(36_526, 73_050)
#: A number with thousands separators; 12,5 does not match.
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
#: A number and the text after it; a unit such as m2 may end in digits, but none begins with one.
_WITH_UNIT = re.compile(r"([+-]?[\d.,]+)([^\d.,].*)")


def read_day(place: str, said: str) -> tuple[date | None, Told]:
    """Return the date in a cell, written out or, with a notice, as a number; None for an empty cell."""
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
    """Return a date given as an Excel serial number (45107) or in eight digits (20230630)."""
    if said.isdigit() and int(said) in EXCEL_DAYS:
        return EXCEL + timedelta(days=int(said))
    if not said.isdigit() or len(said) != 8:
        return None
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:]))
    except ValueError:
        return None


def read_number(place: str, said: str, units: Iterable[str] = ()) -> tuple[Decimal | None, Told]:
    """Return the number in a cell, None if empty. One of ``units`` may follow, with a notice unless it is a percent sign."""
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
