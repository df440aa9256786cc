"""Messages between readers' browsers and Streamlit: what is for developers is left out.

Anybody who reaches the server could otherwise empty the caches of all readers, as often as they like, and learn where on the
server the program lies.
"""

from pathlib import Path

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.session import event_log
from models.config import ROOT

#: What a page sends: clicks, signs of life, the address for an upload, calls of its own components.
OF_READERS = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"})


_PLACE = str(ROOT).encode()


class BrowserMessages:
    """Middleware that leaves out all other messages of a browser, and the program's path of those to it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; of a websocket only messages of readers, and those to them without a path."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def heard() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or is_of_readers(message.get("bytes") or b""):
                    return message

        async def told(message: Message) -> None:
            if message["type"] == "websocket.send" and _PLACE in (message.get("bytes") or b""):
                message = {**message, "bytes": without_path(message["bytes"])}
            await send(message)

        await self.app(scope, heard, told)


def is_of_readers(data: bytes) -> bool:
    """Return True if a message is one that pages send; Streamlit itself ends the connection after one that it cannot read."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return True
    kind = message.WhichOneof("type")
    if kind is None or kind in OF_READERS:
        return True
    event_log.event("refused", why="message", given=kind)
    return False


def without_path(data: bytes) -> bytes:
    """Return a message to a browser; the one that opens a session names its script by the file alone."""
    message = ForwardMsg()
    message.ParseFromString(data)
    if message.WhichOneof("type") != "new_session":
        return data
    message.new_session.main_script_path = Path(message.new_session.main_script_path).name
    return bytes(message.SerializeToString())
