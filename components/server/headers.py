"""Headers of every response that keep pages of other sites away: no frame around ours, no script that is not ours."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class Headers:
    """Middleware that adds the headers which a response does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, responses with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message = {**message, "headers": [*message["headers"], *(one for one in _own() if one[0] not in given)]}
            await send(message)

        await self.app(scope, receive, told)


@cache
def _own() -> tuple[tuple[bytes, bytes], ...]:
    said = {
        "content-security-policy": policy(Path(file_util.get_static_dir(), "index.html").read_bytes()),
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    return tuple((name.encode(), words.encode()) for name, words in said.items())


def policy(page: bytes) -> str:
    """Return the content security policy for the page that Streamlit serves.

    Scripts: files of this server, the inline ones of the page itself (by their sums), and those that charts, maps and slides make
    in the browser (``blob:``, WebAssembly). Styles are set within the page. No other machine is ever asked.
    """
    sums = " ".join(f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in _INLINE.findall(page))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {sums}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' blob: data:",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )
