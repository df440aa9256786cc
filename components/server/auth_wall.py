"""Access control for everything except pages if everybody must sign in: files, uploads, metrics of the server.

Open is only the shell that is needed to sign in: the account pages, the browser part of Streamlit, the stream on which a page is
drawn (its script checks access before it reads anything), and ``/healthz``.
"""

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from components.session.identity import who_sent
from models.config import read_settings
from models.errors import SanbiaoError

#: Path prefixes below which several paths are open, and the open ones among Streamlit's own.
OPEN_FOLDERS = {"account", "static", "app", "component", "auth"}
OPEN_OF_STREAMLIT = {"health", "host-config", "stream", "bidi-components"}
#: Single words that are a path to data. Any other single word is a page: the same empty shell for all.
CLOSED_WORDS = {"media", "store-version"}


class Gate:
    """Middleware that answers 401 to anonymous requests if the settings require everybody to sign in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or reject it."""
        is_closed = scope["type"] == "http" and read_settings().viewers == "account" and not is_open(scope["path"])
        if is_closed and not await run_in_threadpool(_is_somebody, HTTPConnection(scope)):
            await PlainTextResponse("sign in first", 401)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_open(path: str) -> bool:
    """Return True if a path serves nothing but the shell of the dashboard."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    words = [word for word in path.split("/") if word]
    if base and words[: base.count("/") + 1] == base.split("/"):
        words = words[base.count("/") + 1 :]
    if len(words) < 2:
        return not words or words[0] not in CLOSED_WORDS
    if words[0] == "_stcore":
        return words[1] in OPEN_OF_STREAMLIT
    return words[0] in OPEN_FOLDERS


def _is_somebody(request: HTTPConnection) -> bool:
    try:
        return who_sent(request).is_somebody
    except SanbiaoError:  # without a store nobody can be identified
        return False
