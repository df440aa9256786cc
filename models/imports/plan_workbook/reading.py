"""The plan in a plan workbook: read back as it was written, or refused with every problem, each named by sheet and cell."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import PlanFileError, Problem, problem
from models.imports.plan_workbook.parts import in_cells, parts_of
from models.imports.plan_workbook.tables import Told, read_tables
from models.imports.reader import Sheet, read_file
from models.plan.file import PlanFile, check_plan


@dataclass(frozen=True, slots=True)
class PlanWorkbook:
    """A plan out of a workbook, and what has to be told of it: proposed dates, sheets and columns that were not read."""

    plan: PlanFile
    notices: tuple[Problem, ...]


def read_plan_workbook(content: bytes, name: str) -> PlanFile:
    """Return the plan of a workbook; what has to be told of it is left to ``open_plan_workbook``."""
    return open_plan_workbook(content, name).plan


def open_plan_workbook(content: bytes, name: str) -> PlanWorkbook:
    """Return the plan of a workbook with its notices.

    UnreadableError if the file is unsafe, broken or no workbook, PlanFileError with every problem of the plan.
    """
    return plan_of_sheets(read_file(name, content), name=name, sha256=hashlib.sha256(content).hexdigest())


def plan_of_sheets(sheets: Sequence[Sheet], *, name: str, sha256: str) -> PlanWorkbook:
    """Return the plan of the sheets of a workbook. PlanFileError with every problem."""
    told = Told()
    tables = read_tables(sheets, told)
    if not tables:
        raise PlanFileError("plan_file_refused", [problem("", "not_a_plan_workbook")], file=name)
    parts = parts_of(tables, told)
    try:
        plan = check_plan(parts.raw, name=name, sha256=sha256)
    except PlanFileError as error:
        told.problems += in_cells(parts, error.problems)
    if told.problems:
        raise PlanFileError("plan_file_refused", list(dict.fromkeys(told.problems)), file=name)
    return PlanWorkbook(plan, tuple(dict.fromkeys(told.notices)))
