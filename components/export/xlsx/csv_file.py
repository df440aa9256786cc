"""The numbers of a part as CSV, each row with the day and the origin of its numbers. Pure: a part in, bytes out."""

import csv
from dataclasses import replace
from io import StringIO

from components.exhibits.address import parse_address
from components.exhibits.model import Cell, Column, Part, Table
from components.i18n.text import Text

#: With these a spreadsheet takes words for a formula; where Chinese is written also with the full-width signs.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_file(part: Part, *, t: Text) -> bytes:
    """The table of a part as CSV; rows that are pasted elsewhere still say of which day and what kind they are."""
    table, day = part.data, parse_address(part.address).as_of
    more = Cell(day.isoformat(), day), Cell(t("briefing.demonstration") if part.demonstration else part.origin)
    columns = (*table.columns, Column(t("sheet.day")), Column(t("sheet.origin")))
    return csv_table(replace(table, columns=columns, rows=tuple((*row, *more) for row in table.rows)))


def csv_table(table: Table) -> bytes:
    """A table with its head, in UTF-8 with the mark that Excel needs and lines ended as on Windows.

    Numbers and days (ISO) stand as they are; words that a spreadsheet would take for a formula begin with an apostrophe.
    """
    paper = StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow([_words(column.title) for column in table.columns])
    writer.writerows([_value(cell) for cell in row] for row in table.rows)
    return paper.getvalue().encode("utf-8-sig", errors="replace")


def _value(cell: Cell) -> str:
    if cell.value is None:
        return _words(cell.text)
    return f"{cell.value:.15g}" if isinstance(cell.value, float | int) else cell.value.isoformat()


def _words(said: str) -> str:
    said = said.replace("\0", "")
    return f"'{said}" if said.startswith(_STARTS) else said
