"""Insert ``shell.js`` into the page that Streamlit serves, before its own scripts.

The script is a file of its own, so that a content security policy that forbids inline scripts lets it run.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = (Path(__file__).parent / "shell.js").read_bytes()
NAME = "shell.js"
#: Inserted before Streamlit's first script; the hash in the address makes browsers fetch a newer version.
_BEFORE = b'<script type="module"'
_TAG = f'<script src="./{NAME}?{sha256(SCRIPT).hexdigest()[:12]}"></script>\n    '.encode()
#: Request headers that would lead to an answer without a page (not modified, partial) or with a compressed one.
_LEFT_OUT = {b"if-none-match", b"if-modified-since", b"accept-encoding", b"range"}


async def shell_script(_: Request) -> Response:
    """Return the script; browsers may keep it, as its address changes with its content."""
    return Response(SCRIPT, media_type="text/javascript", headers={"Cache-Control": "public, immutable, max-age=31536000"})


class Shell:
    """Middleware that inserts the script's tag into each page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else through unchanged."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _may_be_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in _LEFT_OUT]
        await self.app({**scope, "headers": headers}, receive, _Writer(send))


def _may_be_page(path: str) -> bool:
    """Return True if a path may be a page: files have an extension, Streamlit's own paths a folder."""
    return "." not in path.rpartition("/")[2] and "/_stcore/" not in path


class _Writer:
    """Pass a response on; buffer an HTML page to insert the tag."""

    def __init__(self, send: Send) -> None:
        self._send, self._start, self._body = send, dict[str, Any](), b""

    async def __call__(self, message: Message) -> None:
        """Handle the next message of the response."""
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = dict(message)
        elif message["type"] == "http.response.body" and self._start:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page()
        else:
            await self._send(message)

    async def _send_page(self) -> None:
        body = self._body.replace(_BEFORE, _TAG + _BEFORE, 1)
        kept = [pair for pair in self._start["headers"] if pair[0].lower() not in (b"content-length", b"etag", b"last-modified")]
        await self._send({**self._start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    return bool(start["status"] == 200 and headers.get(b"content-type", b"").startswith(b"text/html"))
