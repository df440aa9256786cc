"""The command line, ``python manage.py``: for schedules, scripts and the person who runs the store.

Errors go to stderr as one line, exit code 2; ``check`` exits with 1 if the store is damaged.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
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
    store,
    today,
)
from components.cli.export import export
from components.cli.import_answer import answer, counts
from components.cli.staff import staff
from models import queries
from models.analysis.explanations import plan_change_sentence, reason_sentence, remedy_sentence, unit_of
from models.analysis.target_changes import decimals, only_moved
from models.commands.ledger import set_current_plan, store_contents, store_plan
from models.commands.records import BatchContents
from models.config import read_settings
from models.demo import clear_demonstration, load_demonstration, shipped
from models.errors import FileError, NotFoundError, SanbiaoError, UsageError
from models.frames import rows_of
from models.i18n import show, show_amount
from models.imports.batch import commit, stage
from models.imports.programme_rows import programmes_from, read_programme_rows
from models.imports.quota_rows import quotas_from, read_quota_rows
from models.imports.report_rows import ReportRow, contents_from, district_codes, read_entries
from models.imports.school_rows import projects_from, read_project_rows
from models.imports.template import template
from models.plan.file import read_plan_file
from models.snapshots.plan_data import PlanData, read_changes, read_parts, read_reports, read_standings
from models.status import tally
from models.store.clock import knowledge_time_now
from models.store.engine import reading
from models.text import one_line
from models.typed_rows import PlanRow, Standing, TargetChange

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Workbooks (.xlsx, .xls, .ods) or CSV files in the form of the template.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and compare only; nothing is written.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="Take rows that are doubted, too.")] = False,
    plan: PlanOption = None,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check filled workbooks and record them as one batch; exit code 0 if recorded, 1 if refused, 2 if unreadable."""
    contents = [(file.name, _bytes(file)) for file in files]
    with store(by) as engine:
        intake = stage(engine, plan_code(engine, plan), contents, today=today())
        doubts = intake.rows_with("doubt")
        refused = bool(intake.sheets or intake.rows_with("error") or (doubts and not confirm))
        batch = None
        if not refused and not dry_run:
            batch = commit(engine, intake, author=author_of(by), confirmed=doubts)
    if as_json:
        print_json(answer(intake, batch, language_of_errors()))
    else:
        for found in (*((one, "error") for one in intake.sheets), *((one.problem, one.level) for one in intake.findings)):
            print_error(f"{found[1]}: {found[0].sentence(language_of_errors())}")
        print_line(" ".join(f"{kind} {n}" for kind, n in counts(intake).items()))
    if refused:
        raise typer.Exit(1)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise FileError("file_unreadable", file=file) from None


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
    try:
        out.write_bytes(content)
    except OSError:
        raise FileError("file_unwritable", file=out) from None
    print_line(str(out))


@app.command()
def init() -> None:
    """Create the store, update its tables, and load the shipped plans with their published results."""
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
    """Check a plan file and record it; a file with any problem is rejected as a whole."""
    plan = read_plan_file(file)
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


@app.command()
def projects(file: Path, plan: PlanOption = None, by: ByOption = None) -> None:
    """Record a list of school projects with their milestones from a CSV file: all rows or none."""
    rows = read_project_rows(file)

    def read(parts: PlanData, happened: Happened) -> BatchContents:
        others = {*parts.programmes["code"], *parts.quotas["code"]}
        return projects_from(rows, parts.view, today=today(), others=others, happened=happened)

    _record_list(file, plan, by, read)


@app.command()
def programmes(file: Path, plan: PlanOption = None, by: ByOption = None) -> None:
    """Record a list of vocational programmes with the dates of their stages from a CSV file: all rows or none."""

    def read(parts: PlanData, happened: Happened) -> BatchContents:
        others = {*parts.projects["code"], *parts.quotas["code"]}
        rows = read_programme_rows(file, parts.view)
        return programmes_from(rows, parts.view, today=today(), others=others, happened=happened)

    _record_list(file, plan, by, read)


@app.command()
def quotas(file: Path, plan: PlanOption = None, by: ByOption = None) -> None:
    """Record a list of recruitment quotas from a CSV file: all rows or none."""
    rows = read_quota_rows(file)

    def read(parts: PlanData, _: Happened) -> BatchContents:
        others = {*parts.projects["code"], *parts.programmes["code"]}
        return quotas_from(rows, parts.view, today=today(), others=others)

    _record_list(file, plan, by, read)


#: Known actual dates by code and milestone.
Happened = Mapping[str, Mapping[str, date]]


def _record_list(file: Path, plan: str | None, by: str | None, read: Callable[[PlanData, Happened], BatchContents]) -> None:
    """Record the contents that ``read`` returns for a list, as one batch."""
    with store(by) as engine:
        with reading(engine) as session:
            parts = read_parts(session, plan_code(engine, plan), known_at=knowledge_time_now(session))
            happened = queries.read_actual_dates(session, parts.view.head.plan_id, known_at=knowledge_time_now(session))
        contents = read(parts, happened)
        batch = store_contents(engine, parts.view.head.code, contents, author=author_of(by), file_name=file.name)
    print_line(f"#{batch}: {len([*contents.projects, *contents.programmes, *contents.quotas])}")


demo_app = typer.Typer(no_args_is_help=True, help="The demonstration year: made up, marked as such, and easily taken away.")
app.add_typer(demo_app, name="demo")
app.add_typer(export, name="export")
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
        amount = f"{show_amount(row.actual, '', language)}/{show_amount(row.target, unit.strip(), language)}"
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
