"""Shared parts of all commands: options, opening the store, parsing of dates and times, and printing."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from sqlalchemy import Engine

from models import queries
from models.auth.roles import normalise_login, on_behalf_of
from models.config import read_settings
from models.errors import AccountError, FileError, NotFoundError, SanbiaoError, UsageError
from models.imports.report_rows import parse_day
from models.queries.accounts import find_staff, newest_account
from models.store.engine import open_store, reading
from models.text import one_line, visible

PlanOption = Annotated[str | None, typer.Option("--plan", help="Code of the plan; the current one if left out.")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="The date of the figures, 2023-06-30; today if left out.")]
KnownOption = Annotated[
    str | None, typer.Option("--known-at", help="As known at the end of this day, or at this time; now if left out.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who did it: a login, whose rights then bind, or any name; yours if left out.")
]


@contextmanager
def store(by: str | None = None) -> Iterator[Engine]:
    """Open the store of the settings, and close it after the command.

    If ``by`` is the login of an account, the command has the rights of that account. Any other name is only a name, since whoever
    can open the store runs the command. Raise AccountError if the account was closed.
    """
    engine = open_store(read_settings().database_url)
    try:
        yield engine if by is None else _as_account(engine, by)
    finally:
        engine.dispose()


def _as_account(engine: Engine, login: str) -> Engine:
    with reading(engine) as session:
        staff = find_staff(session, login)
        if staff is None and newest_account(session, normalise_login(login)) is not None:
            raise AccountError("account_closed", login=login)
    return engine if staff is None else on_behalf_of(engine, staff)


def author_of(by: str | None) -> str:
    """Return the author of a change: the given name, or that of the operating system's user."""
    try:
        return by or getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container may run under a uid without a user name; Windows has no ``pwd``
        return "?"


def today() -> date:
    """Return today's date in the city's time zone."""
    return datetime.now(read_settings().zone).date()


def day_of(text: str | None) -> date:
    """Parse a date; return today if it is None. Raise UsageError if it cannot be parsed."""
    if text is None:
        return today()
    try:
        return parse_day(text)
    except ValueError:
        raise UsageError("bad_day", value=text) from None


def instant_of(text: str) -> datetime:
    """Parse a date of the city, as its end, or an exact time. Raise UsageError if it cannot be parsed."""
    try:
        return _moment(text, read_settings().zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError("bad_time", value=text) from None


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(parse_day(text), time.max, zone)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def plan_code(engine: Engine, code: str | None) -> str:
    """Return ``code``, or the code of the current plan if it is None. Raise NotFoundError if the store is empty."""
    if code is not None:
        return code
    with reading(engine) as session:
        known = queries.read_plans(session)
    if known.empty:
        raise NotFoundError("no_plan")
    return str(known["code"].iloc[0])


def read_bytes(file: Path) -> bytes:
    """Return the content of a file. FileError if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        raise FileError("file_unreadable", file=file) from None


def write_bytes(out: Path, content: bytes) -> None:
    """Write a file and print its name. FileError if it cannot be written."""
    try:
        out.write_bytes(content)
    except OSError:
        raise FileError("file_unwritable", file=out) from None
    print_line(str(out))


def console() -> Console:
    """Return the console that prints tables, 200 characters wide if stdout is not a terminal."""
    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 200)


def print_line(line: str) -> None:
    """Print one line to stdout; its columns may be separated by tabs."""
    sys.stdout.write("\t".join(map(one_line, line.split("\t"))) + "\n")


def print_error(line: str) -> None:
    """Print one line to stderr."""
    sys.stderr.write(one_line(line) + "\n")


def print_json(content: object) -> None:
    """Print a value as JSON to stdout."""
    sys.stdout.write(visible(json.dumps(content, ensure_ascii=False, indent=1)) + "\n")


def language_of_errors() -> str:
    """Return the language of error messages, even if the settings are invalid."""
    try:
        return read_settings().language
    except SanbiaoError:
        return "zh"
