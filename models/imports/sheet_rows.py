"""Rows of imported sheets: the cells of each by field, and the forms in which cells are compared and named."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from models.errors import Problem
from models.imports.cells import Level

#: Number of first rows among which a sheet may have its header.
HEADER_ROWS = 10
#: Free text, which keeps its punctuation as written; other cells are normalised for comparison.
WORDS = ("name", "gate", "note", "evidence")
#: Invisible characters that are copied along from web pages.
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its place, its cells by field, the column of each, the contents of unknown columns, and what was found in it."""

    form: str
    sheet: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    extra: str = ""
    told: tuple[tuple[Level, Problem], ...] = ()

    @property
    def figure(self) -> str:
        """Return the figure of the row as people write it: its value, or 25/28."""
        parts = (self.cells.get(name, "") for name in ("numerator", "denominator"))
        return self.cells.get("value", "") or "/".join(part for part in parts if part)

    def where(self, name: str = "") -> str:
        """Return the place of a cell in common notation: 指标进度!E7; that of the whole row if it has no such column."""
        place = f"{self.columns[name]}{self.number}" if name in self.columns else str(self.number)
        return f"{self.sheet}!{place}" if self.sheet else place


def as_written(cell: str) -> str:
    """Return a cell of free text: with its punctuation, without invisible characters and surrounding blanks."""
    return cell.translate(_UNSEEN).replace("\r\n", "\n").strip()


def clean(cell: str) -> str:
    """Return a normalised cell: without full-width digits, invisible characters and surrounding blanks of any kind."""
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell.translate(_UNSEEN)).strip()


def letters(index: int) -> str:
    """Return the letters of a column, 0 being A."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def runs(numbers: Iterable[int]) -> str:
    """Return numbers of rows in brief: 3, 5-8."""
    ordered = enumerate(sorted(numbers))
    parts = [[number for _, number in run] for _, run in groupby(ordered, key=lambda one: one[1] - one[0])]
    return ", ".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)
