"""Side matter of a sheet, which is no report: running numbers, totals, remarks below the table, repeated headers, pictures.

It is recognised, left out and told, so that it neither refuses a file nor vanishes without a word.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.errors import Problem, problem
from models.imports.reader import Sheet
from models.imports.sheet_layouts import tidy
from models.imports.sheet_rows import HEADER_ROWS, clean, letters, runs

#: Headers of columns with running numbers, in the form used for comparison.
RUNNING = ("序号", "行号", "序", "no", "no.", "#", "№", "sn", "s/n")
#: A total, in any cell before the first number; and a cell that begins its row and ends in one: 金水区小计.
_TOTAL = re.compile(r"(?:全市|本页|本表)?(?:合计|总计|小计|共计|总数|汇总)|累计|(?:sub-?|grand)?total|sum", re.IGNORECASE)
_SUM_OF = re.compile(r".{1,8}(?:合计|总计|小计|共计)")
#: The figure of a whole year beside its months.
_YEAR = re.compile(r"全年(?:累计|合计|数)?|年度(?:累计|合计)|本年累计")
_TOTAL_OF = re.compile(r".{0,12}(?:合计|总计|小计|共计)(?:数|行)?[:：]?|(?:grand|sub)?\s?total.{0,12}", re.IGNORECASE)
#: The beginning of a row that explains the table, or says who made it.
_REMARK = re.compile(
    r"(?:注|备注|说明|填报说明|注意事项?|填报人|填表人|制表人?|经办人|审核人?|审批人?|负责人|单位负责人|分管领导|联系人|联系电话|电话"
    r"|填报单位|报送单位|填报日期|填报时间|填表日期|报送日期|notes?|remarks?|prepared by|checked by)\s*\d*\s*[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_PICTURE = re.compile(r"\s*=\s*(?:_xlfn\.)?DISPIMG\(.*", re.IGNORECASE | re.DOTALL)
#: What every row with a total or a remark has.
_MAY_BE = re.compile(r"[计總总汇:：]|total|sum", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?[\d.,]+%?|\d{4}[-/.年].*")


def without_side_matter(sheet: Sheet) -> tuple[Sheet, list[Problem]]:
    """Return a sheet without its side matter, and a notice for each kind of it."""
    rows, notices = _without_pictures(sheet, sheet.rows)
    whole, (rows, found) = rows, _without_running_numbers(sheet, rows)
    notices += found
    kept: list[tuple[int, list[str]]] = []
    left: dict[str, list[int]] = {}
    heads: list[list[str]] = []
    for index, ((number, cells), (_, written)) in enumerate(zip(rows, whole, strict=True)):
        kind = _kind(written, heads) if index else ""
        if kind:
            left.setdefault(kind, []).append(number)
        else:
            kept.append((number, cells))
        if index < HEADER_ROWS and _is_words(written):
            heads.append(written)
    keys = {"total": "totals_left_out", "remark": "remarks_left_out", "head": "repeated_heads"}
    notices += [problem(sheet.place, keys[kind], n=len(numbers), rows=runs(numbers)) for kind, numbers in left.items()]
    return replace(sheet, rows=kept), notices


def is_total(word: str) -> bool:
    """Return True for a head of a column that names a total."""
    bare = "".join(clean(word).split())
    return any(one.fullmatch(bare) for one in (_TOTAL, _SUM_OF, _YEAR))


def is_number(word: str) -> bool:
    """Return True for a cell with a number or a date."""
    return _NUMBER.fullmatch(word) is not None


def _kind(cells: Sequence[str], heads: Sequence[Sequence[str]]) -> str:
    """Return the kind of side matter that a row is; "" if it is none."""
    if cells in heads or (heads and _is_numbering(cells)):
        return "head"
    if not _MAY_BE.search("".join(cells)) or _is_words(cells):
        return ""
    filled = [clean(cell) for cell in cells if cell.strip()]
    words = ["".join(cell.split()) for cell in filled]
    if heads and _REMARK.fullmatch(filled[0]) and sum(map(is_number, words)) < 2:  # above a header it is a title
        return "remark"
    count = next((at for at, word in enumerate(words) if is_number(word)), len(words))
    is_sum = any(one.fullmatch(word) for word in words[:count] for one in (_TOTAL, _SUM_OF))
    return "total" if is_sum or _TOTAL_OF.fullmatch(words[0]) else ""


def _is_numbering(cells: Sequence[str]) -> bool:
    """Return True for a row that only numbers the columns: 甲, 乙, 1, 2, 3."""
    words = [clean(cell).strip("()") for cell in cells if cell.strip()]
    first = next((at for at, word in enumerate(words) if word.isdecimal()), len(words))
    is_lettered = any("".join(words[:first]) == letters[:first] for letters in ("甲乙丙丁戊己庚辛", "ABCDEFGH"))
    return len(words) - first > 1 and is_lettered and words[first:] == [str(n) for n in range(1, len(words) - first + 1)]


def _is_words(cells: Sequence[str]) -> bool:
    """Return True if a row may be a header: three words or more, and no number."""
    filled = [clean(cell) for cell in cells if cell.strip()]
    return len(filled) > 2 and not any(map(is_number, filled))


def _without_running_numbers(
    sheet: Sheet, rows: Sequence[tuple[int, list[str]]]
) -> tuple[Sequence[tuple[int, list[str]]], list[Problem]]:
    for at, (number, cells) in enumerate(rows[:HEADER_ROWS]):
        columns = [column for column, cell in enumerate(cells) if tidy(clean(cell)) in RUNNING]
        if not columns or not _is_words(cells):
            continue
        notices = [
            problem(
                f"{sheet.place}!{letters(column)}{number}",
                "column_left_out",
                value=clean(cells[column]),
                n=sum(bool(line[column].strip()) for _, line in rows[at + 1 :]),
            )
            for column in columns
        ]
        blanked = [(row, ["" if column in columns else cell for column, cell in enumerate(line)]) for row, line in rows[at:]]
        return [*rows[:at], *blanked], notices
    return rows, []


def _without_pictures(
    sheet: Sheet, rows: Sequence[tuple[int, list[str]]]
) -> tuple[Sequence[tuple[int, list[str]]], list[Problem]]:
    """Empty the cells in which WPS shows a picture: their formula says nothing to anybody else."""
    notices = [
        problem(f"{sheet.place}!{letters(column)}{number}", "picture_left_out")
        for number, cells in rows
        for column, cell in enumerate(cells)
        if cell.startswith("=") and _PICTURE.fullmatch(cell)
    ]
    if not notices:
        return rows, []
    return [(number, ["" if _PICTURE.fullmatch(cell) else cell for cell in cells]) for number, cells in rows], notices
