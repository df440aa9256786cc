"""Limit how many page scripts run concurrently.

Python computes one thing at a time. A hundred pages computed at once are each done as late as the last of them, and delay the
sending of those that are done. In turns half of them are done in half the time, and all of them sooner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

#: Two, so that a page waiting for a file to be read does not block all others.
AT_ONCE = 2
#: Maximum wait in seconds; after it a page runs without a turn.
LONGEST_WAIT = 2.0
_turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def taken(turns: BoundedSemaphore = _turns, longest_wait: float = LONGEST_WAIT) -> Iterator[None]:
    """Wait for a turn, at most ``longest_wait`` seconds, and release it however the page ends."""
    is_mine = turns.acquire(timeout=longest_wait)
    try:
        yield
    finally:
        if is_mine:
            turns.release()
