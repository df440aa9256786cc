"""Start-up before the first reader: check the settings, set up logs, load libraries and open the store."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import streamlit as st
from starlette.concurrency import run_in_threadpool

from components.cli.common import language_of_errors
from components.server.middleware import say_who_may_write
from components.session import event_log
from models.config import Settings, read_settings, strange_settings
from models.errors import SanbiaoError, StoreError
from models.maintenance.integrity import find_notices
from models.store.engine import reach_store


def checked_settings() -> Settings:
    """Return the settings; exit with one sentence if one of them is wrong."""
    try:
        settings = read_settings()
        for name in strange_settings():
            event_log.event("unknown_setting", name=name)
        reach_store(settings.database_url).dispose()
    except SanbiaoError as error:
        sys.exit(error.sentence(language_of_errors()))
    return settings


def set_up() -> None:
    """Set up settings and logs of this process."""
    event_log.set_up(checked_settings().zone)


def _warm_up() -> None:
    """Load what pages need, so that the first reader does not wait for it."""
    from components.session import queries  # noqa: F401  # importing it needs a running Streamlit

    queries.store_version()
    say_who_may_write(queries.engine())
    for notice in find_notices(queries.engine(), read_settings().language):
        sys.stderr.write(f"{notice}\n")
    _set_aside_what_stays()


#: Garbage-collection threshold (generation 0); a page creates several thousand objects that are not garbage.
NEW_OBJECTS = 5_000


def _set_aside_what_stays() -> None:
    """Exclude loaded modules from garbage collection, which would take a sixth of a second every few pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up, log that the server is ready, and log its end. An unavailable store stops nothing, as it may come back."""
    begun = monotonic()
    try:
        await run_in_threadpool(_warm_up)
    except StoreError as error:
        event_log.event("store_away", why=error.key)
    event_log.set_up(read_settings().zone)  # again, for modules imported only now
    event_log.event("ready", url=_url(), seconds=round(monotonic() - begun, 1))
    yield
    event_log.event("stopped")


def _url() -> str:
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"http://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}/{base}"
