"""The tables of the staff: accounts, passwords, sign-ins and sign-in attempts.

Accounts and passwords are append-only; the newest row of a login counts. Three things are updated in place: the end of a sign-in,
the success of an attempt, and a better hash of the same password. No password or token is stored in clear.
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
    """The Argon2 hash of a password, with its salt and parameters."""

    __tablename__ = "password"
    __table_args__ = (Index("password_newest", "login", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    login: str
    hash: str = Field(repr=False)
    author: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class SignIn(Base, table=True):
    """A sign-in, identified by the hash of its token; ``ended`` is set if it was ended before ``ends``."""

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(index=True)
    token_sha256: str = Field(unique=True, repr=False)
    begun: datetime = Field(sa_type=UtcDateTime)
    ends: datetime = Field(sa_type=UtcDateTime)
    ended: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInAttempt(Base, table=True):
    """An attempt to sign in; ``login`` is ``?`` and a few digits if no such account exists."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("sign_in_attempt_newest", "login", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    login: str
    at: datetime = Field(sa_type=UtcDateTime)
    succeeded: bool
