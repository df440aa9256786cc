"""The plan workbook as an .xlsx file: a plan to change, or the empty template, with choices, notes and examples."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from models.i18n import say
from models.plan.file import PlanFile
from models.plan.view import TERMS
from models.plan.workbook.cells import shown
from models.plan.workbook.columns import Column, Shape
from models.plan.workbook.sheets import GUIDE, OUTLINES, Cells, Layout, layouts, rows_of_plan

#: Spare rows with choices and rules.
SPARE = 300
#: Maximum length of a list of choices in a workbook, and of the note of a cell's rule.
LONGEST_LIST, LONGEST_NOTE = 255, 250
#: Height of a row of one line, where its text is not to be read.
LOWEST = 15
#: Number of columns that are legible on a page.
WIDEST = 12
#: Widths of columns in letters, by the last name of their path; others have one by what they hold.
_WIDTHS = {"name": 38, "name_en": 38, "of_name": 30, "item": 34, "note": 40, "note_en": 40, "aliases": 34, "heading": 24}
_WIDTH = {Shape.NUMBER: 10, Shape.SHARE: 10, Shape.YES_NO: 8, Shape.DAY: 13}
#: Recorded as the time of making, so that the same plan is the same file.
_MADE = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def plan_workbook(file: PlanFile, language: str) -> bytes:
    """Return the workbook of a plan, with headers and words in a language."""
    return _book(rows_of_plan(file), language, title=file.plan.title)


def plan_workbook_template(language: str) -> bytes:
    """Return the workbook of an empty plan."""
    return _book({}, language, title=say("plan_sheet.template", language))


def _book(rows: Mapping[str, Sequence[Cells]], language: str, *, title: str) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "created": _MADE})
        styles = _styles(book)
        written = [layout for layout in layouts() if layout.name != OUTLINES or layout.name in rows]
        if not rows:
            _guide(book, styles, written, language)
        for layout in written:
            sheet = book.add_worksheet(layout.title(language))
            _printed(sheet, 0 if layout.name == "plan" else len(layout.columns))
            own = rows.get(layout.name, ())
            if layout.name == "plan":
                _downwards(sheet, styles, layout, own[0] if own else {}, language)
            else:
                _table(sheet, styles, layout, own, language)
        if rows:
            _guide(book, styles, written, language)
    return out.getvalue()


def _styles(book: Workbook) -> dict[str, Format]:
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
    return {
        "needed": book.add_format(head | {"bg_color": "#1F4E79", "font_color": "#FFFFFF"}),
        "head": book.add_format(head | {"bg_color": "#D9DEE4"}),
        "passive": book.add_format({"font_color": "#6B7280"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"align": "left", "valign": "top"}),
    }


def _printed(sheet: Worksheet, columns: int = 0) -> None:
    """Set a sheet up for A4: one page wide, or two that begin with the code."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1 if columns <= WIDEST else 2, 0)
    if columns > WIDEST:
        sheet.repeat_columns(0)
    sheet.set_footer("&L&A&R&P / &N")


def _downwards(sheet: Worksheet, styles: dict[str, Format], layout: Layout, row: Cells, language: str) -> None:
    """Write the only row of a sheet downwards: a line for each column, with its note and example beside the value."""
    for at, (head, width) in enumerate((("item", 24), ("value", 44), ("note", 60), ("example", 36))):
        sheet.write_string(0, at, say(f"plan_head.{head}", language), styles["head"])
        sheet.set_column(at, at, width)
    for number, column in enumerate(layout.columns, start=1):
        sheet.write_string(number, 0, column.header(language), styles["needed" if column.is_needed else "head"])
        sheet.write_string(number, 2, _note(column, language), styles["passive"])
        sheet.write_string(number, 3, column.example(language), styles["passive"])
        _cell(sheet, number, 1, shown(column, row.get(column.key), language), styles)
        _rule(sheet, number, number, 1, column, language)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)


def _table(sheet: Worksheet, styles: dict[str, Format], layout: Layout, rows: Sequence[Cells], language: str) -> None:
    names = [column.key for column in layout.columns]
    sheet.freeze_panes(1, names.index("name") + 1 if "name" in names[:4] else 2)
    sheet.repeat_rows(0)
    sheet.set_row(0, 32)
    for at, column in enumerate(layout.columns):
        sheet.write_string(0, at, column.header(language), styles["needed" if column.is_needed else "head"])
        example = say("plan_head.for_example", language, value=column.example(language))
        sheet.write_comment(0, at, f"{_note(column, language)}\n{example}", {"x_scale": 2})
        sheet.set_column(at, at, _WIDTHS.get(str(column.path[-1]), _WIDTH.get(column.shape, 16)))
        _rule(sheet, 1, len(rows) + SPARE, at, column, language)
        for number, row in enumerate(rows, start=1):
            style = {"text": styles["passive"]} if column.is_passive else {}
            _cell(sheet, number, at, shown(column, row.get(column.key), language), styles | style)
    for number in range(1, len(rows) + 1) if layout.name == OUTLINES else ():
        sheet.set_row(number, LOWEST)
    sheet.autofilter(0, 0, max(len(rows), 1), len(layout.columns) - 1)


def _note(column: Column, language: str) -> str:
    needed = say("plan_head.needed", language) if column.is_needed else ""
    return needed + column.about(language)


def _cell(sheet: Worksheet, number: int, at: int, value: Any, styles: dict[str, Format]) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(number, at, datetime(value.year, value.month, value.day), styles["day"])
    elif isinstance(value, Decimal | int):
        sheet.write_number(number, at, float(value), styles["number"])
    else:
        sheet.write_string(number, at, value, styles["text"])


def _rule(sheet: Worksheet, first: int, last: int, at: int, column: Column, language: str) -> None:
    """Add the choices of a column, or the rule of its numbers and dates; what a cell may also hold in other words is let in."""
    rule = _limits(column, language)
    if rule is not None:
        note = _note(column, language)[:LONGEST_NOTE]
        sheet.data_validation(first, at, last, at, {"error_type": "warning", "error_message": note, **rule})


def _limits(column: Column, language: str) -> dict[str, Any] | None:
    if column.shape in (Shape.SECTION, Shape.DISTRICT, Shape.TARGET):
        layout = next(one for one in layouts() if one.name == f"{column.shape}s")
        at = xl_col_to_name([one.key for one in layout.columns].index("code"))
        return {"validate": "list", "source": f"='{layout.title(language)}'!${at}$2:${at}${SPARE + 1}"}
    if column.shape is Shape.DAY:
        return {"validate": "date", "criteria": "between", "minimum": date(1949, 1, 1), "maximum": date(2200, 12, 31)}
    if column.shape in (Shape.NUMBER, Shape.SHARE):
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    words = _offered(column, language)
    return {"validate": "list", "source": words} if words and len(",".join(words)) <= LONGEST_LIST else None


def _offered(column: Column, language: str) -> list[str]:
    if column.shape is Shape.YES_NO:
        return [say(f"plan_answer.{answer}", language) for answer in ("yes", "no")]
    codes = column.choices or tuple(dict.fromkeys(column.coded().values()))
    return [column.word(code, language) for code in codes]


def _guide(book: Workbook, styles: dict[str, Format], written: Sequence[Layout], language: str) -> None:
    """Write the sheet that says in plain words how the workbook is filled in, and what each column holds."""
    sheet = book.add_worksheet(say(f"plan_sheet.{GUIDE}", language))
    _printed(sheet)
    for at, width in enumerate((16, 26, 80, 40)):
        sheet.set_column(at, at, width)
    row = 0
    for line in say("plan_head.guide", language).split("|"):
        sheet.write_string(row, 0, line)
        row += 1
    for layout in written:
        row += 1
        for column in layout.columns:
            texts = (layout.title(language), column.header(language), _note(column, language), column.example(language))
            for at, text in enumerate(texts):
                sheet.write_string(row, at, text, styles["text"])
            row += 1
    terms = "、".join(say(f"plan_terms.{group}", language) for group in TERMS)
    sheet.write_string(row + 1, 0, say("plan_head.terms", language, terms=terms))
