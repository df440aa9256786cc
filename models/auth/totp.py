"""Codes of a second factor that change every 30 seconds: TOTP (RFC 6238), as every authenticator app computes them."""

import base64
import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

#: Seconds that a code lasts, its digits, and the steps before and after now in which it is accepted: clocks differ.
STEP, DIGITS, APART = 30, 6, 1
#: Bytes of a secret, as RFC 4226 recommends.
SECRET_BYTES = 20
ISSUER = "Sanbiao"


def new_secret() -> str:
    """Return a random secret, in Base32 as apps take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Return True if a text is a secret as ``new_secret`` returns it."""
    return re.fullmatch(r"[A-Z2-7]{32}", text) is not None


def code_at(secret: str, step: int, *, digits: int = DIGITS) -> str:
    """Return the code of a secret in a step."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Return the step to which a code belongs; None if it fits none near now, or only one up to ``after``, already used."""
    given = "".join(code.split()).encode("utf-8", "surrogatepass")
    current = int(now.timestamp()) // STEP
    found = None
    for step in range(current - APART, current + APART + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given) and step > after:
            found = step
    return found


def address(secret: str, login: str) -> str:
    """Return the otpauth address of a secret, which apps read."""
    values = {"secret": secret, "issuer": ISSUER, "algorithm": "SHA1", "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(f'{ISSUER}:{login}')}?{urlencode(values)}"
