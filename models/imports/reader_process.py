"""The process that opens a file: ``python -m models.imports.reader_process KIND``.

It reads the file from stdin and writes its sheets as JSON.
It is isolated with the file: if the file makes it crash, run forever or exhaust memory, nothing else is affected.
"""

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from models.imports.decoding import decode
from models.imports.file_guard import BROKEN, LAST_COLUMN, LAST_ROW
from models.imports.packages import in_letters, normal_old_workbook, normal_workbook
from models.imports.text_table import BrokenTextError, parse_table
from models.imports.workbook_marks import Marks, marks_of_xlsx
from models.imports.xls_records import marks_of_xls

#: Limits of memory in bytes and processor time in seconds; the latter exceeds the parent's limit, in case the parent is gone.
MEMORY, SECONDS = 1_200_000_000, 30
#: Maximum number of cells and letters of an answer: the parent has to hold it.
MOST_CELLS, MOST_LETTERS = 2_000_000, 10_000_000
#: Number of merged ranges that are told.
MOST_MERGED = 10_000

#: A formula error in a workbook of LibreOffice: the attribute, the cell that has it, and its value for programs.
_ODS_ERROR = b'calcext:value-type="error"'
_ODS_ERROR_CELL = re.compile(rb"<table:table-cell\b[^<>]*" + _ODS_ERROR + rb"[^<>]*>")
_ODS_VALUE = re.compile(rb' office:string-value="[^"]*"')
#: A percentage there, and its number.
_ODS_PERCENT = b'office:value-type="percentage"'
_ODS_PERCENT_CELL = re.compile(rb"<table:table-cell\b[^<>]*" + _ODS_PERCENT + rb"[^<>]*>")
_ODS_NUMBER = re.compile(rb' office:value="([^"]*)"')
_ODS_BODY = "content.xml"
#: The type of a cell with an error in a workbook of Excel.
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\b[^<>]*?\bt\s*=\s*)(["'])e\2""")
_READ = ("xl/workbook.xml", "xl/sharedStrings.xml", "content.xml")


class Refused(Exception):
    """The reason why a file cannot be read: the key of a sentence, and the values that it names."""

    def __init__(self, key: str, **values: object) -> None:
        self.values = values
        super().__init__(key)


def main(kind: str) -> None:
    """Write the answer: ``{"sheets": [{"name": ..., "rows": [[number, [cell, ...]], ...], ...}, ...]}``, or why there is none.

    That is ``{"error": key, "values": {...}}``.
    """
    _limit()
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": read(kind, content)}
    except Refused as error:
        answer = {"error": str(error), "values": error.values}
    except MemoryError:
        answer = {"error": "file_damaged", "values": {}}
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
        return [{"name": "", "rows": _table(parse_table(decode(content), most=LAST_ROW + 1))}]
    except UnicodeDecodeError:
        raise Refused("file_encoding") from None
    except BrokenTextError as error:
        raise Refused("file_quotes" if "end of data" in error.detail else "file_damaged", line=error.line) from None


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
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    marks: dict[str, Marks] = {}
    letters = None
    if content.startswith(b"PK"):
        with _refusing():
            content = normal_workbook(content)
        _check_xml(content)
        with _refusing():
            marks = marks_of_xlsx(content)
            content = _rewritten(content, is_strange=any(one.has_strange_error() for one in marks.values()))
    else:
        content, letters = normal_old_workbook(content)
    with _refusing():
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = book.sheet_names
    if not content.startswith(b"PK"):
        with _refusing():
            marks = dict(zip(names, marks_of_xls(content), strict=False))
    hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    sheets = [_sheet(book, name, marks.get(name, Marks()), name in hidden) for name in names]
    return sheets if letters is None else [_in_letters(sheet, letters) for sheet in sheets]


def _in_letters(sheet: dict[str, Any], encoding: str) -> dict[str, Any]:
    """Return a sheet of Excel 95 with its letters, which the reader gave byte by byte."""
    try:
        rows = [[number, [in_letters(cell, encoding) for cell in cells]] for number, cells in sheet["rows"]]
        return {**sheet, "name": in_letters(sheet["name"], encoding), "rows": rows}
    except (LookupError, UnicodeDecodeError):
        raise Refused("file_encoding") from None


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


def _rewritten(content: bytes, *, is_strange: bool) -> bytes:
    """Return a workbook with words in place of cells that the reader does not return as they are shown.

    In a workbook of LibreOffice these are errors, which it returns as empty cells, and percentages, which it returns as
    fractions; in others errors that it does not know and refuses, such as #SPILL!; ``is_strange`` says that there are some.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
        told: dict[str, bytes] = {}
        if _ODS_BODY in parts and (words := archive.read(_ODS_BODY)) is not (plain := _with_words(words)):
            told[_ODS_BODY] = plain
        if is_strange:
            told |= {
                part: _ERROR_CELL.sub(rb"\1\2str\2", archive.read(part)) for part in parts if "worksheets" in part.casefold()
            }
        if not told:
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for part in parts:
                copy.writestr(part, told[part] if part in told else archive.read(part))
    return out.getvalue()


def _with_words(words: bytes) -> bytes:
    if _ODS_ERROR in words:  # the cell displays the error, but has an empty value for programs
        words = _ODS_ERROR_CELL.sub(lambda cell: _ODS_VALUE.sub(b"", cell[0]), words)
    if _ODS_PERCENT in words:
        words = _ODS_PERCENT_CELL.sub(_percentage, words)
    return words


def _percentage(cell: re.Match[bytes]) -> bytes:
    number = _ODS_NUMBER.search(cell[0])
    with suppress(ValueError):
        words = percent(float(number[1])) if number else ""
        told = cell[0].replace(_ODS_PERCENT, b'office:value-type="string"')
        return _ODS_NUMBER.sub(f' office:string-value="{words}"'.encode(), told) if words else cell[0]
    return cell[0]


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
    except (CalamineError, expat.ExpatError, ElementTree.ParseError, LookupError, OverflowError, *BROKEN):
        raise Refused("file_damaged") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # it cannot be imported from a module
            raise
        raise Refused("file_damaged") from None


def _sheet(book: Any, name: str, marks: Marks, is_hidden: bool) -> dict[str, Any]:
    """Return a sheet: its non-empty rows, each with its number, and what is hidden or merged.

    A cell merged downwards is repeated in every row that it covers.
    """
    with _refusing():
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise Refused("file_swells")
        found = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    cells = [[_words(cell) for cell in row] for row in found]
    for row, column in marks.percents:
        if row < len(found) and column < len(found[row]) and isinstance(found[row][column], float):
            cells[row][column] = percent(found[row][column])
    _add_words(cells, marks)
    for (top, left), (bottom, _) in merged:
        if top < len(cells) and left < len(cells[top]):
            for line in cells[top + 1 : bottom + 1]:
                line += [""] * (left + 1 - len(line))
                line[left] = line[left] or cells[top][left]
    rows = _table(enumerate(cells, start=1))
    return {
        "name": name,
        "rows": rows,
        "hidden": is_hidden,
        "merged": [(top, left, bottom, right) for (top, left), (bottom, right) in merged[:MOST_MERGED]],
        "hidden_rows": sorted(marks.hidden_rows),
        "hidden_columns": sorted(marks.hidden_columns),
    }


def _add_words(cells: list[list[str]], marks: Marks) -> None:
    """Add errors and formulas without a result; the table may end before them, because the reader takes them for empty."""
    places = [place for place in marks.words if place[0] < LAST_ROW and place[1] < LAST_COLUMN]
    height = max((row + 1 for row, _ in places), default=0)
    width = max((column + 1 for _, column in places), default=0)
    if max(height, len(cells)) * max(width, len(cells[0]) if cells else 0) > MOST_CELLS:
        raise Refused("file_swells")
    cells += [[] for _ in range(height - len(cells))]
    for row, column in places:
        line = cells[row]
        line += [""] * (column + 1 - len(line))
        line[column] = line[column] or marks.words[row, column]


def percent(share: float) -> str:
    """Return a share of one as people see it in a cell of percent, with the 15 digits that Excel keeps: 0.8929 is 89.29%."""
    number = Decimal(f"{share:.15g}") * 100
    return f"{number.normalize():f}%"


def _words(cell: Any) -> str:
    """Return a cell as text: a date as 2023-06-30, a whole number without a point, others with the 15 digits that Excel keeps."""
    if isinstance(cell, bool):
        return str(cell).upper()  # as Excel shows it: it is a deliverable that is done, but no count of one
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main(sys.argv[1])
