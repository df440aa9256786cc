"""The tables for analysis as a workbook: each an Excel table with its header in the first row, and a sheet that explains them."""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from components.export.dataset import SHARES, Dataset, DataTable, Value
from components.export.xlsx.cells import LONGEST, Book, merged_height, write_words
from components.i18n.text import Text
from components.typography import clean
from models.status import RULES_VERSION

_STYLE = "Table Style Light 15"
_DAY, _SHARE, _WHOLE, _NUMBER = "yyyy-mm-dd", "0.00%", "#,##0", "#,##0.00"
#: Widths of columns in Latin letters, and room for the arrow of the filter.
_NARROWEST, _WIDEST, _ARROW = 9.0, 60.0, 4.0
#: Width of the meanings of columns, and their size in points.
_MEANING, _SIZE = 90, 10.5


def dataset_book(data: Dataset, *, t: Text) -> bytes:
    """Return the workbook. Its cells are numbers, dates and text, never formulas; the same data give the same bytes."""
    paper = BytesIO()
    file = xlsxwriter.Workbook(paper, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book = Book(file, t)
    _add_explanations(book, data)
    for table in data.tables:
        _add_table(book, table, data)
    file.worksheets()[1].activate()
    created = data.known_at.replace(tzinfo=None, microsecond=0)
    file.set_properties({"title": clean(data.title)[:255], "author": t("app"), "created": created})
    file.close()
    return paper.getvalue()


def _add_table(book: Book, table: DataTable, data: Dataset) -> None:
    t = book.t
    sheet = book.file.add_worksheet(t(f"dataset.{table.name}"))
    titles = [t(f"dataset.head.{key}") for key in table.keys]
    for n, row in enumerate(table.rows, 1):
        for at, value in enumerate(row):
            _write(sheet, book, n, at, value, is_share=n - 1 in table.shares and table.keys[at] in SHARES)
    last = max(len(table.rows), 1)  # Excel wants a row below the header
    columns = [{"header": title} for title in titles]
    sheet.add_table(0, 0, last, len(titles) - 1, {"name": table.name, "columns": columns, "style": _STYLE})
    for at, title in enumerate(titles):
        is_number = table.kinds[at] in ("number", "whole")
        align = {"align": "right", "indent": 1} if is_number else {"align": "left"}
        write_words(sheet, 0, at, title, book.look("head", text_wrap=False, **align))
        sheet.set_column(at, at, _width(title, [row[at] for row in table.rows]))
    sheet.freeze_panes(1, table.keys.index("name") + 1)
    _set_print(sheet, book, data)


def _write(sheet: Any, book: Book, row: int, at: int, value: Value, *, is_share: bool) -> None:
    if isinstance(value, str):
        sheet.write_string(row, at, clean(value)[:LONGEST])
    elif isinstance(value, date):
        sheet.write_datetime(row, at, datetime.combine(value, time()), book.plain(num_format=_DAY, align="left"))
    elif value is not None:
        form = _SHARE if is_share else _WHOLE if float(value).is_integer() else _NUMBER
        sheet.write_number(row, at, value, book.plain(num_format=form, align="right", indent=1))


def _width(title: str, values: list[Value]) -> float:
    needed = max((_letters(one) for one in values), default=0.0)
    return min(max(_letters(title) + _ARROW, needed + 2, _NARROWEST), _WIDEST)


def _letters(value: Value) -> float:
    """Return the width of a value; a Chinese character counts as two letters."""
    if isinstance(value, str):
        return sum(2.0 if ord(sign) > 0x2000 else 1.0 for sign in value)
    return 10.0 if isinstance(value, date) else 0.0 if value is None else 8.0


def _add_explanations(book: Book, data: Dataset) -> None:
    """Write what the workbook holds, with names for its day and its time of knowledge, and the meaning of every column."""
    t = book.t
    sheet = book.file.add_worksheet(t("dataset.about"))
    sheet.hide_gridlines(2)
    for at, width in enumerate((26, 24, _MEANING)):
        sheet.set_column(at, at, width)
    write_words(sheet, 0, 0, data.title, book.look("title", text_wrap=False))
    sheet.set_row(0, 28)
    row = 1
    if data.demonstration:
        write_words(sheet, row, 0, t("sheet.demonstration"), book.look("demonstration"))
        row += 1
    row = _write_facts(sheet, book, data, row)
    for at, head in enumerate((t("dataset.table"), t("dataset.column"), t("dataset.explanation"))):
        write_words(sheet, row + 1, at, head, book.look("head"))
    lines = [(table.name, key) for table in data.tables for key in table.keys]
    for n, (name, key) in enumerate(lines, row + 2):
        words = (f"{t(f'dataset.{name}')} ({name})", t(f"dataset.head.{key}"), t(f"dataset.meaning.{key}"))
        for at, said in enumerate(words):
            write_words(sheet, n, at, said, book.look("words"))
        sheet.set_row(n, merged_height(words[-1], _MEANING, _SIZE))
    _set_print(sheet, book, data)
    sheet.fit_to_pages(1, 1)


def _write_facts(sheet: Any, book: Book, data: Dataset, row: int) -> int:
    t, when = book.t, data.known_at.replace(tzinfo=None, microsecond=0)
    facts: tuple[tuple[str, str | date, str], ...] = (
        (t("dataset.head.plan"), data.plan, "plan_code"),
        (t("dataset.head.as_of"), data.as_of, "as_of"),
        (t("dataset.known_at"), when, "known_at"),
        (t("dataset.version"), t("part.version", plan=data.version, rules=RULES_VERSION), ""),
        (t("grid.source"), data.source, ""),
    )
    for n, (head, value, name) in enumerate(facts, row):
        write_words(sheet, n, 0, head, book.look("words"))
        if isinstance(value, str):
            write_words(sheet, n, 1, value, book.look("words", text_wrap=False))
        else:
            at = value if isinstance(value, datetime) else datetime.combine(value, time())
            form = f"{_DAY} hh:mm" if isinstance(value, datetime) else _DAY
            sheet.write_datetime(n, 1, at, book.look("words", align="left", num_format=form))
        if name:
            place = xlsxwriter.utility.xl_rowcol_to_cell(n, 1, row_abs=True, col_abs=True)
            book.file.define_name(name, f"='{t('dataset.about')}'!{place}")
    return row + len(facts)


def _set_print(sheet: Any, book: Book, data: Dataset) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    mark = book.t("sheet.demonstration") if data.demonstration else ""
    sheet.set_header(f"&L{clean(data.title).replace('&', '&&')[:80]}&R{mark}")
    sheet.set_footer("&R&P / &N")
    sheet.repeat_rows(0)
