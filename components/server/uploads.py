"""Uploads: refused before they are stored where no page has asked for a file, and bounded for a session and for the process.

Streamlit keeps what is uploaded in memory until its session ends, and bounds only each file by itself.
"""

from collections.abc import Iterable
from typing import cast

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from components.i18n.text import Text
from components.session import event_log
from components.session.upload_grants import may_upload
from models.config import read_settings

MEGABYTE = 1_000_000
#: Bytes that one session, and all sessions of this process together, may have here at a time.
OF_SESSION, OF_PROCESS = 100 * MEGABYTE, 500 * MEGABYTE


class Uploads:
    """Middleware that lets a file in, or refuses it with 403, 411, 413 or 503."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._coming: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but a file that may not come in."""
        session = session_of(scope)
        if session is None:
            await self.app(scope, receive, send)
            return
        length = _length(scope)
        refused = self._refusal(session, length)
        if refused:
            await _refuse(scope, receive, send, refused)
            return
        self._coming[session] = self._coming.get(session, 0) + (length or 0)
        try:
            await self.app(scope, receive, send)
        finally:
            self._coming[session] -= length or 0
            if not self._coming[session]:
                del self._coming[session]

    def _refusal(self, session: str, length: int | None) -> int:
        """Return the status with which a file is refused; 0 if it may come in."""
        if not may_upload(session):
            return 403
        if length is None:
            return 411
        own = kept([session]) + self._coming.get(session, 0)
        if own + length > OF_SESSION:
            return 413
        return 503 if kept() + sum(self._coming.values()) + length > OF_PROCESS else 0


def session_of(scope: Scope) -> str | None:
    """Return the session to which a request brings a file; None for any other request."""
    if scope["type"] != "http" or scope["method"] != "PUT":
        return None
    words = scope["path"].split("/")
    return words[-2] if words[-4:-2] == ["_stcore", "upload_file"] else None


def kept(sessions: Iterable[str] | None = None) -> int:
    """Return the bytes that are kept of some sessions, or of all."""
    storage = cast(MemoryUploadedFileManager, Runtime.instance().uploaded_file_mgr).file_storage
    wanted = list(storage) if sessions is None else sessions
    return sum(len(file.data) for session in wanted for file in list(storage.get(session, {}).values()))


def _length(scope: Scope) -> int | None:
    """Return the announced length of a body; None without one, or if it comes in pieces, which may be more than announced."""
    headers = Headers(scope=scope)
    given = headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdecimal() and "transfer-encoding" not in headers else None


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    event_log.event("refused", why="upload", status=status)
    t = Text(read_settings().language)
    sentences = {
        403: t("door.upload_not_asked"),
        411: t("door.upload_length"),
        413: t("door.upload_session", n=OF_SESSION // MEGABYTE),
        503: t("door.upload_process"),
    }
    await PlainTextResponse(sentences[status], status)(scope, receive, send)
