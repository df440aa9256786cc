"""The process that opens a file: ``python -m models.imports.reader_process KIND``.

It reads the file from stdin and writes its sheets as JSON.
It is isolated with the file: if the file makes it crash, run forever or exhaust memory, nothing else is affected.
"""

import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from models.imports.decoding import decode
from models.imports.file_guard import BROKEN, LAST_ROW
from models.imports.xls_errors import Errors, errors_of

#: Limits of memory in bytes and processor time in seconds; the latter exceeds the parent's limit, in case the parent is gone.
MEMORY, SECONDS = 1_200_000_000, 30
#: Maximum number of cells and letters of an answer: the parent has to hold it.
MOST_CELLS, MOST_LETTERS = 2_000_000, 10_000_000
#: Possible separators of a text file.
SEPARATORS = ",\t;"

#: Attribute of a workbook cell that contains a formula error.
_ERROR = b' t="e"'
#: The same in a workbook of LibreOffice: the attribute, the cell that has it, and its value for programs.
_ODS_ERROR = b'calcext:value-type="error"'
_ODS_ERROR_CELL = re.compile(rb"<table:table-cell\b[^<>]*" + _ODS_ERROR + rb"[^<>]*>")
_ODS_VALUE = re.compile(rb' office:string-value="[^"]*"')
_READ = ("xl/workbook.xml", "xl/sharedStrings.xml", "content.xml")


class Refused(Exception):
    """The reason why a file cannot be read, as the key of a sentence."""


def main(kind: str) -> None:
    """Write the answer: ``{"sheets": [{"name": ..., "rows": [[number, [cell, ...]], ...]}, ...]}`` or ``{"error": key}``."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": read(kind, content)}
    except Refused as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "file_damaged"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def read(kind: str, content: bytes) -> list[dict[str, Any]]:
    """Return the sheets of a file, each with its non-empty rows. Refused if it is broken, empty, or too large."""
    try:
        return _whole(_text(content) if kind == "csv" else _workbook(content))
    except Refused as error:
        if kind == "csv" and str(error) == "file_swells":  # nothing was unpacked
            raise Refused("file_too_long") from None
        raise


def _whole(sheets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sheets unless they are empty, contain null characters, or are more than the parent can hold."""
    if not any(sheet["rows"] for sheet in sheets):
        raise Refused("file_empty")
    if sum(len(cells) for sheet in sheets for _, cells in sheet["rows"]) > MOST_CELLS:
        raise Refused("file_swells")
    words = [cell for sheet in sheets for _, cells in sheet["rows"] for cell in cells if cell]
    if sum(map(len, words)) > MOST_LETTERS:
        raise Refused("file_swells")
    if any("\0" in cell for cell in [*words, *(sheet["name"] for sheet in sheets)]):
        raise Refused("file_damaged")
    return sheets


def _limit() -> None:
    """Limit memory and processor time below the server's. Windows lacks such limits; only the parent's clock applies there."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _text(content: bytes) -> list[dict[str, Any]]:
    try:
        words = decode(content)
        first = next((line for line in words.splitlines() if any(mark in line for mark in SEPARATORS)), "")
        rows = csv.reader(io.StringIO(words, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
        return [{"name": "", "rows": _table((rows.line_num, row) for row in rows)}]
    except UnicodeDecodeError:
        raise Refused("file_encoding") from None
    except csv.Error:
        raise Refused("file_damaged") from None


def _table(rows: Iterable[tuple[int, list[str]]]) -> list[list[Any]]:
    """Return the non-empty rows, padded with empty cells to the width of the widest."""
    held = []
    for number, row in rows:
        if number > LAST_ROW:
            raise Refused("file_swells")
        if any(cell.strip() for cell in row):
            held.append((number, row))
    width = max((index for _, row in held for index, cell in enumerate(row, start=1) if cell), default=0)
    if width * len(held) > MOST_CELLS:
        raise Refused("file_swells")
    return [[number, row[:width] + [""] * (width - len(row))] for number, row in held]


def _workbook(content: bytes) -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook

    if content.startswith(b"PK"):
        _check_xml(content)
        with _refusing():
            content = _errors_as_words(content)
    with _refusing():
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    errors = [] if content.startswith(b"PK") else errors_of(content)
    errors += [{} for _ in book.sheet_names[len(errors) :]]
    return [{"name": name, "rows": _rows(book, name, wrong)} for name, wrong in zip(book.sheet_names, errors, strict=False)]


def _check_xml(content: bytes) -> None:
    """Check that the parts with cells are well-formed: the reader silently skips wrongly closed elements and their cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            if part.filename in _READ or _is_sheet(part.filename):
                parser = expat.ParserCreate()
                parser.StartDoctypeDeclHandler = _refuse_doctype
                with archive.open(part) as stream, _refusing():
                    parser.ParseFile(stream)


def _is_sheet(part: str) -> bool:
    return part.startswith("xl/worksheets/") and part.endswith(".xml")


def _errors_as_words(content: bytes) -> bytes:
    """Return a workbook whose formula errors are text, such as #DIV/0!, because the reader treats them as empty cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
        if not any(_with_errors_as_words(part, words := archive.read(part)) is not words for part in parts if _has_cells(part)):
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for part in parts:
                copy.writestr(part, _with_errors_as_words(part, archive.read(part)))
    return out.getvalue()


def _has_cells(part: str) -> bool:
    return part == "content.xml" or _is_sheet(part)


def _with_errors_as_words(part: str, words: bytes) -> bytes:
    if _is_sheet(part) and _ERROR in words:
        return words.replace(_ERROR, b' t="str"')
    if part == "content.xml" and _ODS_ERROR in words:  # the cell displays the error, but has an empty value for programs
        return _ODS_ERROR_CELL.sub(lambda cell: _ODS_VALUE.sub(b"", cell[0]), words)
    return words


def _refuse_doctype(*_: Any) -> None:
    raise Refused("file_doctype")


@contextmanager
def _refusing() -> Iterator[None]:
    """Convert the exceptions of a broken workbook to Refused; errors of this program propagate."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise Refused("file_encrypted") from None
    except (CalamineError, expat.ExpatError, OverflowError, *BROKEN):
        raise Refused("file_damaged") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # it cannot be imported from a module
            raise
        raise Refused("file_damaged") from None


def _rows(book: Any, name: str, wrong: Errors) -> list[list[Any]]:
    """Return the non-empty rows, each with its number; a cell merged downwards is repeated in every row that it covers.

    ``wrong`` are the errors that the reader returns as empty cells.
    """
    with _refusing():
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise Refused("file_swells")
        found = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    cells = [[_words(cell) for cell in row] for row in found]
    for (row, column), word in wrong.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = cells[row][column] or word
    for (top, left), (bottom, _) in merged:
        if top < len(cells) and left < len(cells[top]):
            for line in cells[top + 1 : bottom + 1]:
                line[left] = line[left] or cells[top][left]
    return _table(enumerate(cells, start=1))


def _words(cell: Any) -> str:
    """Return a cell as text: a date as 2023-06-30, a whole number without a point, others with the 15 digits that Excel keeps."""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main(sys.argv[1])
