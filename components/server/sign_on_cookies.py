"""Cookies of single sign-on: kept as long as a session, not for the 30 days that Streamlit asks browsers for.

The server itself lets none in for longer (``components.session.identity.sign_on_of_cookies``); a browser need not keep it either.
"""

import re

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.server.origin import is_over_https
from components.session.identity import USER_COOKIE
from models.auth.tokens import LASTS
from models.config import read_settings

_MAX_AGE = re.compile(rb"(?i)\bmax-age=(\d+)")


class SignOnCookies:
    """Middleware that shortens the life of these cookies, and keeps them to https where the dashboard is served so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, responses with the shorter cookies."""
        if scope["type"] != "http" or not read_settings().has_oidc:
            await self.app(scope, receive, send)
            return
        is_secure = is_over_https(HTTPConnection(scope))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(name, _shortened(name, value, is_secure=is_secure)) for name, value in message["headers"]]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, told)


def _shortened(name: bytes, value: bytes, *, is_secure: bool) -> bytes:
    if name.lower() != b"set-cookie" or not value.startswith(USER_COOKIE.encode()):
        return value
    longest = int(LASTS.total_seconds())
    short = _MAX_AGE.sub(lambda found: b"Max-Age=%d" % min(int(found[1]), longest), value)
    return short + b"; Secure" if is_secure and b"; secure" not in short.lower() else short
