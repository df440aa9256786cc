"""The tables of the staff: accounts, passwords, second factors, sign-ins, and what else the audit log tells of readers.

Accounts, passwords and second factors are append-only; they are sealed, too. The newest row of a login counts.
Updated in place are: the end and the last use of a sign-in, the success of an attempt, and the newest code that was used. No
password or token is stored in clear. The secret of a second factor is: codes cannot be computed from a hash of it.
"""

from datetime import datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field

from models.tables.base import Base, UtcDateTime


class Account(Base, table=True):
    """A user who may sign in, as last described; ``districts`` are the codes for which a reporter writes."""

    __tablename__ = "account"
    __table_args__ = (Index("account_newest", "login", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    login: str
    name: str
    role: str
    districts: list[str] = Field(default_factory=list, sa_type=JSON)
    is_open: bool
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class Password(Base, table=True):
    """The Argon2 hash of a password, with its salt and parameters; a one-time password must be changed after signing in.

    ``replaces`` is the row of which this is a better hash of the same password: a row of its own, so that the hash can be sealed,
    too. A hash that could be replaced in place would let whoever writes the file set an administrator's password unnoticed.
    """

    __tablename__ = "password"
    __table_args__ = (Index("password_newest", "login", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    login: str
    hash: str = Field(repr=False)
    is_one_time: bool | None = None
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    replaces: int | None = None


class SecondFactor(Base, table=True):
    """The secret of a user's codes; without one the factor was turned off. Codes up to ``used_step`` are no longer accepted."""

    __tablename__ = "second_factor"
    __table_args__ = (Index("second_factor_newest", "login", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    login: str
    secret: str | None = Field(default=None, repr=False)
    used_step: int = 0
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class SignIn(Base, table=True):
    """A sign-in, identified by the hash of its token; ``ended`` is set if it was ended before ``ends``.

    ``way`` is set if the token is the cookie of single sign-on. ``awaits_code`` is set where only the password was proven, by the
    attempt of that number; the code of the second factor then begins a sign-in of its own.
    """

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(index=True)
    token_sha256: str = Field(unique=True, repr=False)
    begun: datetime = Field(sa_type=UtcDateTime)
    ends: datetime = Field(sa_type=UtcDateTime)
    address: str | None = None
    ended: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_seen: datetime | None = Field(default=None, sa_type=UtcDateTime)
    way: str | None = None
    awaits_code: int | None = None


class SignInAttempt(Base, table=True):
    """An attempt to sign in; ``login`` is ``?`` and a few digits if no such account exists."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("sign_in_attempt_newest", "login", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    login: str
    at: datetime = Field(sa_type=UtcDateTime)
    address: str | None = None
    succeeded: bool


class AccessEvent(Base, table=True):
    """A sign-on from outside, a refusal or an export: who, from which address, what, and with which filters (``note``)."""

    __tablename__ = "access_event"
    __table_args__ = (Index("access_event_at", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str
    login: str
    address: str
    about: str
    plan: str = ""
    note: str | None = None
