"""Sheets of a workbook without the process that opens files, which a test of many workbooks would start each time."""

from models.imports.reader import Sheet
from models.imports.reader_process import read


def sheets_of(content: bytes, kind: str = "xlsx") -> list[Sheet]:
    return [
        Sheet(
            "plan.xlsx",
            one["name"],
            [(number, cells) for number, cells in one["rows"]],
            hidden=one["hidden"],
            merged=tuple(tuple(place) for place in one["merged"]),
            hidden_rows=frozenset(one["hidden_rows"]),
            hidden_columns=frozenset(one["hidden_columns"]),
        )
        for one in read(kind, content)
    ]
