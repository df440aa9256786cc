"""Signing in and out. Passwords are kept as Argon2id hashes, tokens as SHA-256; neither is stored in clear.

After the third wrong password in a row a login waits, longer each time, also for the right one. Attempts are counted in the
store before a password is looked at, so that no number of processes or threads can try more of them. A login that does not
exist waits and takes as long as one that does, and is answered with the same words.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from sqlalchemy import Engine, func, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from models.auth.passwords import check_password, fits, hash_password, is_outdated, nobodys_hash
from models.auth.roles import Role, Staff, acting_staff, author_for, normalise_login, require
from models.auth.tokens import APART, digest
from models.commands.ledger import next_moment, raise_version
from models.errors import NotFoundError, RightError, SignInError
from models.queries.accounts import find_staff, newest_account
from models.store.engine import writing
from models.tables import StoreState, columns
from models.tables.accounts import Password, SignIn, SignInAttempt

#: Duration of a sign-in.
LASTS = timedelta(hours=12)
#: Consecutive wrong passwords before a login has to wait, and the longest wait in seconds; it doubles from one second.
FIRST_WAIT, LONGEST_WAIT = 3, 300
#: Digits that distinguish unknown logins: too few to identify one, which may be a password typed into the wrong field.
UNKNOWN_DIGITS = 5


def sign_in(engine: Engine, login: str, password: str, *, now: datetime | None = None) -> str:
    """Return the token of a new sign-in. SignInError ``wrong_password``, or ``wait`` with ``seconds`` while the login waits."""
    proof = _prove(engine, login, password, now)
    token = secrets.token_urlsafe(32)
    with writing(engine) as session:
        _accept(session, proof)
        begun = now or datetime.now(UTC)
        session.add(SignIn(login=proof.staff.login, token_sha256=digest(token), begun=begun, ends=begun + LASTS))
    return token


def sign_out(engine: Engine, token: str) -> None:
    """End a sign-in, if it exists."""
    with writing(engine) as session:
        own = (col(SignIn.token_sha256) == digest(token), col(SignIn.ended).is_(None))
        session.execute(update(SignIn).where(*own).values(ended=datetime.now(UTC)))


def sign_out_everywhere(engine: Engine, login: str) -> None:
    """End every sign-in of a login: one's own, or that of any user as an administrator."""
    name = normalise_login(login)
    with writing(engine) as session:
        staff = acting_staff(session)
        if staff is None or staff.login != name:
            require(session, Role.ADMINISTRATOR)
        end_sign_ins(session, name, datetime.now(UTC))


def change_password(engine: Engine, login: str, old: str, new: str, *, keep: str = "") -> None:
    """Change one's own password; every sign-in of the login ends, except that of the token ``keep``.

    AccountError if the new password is invalid, SignInError as in ``sign_in``, RightError for the login of another user.
    """
    with Session(engine) as session:
        staff = acting_staff(session)
    if staff is not None and staff.login != normalise_login(login):
        raise RightError("not_your_account", name=staff.name or "-")
    check_password(login, new)
    proof = _prove(engine, login, old, None)
    hashed = hash_password(new)
    with writing(engine) as session:
        _accept(session, proof)
        _add_password(session, proof.staff.login, hashed, author=proof.staff.signature, keep=keep)


def reset_password(engine: Engine, login: str, new: str, *, author: str) -> None:
    """Set a new password of a login, as an administrator; all its sign-ins end. NotFoundError if the account does not exist."""
    name = normalise_login(login)
    check_password(name, new)
    hashed = hash_password(new)
    with writing(engine) as session:
        require(session, Role.ADMINISTRATOR)
        if newest_account(session, name) is None:
            raise NotFoundError("unknown_account", login=name)
        _add_password(session, name, hashed, author=author_for(session, author))


@dataclass(frozen=True, slots=True)
class _Proof:
    """A correct password: its user, the attempt, the id of its row, and a better hash if it is outdated."""

    staff: Staff
    attempt: int
    password: int
    better: str | None


def _prove(engine: Engine, login: str, password: str, now: datetime | None) -> _Proof:
    """Count an attempt, then verify the password outside of any transaction."""
    unused = nobodys_hash()
    with writing(engine) as session:
        staff = find_staff(session, login)
        attempt = _count_attempt(session, staff.login if staff else _unknown(login), now)
        number, known = _newest_password(session, staff.login) if staff else (0, None)
    if not fits(known or unused, password) or known is None or staff is None:
        raise SignInError("wrong_password")
    return _Proof(staff, attempt, number, hash_password(password) if is_outdated(known) else None)


def _accept(session: Session, proof: _Proof) -> None:
    """Record the success of an attempt, unless the account was closed or its password changed meanwhile."""
    login = proof.staff.login
    if find_staff(session, login) is None or _newest_password(session, login)[0] != proof.password:
        raise SignInError("wrong_password")
    session.execute(update(SignInAttempt).where(col(SignInAttempt.id) == proof.attempt).values(succeeded=True))
    if proof.better:
        session.execute(update(Password).where(col(Password.id) == proof.password).values(hash=proof.better))


def _unknown(login: str) -> str:
    """Return the placeholder recorded for an unknown login."""
    return "?" + digest(normalise_login(login))[:UNKNOWN_DIGITS]


def _count_attempt(session: Session, login: str, now: datetime | None) -> int:
    """Add an attempt, failed until proven, and return its id. SignInError ``wait`` while the login has to wait."""
    session.execute(select(columns(StoreState).id).with_for_update())  # one attempt is counted after the other
    at = now or datetime.now(UTC)
    seconds = _waits(session, login, at)
    if seconds > 0:
        raise SignInError("wait", seconds=seconds)
    attempt = SignInAttempt(login=login, at=at, succeeded=False)
    session.add(attempt)
    session.flush()
    assert attempt.id is not None, "it was flushed"
    return attempt.id


def _waits(session: Session, login: str, now: datetime) -> int:
    """Return the seconds that a login still has to wait."""
    own = columns(SignInAttempt)
    success = select(func.coalesce(func.max(own.id), 0)).where(own.login == login, own.succeeded).scalar_subquery()
    wrong = select(func.count(), func.max(own.id)).where(own.login == login, own.id > success)
    count, newest = session.execute(wrong).one()
    if count < FIRST_WAIT:
        return 0
    last = session.exec(select_rows(SignInAttempt.at).where(SignInAttempt.id == newest)).one()
    if last > now + APART:
        return 0
    wait = timedelta(seconds=min(LONGEST_WAIT, 2 ** min(count - FIRST_WAIT, 30)))
    return max(0, ceil((min(last, now) + wait - now).total_seconds()))


def _newest_password(session: Session, login: str) -> tuple[int, str | None]:
    """Return the row id and hash of a login's password; 0 and None if it has no password yet."""
    own = columns(Password)
    newest = select(own.id, own.hash).where(own.login == login).order_by(own.id.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return (0, None) if row is None else (row.id, row.hash)


def _add_password(session: Session, login: str, hashed: str, *, author: str, keep: str = "") -> None:
    raise_version(session)
    session.add(Password(login=login, hash=hashed, author=author, recorded_at=next_moment(session)))
    end_sign_ins(session, login, datetime.now(UTC), keep=keep)


def end_sign_ins(session: Session, login: str, now: datetime, *, keep: str = "") -> None:
    """End the sign-ins of a login within a transaction, except that of the token ``keep``."""
    own = [col(SignIn.login) == login, col(SignIn.ended).is_(None), col(SignIn.ends) > now]
    session.execute(update(SignIn).where(*own, col(SignIn.token_sha256) != digest(keep)).values(ended=now))
