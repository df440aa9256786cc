"""Accounts of users and their roles. Every change is a new row; the newest of a login counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Engine, Select, exists, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from models.auth.roles import Role, Staff, acting_staff, require, signed, tidy_login
from models.commands.ledger import next_moment, raise_version
from models.commands.tokens import end_sign_ins
from models.errors import AccountError, NotFoundError
from models.store.engine import writing
from models.tables import District, columns
from models.tables.accounts import Account, Password

#: Maximum lengths of a login and a name.
LONGEST_LOGIN, LONGEST_NAME = 64, 100
#: Characters forbidden in a login: an author is written as a name followed by the login in brackets.
BRACKETS = frozenset("()")
COLUMNS = ["login", "name", "role", "districts", "is_open", "has_password", "author", "recorded_at"]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be recorded or updated; ``districts`` are the codes for which a reporter writes."""

    login: str
    name: str
    role: Role
    districts: Iterable[str] = ()
    is_open: bool = True


def find_staff(session: Session, login: str) -> Staff | None:
    """Return the user of an open account; None if no such account exists or it is closed."""
    account = newest_account(session, tidy_login(login))
    if account is None or not account.is_open:
        return None
    return Staff(account.login, account.name, Role(account.role), frozenset(account.districts))


def has_accounts(session: Session) -> bool:
    """Return True if the store has any account, including closed ones."""
    return bool(session.scalar(select(exists(select(columns(Account).id)))))


def has_passwords(session: Session) -> bool:
    """Return True if the store has any password."""
    return bool(session.scalar(select(exists(select(columns(Password).id)))))


def read_accounts(session: Session) -> pd.DataFrame:
    """Return all accounts as last described, by login.

    Columns: login, name, role, districts (a list of codes), is_open, has_password, author, recorded_at (of the last change, in
    UTC).
    """
    own, passwords = columns(Account), columns(Password)
    has_password = exists().where(passwords.login == own.login).label("has_password")
    plain = [own[name] for name in COLUMNS if name != "has_password"]
    rows = session.execute(select(*plain, has_password).where(own.id.in_(_newest())).order_by(own.login))
    return pd.DataFrame(rows.mappings().all(), columns=COLUMNS)


def store_account(engine: Engine, account: NewAccount, *, author: str) -> None:
    """Record an account or a change of one; requires an administrator. Closing an account ends its sign-ins.

    Raises AccountError if the login, name or districts are invalid, or if the store would be left without an administrator;
    NotFoundError for a district that no plan has.
    """
    fitting = checked_account(account)
    with writing(engine) as session:
        raise_version(session)
        require(session, Role.ADMINISTRATOR)
        _check_districts(session, fitting)
        _check_last_administrator(session, fitting)
        now = next_moment(session)
        session.add(
            Account(
                login=fitting.login,
                name=fitting.name,
                role=fitting.role.value,
                districts=list(fitting.districts),
                is_open=fitting.is_open,
                author=signed(session, author),
                recorded_at=now,
            )
        )
        if not fitting.is_open:
            end_sign_ins(session, fitting.login, datetime.now(UTC))


def checked_account(account: NewAccount) -> NewAccount:
    """Return the account with its texts normalised. AccountError if a field is invalid."""
    login, name = tidy_login(account.login), account.name.strip()
    districts = tuple(sorted(set(account.districts)))
    if not is_login(login):
        raise AccountError("bad_login", n=LONGEST_LOGIN)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountError("bad_name", n=LONGEST_NAME)
    if account.role is Role.REPORTER and not districts:
        raise AccountError("district_missing", login=login)
    return replace(account, login=login, name=name, districts=districts)


def is_login(login: str) -> bool:
    """Return True for a valid login; others are never passed to the database, which may be unable to store their characters."""
    plain = login.isprintable() and not any(one.isspace() or one in BRACKETS for one in login)
    return 0 < len(login) <= LONGEST_LOGIN and plain and not login.startswith("?")


def newest_account(session: Session, login: str) -> Account | None:
    """Return the newest row of a login, even if the account is closed; None without one."""
    if not is_login(login):
        return None
    own = select_rows(Account).where(Account.login == login).order_by(col(Account.id).desc())
    return session.exec(own).first()


def _newest() -> Select[tuple[int]]:
    own = columns(Account)
    return select(func.max(own.id)).group_by(own.login)


def _check_districts(session: Session, account: NewAccount) -> None:
    known = set(session.scalars(select(columns(District).code).distinct()))
    strange = sorted(set(account.districts) - known)
    if strange and account.is_open:  # an account may be closed even if its district no longer exists
        raise NotFoundError("unknown_district", value=strange[0])


def _check_last_administrator(session: Session, account: NewAccount) -> None:
    """Refuse a change by a signed-in user that would leave the store without an open administrator.

    This includes the first account, which ends the rights of the local user. The operator of the store is exempt,
    and can create an administrator again.
    """
    if acting_staff(session) is None or (account.is_open and account.role is Role.ADMINISTRATOR):
        return
    own = columns(Account)
    others = select(own.id).where(
        own.id.in_(_newest()), own.login != account.login, own.role == Role.ADMINISTRATOR.value, own.is_open
    )
    if session.scalar(others.limit(1)) is None:
        raise AccountError("last_administrator")
