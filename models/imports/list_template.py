"""The empty workbook for a list of projects, programmes or quotas: its headers, with choices and notes on what is needed."""

import io

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from models.analysis.schools import KINDS, STAGES
from models.geo import Crs
from models.i18n import say, word
from models.imports.list_cells import TERMS
from models.imports.lists import NEEDED, list_columns
from models.imports.sheet_layouts import Column
from models.plan.view import PlanView

#: Rows with choices.
ROWS = 500
#: Maximum length of a list of choices in a workbook.
LONGEST_LIST = 255


def list_template(view: PlanView, form: str, language: str) -> bytes:
    """Return the workbook of a list: "projects", "programmes" or "quotas"."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(say(f"list_name.{form}", language))
        sheet.freeze_panes(1, 2)
        for at, column in enumerate(list_columns(view, form)):
            _head(book, sheet, at, column, form, language)
            _choices(sheet, at, offered(view, form, column.field, language))
    return out.getvalue()


def _head(book: Workbook, sheet: Worksheet, at: int, column: Column, form: str, language: str) -> None:
    """Write a header, dark and with a note if the column is needed."""
    is_needed = column.field in NEEDED[form]
    colours = {"bg_color": "#1F4E79", "font_color": "#FFFFFF"} if is_needed else {"bg_color": "#D9DEE4"}
    sheet.write_string(0, at, column.header(language), book.add_format({"bold": True, "border": 1} | colours))
    sheet.set_column(at, at, 30 if column.field == "name" else 16)
    if is_needed:
        sheet.write_comment(0, at, say("list_name.needed", language))


def offered(view: PlanView, form: str, field: str, language: str) -> list[str]:
    """Return the words that may stand in a column; none if anything may."""
    if field == "district":
        return list(view.districts["short"])
    if field == "stage":
        return [word("stage", code, language) for code in STAGES]
    if form == "projects":
        return {"kind": [word("project_kind", code, language) for code in KINDS], "crs": [one.value for one in Crs]}.get(
            field, []
        )
    group = TERMS[form].get(field)
    return [view.head.terms.word(group, code, language) for code in view.head.terms.codes(group)] if group else []


def _choices(sheet: Worksheet, at: int, words: list[str]) -> None:
    if words and len(",".join(words)) <= LONGEST_LIST:
        sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": words, "error_type": "warning"})
