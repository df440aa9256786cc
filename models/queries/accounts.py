"""Accounts and sign-ins as last recorded."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Select, exists, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from models.auth.roles import Role, Staff, is_login, normalise_login
from models.auth.tokens import APART, digest
from models.tables import columns
from models.tables.accounts import Account, Password, SecondFactor, SignIn

COLUMNS = ["login", "name", "role", "districts", "is_open", "has_password", "has_second_factor", "author", "recorded_at"]


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

    Columns: login, name, role, districts (a list of codes), is_open, has_password, has_second_factor, author, recorded_at (of the
    last change, in UTC).
    """
    own, passwords, factors = columns(Account), columns(Password), columns(SecondFactor)
    has_password = exists().where(passwords.login == own.login).label("has_password")
    newest = select(func.max(factors.id)).group_by(factors.login)
    is_on = exists().where(factors.login == own.login, factors.secret.is_not(None), factors.id.in_(newest))
    more = {"has_password": has_password, "has_second_factor": is_on.label("has_second_factor")}
    wanted = [more.get(name, own.get(name)) for name in COLUMNS]
    rows = session.execute(select(*wanted).where(own.id.in_(newest_account_ids())).order_by(own.login))
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


def staff_of_token(session: Session, token: str, now: datetime, idle: timedelta | None = None) -> Staff | None:
    """Return the user of a sign-in with a password; None if it does not exist or has ended, or the account is closed.

    A sign-in ends early after ``idle`` without use. It has not begun while the code of a second factor is awaited.
    """
    own = columns(SignIn)
    proven = (own.token_sha256 == digest(token), own.way.is_(None), own.awaits_code.is_(None))
    login = session.scalar(select(own.login).where(*proven, *_lasts(now, idle)))
    return None if login is None else find_staff(session, login)


def has_ended(session: Session, token: str, now: datetime, idle: timedelta | None = None) -> bool:
    """Return True if a sign-in is known and over: after its time, without use, or by signing out."""
    own = columns(SignIn)
    known = select(own.id).where(own.token_sha256 == digest(token))
    return session.scalar(known) is not None and session.scalar(known.where(*_lasts(now, idle))) is None


def read_pending(session: Session, token: str, now: datetime) -> SignIn | None:
    """Return the sign-in of a token for which the code of a second factor is awaited; None if there is no such."""
    own = (SignIn.token_sha256 == digest(token), col(SignIn.awaits_code).is_not(None))
    return session.exec(select_rows(SignIn).where(*own, *_lasts(now, None))).one_or_none()


def has_one_time_password(session: Session, login: str) -> bool:
    """Return True if the password of a login was set by somebody else and has to be changed."""
    own = columns(Password)
    newest = select(own.is_one_time).where(own.login == login).order_by(own.id.desc()).limit(1)
    return session.scalar(newest) is True


def newest_factor(session: Session, login: str) -> SecondFactor | None:
    """Return the second factor of a login; None if it has none, or it was turned off."""
    own = select_rows(SecondFactor).where(SecondFactor.login == login).order_by(col(SecondFactor.id).desc()).limit(1)
    factor = session.exec(own).one_or_none()
    return factor if factor is not None and factor.secret else None


def _lasts(now: datetime, idle: timedelta | None) -> tuple[Any, ...]:
    own = columns(SignIn)
    lasts = (own.ended.is_(None), own.ends > now, own.begun <= now + APART)
    return lasts if idle is None else (*lasts, func.coalesce(own.last_seen, own.begun) > now - idle)
