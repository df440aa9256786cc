"""Tokens of sign-ins: the store keeps only their digests."""

import hashlib
from datetime import timedelta

#: Tolerance between the clocks of two machines. A time further ahead is from a clock that was set back since.
APART = timedelta(seconds=300)
#: Duration of a sign-in, also of single sign-on, and the time for typing the code of a second factor.
LASTS, CODE_LASTS = timedelta(hours=12), timedelta(minutes=5)


def digest(token: str) -> str:
    """Return the hash under which the store keeps a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
