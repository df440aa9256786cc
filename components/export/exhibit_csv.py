"""The numbers of an exhibit as CSV, each row with their date and origin. Pure: an exhibit in, bytes out."""

import csv
from dataclasses import replace
from io import StringIO

from components.exhibits.address import parse_address
from components.exhibits.model import Exhibit
from components.exhibits.tables import Cell, Column, Table
from components.i18n.text import Text

#: Prefixes that make a spreadsheet read text as a formula, including the full-width characters used with Chinese.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_file(part: Exhibit, *, t: Text) -> bytes:
    """Return the table of an exhibit as CSV; every row carries date and origin, which survive pasting elsewhere."""
    table, day = part.data, parse_address(part.address).as_of
    more = Cell(day.isoformat(), day), Cell(t("briefing.demonstration") if part.demonstration else part.origin)
    columns = (*table.columns, Column(t("sheet.day")), Column(t("sheet.origin")))
    return csv_table(replace(table, columns=columns, rows=tuple((*row, *more) for row in table.rows)))


def csv_table(table: Table) -> bytes:
    """Return a table with its header in UTF-8, with the byte order mark that Excel needs and Windows line endings.

    Numbers and ISO dates are unchanged; text that a spreadsheet would take for a formula is prefixed with an apostrophe.
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
