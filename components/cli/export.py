"""``python manage.py export``: decks, briefings, workbooks and the offline file, made without a browser.

Export modules are imported inside the commands, so that other commands start quickly.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    print_error,
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
    template: Annotated[Path | None, typer.Option("--template", help="A .pptx or .potx: its masters, fonts and colours.")] = None,
    meeting: Annotated[int | None, typer.Option("--meeting", help="Number of a held meeting: its deck, as known then.")] = None,
    in_grey: PrintOption = False,
) -> None:
    """Export an editable deck of the whole meeting, of one that was held, or of one district."""
    from components.export import papers

    if meeting is not None and (district or with_district):
        raise UsageError("meeting_or_district")
    master = None if template is None else read_bytes(template)

    def make(builder: "ExhibitBuilder", base: "Address") -> bytes:
        if meeting is not None:
            content = papers.held_meeting_deck(builder, base, meeting, template=master)
        elif district is None:
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
    district: Annotated[str, typer.Option("--district", help="Code of a district: a briefing about it alone.")] = "",
    in_grey: PrintOption = False,
) -> None:
    """Export the briefing of two to four pages; --out ends in .docx or .pdf."""
    from components.export import papers

    form = out.suffix.lower().removeprefix(".")
    if form not in ("docx", "pdf"):
        raise UsageError("not_a_briefing", value=out.name)

    def make(builder: "ExhibitBuilder", base: "Address") -> bytes:
        return papers.briefing(builder, base, form, district=district, in_grey=in_grey)

    _write(out, make, plan, as_of, since, known_at, language)


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


@export.command("dataset")
def dataset_(
    out: OutOption,
    csv: Annotated[bool, typer.Option("--csv", help="Write each table as CSV beside the workbook, too.")] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help="Write each table as Parquet beside the workbook, too.")] = False,
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    known_at: KnownOption = None,
    language: LanguageOption = None,
) -> None:
    """Export targets by district and month, and all milestones, as tables of numbers and dates for analysis."""
    from components.export import data_files, papers
    from components.export.xlsx.dataset_book import dataset_book
    from components.i18n.text import Text

    def make(builder: "ExhibitBuilder", base: "Address") -> bytes:
        data, t = papers.data_for_analysis(builder, base), Text(base.language)
        for suffix, files in (
            (".csv", data_files.csv_files(data, t=t) if csv else {}),
            (".parquet", data_files.parquet_files(data) if parquet else {}),
        ):
            for name, content in files.items():
                write_bytes(out.with_name(f"{out.stem}_{name}{suffix}"), content)
        return dataset_book(data, t=t)

    _write(out, make, plan, as_of, since, known_at, language)


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


@contextmanager
def _builder(known_at: str | None) -> Iterator["ExhibitBuilder"]:
    """Open the store for the exhibits of a deck, as known at a time, or now."""
    from components.exhibits.registry import ExhibitBuilder
    from models.snapshots.snapshot import SnapshotFactory

    with store() as engine:
        yield ExhibitBuilder(SnapshotFactory(engine), now=instant_of(known_at) if known_at else None)


@export.command("check")
def check_(
    file: Annotated[Path, typer.Argument(help="A deck made here.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write the deck with its numbers renewed.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Compare with another date than the deck's, to which --out then moves it.")
    ] = None,
    known_at: KnownOption = None,
) -> None:
    """Compare every number of an old deck with what is known; exit code 0 if all match, 1 if any differs."""
    from components.export import papers
    from components.export.deck_check.words import difference_words, own_words, remark_words
    from components.i18n.text import Text

    content, t = read_bytes(file), Text(read_settings().language)
    with _builder(known_at) as builder:
        renewed, checked = papers.renewed(builder, content, day=None if as_of is None else day_of(as_of))
    for remark in checked.remarks:
        print_error(remark_words(t, remark))
    for number in checked.own:
        print_error(t("export.own_line", words=" · ".join(own_words(t, number))))
    for one in checked.differences:
        slide, part, figure, stands, known, why = difference_words(t, one)
        print_line("\t".join((slide, part, figure, stands, known, one.kind, why)))
    if out is not None:
        write_bytes(out, renewed)
    if checked.differences:
        raise typer.Exit(1)


@export.command("add")
def add_(
    file: Annotated[Path, typer.Argument(help="A presenter's own deck; what it has stays as it is.")],
    out: OutOption,
    part: Annotated[
        list[str], typer.Option("--part", help="An exhibit to add: worst, counts, curve?target=BA-08 and so on; repeatable.")
    ],
    plan: PlanOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    known_at: KnownOption = None,
    language: LanguageOption = None,
) -> None:
    """Add slides of exhibits to an existing deck, in its own fonts, colours and size."""
    from components.exhibits import bundles
    from components.export import papers
    from components.i18n.text import Text

    content = read_bytes(file)

    def make(builder: "ExhibitBuilder", base: "Address") -> bytes:
        addresses = [bundles.for_slide(base, one) for one in part]
        return papers.added(builder, content, addresses, t=Text(base.language))

    _write(out, make, plan, as_of, since, known_at, language)


@export.command("refresh")
def refresh_(
    file: Annotated[Path, typer.Argument(help="A deck with exhibits made here.")],
    out: OutOption,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The date to move the exhibits to; their own if left out.")] = None,
    known_at: KnownOption = None,
) -> None:
    """Update the exhibits in an existing deck in place, and print the result of each."""
    from components.export import papers
    from components.export.deck_check.words import refreshed_words
    from components.i18n.text import Text

    content, t = read_bytes(file), Text(read_settings().language)
    with _builder(known_at) as builder:
        renewed, told = papers.refreshed(builder, content, day=None if as_of is None else day_of(as_of))
    for one in told:
        print_line("\t".join(refreshed_words(t, one)))
    write_bytes(out, renewed)


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
        before, known_before = compared_with(builder, code, day, since)
        address = Address("", code, day, before, spoken, known_before=known_before)
        content = make(builder, address)
        write_bytes(out, content)
        record_export(engine, out, address)


def record_export(engine: Engine, out: Path, address: "Address") -> None:
    """Record the export in the audit log; a store that can only be read is no reason not to have it."""
    try:
        record_access(engine, NewAccessEvent(AccessKind.EXPORT, author_of(None), "", out.name, address.plan, str(address)))
    except StoreError as error:
        sys.stderr.write(f"{error.sentence(language_of_errors())}\n")


def compared_with(builder: "ExhibitBuilder", plan: str, day: date, since: str | None) -> tuple[date, datetime | None]:
    """Return the earlier date and the time it was known at (None for its end): as requested, else of the last meeting."""
    if since:
        return day_of(since), None
    return builder.factory.last_meeting(plan, day, builder.now) or (day.replace(day=1) - timedelta(days=1), None)
