"""Attempts to sign in, counted before a password or code is looked at, and the waits after wrong ones.

The wait belongs to a login at an address: a stranger who guesses elsewhere makes nobody wait here. Guesses from many addresses
meet a bound for the login as a whole. It does not hold where the login signed in lately: nobody can lock its user out there.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from models.auth.roles import normalise_login
from models.auth.tokens import APART, digest
from models.errors import SignInError
from models.tables import StoreState, columns
from models.tables.accounts import SignInAttempt

#: Consecutive wrong passwords before a login has to wait at an address, and the longest wait in seconds; it doubles from one.
FIRST_WAIT, LONGEST_WAIT = 3, 300
#: Wrong passwords of a login within the time, over all addresses, after which it waits wherever it has not signed in lately.
#: Far more than its user mistypes; and against a password that is none of the commonest, 1,200 guesses a day are nothing.
MOST_WRONG, WITHIN = 50, timedelta(hours=1)
#: Time for which an address stays familiar to a login after a success.
FAMILIAR = timedelta(days=30)
#: Digits that distinguish unknown logins: too few to identify one, which may be a password typed into the wrong field.
UNKNOWN_DIGITS = 5


def unknown_login(login: str) -> str:
    """Return the placeholder recorded for an unknown login."""
    return "?" + digest(normalise_login(login))[:UNKNOWN_DIGITS]


def count_attempt(session: Session, login: str, address: str, at: datetime) -> int:
    """Add an attempt, failed until proven, and return its id. SignInError ``wait`` while the login has to wait."""
    session.execute(select(columns(StoreState).id).with_for_update())  # one attempt is counted after the other
    seconds = max(_waits_here(session, login, address, at), _waits_anywhere(session, login, address, at))
    if seconds > 0:
        raise SignInError("wait", seconds=seconds)
    attempt = SignInAttempt(login=login, at=at, address=address, succeeded=False)
    session.add(attempt)
    session.flush()
    assert attempt.id is not None, "it was flushed"
    return attempt.id


def accept_attempts(session: Session, *attempts: int) -> None:
    """Record the success of attempts."""
    session.execute(update(SignInAttempt).where(col(SignInAttempt.id).in_(attempts)).values(succeeded=True))


def _waits_here(session: Session, login: str, address: str, now: datetime) -> int:
    """Return the seconds that a login still has to wait at an address."""
    own = columns(SignInAttempt)
    pair = (own.login == login, func.coalesce(own.address, "") == address)
    success = select(func.coalesce(func.max(own.id), 0)).where(*pair, own.succeeded).scalar_subquery()
    count, newest = session.execute(select(func.count(), func.max(own.id)).where(*pair, own.id > success)).one()
    if count < FIRST_WAIT:
        return 0
    last: datetime = session.scalars(select(own.at).where(own.id == newest)).one()
    if last > now + APART:
        return 0
    wait = timedelta(seconds=min(LONGEST_WAIT, 2 ** min(count - FIRST_WAIT, 30)))
    return max(0, ceil((min(last, now) + wait - now).total_seconds()))


def _waits_anywhere(session: Session, login: str, address: str, now: datetime) -> int:
    """Return the seconds until fewer than ``MOST_WRONG`` attempts failed within the time; 0 at a familiar address."""
    own = columns(SignInAttempt)
    wrong = select(own.at).where(own.login == login, ~own.succeeded, own.at > now - WITHIN, own.at <= now + APART)
    decisive: datetime | None = session.scalar(wrong.order_by(own.at.desc()).offset(MOST_WRONG - 1).limit(1))
    if decisive is None or _is_familiar(session, login, address, now):
        return 0
    return max(1, ceil((decisive + WITHIN - now).total_seconds()))


def _is_familiar(session: Session, login: str, address: str, now: datetime) -> bool:
    own = columns(SignInAttempt)
    success = (own.login == login, own.address == address, own.succeeded, own.at > now - FAMILIAR, own.at <= now + APART)
    return bool(address) and session.scalar(select(own.id).where(*success).limit(1)) is not None
