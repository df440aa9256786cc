"""The numbers of a part as CSV. Pure: a part in, bytes out."""

import csv
from io import StringIO

from components.export.parts import Cell, Part, Table

#: With these a spreadsheet takes words for a formula; where Chinese is written also with the full-width signs.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_file(part: Part) -> bytes:
    """The table of a part as CSV."""
    return csv_table(part.data)


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
