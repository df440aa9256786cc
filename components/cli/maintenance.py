"""The commands that maintain a store: check, backup, restore, move."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from components.cli.common import console, print_line, store
from models.config import read_settings
from models.errors import UsageError
from models.i18n import say
from models.maintenance.backup import back_up, back_up_into, restore
from models.maintenance.integrity import describe, find_damage
from models.maintenance.transfer import Moved, move
from models.store.engine import reach_store


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("check")(check_command)
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)
    app.command("move")(move_command)


def check_command() -> None:
    """Check the store for damage: file, version, references, and missing, added or altered rows."""
    language = read_settings().language
    engine = reach_store(read_settings().database_url)
    try:
        damage = find_damage(engine, language)
        for line in damage or [describe(engine, language)]:
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
    print_line(str(file))


def restore_command(file: Path) -> None:
    """Replace the store with a backup; the previous store is kept as another backup."""
    engine = reach_store(read_settings().database_url)
    try:
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


def _print_moved(moved: list[Moved]) -> None:
    language = read_settings().language
    table = Table(box=None, pad_edge=False)
    for head in ("table", "rows", "rows_there", "sum", "sum_there", "same"):
        table.add_column(say(f"moved.{head}", language))
    for one in moved:
        sums = (one.sum[:12], one.sum_there[:12])
        table.add_row(one.table, str(one.rows), str(one.rows_there), *sums, "=" if one.same else "≠")
    console().print(table)
