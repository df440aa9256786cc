"""Conversion of sheets to rows: the form of a sheet, its header, and the field of each cell."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.errors import Problem, problem
from models.imports.reader import Sheet
from models.imports.sheet_layouts import SheetLayout, tidy

#: Number of first rows among which a sheet may have its header.
HEADER_ROWS = 10
#: Free text, which keeps its punctuation as written; other cells are normalised for comparison.
WORDS = ("name", "gate", "note", "evidence")
#: Invisible characters that are copied along from web pages.
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its place, its cells by field, the column of each, and the contents of unknown columns."""

    form: str
    sheet: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    extra: str = ""

    def where(self, name: str = "") -> str:
        """Return the place of a cell in common notation: 指标进度!E7; that of the whole row if it has no such column."""
        place = f"{self.columns[name]}{self.number}" if name in self.columns else str(self.number)
        return f"{self.sheet}!{place}" if self.sheet else place


def rows_of_sheets(sheets: Sequence[Sheet], forms: Sequence[SheetLayout]) -> tuple[list[Row], list[Problem]]:
    """Return the rows of all sheets with a known header, and a problem for each non-empty sheet without one."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for sheet in sheets:
        if _explains(sheet):
            continue
        found = _header(sheet, forms)
        if found is None:
            if sheet.rows:
                heads = "、".join(form.columns[0].zh for form in forms)
                problems.append(problem(_name(sheet), "no_header", choices=heads))
            continue
        form, at, fields = found
        problems += _check_header(sheet, form, at, fields)
        rows += [_row(sheet, form, number, cells, sheet.rows[at][1], fields) for number, cells in sheet.rows[at + 1 :]]
    return rows, problems


def _name(sheet: Sheet) -> str:
    return sheet.name or sheet.file


def _explains(sheet: Sheet) -> bool:
    """Return True for the sheet of the template that explains the others."""
    return sheet.name in ("填报说明", "Guide")


def _header(sheet: Sheet, forms: Sequence[SheetLayout]) -> tuple[SheetLayout, int, list[str | None]] | None:
    """Return the form of a sheet, the index of its header among the rows, and the field of each column."""
    for at, (_, cells) in enumerate(sheet.rows[:HEADER_ROWS]):
        heads = [tidy(clean(cell)) for cell in cells]
        for form in forms:
            codes = {tidy(form.columns[0].zh), tidy(form.columns[0].en)}
            if codes & set(heads):
                fields = {clean(head): name for head, name in form.fields().items()}
                return form, at, [fields.get(head) for head in heads]
    return None


def _check_header(sheet: Sheet, form: SheetLayout, at: int, fields: Sequence[str | None]) -> list[Problem]:
    number = sheet.rows[at][0]
    place = f"{_name(sheet)}!{number}"
    named = {column.field: column.zh for column in form.columns}
    twice = [name for name in dict.fromkeys(fields) if name is not None and fields.count(name) > 1]
    problems = [problem(place, "twice", value=named[name]) for name in twice]
    if "as_of" not in fields:
        problems.append(problem(place, "column_missing", value=named["as_of"]))
    return problems


def _row(
    sheet: Sheet, form: SheetLayout, number: int, cells: Sequence[str], heads: Sequence[str], fields: Sequence[str | None]
) -> Row:
    known, columns, extra = {}, {}, []
    for index, cell in enumerate(cells):
        name = fields[index] if index < len(fields) else None
        text = as_written(cell) if name is None or name in WORDS else clean(cell)
        if name is not None:
            known[name], columns[name] = text, letters(index)
        elif text:
            head = clean(heads[index]) if index < len(heads) else ""
            extra.append(f"{head}：{text}" if head else text)
    return Row(form.name, _name(sheet), number, known, columns, "；".join(extra))


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
