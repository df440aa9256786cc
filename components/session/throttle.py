"""Pages are made in turns: a few at once, the others wait.

Python computes one thing at a time. A hundred pages made at once are each done as late as the last of them, and hold up the
sending of those that are done; in turns half of them are done in half the time, and all of them sooner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

#: Two, so that a page that waits for a file to be read does not keep all others waiting.
AT_ONCE = 2
#: Seconds after which a page is made all the same.
LONGEST_WAIT = 2.0
_turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def taken(turns: BoundedSemaphore = _turns, longest_wait: float = LONGEST_WAIT) -> Iterator[None]:
    """Wait for a turn, at most so many seconds; it is given back however the page ends."""
    is_mine = turns.acquire(timeout=longest_wait)
    try:
        yield
    finally:
        if is_mine:
            turns.release()
