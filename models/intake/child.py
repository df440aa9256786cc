"""The process that opens a file: ``python -m models.intake.child KIND`` reads it from stdin and writes its sheets as JSON.

It is alone with the file: where that makes it crash, run for ever or want all memory, nothing else is hurt.
"""

import csv
import io
import json
import sys
from contextlib import suppress
from datetime import date, datetime
from typing import Any

#: Bytes of memory, and seconds of the processor.
MEMORY, SECONDS = 1_200_000_000, 20
#: The separators that a text file may have.
SEPARATORS = ",\t;"


def main(kind: str) -> None:
    """Answer with ``{"sheets": [{"name": ..., "rows": [[number, [cell, ...]], ...]}, ...]}`` or ``{"error": key}``."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": _text(content) if kind == "csv" else _workbook(content)}
    except UnicodeDecodeError:
        answer = {"error": "file_encoding"}
    except csv.Error:
        answer = {"error": "file_damaged"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def _limit() -> None:
    """Less memory and time than the server has; Windows knows no such limits, there only the clock of the parent counts."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _text(content: bytes) -> list[dict[str, Any]]:
    words = decode(content)
    first = words.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(words, newline=""), delimiter=separator)
    return [{"name": "", "rows": [[rows.line_num, row] for row in rows if any(cell.strip() for cell in row)]}]


def decode(content: bytes) -> str:
    """UTF-16 or UTF-8 where it says so by its first bytes, else UTF-8, else GB18030. UnicodeDecodeError for anything else."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _workbook(content: bytes) -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [{"name": name, "rows": _rows(book.get_sheet_by_name(name))} for name in book.sheet_names]


def _rows(sheet: Any) -> list[list[Any]]:
    """The rows with anything in them, each with its number; a cell merged downwards stands in every row that it covers."""
    cells = [[_words(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        if top < len(cells) and left < len(cells[top]):
            for row in cells[top + 1 : bottom + 1]:
                row[left] = row[left] or cells[top][left]
    return [[number, row] for number, row in enumerate(cells, start=1) if any(cell.strip() for cell in row)]


def _words(cell: Any) -> str:
    """A cell as text: a day as 2023-06-30, a whole number without a point."""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main(sys.argv[1])
