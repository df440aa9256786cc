"""The imported sheets as a workbook in which every wrong cell is marked and commented."""

import io
import re
from collections.abc import Sequence

import xlsxwriter

from models.errors import Problem
from models.imports.reader import Sheet
from models.imports.sheet_rows import letters

#: Excel's maximum length of a sheet name, and the characters forbidden in it.
LONGEST_NAME, FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\]")


def marked(sheets: Sequence[Sheet], problems: Sequence[Problem], language: str) -> bytes:
    """Return a workbook of the sheets as text, with wrong cells coloured and commented; those on a row are at its first cell."""
    said: dict[str, list[str]] = {}
    for one in problems:
        said.setdefault(one.where, []).append(one.sentence(language).removeprefix(f"{one.where}: "))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        wrong = book.add_format({"bg_color": "#F7D9D6", "border": 1, "border_color": "#C8372D"})
        names: set[str] = set()
        for sheet in sheets:
            page, place = book.add_worksheet(_name(sheet, names)), sheet.name or sheet.file
            for number, cells in sheet.rows:
                for at, cell in enumerate(cells):
                    words = said.get(f"{place}!{letters(at)}{number}", []) + (
                        said.get(f"{place}!{number}", []) if at == 0 else []
                    )
                    if words:
                        page.write_string(number - 1, at, cell, wrong)
                        page.write_comment(number - 1, at, "\n".join(words), {"x_scale": 3})
                    elif cell:
                        page.write_string(number - 1, at, cell)
    return out.getvalue()


def _name(sheet: Sheet, taken: set[str]) -> str:
    """Return a valid and unused sheet name for Excel."""
    plain = FORBIDDEN.sub("-", sheet.name or sheet.file)[:LONGEST_NAME].strip("'") or "1"
    name, number = plain, 2
    while name.casefold() in taken:
        name = f"{plain[: LONGEST_NAME - 4]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
