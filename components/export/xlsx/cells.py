"""Cells of a workbook: text that is never a formula, numbers with their unit, dates, statuses coloured by rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import ceil, isfinite
from typing import Any

import xlsxwriter

from components.exhibits.tables import Cell, Column, Table
from components.i18n.text import Text
from components.theme import LIGHT, MARKS
from components.typography import clean, wrap
from models.status import Status, Word

#: Maximum length of a cell's text; maximum width of a column in Latin letters.
LONGEST, WIDEST = 32767, 46
#: Height of a line of text in a row, and padding of a row, in points.
LINE, AROUND = 16, 7
#: A font that Windows, WPS and macOS with Office all have.
FONT = "Microsoft YaHei"
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
Format = dict[str, Any]
_BASE: Format = {"font_name": FONT, "font_size": 10.5, "font_color": LIGHT.ink, "valign": "vcenter"}
LOOKS: dict[str, Format] = {
    "title": {"bold": True, "font_size": 16, "text_wrap": True},
    "demonstration": {"bold": True, "font_color": LIGHT.accent, "border": 1, "border_color": LIGHT.accent},
    "note": {"font_color": LIGHT.soft, "font_size": 9.5, "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "bg_color": "#E9EDF2", "bottom": 2, "bottom_color": LIGHT.accent},
    "words": {"text_wrap": True, "bottom": 1, "bottom_color": LIGHT.line},
    "number": {"align": "right", "indent": 1, "bottom": 1, "bottom_color": LIGHT.line},
}


@dataclass(slots=True)
class Book:
    """The workbook being written, with its formats, each created once."""

    file: xlsxwriter.Workbook
    t: Text
    formats: dict[str, Any] = field(default_factory=dict)

    def look(self, name: str, **more: Any) -> Any:
        """Return a format of ``LOOKS`` with additional properties."""
        key = f"{name} {sorted(more.items())}"
        if key not in self.formats:
            self.formats[key] = self.file.add_format({**_BASE, **LOOKS[name], **more})
        return self.formats[key]

    def plain(self, **properties: str | int) -> Any:
        """Return a format with nothing but some properties."""
        key = f"{sorted(properties.items())}"
        if key not in self.formats:
            self.formats[key] = self.file.add_format(properties)
        return self.formats[key]


def write_words(sheet: Any, row: int, column: int, said: str, look: Any) -> None:
    """Write text as text, whatever its first character; characters forbidden by the format are removed."""
    said = clean(said)[:LONGEST]
    if said:
        sheet.write_string(row, column, said, look)
    else:
        sheet.write_blank(row, column, None, look)


def write_table(sheet: Any, book: Book, table: Table, top: int, *, days: bool = False) -> int:
    """Write the table with its header in row ``top`` (from 0); return the row after it.

    With ``days`` the rows are dates, which are written into the first column as such.
    """
    widths = column_widths(table)
    for at, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(at, at, width)
        write_words(
            sheet,
            top,
            at,
            column.title,
            book.look("head", align="right" if column.is_number else "left", indent=int(column.is_number)),
        )
    sheet.set_row(top, _height([column.title for column in table.columns], widths))
    for n, (row, key) in enumerate(zip(table.rows, table.keys, strict=True), top + 1):
        first = Cell(row[0].text, date.fromisoformat(key)) if days else row[0]
        for at, (cell, column) in enumerate(zip((first, *row[1:]), table.columns, strict=True)):
            _write_cell(sheet, book, n, at, cell, column)
        sheet.set_row(n, _height([cell.text for cell in row], widths))
    return top + 1 + len(table.rows)


def column_widths(table: Table) -> list[float]:
    """Return the width that the text of each column needs, at most ``WIDEST``; a Chinese character counts as two letters."""
    found = []
    for at, column in enumerate(table.columns):
        needed = max(_letters(said) for said in (column.title, *(row[at].text for row in table.rows)))
        found.append(min(max(needed + 3, min(column.width, 10)), WIDEST))
    return found


def _letters(said: str) -> float:
    return max((sum(2.1 if ord(sign) > 0x2000 else 1.1 for sign in line) for line in said.split("\n")), default=0)


def _height(said: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height in points of the tallest cell of a row; Excel displays at most 409."""
    lines = max(len(wrap(one, width - 1.5, 2.1)) for one, width in zip(said, widths, strict=True))
    return min(lines * LINE + AROUND, 409)


def merged_height(said: str, letters: float, size: float) -> float:
    """Return the height in points of text over merged cells ``letters`` wide, at a font size of ``size`` points."""
    return ceil(len(wrap(said, letters - 2, 2.1 * size / 10.5)) * size * 1.55 + 6)


def _write_cell(sheet: Any, book: Book, row: int, at: int, cell: Cell, column: Column) -> None:
    value = cell.value
    if isinstance(value, date):
        as_day = datetime.combine(value, time())
        sheet.write_datetime(row, at, as_day, book.look("words", align="left", num_format=day_format(book.t)))
    elif value is not None and isfinite(value):
        sheet.write_number(row, at, value, book.look("number", num_format=number_format(cell.text, float(value))))
    elif column.is_number and cell.text == "–":
        sheet.write_blank(row, at, None, book.look("number"))  # text there would be drawn as zero by a chart
    else:
        own = {} if cell.status is None or _is_by_rule(cell, book.t) else _colours(cell.status)
        align = {"align": "right", "indent": 1} if column.is_number else {}
        write_words(sheet, row, at, cell.text, book.look("words", **align, **own))


def day_format(t: Text) -> str:
    """Return the format of a date in a cell."""
    return 'yyyy"年"m"月"d"日"' if t.language == "zh" else "[$-409]d mmm yyyy"


def number_format(said: str, value: float) -> str:
    """Return a format that displays a number as in the text, unit included; the general one if it does not occur there."""
    for found in _NUMBER.finditer(said):
        decimals = len(found[0].partition(".")[2])
        if f"{value:.{decimals}f}" == found[0].replace(",", "").replace("-0", "0" if value == 0 else "-0"):
            digits = ("#,##0" if "," in found[0] else "0") + ("." + "0" * decimals if decimals else "")
            before, after = said[: found.start()], said[found.end() :]
            whole = f"{_quoted(before)}{digits}{_quoted(after)}"
            return whole if len(whole) < 120 and '"' not in before + after else "General"
    return "General"


def _quoted(said: str) -> str:
    return f'"{clean(said)}"' if said else ""


def _is_by_rule(cell: Cell, t: Text) -> bool:
    return cell.status is not None and any(cell.text.strip().endswith(t.show(one)) for one in Word if one.status is cell.status)


def _colours(status: Status) -> Format:
    return {"bg_color": LIGHT.status[status], "font_color": LIGHT.on(status)}


def colour_statuses(sheet: Any, book: Book, table: Table, top: int) -> None:
    """Add to columns with statuses a rule per status, so that the colour follows typed words, and a list of choices."""
    last = top + len(table.rows)
    choice = [f"{MARKS[word.status]} {book.t.show(word)}" for word in Word]
    for at in range(len(table.columns)):
        if not any(row[at].status is not None and _is_by_rule(row[at], book.t) for row in table.rows):
            continue
        first = f"{xlsxwriter.utility.xl_col_to_name(at)}{top + 2}"
        for word in Word:
            said = book.t.show(word).replace('"', '""')
            rule = {
                "type": "formula",
                "criteria": f'=RIGHT(TRIM({first}),{len(said)})="{said}"',
                "format": book.file.add_format(_colours(word.status)),
            }
            sheet.conditional_format(top + 1, at, last, at, rule)
        sheet.data_validation(
            top + 1, at, last, at, {"validate": "list", "source": choice, "show_error": False, "ignore_blank": True}
        )
