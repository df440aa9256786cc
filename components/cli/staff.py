"""``python manage.py staff``: accounts and passwords, for the person who runs the store."""

import getpass
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from sqlmodel import Session

from components.cli.common import ByOption, JsonOption, author_of, console, language_of_errors, print_json, print_line, store
from models import queries
from models.auth.roles import Role, normalise_login
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.second_factor import remove_second_factor
from models.commands.sign_in import reset_password
from models.errors import AccountError, NotFoundError
from models.frames import rows_of
from models.i18n import word
from models.imports.report_rows import district_codes
from models.queries.accounts import newest_account, read_accounts
from models.store.clock import knowledge_time_now
from models.store.engine import reading
from models.typed_rows import AccountRow

staff = typer.Typer(no_args_is_help=True, help="Who may sign in, and who may write what.")

LoginArgument = Annotated[str, typer.Argument(help="The login of the account.")]


@staff.command()
def add(
    login: LoginArgument,
    name: Annotated[str, typer.Option("--name", help="How the person is called.")],
    role: Annotated[Role, typer.Option("--role", help="Each may do all that the ones before it may.")] = Role.VIEWER,
    district: Annotated[
        list[str] | None, typer.Option("--district", help="Code or name of a district that a reporter writes for; repeatable.")
    ] = None,
    by: ByOption = None,
) -> None:
    """Create or replace an account with the given name, role and districts; a closed one is opened."""
    with store(by) as engine:
        with reading(engine) as session:
            districts = _codes(session, district or [])
        account = NewAccount(login, name, role, districts)
        store_account(engine, account, author=author_of(by))
    print_line(f"{normalise_login(login)}: {role.value} {' '.join(districts)}".rstrip())


@staff.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the accounts; the last two columns show whether an account is open and has a password."""
    with store() as engine, reading(engine) as session:
        accounts = rows_of(read_accounts(session), AccountRow)
    if as_json:
        print_json([asdict(one) | {"recorded_at": one.recorded_at.isoformat()} for one in accounts])
        return
    table = Table("login", "name", "role", "districts", "open", "password", box=None)
    for one in accounts:
        marks = ["+" if mark else "-" for mark in (one.is_open, one.has_password)]
        role = word("role", one.role, language_of_errors())
        table.add_row(one.login, one.name, role, " ".join(one.districts), *marks)
    console().print(table)


@staff.command()
def password(
    login: LoginArgument,
    from_stdin: Annotated[bool, typer.Option("--from-stdin", help="Read it from the first line of the input.")] = False,
    own: Annotated[bool, typer.Option("--own", help="Its user chose it: it need not be changed after signing in.")] = False,
    by: ByOption = None,
) -> None:
    """Set a one-time password, which is asked for twice and must be changed after signing in; all sign-ins of the account end."""
    new = sys.stdin.readline().rstrip("\r\n") if from_stdin else _asked_twice()
    with store(by) as engine:
        reset_password(engine, login, new, author=author_of(by), is_one_time=not own)
    print_line(normalise_login(login))


@staff.command("remove-second-factor")
def remove_factor(login: LoginArgument, by: ByOption = None) -> None:
    """Turn off the second factor of a user who lost it; all sign-ins of the account end."""
    with store(by) as engine:
        remove_second_factor(engine, login, author=author_of(by))
    print_line(normalise_login(login))


@staff.command()
def close(login: LoginArgument, by: ByOption = None) -> None:
    """Close an account: it can no longer sign in and its sessions end; everything it recorded is kept."""
    with store(by) as engine:
        with reading(engine) as session:
            account = newest_account(session, normalise_login(login))
        if account is None:
            raise NotFoundError("unknown_account", login=login)
        closed = NewAccount(account.login, account.name, Role(account.role), account.districts, is_open=False)
        store_account(engine, closed, author=author_of(by))
    print_line(f"{account.login}: -")


def _codes(session: Session, districts: Sequence[str]) -> list[str]:
    """Return the codes of districts by any of their names in any plan; names of the current plan take precedence."""
    names: dict[str, str] = {}
    for plan in queries.read_plans(session)["code"]:
        names = district_codes(queries.read_plan(session, plan, knowledge_time_now(session))) | names
    unknown = [one for one in districts if one not in names]
    if unknown:
        raise NotFoundError("unknown_district", value=unknown[0])
    return [names[one] for one in districts]


def _asked_twice() -> str:
    new, again = getpass.getpass(), getpass.getpass()
    if new != again:
        raise AccountError("passwords_differ")
    return new
