"""Passwords: what is a good one, and their Argon2id hashes."""

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.auth.roles import tidy_login
from models.errors import AccountError

#: How many letters a password has at least and at most.
SHORTEST, LONGEST = 10, 1000
#: How many passwords are hashed at once: each takes 64 MiB.
_HASHING = BoundedSemaphore(2)


def check_password(login: str, password: str) -> None:
    """AccountError where a password is too short or too long, or is the login."""
    if not SHORTEST <= len(unicodedata.normalize("NFC", password)) <= LONGEST:
        raise AccountError("password_length", n=SHORTEST, longest=LONGEST)
    if tidy_login(password) == tidy_login(login):
        raise AccountError("password_is_login")


def hash_password(password: str) -> str:
    """The hash of a password with its salt and parameters, as one text."""
    with _HASHING:
        return _hasher().hash(_bytes(password))


def fits(hashed: str, password: str) -> bool:
    """Whether it is the password of a hash."""
    with _HASHING:
        try:
            return _hasher().verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(hashed)


@cache
def nobodys_hash() -> str:
    """The hash of a password that nobody has, to take the time of one."""
    return hash_password(secrets.token_urlsafe(32))


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with the parameters of RFC 9106 for machines with little memory."""
    return PasswordHasher()


def _bytes(password: str) -> bytes:
    """A password is the same however its letters were composed; half a letter must not raise an error that holds it."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
