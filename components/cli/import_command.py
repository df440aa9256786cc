"""The command ``import``: files are checked as on the page, and recorded as one batch."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from components.cli.common import (
    ByOption,
    JsonOption,
    PlanOption,
    author_of,
    language_of_errors,
    plan_code,
    print_error,
    print_json,
    print_line,
    read_bytes,
    store,
    today,
)
from components.cli.import_answer import answer, counts, findings_of
from models.errors import problem
from models.imports.batch import commit, stage
from models.imports.sheet_reading import CITY, DOWN, LEAVE, READ


class BlankDistrict(StrEnum):
    """Answer to the question whose figures are that a sheet leaves without a district."""

    whole_city = "whole-city"
    fill_down = "fill-down"
    leave_out = "leave-out"


#: The answers to the question of districts.
_DISTRICT_ANSWERS = {BlankDistrict.whole_city: CITY, BlankDistrict.fill_down: DOWN, BlankDistrict.leave_out: LEAVE}


def import_(
    files: Annotated[list[Path], typer.Argument(help="Workbooks (.xlsx, .xls, .ods) or CSV files in the form of the template.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and compare only; nothing is written.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="Take rows that are doubted, too.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Record what is good and leave out the rest.")] = False,
    matrix: Annotated[bool, typer.Option("--matrix", help="Read tables with a district, month or target a column.")] = False,
    blank_district: Annotated[
        BlankDistrict | None, typer.Option("--blank-district", help="What figures without a district are; an error if left out.")
    ] = None,
    plan: PlanOption = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check filled workbooks and record them as one batch; exit code 0 if recorded, 1 if refused, 2 if unreadable."""
    contents = [(file.name, read_bytes(file)) for file in files]
    answers = {"matrix": READ} if matrix else {}
    answers |= {"district": _DISTRICT_ANSWERS[blank_district]} if blank_district else {}
    with store(by) as engine:
        intake = stage(engine, plan_code(engine, plan), contents, today=today(), answers=answers)
        confirmed = intake.rows_with("doubt") if confirm else set()
        told = counts(intake, confirmed=confirmed)
        kept = len(intake.kept(confirmed=confirmed)) + intake.listed_with(confirmed)
        is_partial = bool(intake.sheets or told["refused"] or told["doubted"])
        refused = is_partial and not (partial and kept)
        batch = None
        if not refused and not dry_run:
            batch = commit(engine, intake, author=author_of(by), confirmed=confirmed)
    language = language_of_errors()
    if as_json:
        print_json(answer(intake, batch, language, confirmed=confirmed))
    else:
        for level, found in findings_of(intake):
            print_error(f"{level}: {found.sentence(language)}")
        if is_partial and not refused:
            n = told["refused"] + told["doubted"] or len(intake.sheets)
            print_error(problem("", "left_out_partly", n=n, kept=kept).sentence(language))
        print_line(" ".join(f"{kind} {n}" for kind, n in told.items()))
    if refused:
        raise typer.Exit(1)
