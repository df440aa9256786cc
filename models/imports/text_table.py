"""Tables in text: the separator is guessed from several lines, quotes within words are kept, ="RE-03" is RE-03. Pure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

#: Possible separators.
SEPARATORS = ",\t;"
#: Number of first rows by which the separator is guessed: a title above the header must not decide.
GUESSED_BY = 50
#: Number of first characters by which it is guessed at most.
LONGEST_START = 100_000
#: A first line that names the separator, as Excel writes and reads it.
_NAMED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
#: A formula that only shows a text, by which programs keep Excel from changing a code.
_SHOWN = re.compile(r'="(.*)"', re.DOTALL)

#: The ends of lines; other characters may stand in a cell.
_LINES = re.compile(r"\r\n|\r|\n")

Lines = list[tuple[int, list[str]]]


class BrokenTextError(Exception):
    """A text that is no table: in ``line`` a quote is not closed, or a cell is too long."""

    def __init__(self, line: int, detail: str) -> None:
        self.line, self.detail = line, detail
        super().__init__(detail)


def parse_table(words: str, *, most: int | None = None) -> Lines:
    """Return the rows of a text, at most so many, each with the number of its last line.

    BrokenTextError if quotes are not closed.
    """
    named = _NAMED.match(words)
    first = 1 if named else 0
    words = words[named.end() :] if named else words
    separator = named[1] if named else _separator(words)
    rows = csv.reader(io.StringIO(words, newline=""), delimiter=separator, strict=True)
    try:
        table = [(rows.line_num, row) for row in islice(rows, most)]
    except csv.Error as error:
        if "expected after" not in str(error) and "end of data" not in str(error):
            raise BrokenTextError(rows.line_num + first, str(error)) from None
        table = list(islice(_with_quotes_within(words, separator), most))
    return [(number + first, [_without_formula(cell) for cell in row]) for number, row in table]


def _separator(words: str) -> str:
    """Return the separator by which most of the first rows have the same number of cells."""
    start = "".join(words[:LONGEST_START].splitlines(keepends=True)[:GUESSED_BY])

    def score(separator: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(start, newline=""), delimiter=separator))
        except csv.Error:  # a cell that is too long is reported when the table is read
            return (0, start.count(separator))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max(((n, width) for width, n in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=score)


def _without_formula(cell: str) -> str:
    shown = _SHOWN.fullmatch(cell.strip())
    return shown[1] if shown else cell


def _with_quotes_within(words: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text with quotes within words: a quote closes a cell only before a separator or the end of its line."""
    for number, line in enumerate(_LINES.split(words), start=1):
        cells, rest = [], line
        while True:
            cell, is_last, rest = _next_cell(rest, separator, number)
            cells.append(cell)
            if is_last:
                break
        yield number, cells if line else []


def _next_cell(line: str, separator: str, number: int) -> tuple[str, bool, str]:
    """Return the first cell of a line, whether it is the last one, and the rest of the line."""
    bare, found, rest = line.partition(separator)
    start = line.lstrip(" ")
    if not start.startswith(('"', '="')):
        return bare, not found, rest
    mark = re.escape(separator)
    closed = re.match(rf'\s*=?"((?:(?!{mark}\s*").)*?)"\s*(?:{mark}|$)', line)
    if closed and not closed[1].replace('""', "").endswith('"'):
        return closed[1].replace('""', '"'), not line[: closed.end()].endswith(separator), line[closed.end() :]
    if bare.count('"') < 2:
        raise BrokenTextError(number, "unexpected end of data")
    return bare, not found, rest
