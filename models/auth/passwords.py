"""Passwords: their requirements, and their Argon2id hashes."""

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.auth.common_passwords import is_common
from models.auth.roles import normalise_login
from models.errors import AccountError

#: Minimum and maximum length of a password.
SHORTEST, LONGEST = 10, 1000
#: Number of concurrent hash computations: each takes 64 MiB.
_HASHING = BoundedSemaphore(2)


def check_password(login: str, password: str, words: Iterable[str] = ()) -> None:
    """Raise AccountError if a password is too short, too long, equal to the login, or among those that are tried first.

    ``words`` are those that everybody here knows, such as the city.
    """
    if not SHORTEST <= len(unicodedata.normalize("NFC", password)) <= LONGEST:
        raise AccountError("password_length", n=SHORTEST, longest=LONGEST)
    if normalise_login(password) == normalise_login(login):
        raise AccountError("password_is_login")
    if is_common(password, (login, *words)):
        raise AccountError("password_common")


def hash_password(password: str) -> str:
    """Return the hash of a password with its salt and parameters, as one text."""
    with _HASHING:
        return _hasher().hash(_bytes(password))


def fits(hashed: str, password: str) -> bool:
    """Return True if the password matches the hash."""
    with _HASHING:
        try:
            return _hasher().verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(hashed: str) -> bool:
    """Return True if a hash was made with parameters other than the current ones."""
    return _hasher().check_needs_rehash(hashed)


@cache
def nobodys_hash() -> str:
    """Return the hash of a random password, to spend the same time on unknown logins."""
    return hash_password(secrets.token_urlsafe(32))


@cache
def _hasher() -> PasswordHasher:
    """Return an Argon2id hasher with the parameters of RFC 9106 for machines with little memory."""
    return PasswordHasher()


def _bytes(password: str) -> bytes:
    """Encode a password independently of Unicode composition; a lone surrogate must not raise an error that contains it."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
