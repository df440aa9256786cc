"""The rows and the problems of sheets, as tests of what follows the reading need them."""

from collections.abc import Sequence

from models.errors import Problem
from models.imports.matrix import Heads
from models.imports.reader import Sheet
from models.imports.sheet_layouts import SheetLayout
from models.imports.sheet_reading import Context, open_sheets, read_sheets
from models.imports.sheet_rows import Row


def rows_of_sheets(sheets: Sequence[Sheet], forms: Sequence[SheetLayout]) -> tuple[list[Row], list[Problem]]:
    """The rows of all sheets and their problems, of a plan without districts."""
    opened, _ = open_sheets(sheets)
    readings = read_sheets(opened, Context(forms, Heads(None, {}, 2023)))
    return [row for one in readings for row in one.rows], [found for one in readings for found in one.problems]
