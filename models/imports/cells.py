"""Parsing of a cell as a date or a number, with notices about the interpretation."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from models.errors import Problem, problem
from models.imports.report_rows import parse_day, parse_number
from models.numbers import DECIMALS

Level = Literal["error", "doubt", "guess"]
Told = list[tuple[Level, Problem]]
#: Values of a cell that withdraw its earlier content.
TAKE_BACK = ("撤回", "withdraw", "withdrawn")
#: Words of an empty cell, besides dashes and strokes.
NOTHING = ("无", "暂无", "空", "没有", "n/a", "na", "none", "nil", "null")
#: Words for a deliverable that is done, and for one that is not.
DONE = (
    *("是", "√", "✓", "✔", "☑", "已完成", "完成", "已办结", "办结", "已出台", "已印发", "达标"),
    *("yes", "y", "done", "true", "completed"),
)
NOT_DONE = (
    *("否", "×", "✗", "✘", "☐", "未完成", "未办结", "未出台", "未印发", "不是"),
    *("no", "n", "false", "x", "not done"),
)
#: Units of people, which stand for each other.
PEOPLE = ("人", "名", "位")
#: Units of what the two parts of a rate count.
COUNTED = (*PEOPLE, "所", "个", "校", "园", "家", "户", "项", "班")
#: Day zero of Excel's calendar, and the serial numbers that may be dates of this century.
EXCEL, EXCEL_DAYS = date(1899, 12, 30), range(36_526, 73_050)
#: A number with thousands separators; 12,5 does not match.
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
#: A number and the text after it; a unit such as m2 may end in digits, but none begins with one.
_WITH_UNIT = re.compile(r"([+-]?[\d.,]+)([^\d.,].*)")
#: A whole date within other words, such as 截至2023年6月30日.
_WHOLE_DAY = re.compile(r"(?<!\d)(\d{4}(?:-|/|\.|年)\d{1,2}(?:-|/|\.|月)\d{1,2}日?)(?!\d)")
#: Dates that leave out the century, the year, the month, or the day.
_SHORT_YEAR = re.compile(r"[''’]?(\d{2})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})[日号]?")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})(?:-|/|\.|月)(\d{1,2})[日号]?")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})[日号]")
_MONTH = re.compile(r"(?:(\d{4})(?:-|/|\.|年))?(\d{1,2})(?:月份?)?(底|末|初|中旬|上旬|下旬)?")
_MONTH_IN_DIGITS = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_PART_OF_YEAR = re.compile(r"(?:(\d{4})年?)?(第?[一二三四1-4]季度|上半年|下半年|年底|年末|全年)末?")
#: Months in Chinese numerals.
_CHINESE_MONTH = re.compile(r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])(?=月)")
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
#: The last month of a part of a year.
_LAST_MONTHS = {"上半年": 6, "下半年": 12, "年底": 12, "年末": 12, "全年": 12}
#: Last day of a part of a month.
_PARTS_OF_MONTH = {"初": 1, "上旬": 10, "中旬": 20}
#: A coordinate in degrees, minutes and seconds.
_SEXAGESIMAL = re.compile(
    r"[东北经纬EN]*\s*(\d{1,3})\s*[°度º:]\s*(\d{1,2})\s*['′’分:]\s*"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”秒]|''|′′|’’)?)?\s*[EN]?",
    re.IGNORECASE,
)
#: What may stand around a coordinate in degrees.
_AROUND_DEGREES = re.compile(r"^(?:东经|北纬|经度|纬度|[EN])?\s*(.*?)\s*[°度º]?\s*[EN]?$", re.IGNORECASE)


def says_nothing(said: str) -> bool:
    """Return True for a cell that is empty in other words: —, /, 无."""
    text = said.strip()
    return not text.strip("-‐‑‒–—―−－/／\\、.…_ ") or text.casefold() in NOTHING


def read_day(place: str, said: str, *, year: int | None = None, latest: date | None = None) -> tuple[date | None, Told]:
    """Return the date in a cell, written out or, with a notice, as a number; None for an empty cell.

    A date that is not written in full is proposed, with a warning: ``year`` is the year of one without a year, ``latest`` the
    last day that one without a month may be.
    """
    if not said:
        return None, []
    for text in (said.split(" ")[0].split("T")[0], "".join(said.split())):
        try:
            return parse_day(text), []
        except ValueError:
            continue
    day = _day_by_number(said)
    if day is not None:
        return day, [("guess", problem(place, "day_by_number", value=said, day=day))]
    try:
        day = _proposed_day("".join(said.split()), year, latest)
    except ValueError:  # a month or a day that does not exist
        day = None
    if day is None:
        return None, [("error", problem(place, "not_a_day", value=said))]
    return day, [("doubt", problem(place, "day_proposed", value=said, day=day))]


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


def _proposed_day(text: str, year: int | None, latest: date | None) -> date | None:
    """Return the date that is probably meant by one that is not written in full; None if there is none."""
    text = _CHINESE_MONTH.sub(lambda month: str(_NUMERALS.index(month[1]) + 1), text)
    text = re.sub(r"^(?:数据)?(?:截至|截止|至)(?:到|于)?[:：]?", "", text)
    whole = _WHOLE_DAY.findall(text)
    if len(whole) == 1:
        return parse_day(whole[0])
    if match := _SHORT_YEAR.fullmatch(text):
        return date(2000 + int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_IN_DIGITS.fullmatch(text):
        return _end_of_month(int(match[1]), int(match[2]))
    if (match := _PART_OF_YEAR.fullmatch(text)) and (match[1] or year):
        return end_of_part(int(match[1] or year or 0), match[2])
    if (match := _MONTH.fullmatch(text)) and not text.isdigit() and (match[1] or (year and "月" in text)):
        return _day_of_month(int(match[1] or year or 0), int(match[2]), match[3])
    if (match := _DAY_OF_YEAR.fullmatch(text)) and year:
        return date(year, int(match[1]), int(match[2]))
    if (match := _DAY_OF_MONTH.fullmatch(text)) and latest:
        return _latest_day(int(match[1]), latest)
    return None


def end_of_part(year: int, words: str) -> date:
    """Return the last day of a quarter, or of half a year, of a year."""
    quarter = "一二三四1234".find(words.removeprefix("第")[0])
    return _end_of_month(year, _LAST_MONTHS.get(words) or 3 * (quarter % 4 + 1))


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])  # both raise ValueError for a month that does not exist


def _day_of_month(year: int, month: int, part: str | None) -> date:
    end = _end_of_month(year, month)
    return end.replace(day=_PARTS_OF_MONTH.get(part or "", end.day))


def _latest_day(number: int, latest: date) -> date | None:
    """Return the latest day with this number in its month."""
    for back in range(62):
        if (day := latest - timedelta(days=back)).day == number:
            return day
    return None


def read_number(
    place: str, said: str, units: Iterable[str] = (), *, scales: Mapping[str, Decimal] | None = None, is_deliverable: bool = False
) -> tuple[Decimal | None, Told]:
    """Return the number in a cell, None if empty. One of ``units`` may follow, with a notice unless it is a percent sign.

    ``scales`` are units that multiply the number: 亿元 where the column has 万元. ``is_deliverable`` takes 是 and 已完成 as 1,
    否 and 未完成 as 0.
    """
    text = "".join(said.split())
    if text.lower() in TAKE_BACK:
        return None, [("error", problem(place, "no_figure_withdrawn", value=said))]
    if is_deliverable and (done := _done(said)) is not None:
        return Decimal(done), [("guess", problem(place, "number_with_unit", value=said, number=done))]
    factors = _factors(units, scales or {})
    with_unit = _WITH_UNIT.fullmatch(text)
    unit = with_unit[2] if with_unit and with_unit[2].lower() in factors else ""
    text = text.removesuffix(unit)
    wrong: list[Problem] = []
    number = parse_number(place, text.replace(",", "") if _THOUSANDS.fullmatch(text) else text, wrong)
    if number is not None and unit:
        number = parse_number(place, f"{number * factors[unit.lower()]:f}", wrong)
    if wrong and is_deliverable:
        return None, [("error", problem(place, "not_done_or_not", value=said))]
    if wrong or unit in ("", "%"):
        return number, [("error", one) for one in wrong]
    return number, [("guess", problem(place, "number_with_unit", value=said, number=number))]


#: Powers of ten in front of a Chinese unit.
_TENS = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


def amount_scales(unit: str | None) -> dict[str, Decimal]:
    """Return what the number before each form of an amount's unit is multiplied by: before 万元, 0.0001 where it is in 亿元."""
    own = unit or ""
    prefix = own[:1] if own[:1] in ("万", "亿") else ""
    bare = own.removeprefix(prefix)
    return {f"{one}{bare}": factor / _TENS[prefix] for one, factor in _TENS.items()} if bare else {}


def _factors(units: Iterable[str], scales: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return what the number before each unit is multiplied by; units of people stand for each other."""
    names = list(units)
    if set(names) & set(PEOPLE):
        names += PEOPLE
    factors = {unit.replace(" ", "").lower(): Decimal(1) for unit in names if unit}
    return factors | {unit.lower(): factor for unit, factor in scales.items()}


def _done(said: str) -> int | None:
    """Return 1 for the words of a deliverable that is done, 0 for those of one that is not."""
    text = said.strip().strip("。.！!").casefold()
    return 1 if text in DONE else 0 if text in NOT_DONE else None


def read_coordinate(place: str, said: str) -> tuple[Decimal | None, Told]:
    """Return a longitude or latitude in degrees, rounded with a notice; degrees, minutes and seconds with a warning."""
    text = said.strip()
    if match := _SEXAGESIMAL.fullmatch(text):
        degrees, minutes, seconds = (Decimal(part or 0) for part in match.groups())
        if minutes < 60 and seconds < 60:
            number = _rounded(degrees + minutes / 60 + seconds / 3600)
            return number, [("doubt", problem(place, "sexagesimal", value=said, number=f"{number:f}"))]
    around = _AROUND_DEGREES.fullmatch(text)
    bare = around[1] if around else text
    wrong: list[Problem] = []
    if re.fullmatch(rf"[+-]?\d{{1,12}}\.\d{{{DECIMALS + 1},}}", bare):
        number = _rounded(Decimal(bare))
        return number, [("guess", problem(place, "rounded_coordinate", value=said, number=f"{number:f}"))]
    found = parse_number(place, bare, wrong)
    return found, [("error", one) for one in wrong]


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP).normalize()
