"""Exhibits as a workbook: one sheet each with numbers and chart, and a sheet of definitions. Pure: bytes out."""

import re
from collections.abc import Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

import xlsxwriter

from components.exhibits.model import Curve, Exhibit
from components.export.file_properties import LONGEST, properties_of
from components.export.xlsx.cells import Book, colour_statuses, column_widths, merged_height, write_table, write_words
from components.export.xlsx.charts import add_chart
from components.i18n.text import Text
from components.typography import clean

#: Maximum length of a sheet name.
NAME = 31
#: Minimum width of text across a table, in letters: the width of a landscape A4 page.
ACROSS = 110.0
#: Names of the document properties that hold the address of the n-th exhibit.
ADDRESS = "sanbiao.address.{n}"


def workbook(parts: Sequence[Exhibit], *, t: Text, definitions: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return the exhibits as XLSX, one sheet each in order, then a sheet with ``definitions`` (word, meaning) and notes.

    No cell is a formula or a link. The address of each exhibit is stored in the document's properties.
    """
    paper = BytesIO()
    file = xlsxwriter.Workbook(paper, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book = Book(file, t)
    *names, last = sheet_names([*(part.name for part in parts), t("sheet.definitions")])
    for part, name in zip(parts, names, strict=True):
        _add_part(book, part, name)
    _add_definitions(book, last, definitions, list(zip(names, parts, strict=True)))
    _set_properties(book, parts)
    file.close()
    return paper.getvalue()


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return unique names valid in Excel: no forbidden character, at most 31 letters (those beyond the BMP count as two)."""
    taken = {"", "history"}
    found = []
    for one in wanted:
        whole = re.sub(r"[\[\]:*?/\\\s]+", " ", clean(one)).strip(" '") or "-"
        name, n = _cut(whole, NAME), 1
        while name.casefold() in taken:
            n += 1
            name = f"{_cut(whole, NAME - len(str(n)) - 3)} ({n})"
        taken.add(name.casefold())
        found.append(name)
    return found


def _cut(name: str, most: int) -> str:
    while len(name.encode("utf-16-le")) > 2 * most:
        name = name[:-1]
    return name.rstrip(" '")


def _add_part(book: Book, part: Exhibit, name: str) -> None:
    """Write title, demonstration mark, date and source, the table with a frozen header, and the chart."""
    sheet = book.file.add_worksheet(name)
    sheet.hide_gridlines(2)
    widths = column_widths(part.data)
    row = _write_across(sheet, book, 0, part.title, "title", widths, 16)
    if part.demonstration:
        write_words(sheet, row, 0, book.t("sheet.demonstration"), book.look("demonstration"))
        row += 1
    head = _write_across(sheet, book, row, book.t("sheet.dot").join(part.foot), "note", widths, 9.5)
    end = write_table(sheet, book, part.data, head, days=isinstance(part.body, Curve))
    if part.data.rows:
        colour_statuses(sheet, book, part.data, head)
        sheet.autofilter(head, 0, end - 1, len(part.data.columns) - 1)
    else:
        end = _write_across(sheet, book, end, book.t("sheet.empty"), "note", widths, 9.5)
    sheet.freeze_panes(head + 1, 0)
    if part.data.rows:
        add_chart(sheet, book, part, name, head, end + 1)
    _set_print(sheet, part.foot[0] if part.foot else "", repeated=head)


def _write_across(sheet: Any, book: Book, row: int, said: str, look: str, widths: Sequence[float], size: float) -> int:
    """Write text across all columns of the table, or more if it is narrow; return the next row."""
    last, across = len(widths) - 1, sum(widths)
    while across < ACROSS:
        last, across = last + 1, across + 8.43
    if last:
        sheet.merge_range(row, 0, row, last, "", book.look(look))
    write_words(sheet, row, 0, said, book.look(look))
    sheet.set_row(row, merged_height(said, across, size))
    return row + 1


def _set_print(sheet: Any, day: str, *, repeated: int | None = None) -> None:
    """Set landscape A4, fitted to the page width, with a repeated header, and the date and page numbers in the footer."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    said = clean(day).replace("&", "&&").replace("\n", " ")[:120]
    sheet.set_footer(f"&L{said}&R&P / &N")
    if repeated is not None:
        sheet.repeat_rows(repeated)


def _add_definitions(book: Book, name: str, definitions: Sequence[tuple[str, str]], parts: Sequence[tuple[str, Exhibit]]) -> None:
    """Write the words and their meanings, then the notes on the figures of each sheet."""
    sheet = book.file.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    write_words(sheet, 0, 0, book.t("sheet.definitions"), book.look("title", text_wrap=False))
    sheet.set_row(0, 28)
    row = _write_pairs(sheet, book, 1, ("sheet.word", "sheet.meaning"), definitions) if definitions else 1
    notes: dict[str, str] = {}
    for own, part in parts:
        for note in part.notes:
            notes.setdefault(note, own)  # once, under the first sheet that has it
    if notes:
        pairs = [(own, note) for note, own in notes.items()]
        _write_pairs(sheet, book, row + 1, ("sheet.sheet", "sheet.notes"), pairs)
    _set_print(sheet, parts[0][1].foot[0] if parts and parts[0][1].foot else "")


def _write_pairs(sheet: Any, book: Book, row: int, heads: tuple[str, str], pairs: Sequence[tuple[str, str]]) -> int:
    for at, head in enumerate(heads):
        write_words(sheet, row, at, book.t(head), book.look("head"))
    for n, pair in enumerate(pairs, row + 1):
        for at, said in enumerate(pair):
            write_words(sheet, n, at, said, book.look("words"))
        sheet.set_row(n, max(merged_height(pair[0], 26, 10.5), merged_height(pair[1], 100, 10.5)))
    return row + 1 + len(pairs)


def _set_properties(book: Book, parts: Sequence[Exhibit]) -> None:
    """Set title and author for finding the file, and the addresses for checking it later, split if they are too long."""
    made = properties_of(parts, book.t)
    book.file.set_properties(
        {"title": made.title, "subject": made.subject, "author": made.author, "company": made.author, "keywords": made.keywords}
        | {"created": made.made_at.astimezone(UTC).replace(tzinfo=None)}
    )
    for n, part in enumerate(parts, 1):
        address = clean(part.address)
        pieces = [address[at : at + LONGEST] for at in range(0, len(address), LONGEST)] or [""]
        for at, piece in enumerate(pieces):
            book.file.set_custom_property(ADDRESS.format(n=n) + (f".{at}" if at else ""), piece, "text")
