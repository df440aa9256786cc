"""``/store-version`` for open pages: the version of the store, read at most twice a second for all of them."""

from asyncio import Lock
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from models.errors import SanbiaoError

KEPT_SECONDS = 0.5
_FRESH = {"Cache-Control": "no-store"}


class Newest:
    """The newest version, shared by many requests."""

    def __init__(self) -> None:
        self._lock, self._version, self._until = Lock(), 0, 0.0

    async def version(self) -> int:
        """Return the store's version, at most ``KEPT_SECONDS`` old. Raise SanbiaoError if the store is unavailable."""
        async with self._lock:
            if monotonic() >= self._until:
                from components.session import (
                    queries,  # importing it needs a running Streamlit, which starts after the routes are made
                )

                self._version = await run_in_threadpool(queries.store_version)
                self._until = monotonic() + KEPT_SECONDS
            return self._version


_newest = Newest()


async def store_version(request: Request) -> JSONResponse:
    """Return 200 with the version, or 503 if the store is unavailable."""
    try:
        return JSONResponse({"store": await _newest.version()}, headers=_FRESH)
    except SanbiaoError:
        return JSONResponse({"store": None}, status_code=503, headers=_FRESH)
