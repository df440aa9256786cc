"""Limits of signing in: checking a password takes a processor for a while, and strangers may ask for it.

Passwords are checked in threads of their own, so that pages and ``/healthz`` never wait for one. Whoever finds too many others
waiting, or has asked too often from one address, is asked to wait, before anything is computed or written.
"""

from asyncio import get_running_loop
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import ceil
from time import monotonic
from typing import ParamSpec, TypeVar

from models.errors import SignInError

#: Passwords checked at a time, and those that may wait for it, for this process; the wait for all others in seconds.
AT_ONCE, WAITING, PAUSE = 2, 20, 5
#: Attempts of one address within so many seconds; a whole office may have one address.
ATTEMPTS, SECONDS = 30, 60
#: Addresses whose attempts are remembered; the one that has not asked for the longest time is forgotten first.
ADDRESSES = 10_000

P = ParamSpec("P")
T = TypeVar("T")


class SignInLimits:
    """The limits of one process."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._running = clock, 0
        self._attempts = OrderedDict[str, deque[float]]()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")

    async def run(self, address: str, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a check of a password. SignInError ``busy`` with ``seconds`` if too much is asked at once."""
        self._count(address)
        if self._running >= AT_ONCE + WAITING:
            raise SignInError("busy", seconds=PAUSE)
        self._running += 1
        try:
            return await get_running_loop().run_in_executor(self._threads, partial(check, *args, **kwargs))
        finally:
            self._running -= 1

    def _count(self, address: str) -> None:
        now, own = self._clock(), self._attempts.setdefault(address, deque())
        self._attempts.move_to_end(address)
        if len(self._attempts) > ADDRESSES:
            self._attempts.popitem(last=False)
        while own and own[0] <= now - SECONDS:
            own.popleft()
        if len(own) >= ATTEMPTS:
            raise SignInError("busy", seconds=ceil(own[0] + SECONDS - now))
        own.append(now)
