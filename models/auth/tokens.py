"""Tokens of sign-ins: the store keeps only their digests."""

import hashlib
from datetime import timedelta

#: Tolerance between the clocks of two machines. A time further ahead is from a clock that was set back since.
APART = timedelta(seconds=300)


def digest(token: str) -> str:
    """Return the hash under which the store keeps a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
