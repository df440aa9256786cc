"""A script of ours in the page that Streamlit serves, before its own: see ``shell.js``. A file of its own, so that a policy of
contents that forbids scripts within the page lets it run.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = (Path(__file__).parent / "shell.js").read_bytes()
NAME = "shell.js"
#: Before the first script of Streamlit's page; by its sum a browser finds out that there is a newer one.
_BEFORE = b'<script type="module"'
_TAG = f'<script src="./{NAME}?{sha256(SCRIPT).hexdigest()[:12]}"></script>\n    '.encode()
#: With these a browser would be told that the page it has is still good, or get one that cannot be written into.
_LEFT_OUT = {b"if-none-match", b"if-modified-since", b"accept-encoding", b"range"}


async def shell_script(_: Request) -> Response:
    """The script, kept by browsers for as long as its address stays."""
    return Response(SCRIPT, media_type="text/javascript", headers={"Cache-Control": "public, immutable, max-age=31536000"})


class Shell:
    """Middleware that writes the script's tag into each page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is no page as it is."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _may_be_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in _LEFT_OUT]
        await self.app({**scope, "headers": headers}, receive, _Writer(send))


def _may_be_page(path: str) -> bool:
    """Whether a path may be that of a page: files have an ending, what Streamlit has for itself a folder."""
    return "." not in path.rpartition("/")[2] and "/_stcore/" not in path


class _Writer:
    """Sends an answer on; of a page the whole at once, with the tag in it."""

    def __init__(self, send: Send) -> None:
        self._send, self._start, self._body = send, dict[str, Any](), b""

    async def __call__(self, message: Message) -> None:
        """Take the next piece of the answer."""
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
