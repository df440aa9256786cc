"""Deadlines: 今年底, 2025年, 9月底前, 上半年, 三季度, 秋季学期开学前: words of a text as the last day they leave."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from models.plan.text.numbers import CHINESE, read_number


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline with its place; ``is_year`` if the text only names a year, ``is_guess`` if its day is a custom.

    ``is_carried`` for one of an earlier sentence.
    """

    start: int
    end: int
    day: date
    is_year: bool = False
    is_guess: bool = False
    is_carried: bool = False


_YEAR = r"(?:(?P<year>20\d\d)(?:年度?|(?=年))|(?P<relative>今年|本年度?|当年|明年|次年|后年))"
_BEFORE = r"(?:之?前|以前)?"
_MONTH = (
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"
    rf"(?:(?P<day>[12]\d|3[01]|0?[1-9])[日号]|(?P<third>上旬|中旬|下旬|底|末|初))?{_BEFORE}"
)
_PARTS = (
    r"(?P<part>上半年|下半年|[第]?[一二三四]季度(?:末)?|年底|年末|年中|年内|岁末|"
    r"秋季?(?:学期)?开学|春季?(?:学期)?开学|秋季学期|春季学期|新学年|(?:暑假|暑期|寒假)(?=期?[间内中前]|结束|[,、]))(?:期?[间内中])?"
)
#: A five-year plan: 十四五 ends in 2025.
FIVE_YEARS = r"“?十(?P<five>[一二三四五六])五”?"
#: A year alone, a part of a year with or without one, a five-year plan, or a number of years.
_DEADLINE = re.compile(
    rf"(?<!\d)(?:20\d\d年?(?:-|~|至|到)(?=20))?(?:到|至)?(?P<given>{_YEAR}(?:的(?=[\d一二三四五六七八九十春秋上下第年]))?)?(?:{_MONTH}|{_PARTS}{_BEFORE}|(?(given)(?P<all>底|末|内|全年)?{_BEFORE}|(?!)))"
    rf"|{FIVE_YEARS}(?:期?末|时期|期间)"
    r"|(?:(?P<ahead>未来|今后)|用|通过)?(?P<years>[一二两三四五1-5])年(?:之?内|左右|时间|的?努力|(?(ahead)|(?!)))"
    r"|全年|年度内"
)
#: What follows a date that only describes something: of 2021, planned for 2022.
DESCRIBES = re.compile(
    r"(?:以来|起(?!步)|度?(?:计划|评选|认定|立项|开工|新建|建成|启动|公布|下达|确定)\w{0,4}的|的|版|级|届|入学|毕业|出生)"
)
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}
#: The last day before the schools open, and of the terms, as is the custom.
_TERMS: dict[str, Callable[[int], date]] = {
    "秋": lambda year: date(year, 8, 31),
    "春": lambda year: date(year, 2, 28),
    "秋季学期": lambda year: date(year, 12, 31),
    "春季学期": lambda year: date(year, 6, 30),
    "新": lambda year: date(year, 8, 31),
    "暑": lambda year: date(year, 8, 31),
    "寒": lambda year: date(year, 2, 28),
}


def find_deadlines(text: str, year: int) -> list[Deadline]:
    """Return the deadlines of a text in order; a year before the plan's own and what only describes a thing are none."""
    found = []
    for match in _DEADLINE.finditer(text):
        day = _day(match, year)
        if day is None or day.year < year or DESCRIBES.match(text, match.end()) or _is_compared(text, match.start()):
            continue
        part = match["part"] or ""
        is_year = not (match["month"] or part or match["all"] or match["five"] or match["years"])
        is_guess = bool(part and part[0] in "秋春新暑寒") or bool(match["years"])
        found.append(Deadline(match.start(), match.end(), day, is_year=is_year, is_guess=is_guess))
    return found


def read_deadline(cell: str, year: int) -> date | None:
    """Return the day of a cell that holds a deadline: also 2023.9, 9/30, 2023-09-30 and 长期."""
    if found := re.fullmatch(r"(?:(20\d\d)[.\-/])?(1[0-2]|0?[1-9])(?:[.\-/]([12]\d|3[01]|0?[1-9]))?", cell):
        at = int(found[1] or year)
        return _date(at, int(found[2]), int(found[3]) if found[3] else None)
    found_in_words = find_deadlines(cell, year)
    return found_in_words[-1].day if found_in_words else None


def _is_compared(text: str, start: int) -> bool:
    """Return True for a year that is only compared with."""
    return bool(re.search(r"(?:较|比|同比|自|从|截止?)$", text[max(0, start - 2) : start]))


def end_of_five_years(number: str) -> int:
    """Return the last year of the five-year plan 十N五."""
    return 2005 + 5 * int(read_number(number))


def _day(match: re.Match[str], year: int) -> date | None:
    at = int(match["year"]) if match["year"] else year + {"明年": 1, "次年": 1, "后年": 2}.get(match["relative"] or "", 0)
    if match["five"]:
        return date(end_of_five_years(match["five"]), 12, 31)
    if match["years"]:
        return date(year - 1 + int(read_number(match["years"])), 12, 31)
    if match["month"]:
        return _month(match, at)
    return _part(match["part"], at) if match["part"] else date(at, 12, 31)


def _month(match: re.Match[str], year: int) -> date | None:
    month = match["month"]
    number = int(month) if month.isdigit() else int(read_number(re.fullmatch(CHINESE, month)[0])) if month else 0  # type: ignore[index]
    if match["day"]:
        return _date(year, number, int(match["day"]))
    third = match["third"]
    if third == "初" or (third is None and match[0].endswith("前")):  # before September is not in September
        return date(year, number, 5) if third else date(year, number, 1) - timedelta(days=1)
    return _date(year, number, {"上旬": 10, "中旬": 20}.get(third or ""))


def _date(year: int, month: int, day: int | None) -> date | None:
    last = monthrange(year, month)[1]
    return date(year, month, last if day is None else day) if day is None or day <= last else None


def _part(words: str, year: int) -> date:
    if "季度" in words:
        month = _QUARTERS[words.removeprefix("第")[0]]
        return date(year, month, monthrange(year, month)[1])
    if words in ("上半年", "年中"):
        return date(year, 6, 30)
    if words[0] in "秋春新暑寒":
        return _TERMS.get(words, _TERMS[words[0]])(year)
    return date(year, 12, 31)
