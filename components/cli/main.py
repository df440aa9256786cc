"""The command line, ``python manage.py``: for schedules, scripts and the person who runs the store.

Errors go to stderr as one line, exit code 2; ``check`` exits with 1 if the store is damaged.
"""

import sys
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.table import Table

from components.cli import maintenance
from components.cli.common import (
    AsOfOption,
    ByOption,
    JsonOption,
    KnownOption,
    PlanOption,
    author_of,
    console,
    day_of,
    instant_of,
    language_of_errors,
    plan_code,
    print_error,
    print_json,
    print_line,
    read_bytes,
    store,
    today,
    write_bytes,
)
from components.cli.export import export
from components.cli.import_command import import_
from components.cli.papers import papers_command
from components.cli.plan import plan_app
from components.cli.plan_workbook import check as check_plan
from components.cli.plan_workbook import read_plan, workbook
from components.cli.staff import staff
from components.i18n.text import Text
from models import queries
from models.analysis.explanations import plan_change_sentence, reason_sentence, remedy_sentence, unit_of
from models.analysis.target_changes import decimals, only_moved
from models.commands.ledger import set_current_plan, store_contents, store_plan
from models.config import read_settings
from models.demo import clear_demonstration, load_demonstration, shipped
from models.errors import NotFoundError, SanbiaoError, UsageError
from models.frames import rows_of
from models.i18n import show, show_amount
from models.imports.lists import read_list
from models.imports.reader import read_file
from models.imports.report_rows import ReportRow, contents_from, district_codes, read_entries
from models.imports.sheet_reading import open_sheets
from models.imports.template import template
from models.snapshots.plan_data import read_changes, read_reports, read_standings
from models.snapshots.plan_parts import read_parts
from models.status import tally
from models.store.clock import knowledge_time_now
from models.store.engine import reading
from models.text import one_line
from models.typed_rows import PlanRow, Standing, TargetChange

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
app.command("import")(import_)
app.command("papers")(papers_command)


@app.command("template")
def template_(
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    as_of: AsOfOption = None,
    district: Annotated[str, typer.Option(help="Code or name of a district; the whole city if left out.")] = "",
    plan: PlanOption = None,
) -> None:
    """Write the workbook for staff to fill in: the current items, with the figures already known for the day."""
    day = day_of(as_of) or today()
    with store() as engine, reading(engine) as session:
        parts = read_parts(session, plan_code(engine, plan), known_at=knowledge_time_now(session))
        known = read_reports(session, parts, as_of=day, known_at=knowledge_time_now(session))
        codes = district_codes(parts.view)
        if district and district not in codes:
            raise NotFoundError("unknown_district", value=district)
        content = template(parts, known, as_of=day, district=codes.get(district, ""), language=language_of_errors())
    write_bytes(out, content)


@app.command()
def init() -> None:
    """Create the store, update its tables, and load the shipped plans with what was published about them."""
    with store() as engine:
        loaded = shipped.load_shipped(engine)
        print_line(f"{engine.url.render_as_string(hide_password=True)}: {', '.join(loaded) or '='}")


@app.command()
def plans() -> None:
    """List the plans of the store; * marks the current one."""
    with store() as engine, reading(engine) as session:
        for row in rows_of(queries.read_plans(session), PlanRow):
            print_line(f"{'*' if row.is_current else ' '} {row.code}  {row.title}")


@app.command()
def load_plan(
    file: Path,
    revise: Annotated[bool, typer.Option(help="Record the file as a change of the plan with its code.")] = False,
    document: Annotated[str | None, typer.Option(help="Number of the paper that changed the plan; --revise needs it.")] = None,
    current: Annotated[bool, typer.Option(help="Make it the plan that is shown first.")] = False,
    by: ByOption = None,
) -> None:
    """Check a plan, YAML or a workbook, and record it; a file with any problem is rejected as a whole."""
    plan = read_plan(file)
    if revise and not document:
        raise UsageError("revision_needs_document")
    with store(by) as engine:
        number = store_plan(engine, plan, author=author_of(by), name=file.name, revise=revise, document=document)
        if current:
            set_current_plan(engine, plan.plan.code)
    print_line(f"{plan.plan.code}: {'=' if number is None else f'v{number}'}, {len(plan.targets)}")


@app.command()
def report(
    code: Annotated[str | None, typer.Argument(help="Code of a target or item, such as BA-02.")] = None,
    as_of: Annotated[str, typer.Option("--as-of", help="The day the figure speaks of, 2023-06-30.")] = "",
    value: Annotated[str, typer.Option(help="The figure, cumulative; a rate in percent; a deliverable 1 or 0.")] = "",
    numerator: Annotated[str, typer.Option(help="Of a rate, instead of a value.")] = "",
    denominator: Annotated[str, typer.Option(help="Of a rate, instead of a value.")] = "",
    district: Annotated[str, typer.Option(help="Code or name of a district; the whole city if left out.")] = "",
    gate: Annotated[str, typer.Option(help="Name of a gate of the target or item, with one of the two days below.")] = "",
    forecast: Annotated[str, typer.Option(help="The day on which the gate is expected.")] = "",
    actual: Annotated[str, typer.Option(help="The day on which it was passed.")] = "",
    source: Annotated[str, typer.Option(help="Where the figure comes from.")] = "",
    note: Annotated[str, typer.Option(help="A remark.")] = "",
    file: Annotated[Path | None, typer.Option(help="A CSV file with many reports: all are taken, or none.")] = None,
    plan: PlanOption = None,
    by: ByOption = None,
) -> None:
    """Record one figure or the date of one gate, or a file of them."""
    if (code is None) == (file is None):
        raise UsageError("report_or_file")
    if file is not None:
        entries = read_entries(file)
    else:
        about = {"district": district, "numerator": numerator, "denominator": denominator, "source": source, "note": note}
        entries = [ReportRow(code or "", code or "", as_of, value, gate=gate, forecast=forecast, actual=actual, **about)]
    with store(by) as engine:
        with reading(engine) as session:
            parts = read_parts(session, plan_code(engine, plan), known_at=knowledge_time_now(session))
        contents = contents_from(entries, parts.view, today=today(), divided=parts.divided)
        name = file.name if file else None
        batch = store_contents(engine, parts.view.head.code, contents, author=author_of(by), file_name=name)
    print_line(f"#{batch}: {len(contents.reports) + len(contents.milestones)}")


@app.command()
def status(plan: PlanOption = None, as_of: AsOfOption = None, known_at: KnownOption = None, as_json: JsonOption = False) -> None:
    """Show the status of every target on a day, as known then or at another time."""
    day = day_of(as_of)
    with store() as engine, reading(engine) as session:
        known = instant_of(known_at) if known_at else knowledge_time_now(session)
        _, frame = read_standings(session, plan_code(engine, plan), as_of=day, known_at=known)
    if as_json:
        print_json([_standing_json(row, day) for row in rows_of(frame, Standing)])
    else:
        _print_table(frame, day)


@app.command()
def changes(
    since: Annotated[str, typer.Option(help="The earlier day; what was known at its end is compared.")],
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    known_at: KnownOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show changes since an earlier day, in parts that add up: reported late, corrected, progress, changes of the plan."""
    with store() as engine, reading(engine) as session:
        frame, replanned = read_changes(
            session,
            plan_code(engine, plan),
            since=day_of(since),
            known_before=instant_of(since),
            as_of=day_of(as_of),
            known_at=instant_of(known_at) if known_at else knowledge_time_now(session),
        )
    frame = only_moved(frame)
    if as_json:
        print_json(
            [*map(_change_json, rows_of(frame, TargetChange)), *({"kind": "plan_change"} | _plain(one) for one in replanned)]
        )
    else:
        _print_changes(frame)
        for one in replanned:
            print_line(plan_change_sentence(one, read_settings().language))


ListFile = Annotated[Path, typer.Argument(help="A workbook (.xlsx, .xls, .ods) or a CSV file; `import` reads the same.")]
ConfirmOption = Annotated[bool, typer.Option("--confirm", help="Take rows that are doubted, too.")]


@app.command()
def projects(file: ListFile, confirm: ConfirmOption = False, plan: PlanOption = None, by: ByOption = None) -> None:
    """Record a list of school projects with their milestones: all rows or none."""
    _record_list("projects", file, plan, by, confirm=confirm)


@app.command()
def programmes(file: ListFile, confirm: ConfirmOption = False, plan: PlanOption = None, by: ByOption = None) -> None:
    """Record a list of vocational programmes with the dates of their stages: all rows or none."""
    _record_list("programmes", file, plan, by, confirm=confirm)


@app.command()
def quotas(file: ListFile, confirm: ConfirmOption = False, plan: PlanOption = None, by: ByOption = None) -> None:
    """Record a list of recruitment quotas: all rows or none."""
    _record_list("quotas", file, plan, by, confirm=confirm)


def _record_list(form: str, file: Path, plan: str | None, by: str | None, *, confirm: bool) -> None:
    """Record a list as one batch; exit code 1 if it is doubted and not confirmed."""
    sheets, left_out = open_sheets(read_file(file.name, read_bytes(file)))
    with store(by) as engine:
        with reading(engine) as session:
            parts = read_parts(session, plan_code(engine, plan), known_at=knowledge_time_now(session))
            happened = queries.read_actual_dates(session, parts.view.head.plan_id, known_at=knowledge_time_now(session))
        contents, told = read_list(sheets, form, parts, happened=happened, today=today())
        for level, one in [*(("guess", one) for one in left_out), *told]:
            print_error(f"{level}: {one.sentence(language_of_errors())}")
        if not confirm and any(level == "doubt" for level, _ in told):
            raise typer.Exit(1)
        batch = store_contents(engine, parts.view.head.code, contents, author=author_of(by), file_name=file.name)
    print_line(f"#{batch}: {len([*contents.projects, *contents.programmes, *contents.quotas])}")


demo_app = typer.Typer(no_args_is_help=True, help="The demonstration year: made up, marked as such, and easily taken away.")
app.add_typer(demo_app, name="demo")
app.add_typer(export, name="export")
app.add_typer(plan_app, name="plan")
plan_app.command()(workbook)
plan_app.command("check")(check_plan)
app.add_typer(staff, name="staff")
maintenance.add_to(app)


@demo_app.command("load")
def demo_load(scale: Annotated[int, typer.Option(min=1, max=1000, help="That many times as much, for measuring.")] = 1) -> None:
    """Load the demonstration year as a plan of its own and show it first."""
    with store() as engine:
        print_line(load_demonstration(engine, scale=scale) or "=")


@demo_app.command("clear")
def demo_clear() -> None:
    """Remove the demonstration year without a trace in other plans."""
    with store() as engine:
        print_line("-" if clear_demonstration(engine) else "=")


def _standing_json(row: Standing, day: date) -> dict[str, Any]:
    language = read_settings().language
    unit = unit_of(row, language)
    names = ("code", "name", "kind", "section", "status", "actual", "expected", "expected_from", "target", "unit")
    plain = {name: _plain(getattr(row, name)) for name in names}
    return plain | {
        "status_word": show(row.word, language),
        "as_of": day.isoformat(),
        "reported_by": row.reported_by,
        "reporters": row.reporters,
        "plan_changes": _plain(row.plan_changes),
        "reported_on": _plain(row.reported_on),
        "due": _plain(row.due),
        "origin": row.origin,
        "grade": row.grade,
        "source": row.source,
        "flags": _plain(row.flags),
        "reason": reason_sentence(row.reason, language, unit=unit),
        "rule": row.reason.rule,
        "flip": remedy_sentence(row.remedy, language, unit=unit),
        "flip_parts": _plain(row.remedy),
    }


def _change_json(row: TargetChange) -> dict[str, Any]:
    """Return a change for JSON; ``exact`` holds its numbers as decimals that add up, which floats miss in the last digit."""
    exact = {name: f"{value:f}" for name, value in decimals(row).items()}
    return {name: _plain(value) for name, value in asdict(row).items()} | {"exact": exact}


def _plain(value: Any) -> Any:
    """Convert a value for JSON: whole numbers without a decimal point, dates in ISO format."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in asdict(value).items()}
    return str(value) if isinstance(value, Decimal | datetime) else value


def _print_table(frame: pd.DataFrame, day: date) -> None:
    language = read_settings().language
    count = tally(frame["word"])
    print_line(f"{show(day, language)}  {count.good}/{count.counted}")
    table = Table(box=None, pad_edge=False)
    for _ in range(5):
        table.add_column(overflow="fold")
    for row in rows_of(frame, Standing):
        unit = unit_of(row, language)
        name = row.name if language == "zh" else row.name_en or row.name
        amount = f"{show_amount(row.actual, '', language)}/{Text(language).goal(row)}"
        reason = reason_sentence(row.reason, language, unit=unit)
        table.add_row(*map(one_line, (row.code, show(row.word, language), name, amount, reason)))
    console().print(table)


def _print_changes(frame: pd.DataFrame) -> None:
    language = read_settings().language
    table = Table(box=None, pad_edge=False)
    for head in ("code", "status", "before", "late", "corrected", "progress", "after"):
        table.add_column(head)
    for row in rows_of(frame, TargetChange):
        status_words = f"{show(row.word_before, language)} → {show(row.word_after, language)}"
        numbers = (row.before, row.late, row.corrected, row.progress, row.after)
        table.add_row(row.code, status_words, *(show_amount(number, "", language) for number in numbers))
    console().print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        result = app(args=arguments, standalone_mode=False)
    except SanbiaoError as error:
        print_error(error.sentence(language_of_errors()))
        return 2
    except typer.TyperException as error:
        print_error(error.format_message())
        return 2
    return int(result or 0)
