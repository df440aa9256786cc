"""What happens once, before the first reader: settings looked through, logs set up, libraries and store brought in."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import streamlit as st
from starlette.concurrency import run_in_threadpool

from components.server import logs
from components.server.door import say_who_may_write
from models.command_line import language_of_errors
from models.errors import SanbiaoError, StoreError
from models.settings import Settings, read_settings, strange_settings
from models.store import reach_store


def checked_settings() -> Settings:
    """The settings; where one is wrong the program ends here with one sentence."""
    try:
        settings = read_settings()
        for name in strange_settings():
            logs.event("unknown_setting", name=name)
        reach_store(settings.database_url).dispose()
    except SanbiaoError as error:
        sys.exit(error.sentence(language_of_errors()))
    return settings


def set_up() -> None:
    """Settings and logs of this process."""
    logs.set_up(checked_settings().zone)


def _warm_up() -> None:
    """Bring in what pages need, so that the first reader does not wait for it."""
    from components import cached, charts, maps  # noqa: F401  # they want Streamlit running

    cached.store_version()
    say_who_may_write(cached.engine())
    _set_aside_what_stays()


#: After so many new objects Python looks for those that only hold each other; a page makes several thousand that do not.
NEW_OBJECTS = 5_000


def _set_aside_what_stays() -> None:
    """What was brought in stays until the end; Python would look through all of it every few pages, for a sixth of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up, say that all is ready, and at the end that it is over. A store that is away may come back: that stops nothing."""
    begun = monotonic()
    try:
        await run_in_threadpool(_warm_up)
    except StoreError as error:
        logs.event("store_away", why=error.key)
    logs.set_up(read_settings().zone)  # once more, for what was only imported now
    logs.event("ready", url=_url(), seconds=round(monotonic() - begun, 1))
    yield
    logs.event("stopped")


def _url() -> str:
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"http://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}/{base}"
