"""Understanding of a sheet's columns: the form that its header belongs to, and the field of each column.

Headers are understood in the template's words and in others, with a unit in brackets, and over two rows. A header that speaks of
something else, such as 本月 or 目标, is never taken for a cumulative figure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from models.imports.reader import Sheet
from models.imports.sheet_layouts import Column, SheetLayout, tidy
from models.imports.sheet_rows import HEADER_ROWS, clean, letters
from models.imports.side_matter import is_number

#: Names of the sheet of the template that explains the others.
GUIDES = ("填报说明", "Guide")
#: Columns that are read only, or go along with a figure: a second one of them is no contradiction.
PASSIVE = ("name", "note", "evidence", "school", "quota", "baseline")
#: Likeness of two heads, from 0 to 1, from which one may well be meant for the other.
ALIKE = 0.6
#: Words of a header that make its figure another than the cumulative one up to the day.
_OTHER = re.compile(
    r"本月|当月|上月|本周|上周|本季|本期|上期|新增|增长|增幅|增加|目标|计划|预计|预期|上年|去年|同期|同比|环比|年初|排名"
    r"|last|target|plan|new|month|previous",
    re.IGNORECASE,
)
#: Units in the brackets of a header that leave its figure as it is; 万人 would not.
_UNIT = re.compile(
    r"(?:单位[:：]?)?(?:名|人|位|个|所|项|次|家|套|门|件|处|间|班|校|天|元|%|百分比|百分数|人次|平方米|㎡|名/个|个/名|数字|整数"
    r"|累计|累计数|截至目前|必填|选填|可不填|people|persons|number|percent|cumulative)*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(（\[【〔{]([^)）\]】〕}]*)[)）\]】〕}]")
#: A label such as 填报单位：, or a whole date, which stand in a title and group no columns.
_LABEL = re.compile(r":|\d{4}\D\d{1,2}\D\d")
_MARKS = re.compile(r"[、，,:：*＊/·.。\-—_\"'“”‘’|]")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its form, the rows that it takes, and the head and field of each column.

    ``upper`` and ``lower`` are the heads of a header of two rows, row by row.
    """

    form: SheetLayout
    first: int
    last: int
    heads: tuple[str, ...]
    fields: tuple[str | None, ...]
    upper: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns up to the last one with a head."""
        return max((at for at, head in enumerate(self.heads, start=1) if head), default=0)

    def twice(self) -> list[str]:
        """Return the fields that two columns claim."""
        named = [name for name in self.fields if name is not None and name not in self.passive]
        return [name for name in dict.fromkeys(named) if named.count(name) > 1]

    @property
    def passive(self) -> tuple[str, ...]:
        """The columns that have no effect of their own; only on sheets of targets the district has one."""
        return PASSIVE if self.form.name == "targets" else (*PASSIVE, "district")


def named_columns(columns: Iterable[int], heads: Sequence[str]) -> str:
    """Return columns in words, each with its head."""
    return "、".join(f"{letters(at)} {heads[at]}" for at in columns)


def is_value(name: str) -> bool:
    """Return True for a field with a figure or a date of a milestone."""
    return name in ("value", "numerator", "denominator", "forecast", "actual") or (
        name.startswith("step_") or name.endswith(("_forecast", "_actual"))
    )


def find_header(sheet: Sheet, forms: Sequence[SheetLayout], start: int = 0) -> Header | None:
    """Return the header of a sheet among the rows from ``start`` on; None if there is none that we know."""
    for at in range(start, min(start + HEADER_ROWS, len(sheet.rows))):
        for form in forms:
            if (header := _header_at(sheet, form, at, start)) is not None:
                return header
    return None


def first_heads(forms: Sequence[SheetLayout]) -> frozenset[str]:
    """Return the heads that identify a form, as the template writes them."""
    return frozenset(head for form in forms for head in (form.columns[0].zh, form.columns[0].en))


def _header_at(sheet: Sheet, form: SheetLayout, at: int, start: int) -> Header | None:
    """Return the header of a form that begins in a row, with the row above or below it if the two are one header."""
    cells = spread(sheet, at)
    fields = [field_of(form, cell) for cell in cells]
    if not _identifies(form, fields, cells):
        return None
    needed = 3 if sheet.name in GUIDES else 1  # the guide of the template names each header on a row of its own
    if len({name for name in fields if name}) < needed:
        return None
    first = last = at
    above = spread(sheet, at - 1) if at > start and sheet.rows[at - 1][0] == sheet.rows[at][0] - 1 else []
    below = spread(sheet, at + 1) if at + 1 < len(sheet.rows) else []
    if below and _continues(form, cells, below):
        upper, lower, last = cells, below, at + 1
    elif _groups(above):
        upper, lower, first = above, cells, at - 1
    else:
        return Header(form, first, last, tuple(cells), _settled(form, cells, fields))
    pairs = list(zip(upper, lower, strict=True))
    heads = tuple(low if not up or up == low else up if not low else f"{up}{low}" for up, low in pairs)
    fields = [_joined(form, up, low) for up, low in pairs]
    return Header(form, first, last, heads, _settled(form, heads, fields), tuple(upper), tuple(lower))


def spread(sheet: Sheet, at: int) -> list[str]:
    """Return the cells of a row of a header; a cell merged over several columns is repeated in each."""
    number, cells = sheet.rows[at]
    found = [clean(cell).replace("\n", "") for cell in cells]
    for top, left, bottom, right in sheet.merged:
        if top < number <= bottom + 1 and left < len(found):
            for column in range(left + 1, min(right + 1, len(found))):
                found[column] = found[column] or found[left]
    return found


def _identifies(form: SheetLayout, fields: Sequence[str | None], cells: Sequence[str]) -> bool:
    """Return True if the heads belong to a form: they have its code, or targets and what is reported of them by name."""
    if "code" in fields:
        return True
    return form.name == "targets" and "name" in fields and bool({"as_of", "value"} & set(fields))


def _continues(form: SheetLayout, cells: Sequence[str], below: Sequence[str]) -> bool:
    """Return True if the row below a header is its second row: words only, some of them heads, and no code."""
    own = [(upper, lower) for upper, lower in zip(cells, below, strict=True) if lower and lower != upper]
    if not own or any(re.search(r"\d", lower) for _, lower in own):
        return False
    if any(field_of(form, upper) == "code" for upper, _ in own):
        return False
    joined = [(_joined(form, upper, lower), field_of(form, upper)) for upper, lower in own]
    return any(name is not None and (not upper or name != above) for (name, above), (upper, _) in zip(joined, own, strict=True))


def _groups(above: Sequence[str]) -> bool:
    """Return True if the row above a header groups its columns: a title takes one cell, or most of the width."""
    words = {word for word in above if word}
    most = max(2, len(above) // 2)
    is_told = any(map(is_number, words)) or any(map(_LABEL.search, words))
    return len(words) > 1 and not is_told and all(above.count(word) <= most for word in words)


def _joined(form: SheetLayout, upper: str, lower: str) -> str | None:
    """Return the field of a column whose header has two rows."""
    if not upper or upper == lower:
        return field_of(form, lower)
    if not lower:
        return field_of(form, upper)
    if found := field_of(form, upper + lower) or field_of(form, lower + upper):
        return found
    alone = field_of(form, lower)
    return None if alone is not None and is_value(alone) and _OTHER.search(upper) else alone


@lru_cache(maxsize=64)
def _words(form: SheetLayout) -> tuple[dict[str, str], dict[str, str]]:
    """Return the field of each head of the template, and of each other word for it."""
    exact, other = ({clean(word): name for word, name in words.items()} for words in (form.fields(), form.synonyms()))
    return exact, other


def field_of(form: SheetLayout, head: str) -> str | None:
    """Return the field of a head; None if it is not understood."""
    exact, other = _words(form)
    key = tidy(head)
    if not key:
        return None
    if key in exact:
        return exact[key]
    bare = _BRACKETS.sub("", key)
    whole = _MARKS.sub("", _BRACKETS.sub(r"\1", key))
    known = {**other, **exact}
    if whole in known:
        return known[whole]
    found = known.get(_MARKS.sub("", bare))
    if found is None or bare == key:
        return found
    inside = "".join(_BRACKETS.findall(key))
    if is_value(found) and "ctual" not in found and "forecast" not in found:
        return found if _UNIT.fullmatch(_MARKS.sub("", inside)) else None
    return None if _OTHER.search(inside) else found


def part_of(form: SheetLayout, head: str) -> str | None:
    """Return the part of a figure that a head below a district, month or target means; None if it means something else."""
    name = field_of(form, head)
    return name if name in ("value", "numerator", "denominator") else None


def is_other(head: str) -> bool:
    """Return True for a head of a figure other than the cumulative one: 本月, 目标."""
    return _OTHER.search(head) is not None


def without_unit(head: str) -> str:
    """Return a head without the unit in its brackets."""
    return _BRACKETS.sub(lambda inside: "" if _UNIT.fullmatch(inside[1]) else inside[0], head).strip()


def _settled(form: SheetLayout, heads: Sequence[str], fields: Sequence[str | None]) -> tuple[str | None, ...]:
    """Return the fields of the columns: the template's own word goes before others, the first of several without effect."""
    exact = [_words(form)[0].get(tidy(head)) for head in heads]
    settled: list[str | None] = []
    for at, name in enumerate(fields):
        if name is not None and exact[at] != name and name in exact:
            name = None
        if name in PASSIVE and name in settled:
            name = None
        settled.append(name)
    return tuple(settled)


def nearest(form: SheetLayout, head: str, taken: Sequence[str | None]) -> Column:
    """Return the column of the template that is most like a head; one that the sheet lacks is preferred."""

    def likeness(column: Column) -> float:
        return _likeness(head, column) + (0.25 if column.field not in taken else 0.0)

    return max(form.columns, key=likeness)


def is_like_value(form: SheetLayout, head: str) -> bool:
    """Return True if a head that is not understood is much like one of a column of figures or dates."""
    return any(_likeness(head, column) >= ALIKE for column in form.columns if is_value(column.field))


def _likeness(head: str, column: Column) -> float:
    key = tidy(_BRACKETS.sub("", head)) or tidy(head)
    return max(SequenceMatcher(None, key, tidy(word)).ratio() for word in (column.zh, column.en, *column.also))
