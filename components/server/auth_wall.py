"""Access control for everything except pages if everybody must sign in: files, uploads, metrics of the server.

Open is only the shell that is needed to sign in: the account pages, the browser part of Streamlit, the stream on which a page is
drawn (its script checks access before it reads anything), and ``/healthz``.
"""

from collections import OrderedDict
from threading import Lock
from time import monotonic

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from components.i18n.text import Text
from components.server.peer_address import client_address
from components.session.access import record_or_log
from components.session.identity import COOKIE, NOBODY, Known, Way, who_sent
from models.commands.access_events import AccessKind, NewAccessEvent
from models.config import read_settings
from models.errors import SanbiaoError

#: Path prefixes below which several paths are open, and the open ones among Streamlit's own.
OPEN_FOLDERS = {"account", "static", "app", "component", "auth"}
OPEN_OF_STREAMLIT = {"health", "host-config", "stream", "bidi-components"}
#: Single words that are a path to data. Any other single word is a page: the same empty shell for all.
CLOSED_WORDS = {"media", "store-version"}


#: Seconds for which a refusal is not recorded again, and the refusals that are remembered.
QUIET_SECONDS, REMEMBERED = 3600, 1000


class Gate:
    """Middleware that answers 401 to anonymous requests if the settings require everybody to sign in.

    Whoever came from outside without an open account, or has yet to change a one-time password, is answered 403 and why.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app, self._refusals = app, _Refusals()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or reject it."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            request = HTTPConnection(scope)
            if read_settings().viewers == "account" or COOKIE in request.cookies:
                answer = await run_in_threadpool(self._refusal, request)
                if answer is not None:
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    def _refusal(self, request: HTTPConnection) -> PlainTextResponse | None:
        """Return the answer to a request that is rejected."""
        needs_account = read_settings().viewers == "account"
        try:
            here = who_sent(request)
        except SanbiaoError:  # without a store nobody can be identified
            here = Known(NOBODY, Way.NONE)
        t = Text(read_settings().language)
        if here.must_change:
            return PlainTextResponse(t("access.password_first_why"), 403)
        if needs_account and here.refused:
            self._refusals.record(here.refused, client_address(request))
            return PlainTextResponse(t("access.refused", login=here.refused), 403)
        return PlainTextResponse("sign in first", 401) if needs_account and not here.is_somebody else None


class _Refusals:
    """Recorder of refusals, each login from each address once in a while: a page asks for many files."""

    def __init__(self) -> None:
        self._lock, self._times = Lock(), OrderedDict[tuple[str, str], float]()

    def record(self, login: str, address: str) -> None:
        from components.session import queries  # importing it needs a running Streamlit, which starts after the routes are made

        with self._lock:
            last, now = self._times.get((login, address)), monotonic()
            if last is not None and now - last < QUIET_SECONDS:
                return
            self._times[login, address] = now
            self._times.move_to_end((login, address))
            if len(self._times) > REMEMBERED:
                self._times.popitem(last=False)
        record_or_log(queries.engine(), NewAccessEvent(AccessKind.REFUSED, login, address, about=login))


def is_open(path: str) -> bool:
    """Return True if a path serves nothing but the shell of the dashboard."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    words = [word for word in map(str.strip, path.split("/")) if word]
    if base and words[: base.count("/") + 1] == base.split("/"):
        words = words[base.count("/") + 1 :]
    if len(words) < 2:
        return not words or words[0] not in CLOSED_WORDS
    if words[0] == "_stcore":
        return words[1] in OPEN_OF_STREAMLIT
    return words[0] in OPEN_FOLDERS
