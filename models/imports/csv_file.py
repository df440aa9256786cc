"""Reading of CSV files as commonly saved: the rows as text, each with its place in the file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.errors import FileError, Problem, ReportError, UnreadableError, problem
from models.imports.decoding import decode
from models.imports.text_table import BrokenTextError, parse_table


def read_rows(path: Path, *, known: Sequence[str], needed: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Return the rows of a CSV file as (place, cells by column), with trimmed cells.

    ReportError with every problem of the header and of the widths of rows, UnreadableError for an unknown encoding, FileError if
    the file cannot be read.
    """
    try:
        lines = parse_table(_read(path))
    except BrokenTextError as error:
        raise ReportError("reports_refused", [problem(f"{path.name}:{error.line}", "not_csv", detail=error.detail)]) from None
    header = [name.strip() for name in lines[0][1]] if lines else []
    table = [(number, row) for number, row in lines[1:] if any(cell.strip() for cell in row)]
    if problems := [*_check_header(header, path.name, known, needed), *_check_widths(table, len(header), path.name)]:
        raise ReportError("reports_refused", problems)
    return [
        (f"{path.name}:{line}", {name: cell.strip().replace("\r\n", "\n") for name, cell in zip(header, row, strict=True)})
        for line, row in table
    ]


def _read(path: Path) -> str:
    try:
        words = decode(path.read_bytes())
    except OSError:
        raise FileError("file_unreadable", file=path) from None
    except UnicodeDecodeError:
        raise UnreadableError("file_encoding", file=path.name) from None
    if "\0" in words:  # for example UTF-16 without a byte order mark
        raise UnreadableError("file_damaged", file=path.name)
    return words


def _check_header(header: Sequence[str], name: str, known: Sequence[str], needed: Sequence[str]) -> Iterator[Problem]:
    choices = ", ".join(known)
    for column in header:
        if column not in known:
            yield problem(f"{name}:1", "unknown_column", value=column, choices=choices)
        elif header.count(column) > 1:
            yield problem(f"{name}:1", "twice", value=column)
    for column in needed:
        if column not in header:
            yield problem(f"{name}:1", "missing_column", value=column, choices=choices)


def _check_widths(table: Sequence[tuple[int, list[str]]], width: int, name: str) -> Iterator[Problem]:
    for line, row in table:
        if len(row) != width:
            yield problem(f"{name}:{line}", "row_width", n=len(row), width=width)
