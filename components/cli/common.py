"""What the commands of every kind share: options, the store, days and instants from words, and how they print."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from sqlalchemy import Engine

from models import queries
from models.auth.roles import acting, tidy_login
from models.config import read_settings
from models.errors import AccountError, NotFoundError, SanbiaoError, UsageError
from models.imports.report_rows import parse_day
from models.queries.accounts import find_staff, newest_account
from models.store.engine import open_store, reading
from models.text import one_line, visible

PlanOption = Annotated[str | None, typer.Option("--plan", help="Code of the plan; the current one if left out.")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="The day looked at, 2023-06-30; today if left out.")]
KnownOption = Annotated[
    str | None, typer.Option("--known-at", help="As known at the end of this day, or at this time; now if left out.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who did it: a login, whose rights then bind, or any name; yours if left out.")
]


@contextmanager
def store(by: str | None = None) -> Iterator[Engine]:
    """The store of the settings, closed again after the command.

    Where ``by`` is the login of an account, the command may do what that account may; any other name is only a name, for
    whoever can open the store runs it. AccountError where the account was closed.
    """
    engine = open_store(read_settings().database_url)
    try:
        yield engine if by is None else _as_account(engine, by)
    finally:
        engine.dispose()


def _as_account(engine: Engine, login: str) -> Engine:
    with reading(engine) as session:
        staff = find_staff(session, login)
        if staff is None and newest_account(session, tidy_login(login)) is not None:
            raise AccountError("account_closed", login=login)
    return engine if staff is None else acting(engine, staff)


def author_of(by: str | None) -> str:
    """Who did it: the name given, else the user's."""
    try:
        return by or getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container may run under a number that belongs to no user; Windows knows none
        return "?"


def today() -> date:
    """Today in the city."""
    return datetime.now(read_settings().zone).date()


def day_of(text: str | None) -> date:
    """A day from its words; today where there are none. UsageError where they make no sense."""
    if text is None:
        return today()
    try:
        return parse_day(text)
    except ValueError:
        raise UsageError("bad_day", value=text) from None


def instant_of(text: str) -> datetime:
    """The end of a day of the city, or an exact time. UsageError where the words make no sense."""
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
    """The plan by its code; the current one where none is given. NotFoundError in an empty store."""
    if code is not None:
        return code
    with reading(engine) as session:
        known = queries.read_plans(session)
    if known.empty:
        raise NotFoundError("no_plan")
    return str(known["code"].iloc[0])


def console() -> Console:
    """Where tables are printed: as wide as they need where nobody looks."""
    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 200)


def print_line(line: str) -> None:
    """One line to stdout; its columns may stand apart by tabs."""
    sys.stdout.write("\t".join(map(one_line, line.split("\t"))) + "\n")


def print_error(line: str) -> None:
    """One line to stderr."""
    sys.stderr.write(one_line(line) + "\n")


def print_json(content: object) -> None:
    """A value as JSON to stdout."""
    sys.stdout.write(visible(json.dumps(content, ensure_ascii=False, indent=1)) + "\n")


def language_of_errors() -> str:
    """The language of an error, be the settings broken."""
    try:
        return read_settings().language
    except SanbiaoError:
        return "zh"
