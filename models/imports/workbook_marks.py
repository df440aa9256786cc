"""Facts of a workbook's sheets that the reader does not return: errors, unfinished formulas, percent formats, what is hidden.

It runs in the process that opens a file, and loads nothing heavy.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from models.imports.file_guard import LAST_COLUMN, LAST_ROW

#: The row and the column of a cell, counted from 0.
Place = tuple[int, int]
#: Excel's own number formats with a percent sign; others are declared in the workbook.
PERCENT_FORMATS = frozenset({9, 10})
#: Errors that every version of Excel knows; the reader refuses others.
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
#: What does not count as a percent sign of a format: quoted words and escaped letters.
_QUOTED = re.compile(r'"[^"]*"|\\.')
#: Marks of a sheet that make a closer look at its cells necessary.
_LOOK = re.compile(rb"""<(?:\w+:)?f[\s>/]|\bt\s*=\s*["']e["']|\bhidden\s*=""")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class Marks:
    """Facts of one sheet: ``words`` are the errors and the formulas without a result, which the reader returns as empty cells."""

    words: dict[Place, str] = field(default_factory=dict)
    percents: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def has_strange_error(self) -> bool:
        """Return True if an error is none of those that every version of Excel knows."""
        return any(not word.startswith("=") and word not in ERRORS for word in self.words.values())


def is_percent(code: str) -> bool:
    """Return True if a number format shows percent."""
    return "%" in _QUOTED.sub("", code)


def marks_of_xlsx(content: bytes) -> dict[str, Marks]:
    """Return the facts of each sheet of a workbook (.xlsx), by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {_plain(name): name for name in archive.namelist()}

        def part(name: str) -> bytes:
            return archive.read(parts[_plain(name)]) if _plain(name) in parts else b""

        sheets, links, styles = _Sheets(), _Links(), _Styles()
        for handler, name in ((sheets, "xl/workbook.xml"), (links, "xl/_rels/workbook.xml.rels"), (styles, "xl/styles.xml")):
            _parse(handler, part(name))
        return {
            name: _marks(part(posixpath.normpath(posixpath.join("/xl", links.targets.get(link, "")))), styles.percents)
            for name, link in sheets.links
        }


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _marks(sheet: bytes, percents: Set[int]) -> Marks:
    reader = _Cells(percents)
    if percents or _LOOK.search(sheet):  # the walk over all cells is slow, and most sheets have nothing to be told
        _parse(reader, sheet)
    return reader.marks


def _parse(handler: Any, content: bytes) -> None:
    if not content:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    for name in ("end", "text"):
        if hasattr(handler, name):
            setattr(parser, {"end": "EndElementHandler", "text": "CharacterDataHandler"}[name], getattr(handler, name))
    parser.Parse(content, True)


class _Sheets:
    """The names of the sheets, each with the link to its part."""

    def __init__(self) -> None:
        self.links: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            link = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self.links.append((attributes.get("name", ""), link))


class _Links:
    """The parts of the workbook, by their links."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "").replace("\\", "/")


class _Styles:
    """The styles of cells that show percent, by their number."""

    def __init__(self) -> None:
        self.percents: set[int] = set()
        self._formats, self._in_cells, self._count = set(PERCENT_FORMATS), False, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "numFmt" and is_percent(attributes.get("formatCode", "")):
            self._formats.add(_number(attributes.get("numFmtId", "")))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            if _number(attributes.get("numFmtId", "")) in self._formats:
                self.percents.add(self._count)
            self._count += 1

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "cellXfs":
            self._in_cells = False


class _Cells:
    """The cells of a sheet, one after the other."""

    def __init__(self, percents: Set[int]) -> None:
        self.marks, self._percents = Marks(), percents
        self._row, self._column, self._inside = -1, -1, ""
        self._kind, self._texts = "", dict[str, str]()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            place = _CELL.fullmatch(attributes.get("r", "").upper())
            self._column = _column(place[1]) if place else self._column + 1
            self._row = int(place[2]) - 1 if place else self._row
            self._kind, self._texts = attributes.get("t", ""), {}
            if _number(attributes.get("s", "")) in self._percents:
                self.marks.percents.add((self._row, self._column))
        elif name in ("v", "f"):
            self._inside = name
            self._texts.setdefault(name, "")
        elif name == "row":
            self._row, self._column = _number(attributes.get("r", ""), self._row + 2) - 1, -1
            if _is_true(attributes.get("hidden")) and self._row < LAST_ROW:
                self.marks.hidden_rows.add(self._row + 1)
        elif name == "col" and _is_true(attributes.get("hidden")):
            last = min(_number(attributes.get("max", "")), LAST_COLUMN)
            self.marks.hidden_columns.update(range(_number(attributes.get("min", ""), 1) - 1, last))

    def text(self, words: str) -> None:
        if self._inside:
            self._texts[self._inside] += words

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "f"):
            self._inside = ""
        elif name == "c":
            value = self._texts.get("v", "")
            if self._kind == "e" and value:
                self.marks.words[self._row, self._column] = value
            elif "f" in self._texts and not value.strip() and self._kind not in ("str", "inlineStr"):  # text may well be empty
                self.marks.words[self._row, self._column] = f"={self._texts['f'].strip()}"


def _number(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
