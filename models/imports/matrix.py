"""Sheets with a figure for each district, month or target in a column of its own, turned into one row for each figure.

Such a sheet is read only if every head is a known district, month or target; the reading has to be confirmed.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.imports.cells import end_of_part
from models.imports.names import WHOLE_CITY, Districts
from models.imports.reader import Sheet
from models.imports.report_rows import parse_day
from models.imports.sheet_columns import Header, field_of, is_other, part_of, spread, without_unit
from models.imports.sheet_layouts import SheetLayout, tidy
from models.imports.sheet_rows import HEADER_ROWS, clean
from models.imports.side_matter import is_number, is_total

#: Heads of a column with the unit of each row, in the form used for comparison.
UNITS = ("单位", "计量单位", "unit")
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH = re.compile(
    r"(?:(\d{4})\s*[年/.\-]\s*)?(?:1\s*月?[-~—–至到])?(\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月?份?(?:底|末)?"
)
_PART = re.compile(r"(?:(\d{4})年?)?(第?[一二三四1-4]季度|[上下]半年)(?:累计)?")
_CODE = re.compile(r"\s*([A-Za-z]{1,6}-?\d[\w.-]*)")
_DAY = re.compile(r"\d{4}(?:-|/|\.|年)\d{1,2}(?:-|/|\.|月)\d{1,2}日?")
#: Words of a day on which a sheet was made, which is not the day of its figures.
_MADE = re.compile(
    r"(?:填报|填表|制表|报送|上报|打印|印发|签发|发布|审核|更新|导出)(?:日期|时间)?(?:[:(]|为|于)?\s*" + _DAY.pattern
)


@dataclass(frozen=True, slots=True)
class Heads:
    """What the heads of a matrix may be: districts, months of the plan's year, or targets by code or name.

    ``districts`` are None if the plan has none; ``targets`` holds the code of each name.
    """

    districts: Districts | None
    targets: Mapping[str, str]
    year: int

    def district(self, head: str) -> str | None:
        """Return the name of a district as the plan knows it; None if it is none."""
        found = self.districts.find(without_unit(head)) if self.districts is not None else None
        if self.districts is None or found is None or found.is_city_level:
            return None
        return self.districts.name(found.code) if found.code else WHOLE_CITY["zh"]

    def day(self, head: str) -> str | None:
        """Return the last day of a month, a quarter or half a year, or a day, written out; None if the head is none of these."""
        head = without_unit(head)
        if (day := _day(head)) is not None:  # Excel makes the first day of June of "2023年6月"
            return (day if day.day > 1 else day.replace(day=monthrange(day.year, day.month)[1])).isoformat()
        if part := _PART.fullmatch("".join(head.split())):
            return end_of_part(int(part[1] or self.year), part[2]).isoformat()
        match = _MONTH.fullmatch(head)
        if match is None or ("月" not in head and match[1] is None):
            return None
        month = int(match[2]) if match[2].isdigit() else _NUMERALS.index(match[2]) + 1
        year = int(match[1] or self.year)
        return date(year, month, monthrange(year, month)[1]).isoformat() if 1 <= month <= 12 else None

    def target(self, head: str) -> str | None:
        """Return the code of a target that a head names or begins with; None if it is none."""
        bare = "".join(without_unit(head).split())
        if bare in self.targets:
            return self.targets[bare]
        match = _CODE.match(head)
        return self.targets.get(match[1].upper()) if match else None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A header whose other columns are districts, months or targets.

    ``columns`` are what each column is: a name of the kind, and the part of its figure. ``strangers`` are heads that are neither.
    """

    header: Header
    kind: str
    columns: Mapping[int, tuple[str, str]]
    totals: tuple[int, ...] = ()
    day: str = ""
    strangers: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The field that the heads give."""
        return {"district": "district", "month": "as_of", "target": "code"}[self.kind]

    def figures(self) -> dict[str, list[tuple[int, str]]]:
        """Return the columns of each name in their order, each with its part of the figure."""
        found: dict[str, list[tuple[int, str]]] = {}
        for at, (name, part) in sorted(self.columns.items()):
            found.setdefault(name, []).append((at, part))
        return found

    def twice(self) -> dict[str, list[int]]:
        """Return the columns of each name that has several of one part."""
        counted = Counter(self.columns.values())
        return {
            name: [at for at, one in sorted(self.columns.items()) if one == (name, part)]
            for (name, part), n in counted.items()
            if n > 1
        }


def as_matrix(sheet: Sheet, header: Header, heads: Heads) -> Matrix | None:
    """Return the matrix below a header whose other columns are districts or months; None if most of them are neither."""
    if header.form.name != "targets":
        return None
    if header.lower and (found := _of_groups(sheet, header, heads)) is not None:
        return found
    if {"value", "numerator", "denominator"} & set(header.fields):
        return None
    others = [at for at, (head, name) in enumerate(zip(header.heads, header.fields, strict=True)) if head and name is None]
    totals = tuple(at for at in others if is_total(header.heads[at]))
    own = [at for at in others if at not in totals and tidy(header.heads[at]) not in UNITS]
    for kind, read in _kinds(header, heads):
        names = {at: (name, "value") for at in own if (name := read(header.heads[at])) is not None}
        strange = tuple(header.heads[at] for at in own if at not in names)
        if len(own) > 1 and names and len(strange) <= len(own) / 2:
            return Matrix(header, kind, names, totals, _day_of(sheet, header, kind), strange)
    return None


def _of_groups(sheet: Sheet, header: Header, heads: Heads) -> Matrix | None:
    """Return the matrix of a header with districts or months above the parts of their figures; None if it is none."""
    tops, form = _filled(header.upper, header.lower), header.form
    own = [
        at for at, (top, low) in enumerate(zip(tops, header.lower, strict=True)) if low and top and field_of(form, top) is None
    ]
    parts = {at: part for at in own if (part := part_of(form, header.lower[at])) is not None}
    totals = tuple(at for at in own if is_total(tops[at]))
    for kind, read in _kinds(header, heads):
        names = {at: name for at in own if at not in totals and (name := read(tops[at])) is not None}
        known = {at: (name, parts[at]) for at, name in names.items() if at in parts}
        strange = [at for at in own if at not in known and at not in totals and (at in names or at in parts)]
        if known and len(set(names.values())) > 1:
            fields = tuple(None if at in own else name for at, name in enumerate(header.fields))
            joined = tuple(f"{tops[at]}{header.lower[at]}" if at in own else head for at, head in enumerate(header.heads))
            return Matrix(
                replace(header, heads=joined, fields=fields),
                kind,
                known,
                totals,
                _day_of(sheet, header, kind),
                tuple(joined[at] for at in strange),
            )
    return None


def _kinds(header: Header, heads: Heads) -> list[tuple[str, Callable[[str], str | None]]]:
    """Return what the heads of a matrix may be, with what reads them; a column of districts stands for all districts."""
    months: list[tuple[str, Callable[[str], str | None]]] = [("month", heads.day)]
    return months if "district" in header.fields else [("district", heads.district), *months]


def _filled(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the upper heads, each repeated over the lower ones to the right that have none of their own."""
    found: list[str] = []
    for top, low in zip(upper, lower, strict=True):
        found.append(top or (found[-1] if found and low else ""))
    return found


def matrix_of_districts(sheet: Sheet, form: SheetLayout, heads: Heads) -> Matrix | None:
    """Return the matrix of a sheet with districts as rows and targets as columns; None if it is none."""
    known = {word: column.field for column in form.columns for word in (column.zh, column.en, *column.also)}
    for at in range(min(HEADER_ROWS, len(sheet.rows))):
        words = spread(sheet, at)
        fields = [known.get("".join(word.split()).casefold(), known.get(word)) for word in words]
        fields = [name if name in ("district", "as_of", "note") else None for name in fields]
        if "district" not in fields:
            continue
        lower = _second_row(sheet, at, words[fields.index("district")], fields.index("district"))
        tops = _filled(words, lower) if lower else words
        lower = lower or [""] * len(words)
        totals = tuple(column for column, word in enumerate(tops) if is_total(word))
        others = [column for column, word in enumerate(tops) if word and fields[column] is None and column not in totals]
        codes = {column: code for column in others if (code := heads.target(tops[column])) is not None}
        if codes and len(codes) >= len(others) / 2:
            found = {
                column: (code, part) for column, code in codes.items() if (part := _part(form, codes, column, lower[column]))
            }
            joined = tuple(low if top == low else f"{top}{low}" for top, low in zip(tops, lower, strict=True))
            strange = tuple(joined[column] for column in others if column not in found)
            header = Header(form, at, at + any(lower), joined, tuple(fields))
            return Matrix(header, "target", found, totals, _day_above(sheet, at), strange)
    return None


def _second_row(sheet: Sheet, at: int, head: str, column: int) -> list[str]:
    """Return the second row of a header: it has words only, and no district; [] if the row below is none."""
    below = spread(sheet, at + 1) if at + 1 < len(sheet.rows) else []
    is_head = bool(below) and below[column] in ("", head) and any(below) and not any(map(is_number, below))
    return below if is_head else []


def _part(form: SheetLayout, codes: Mapping[int, str], column: int, lower: str) -> str | None:
    """Return the part of a target's figure that a lower head means: words that explain its only column mean the figure."""
    if not lower or (part := part_of(form, lower)) is None and _is_alone(codes, column) and not is_other(lower):
        return "value"
    return part


def _is_alone(codes: Mapping[int, str], column: int) -> bool:
    return list(codes.values()).count(codes[column]) == 1


def _day_of(sheet: Sheet, header: Header, kind: str) -> str:
    return "" if kind == "month" else _day_above(sheet, header.first)


def _day_above(sheet: Sheet, first: int) -> str:
    """Return the date that a title above the header gives; "" if there is none, or several."""
    days = {match for _, cells in sheet.rows[:first] for cell in cells for match in _DAY.findall(_MADE.sub("", clean(cell)))}
    day = _day(days.pop()) if len(days) == 1 else None
    return "" if day is None else day.isoformat()


def _day(words: str) -> date | None:
    try:
        return parse_day(words)
    except ValueError:
        return None
