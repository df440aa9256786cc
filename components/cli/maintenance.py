"""The commands that maintain a store: anchor, check, backup, restore, move, confirm-clock."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from components.cli.common import ByOption, author_of, console, print_line, store
from models.commands.clock import confirm_clock
from models.config import read_settings
from models.errors import ConflictError, UsageError
from models.i18n import say
from models.maintenance.backup import anchor_path, back_up, back_up_into, restore
from models.maintenance.comparison import compare_backup
from models.maintenance.integrity import describe, find_damage, find_notices, find_other_demonstrations
from models.maintenance.transfer import Moved, move
from models.store.anchors import anchor_of, append_anchor, find_differences, read_anchors
from models.store.engine import reach_store, reading

#: The option of the commands that hold something against anchors.
AnchorFile = Annotated[Path | None, typer.Option("--anchor", help="A file of anchors to hold it against.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("anchor")(anchor_command)
    app.command("check")(check_command)
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)
    app.command("move")(move_command)
    app.command("confirm-clock")(confirm_clock_command)


def anchor_command(
    file: Annotated[Path, typer.Argument(help="The file to append to; keep it where nobody who can write the store can write.")],
) -> None:
    """Print the head of the store's seals and append it to a file, against which a later store can be held."""
    with store() as engine, reading(engine) as session:
        anchor = anchor_of(session.connection())
        earlier = read_anchors(file) if file.exists() and file.stat().st_size else []
        if any(one.is_damage for one in find_differences(session.connection(), earlier)):
            raise ConflictError("not_from_anchor", file=file)
    append_anchor(file, anchor)
    print_line(anchor.as_line())


def check_command(anchor: AnchorFile = None) -> None:
    """Check the store for damage: file, schema, references, missing, added or altered rows, and the anchors of a file."""
    language = read_settings().language
    anchors = read_anchors(anchor) if anchor else []
    engine = reach_store(read_settings().database_url)
    try:
        damage = find_damage(engine, language, anchors)
        for line in damage or [describe(engine, language)]:
            print_line(line)
        if anchors and not damage:
            print_line(say("check.anchor_ok", language, n=len(anchors)))
            for line in find_other_demonstrations(engine, language, anchors):
                print_line(line)
        for line in find_notices(engine, language):
            print_line(line)
    finally:
        engine.dispose()
    if damage:
        raise typer.Exit(1)


def backup_command(
    file: Annotated[Path | None, typer.Argument(help="The file to write; an existing one is never overwritten.")] = None,
    into: Annotated[Path | None, typer.Option("--into", help="A folder instead, for a file named after the time.")] = None,
    keep: Annotated[int | None, typer.Option("--keep", min=1, help="How many of its own files to leave in the folder.")] = None,
) -> None:
    """Copy the store to a SQLite file; safe while the dashboard runs."""
    if (file is None) == (into is None) or (into is None) != (keep is None):
        raise UsageError("backup_where")
    with store() as engine:
        if file is not None:
            back_up(engine, file)
        elif into is not None and keep is not None:
            file = back_up_into(engine, into, keep=keep)
    assert file is not None, "one of both was given"
    print_line(str(file))
    print_line(read_anchors(anchor_path(file))[-1].as_line())


def restore_command(file: Path, anchor: AnchorFile = None) -> None:
    """Replace the store with a backup and say how the two compare; the previous store is kept as another backup."""
    language = read_settings().language
    anchors = read_anchors(anchor) if anchor else []
    engine = reach_store(read_settings().database_url)
    try:
        for line in compare_backup(engine, file, language, anchors):
            print_line(line)
        kept = restore(engine, file)
    finally:
        engine.dispose()
    print_line(str(kept or file))


def move_command(to: Annotated[str, typer.Option("--to", help="The address of an empty database.")]) -> None:
    """Copy the store to another database and compare every table; exit code 1 if one differs, and nothing is left there."""
    with store() as engine:
        moved = move(engine, to)
    _print_moved(moved)
    if not all(one.same for one in moved):
        raise typer.Exit(1)


def confirm_clock_command(by: ByOption = None) -> None:
    """Confirm that the clock is right, after a write was refused because it seems to be a day wrong or more."""
    with store(by) as engine:
        now = confirm_clock(engine, author=author_of(by))
    print_line(f"{now.astimezone(read_settings().zone):%Y-%m-%d %H:%M}")


def _print_moved(moved: list[Moved]) -> None:
    language = read_settings().language
    table = Table(box=None, pad_edge=False)
    for head in ("table", "rows", "rows_there", "sum", "sum_there", "same"):
        table.add_column(say(f"moved.{head}", language))
    for one in moved:
        sums = (one.sum[:12], one.sum_there[:12])
        table.add_row(one.table, str(one.rows), str(one.rows_there), *sums, "=" if one.same else "≠")
    console().print(table)
