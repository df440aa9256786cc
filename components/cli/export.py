"""``python manage.py export``: decks, briefings, workbooks and the offline file, made without a browser.

Export modules are imported inside the commands, so that other commands start quickly.
"""

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import Engine

from components.cli.common import (
    AsOfOption,
    KnownOption,
    PlanOption,
    author_of,
    day_of,
    instant_of,
    language_of_errors,
    plan_code,
    print_line,
    read_bytes,
    store,
    write_bytes,
)
from models.commands.access_events import AccessKind, NewAccessEvent, record_access
from models.config import read_settings
from models.errors import StoreError, UsageError

if TYPE_CHECKING:
    from components.exhibits.address import Address
    from components.exhibits.registry import ExhibitBuilder

export = typer.Typer(no_args_is_help=True, help="Decks, briefings, workbooks and the dashboard in one file.")

OutOption = Annotated[Path, typer.Option("--out", help="The file to write.")]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since", help="The day compared with; if left out that of the last meeting, else the end of the month before."
    ),
]
PrintOption = Annotated[bool, typer.Option("--print", help="In greys, for a printer without colours; marks tell statuses apart.")]
LanguageOption = Annotated[str | None, typer.Option("--lang", help="zh or en; that of the settings if left out.")]


@export.command("deck")
def deck_(
    out: OutOption,
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    known_at: KnownOption = None,
    language: LanguageOption = None,
    district: Annotated[str | None, typer.Option("--district", help="Code of a district: a deck about it alone.")] = None,
    with_district: Annotated[
        str | None, typer.Option("--with-district", help="Code of a district: the whole meeting with its slide.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="A .pptx or .potx whose masters, fonts and colours are used.")
    ] = None,
    in_grey: PrintOption = False,
) -> None:
    """Export an editable deck of the whole meeting, or of one district."""
    from components.export import papers

    master = None if template is None else read_bytes(template)

    def make(builder: "ExhibitBuilder", base: "Address") -> bytes:
        if district is None:
            content = papers.meeting_deck(builder, base, district=with_district or "", template=master)
        else:
            content = papers.district_deck(builder, base, district, template=master)
        return papers.printed(content) if in_grey else content

    _write(out, make, plan, as_of, since, known_at, language)


@export.command("briefing")
def briefing_(
    out: OutOption,
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    known_at: KnownOption = None,
    language: LanguageOption = None,
    in_grey: PrintOption = False,
) -> None:
    """Export the briefing of two to four pages; --out ends in .docx or .pdf."""
    from components.export import papers

    form = out.suffix.lower().removeprefix(".")
    if form not in ("docx", "pdf"):
        raise UsageError("not_a_briefing", value=out.name)
    _write(
        out, lambda builder, base: papers.briefing(builder, base, form, in_grey=in_grey), plan, as_of, since, known_at, language
    )


@export.command("workbook")
def workbook_(
    out: OutOption,
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    known_at: KnownOption = None,
    language: LanguageOption = None,
) -> None:
    """Export every exhibit as a sheet of one workbook."""
    from components.export import papers

    _write(out, papers.workbook, plan, as_of, since, known_at, language)


@export.command("capsule")
def capsule_(
    out: OutOption,
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    known_at: KnownOption = None,
    language: LanguageOption = None,
) -> None:
    """Export the dashboard as one HTML file that opens without network or server."""
    from components.export import papers

    _write(out, papers.capsule, plan, as_of, since, known_at, language)


@export.command("check")
def check_(
    file: Annotated[Path, typer.Argument(help="A deck made here.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write the deck with its numbers renewed.")] = None,
) -> None:
    """Compare every number of an old deck with current data; exit code 0 if all match, 1 if any changed."""
    from components.exhibits.registry import ExhibitBuilder
    from components.export import papers
    from models.snapshots.snapshot import SnapshotFactory

    content = read_bytes(file)
    with store() as engine:
        renewed, differences = papers.renewed(ExhibitBuilder(SnapshotFactory(engine)), content)
    for one in differences:
        print_line(f"{one.slide}\t{one.part}\t{one.figure}\t{one.then}\t{one.now}\t{one.kind}")
    if out is not None:
        write_bytes(out, renewed)
    if differences:
        raise typer.Exit(1)


def _write(
    out: Path,
    make: "Callable[[ExhibitBuilder, Address], bytes]",
    plan: str | None,
    as_of: str | None,
    since: str | None,
    known_at: str | None,
    language: str | None,
) -> None:
    from components.exhibits.address import Address
    from components.exhibits.registry import ExhibitBuilder
    from models.snapshots.snapshot import SnapshotFactory

    day = day_of(as_of)
    spoken = language if language in ("zh", "en") else read_settings().language
    with store() as engine:
        builder, code = (
            ExhibitBuilder(SnapshotFactory(engine), now=instant_of(known_at) if known_at else None),
            plan_code(engine, plan),
        )
        before, known_before = _compared_with(builder, code, day, since)
        address = Address("", code, day, before, spoken, known_before=known_before)
        content = make(builder, address)
        write_bytes(out, content)
        _record(engine, out, address)


def _record(engine: Engine, out: Path, address: "Address") -> None:
    """Record the export in the audit log; a store that can only be read is no reason not to have it."""
    try:
        record_access(engine, NewAccessEvent(AccessKind.EXPORT, author_of(None), "", out.name, address.plan, str(address)))
    except StoreError as error:
        sys.stderr.write(f"{error.sentence(language_of_errors())}\n")


def _compared_with(builder: "ExhibitBuilder", plan: str, day: date, since: str | None) -> tuple[date, datetime | None]:
    """Return the earlier date and the time it was known at (None for its end): as requested, else of the last meeting."""
    if since:
        return day_of(since), None
    return builder.factory.last_meeting(plan, day, builder.now) or (day.replace(day=1) - timedelta(days=1), None)
