"""Second factors of accounts with a password: their users turn them on and off, an administrator only off."""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from models.auth.roles import Role, acting_staff, author_for, normalise_login, require
from models.auth.totp import is_secret, matching_step
from models.commands.ledger import next_moment, raise_version
from models.commands.sign_in import accept_password, end_sign_ins, prove_password, require_own, use_code
from models.errors import AccountError, NotFoundError, SignInError
from models.queries.accounts import newest_account, newest_factor
from models.store.engine import writing
from models.store.hash_chain import seal
from models.tables.accounts import SecondFactor


def turn_on(
    engine: Engine,
    login: str,
    password: str,
    secret: str,
    code: str,
    *,
    keep: str = "",
    address: str = "",
    now: datetime | None = None,
) -> None:
    """Turn on one's own second factor, proven by the password and a code; other sign-ins than that of the token ``keep`` end.

    SignInError ``wrong_code`` if the code is not of the secret, else as in ``sign_in``; AccountError if a factor is on already.
    """
    require_own(engine, login)
    at = now or datetime.now(UTC)
    proof = prove_password(engine, login, password, address, now)
    step = matching_step(secret, code, at, after=0) if is_secret(secret) else None
    if step is None:
        raise SignInError("wrong_code")
    with writing(engine) as session:
        raise_version(session)
        if newest_factor(session, proof.staff.login) is not None:
            raise AccountError("second_factor_on")
        accept_password(session, proof)
        _add(session, proof.staff.login, proof.staff.signature, secret=secret, used_step=step)
        end_sign_ins(session, proof.staff.login, at, keep=keep)


def turn_off(
    engine: Engine,
    login: str,
    password: str,
    code: str,
    *,
    keep: str = "",
    address: str = "",
    now: datetime | None = None,
) -> None:
    """Turn off one's own second factor, proven by the password and a code. Raises as ``turn_on``."""
    require_own(engine, login)
    at = now or datetime.now(UTC)
    proof = prove_password(engine, login, password, address, now)
    with writing(engine) as session:
        raise_version(session)
        if newest_factor(session, proof.staff.login) is None:
            raise AccountError("second_factor_off", login=proof.staff.login)
        use_code(session, proof.staff.login, code, at)
        accept_password(session, proof)
        _add(session, proof.staff.login, proof.staff.signature)
        end_sign_ins(session, proof.staff.login, at, keep=keep)


def remove_second_factor(engine: Engine, login: str, *, author: str) -> None:
    """Turn off the second factor of a user who lost it, as an administrator; all sign-ins of the login end."""
    name = normalise_login(login)
    with writing(engine) as session:
        raise_version(session)
        require(session, Role.ADMINISTRATOR)
        if newest_account(session, name) is None:
            raise NotFoundError("unknown_account", login=name)
        if newest_factor(session, name) is None:
            raise AccountError("second_factor_off", login=name)
        staff = acting_staff(session)
        if staff is not None and staff.login == name:
            raise AccountError("second_factor_own")
        _add(session, name, author_for(session, author))
        end_sign_ins(session, name, datetime.now(UTC))


def _add(session: Session, login: str, author: str, *, secret: str | None = None, used_step: int = 0) -> None:
    at = next_moment(session)
    session.add(SecondFactor(login=login, secret=secret, used_step=used_step, author=author, recorded_at=at))
    session.flush()
    seal(session.connection(), None)
