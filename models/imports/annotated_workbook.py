"""The imported sheets as a workbook in which every wrong cell is marked and commented."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

import xlsxwriter

from models.errors import Problem
from models.imports.reader import Sheet
from models.imports.sheet_rows import letters
from models.text import FORBIDDEN as INVISIBLE

#: Excel's maximum length of a sheet name, and the characters forbidden in it.
LONGEST_NAME, FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\]")
#: Maximum length of a cell's text in Excel.
LONGEST_CELL = 32_767
#: Maximum number of comments of a sheet: more take Excel long to show. The sentences of further cells are behind the last column.
MOST_COMMENTS = 1_000
#: Index of the format of wrong cells: the first that the workbook adds.
_WRONG = 1
_PART = "xl/worksheets/sheet{}.xml"
_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)

#: The sentences about a cell, by the number of its row and the index of its column.
Said = Mapping[tuple[int, int], str]


def marked(sheets: Sequence[Sheet], problems: Sequence[Problem], language: str) -> bytes:
    """Return a workbook of the sheets as text, with wrong cells coloured and commented; those on a row are at its first cell."""
    said: dict[str, list[str]] = {}
    for one in problems:
        said.setdefault(one.where, []).append(one.sentence(language).removeprefix(f"{one.where}: "))
    wrong = [_said_of(sheet, said) for sheet in sheets]
    return _filled(_frame(sheets, wrong), [b"".join(_rows(*own)) for own in zip(sheets, wrong, strict=True)])


def _said_of(sheet: Sheet, said: Mapping[str, Sequence[str]]) -> dict[tuple[int, int], str]:
    """Return the sentences about the cells of a sheet."""
    place, found = sheet.place, {}
    for number, cells in sheet.rows if said else ():
        for at in range(len(cells)):
            words = [*said.get(f"{place}!{letters(at)}{number}", ()), *(said.get(f"{place}!{number}", ()) if at == 0 else ())]
            if words:
                found[number, at] = "\n".join(words)
    return found


def _frame(sheets: Sequence[Sheet], wrong: Sequence[Said]) -> bytes:
    """Return the workbook without its cells: the names of its sheets, the format of wrong cells, the comments."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        marking = book.add_format({"bg_color": "#F7D9D6", "border": 1, "border_color": "#C8372D"})
        names: set[str] = set()
        for sheet, said in zip(sheets, wrong, strict=True):
            page = book.add_worksheet(_name(sheet, names))
            page.write_blank(0, 0, None, marking)  # which gives the format its index; the cells are filled in later
            for (number, at), words in list(said.items())[:MOST_COMMENTS]:
                page.write_comment(number - 1, at, words, {"x_scale": 3})
    return out.getvalue()


def _rows(sheet: Sheet, said: Said) -> Iterator[bytes]:
    """Yield the rows of a sheet as XML: a workbook of many rows takes several times as long to write cell by cell."""
    commented = set(list(said)[:MOST_COMMENTS])
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    columns = [letters(at) for at in range(width + 1)]
    for number, cells in sheet.rows:
        row = [
            _cell(f"{columns[at]}{number}", cell, is_wrong=(number, at) in said)
            for at, cell in enumerate(cells)
            if cell or (number, at) in said
        ]
        more = [said[number, at] for at in range(len(cells)) if (number, at) in said and (number, at) not in commented]
        if more:
            row.append(_cell(f"{columns[width]}{number}", "\n".join(more), is_wrong=False))
        yield f'<row r="{number}">{"".join(row)}</row>'.encode()


def _cell(place: str, text: str, *, is_wrong: bool) -> str:
    style = f' s="{_WRONG}"' if is_wrong else ""
    words = escape(INVISIBLE.sub("", text) if not text.isprintable() else text)[:LONGEST_CELL]
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _filled(frame: bytes, contents: Sequence[bytes]) -> bytes:
    """Return the workbook with the rows of its sheets."""
    out = io.BytesIO()
    rows = {_PART.format(number): content for number, content in enumerate(contents, start=1)}
    with zipfile.ZipFile(io.BytesIO(frame)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for part in old.namelist():
            content = old.read(part)
            if part in rows:
                filled = b"<sheetData>" + rows[part] + b"</sheetData>"
                content = _EMPTY.sub(lambda _, filled=filled: filled, content)  # type: ignore[misc]
            new.writestr(part, content)
    return out.getvalue()


def _name(sheet: Sheet, taken: set[str]) -> str:
    """Return a valid and unused sheet name for Excel."""
    plain = FORBIDDEN.sub("-", sheet.name or sheet.file)[:LONGEST_NAME].strip("'") or "1"
    name, number = plain, 2
    while name.casefold() in taken:
        name = f"{plain[: LONGEST_NAME - 4]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
