"""Tokens of sign-ins: the store keeps only their digests."""

import hashlib
from datetime import timedelta

#: How far the clocks of two machines may be apart. A time farther ahead is of a clock that was set back since.
APART = timedelta(seconds=300)


def digest(token: str) -> str:
    """Return what the store keeps of a token: the SHA-256 of its UTF-8 bytes as 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
