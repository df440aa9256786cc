"""The commands ``plan workbook`` and ``plan check``: a plan as a workbook, and what a plan file would change."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from components.cli.common import (
    PlanOption,
    language_of_errors,
    plan_code,
    print_error,
    print_line,
    read_bytes,
    store,
    write_bytes,
)
from models import queries
from models.analysis.explanations import plan_change_sentence
from models.analysis.plan_differences import difference_sentence
from models.errors import NotFoundError
from models.i18n import say
from models.imports.plan_workbook.reading import open_plan_workbook
from models.plan.file import PlanFile, read_plan_file
from models.plan.preview import other_differences, plan_changes_of
from models.plan.stored import file_of
from models.plan.view import PlanView
from models.plan.workbook.writing import plan_workbook, plan_workbook_template
from models.store.clock import knowledge_time_now
from models.store.engine import reading

#: Endings of workbooks and tables; any other file is taken for YAML.
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".ods", ".et", ".csv")


def workbook(
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    plan: PlanOption = None,
    template: Annotated[bool, typer.Option("--template", help="Write the workbook of an empty plan.")] = False,
) -> None:
    """Write a plan as a workbook to change, with choices, notes and examples; ``load-plan`` takes it in again."""
    language = language_of_errors()
    if template:
        write_bytes(out, plan_workbook_template(language))
        return
    with store() as engine:
        view = _stored(engine, plan_code(engine, plan))
    write_bytes(out, plan_workbook(file_of(view), language))


def check(file: Annotated[Path, typer.Argument(help="The plan: .xlsx or YAML.")]) -> None:
    """Check a plan and print what it would change of the plan with its code; nothing is recorded."""
    new, language = read_plan(file), language_of_errors()
    try:
        with store() as engine:
            old = _stored(engine, new.plan.code)
    except NotFoundError:
        print_line(say("plan_preview.new", language, title=new.plan.title, n=len(new.targets)))
        return
    changes, others = plan_changes_of(old, new), other_differences(old, new)
    print_line(say("plan_preview.changes", language, code=new.plan.code, n=len(changes) + len(others)))
    for change in changes:
        print_line(f"{change.code}\t{plan_change_sentence(change, language)}")
    for one in others:
        print_line(f"{one.code or one.sheet}\t{difference_sentence(one, language)}")


def read_plan(file: Path) -> PlanFile:
    """Return the plan of a workbook, whose notices are printed, or of a YAML file."""
    if file.suffix.lower() not in WORKBOOKS:
        return read_plan_file(file)
    found = open_plan_workbook(read_bytes(file), file.name)
    for one in found.notices:
        print_error(one.sentence(language_of_errors()))
    return found.plan


def _stored(engine: Engine, code: str) -> PlanView:
    with reading(engine) as session:
        return queries.read_plan(session, code, knowledge_time_now(session))
