"""Accounts and sign-ins as last recorded."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Select, exists, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from models.auth.roles import Role, Staff, is_login, normalise_login
from models.auth.tokens import APART, digest
from models.tables import columns
from models.tables.accounts import Account, Password, SignIn

COLUMNS = ["login", "name", "role", "districts", "is_open", "has_password", "author", "recorded_at"]


def find_staff(session: Session, login: str) -> Staff | None:
    """Return the user of an open account; None if no such account exists or it is closed."""
    account = newest_account(session, normalise_login(login))
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
    rows = session.execute(select(*plain, has_password).where(own.id.in_(newest_account_ids())).order_by(own.login))
    return pd.DataFrame(rows.mappings().all(), columns=COLUMNS)


def newest_account(session: Session, login: str) -> Account | None:
    """Return the newest row of a login, even if the account is closed; None without one."""
    if not is_login(login):
        return None
    own = select_rows(Account).where(Account.login == login).order_by(col(Account.id).desc())
    return session.exec(own).first()


def newest_account_ids() -> Select[tuple[int]]:
    own = columns(Account)
    return select(func.max(own.id)).group_by(own.login)


def staff_of_token(session: Session, token: str, now: datetime) -> Staff | None:
    """Return the user of a sign-in; None if it does not exist or has ended, or the account is closed."""
    own = columns(SignIn)
    lasts = (own.ended.is_(None), own.ends > now, own.begun <= now + APART)
    login = session.scalar(select(own.login).where(own.token_sha256 == digest(token), *lasts))
    return None if login is None else find_staff(session, login)
