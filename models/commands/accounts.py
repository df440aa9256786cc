"""Accounts: who may sign in, and who may do what. Every change is a new row; the newest of a login counts."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlmodel import Session

from models.auth.roles import LONGEST_LOGIN, LONGEST_NAME, Role, acting_staff, author_for, is_login, normalise_login, require
from models.commands.ledger import next_moment, raise_version
from models.commands.records import NewAccount
from models.commands.sign_in import end_sign_ins
from models.errors import AccountError, NotFoundError
from models.queries.accounts import newest_account_ids
from models.store.engine import writing
from models.store.hash_chain import seal
from models.tables import District, columns
from models.tables.accounts import Account


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
                author=author_for(session, author),
                recorded_at=now,
            )
        )
        session.flush()
        seal(session.connection(), None)
        if not fitting.is_open:
            end_sign_ins(session, fitting.login, datetime.now(UTC))


def checked_account(account: NewAccount) -> NewAccount:
    """Return the account with its texts normalised. AccountError if a field is invalid."""
    login, name = normalise_login(account.login), account.name.strip()
    districts = tuple(sorted(set(account.districts)))
    if not is_login(login):
        raise AccountError("bad_login", n=LONGEST_LOGIN)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountError("bad_name", n=LONGEST_NAME)
    if account.role is Role.REPORTER and not districts:
        raise AccountError("district_missing", login=login)
    return replace(account, login=login, name=name, districts=districts)


def _check_districts(session: Session, account: NewAccount) -> None:
    known = set(session.scalars(select(columns(District).code).distinct()))
    strange = sorted(set(account.districts) - known)
    if strange and account.is_open:  # whoever leaves may leave with a district that has gone
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
        own.id.in_(newest_account_ids()), own.login != account.login, own.role == Role.ADMINISTRATOR.value, own.is_open
    )
    if session.scalar(others.limit(1)) is None:
        raise AccountError("last_administrator")
