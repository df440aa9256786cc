"""``python manage.py papers``: the papers of a schedule, made unattended, each named by plan, day and district."""

import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import Engine

from components.cli.common import day_of, language_of_errors, plan_code, print_line, read_bytes, store
from components.cli.export import compared_with, record_export
from models.config import read_settings
from models.errors import FileError, NotFoundError, SanbiaoError
from models.store.clock import newest_moment
from models.store.engine import reading

if TYPE_CHECKING:
    from components.exhibits.registry import ExhibitBuilder
    from components.export.schedule import PaperPart, ScheduledPaper


def papers_command(
    schedule: Annotated[Path, typer.Option("--schedule", help="A YAML file with a folder and a list of papers.")],
    on: Annotated[str | None, typer.Option("--on", help="The day of the run; today if left out.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made; write nothing.")] = False,
) -> None:
    """Make the papers of a schedule that are due, and print a line for each; exit code 1 if one failed or differs."""
    from components.exhibits.registry import ExhibitBuilder
    from components.export.schedule import parse_schedule
    from models.snapshots.snapshot import SnapshotFactory

    planned, today = parse_schedule(read_bytes(schedule), schedule.resolve()), day_of(on)
    states: Counter[str] = Counter()
    with store() as engine:
        # As known at the last record: a second run makes the same files if nothing was recorded in between.
        with reading(engine) as session:
            known_at = newest_moment(session)
        builder = ExhibitBuilder(SnapshotFactory(engine), now=known_at)
        for entry in planned.entries:
            for state, name, detail in _run(engine, builder, entry, planned.folder, today, dry_run=dry_run):
                now = datetime.now(read_settings().zone).isoformat(timespec="seconds")
                print_line("\t".join((now, state, name, detail)))
                states[state] += 1
    if states["failed"] or states["kept"]:
        raise typer.Exit(1)


def _run(
    engine: Engine, builder: "ExhibitBuilder", entry: "PaperPart", folder: Path, today: date, *, dry_run: bool
) -> Iterator[tuple[str, str, str]]:
    """Yield state, file and detail of each paper of an entry. An error in one does not keep the others from being made."""
    try:
        due = list(_due(engine, builder, entry, today))
    except SanbiaoError as error:
        yield "failed", entry.paper, error.sentence(language_of_errors())
        return
    for paper in due:
        path = folder / paper.name
        if dry_run:
            yield "there" if path.exists() else "due", paper.name, ""
        elif paper.due == today or not path.exists():  # an earlier one that is there was made on its day
            try:
                yield _make(engine, builder, paper, path)
            except SanbiaoError as error:
                yield "failed", paper.name, error.sentence(language_of_errors())
            except Exception as error:
                traceback.print_exc(file=sys.stderr)
                yield "failed", paper.name, f"{type(error).__name__}: {error}"


def _due(engine: Engine, builder: "ExhibitBuilder", entry: "PaperPart", today: date) -> "Iterator[ScheduledPaper]":
    from components.export.schedule import EACH, due_papers

    plan, districts = plan_code(engine, entry.plan or None), list[str]()
    if entry.district:
        districts = list(builder.factory.snapshot(plan, today, builder.now).view.districts["code"])
        if entry.district not in (EACH, *districts):
            raise NotFoundError("unknown_district", value=entry.district)
    return due_papers(entry, today, plan=plan, language=read_settings().language, districts=districts)


def _make(engine: Engine, builder: "ExhibitBuilder", paper: "ScheduledPaper", path: Path) -> tuple[str, str, str]:
    """Make a paper; a file of its name is never overwritten: it is the same, or it is kept."""
    from components.exhibits.address import Address

    before, known_before = compared_with(builder, paper.plan, paper.as_of, None)
    base = Address("", paper.plan, paper.as_of, before, paper.language, known_before=known_before)
    content = paper.make(builder, base)
    if path.exists():
        is_same = read_bytes(path) == content
        return "same" if is_same else "kept", paper.name, "" if is_same else f"{path.stat().st_size} ≠ {len(content)}"
    write_whole(path, content)
    record_export(engine, path, base)
    return "made", paper.name, str(len(content))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, and give it its own when it is whole. FileError if it cannot be written."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)  # a temporary file can be read by its owner alone
        temporary.replace(path)
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise FileError("file_unwritable", file=path) from None
