"""What a browser may say over its websocket."""

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.server.browser_messages import OF_READERS, BrowserMessages
from models.config import ROOT
from tests.conftest import run_apart

CLICK = BackMsg(stop_script=True).SerializeToString()
KINDS = {one.name: one for one in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}


def heard(*sent: bytes) -> list[Message]:
    """Return what Streamlit hears of some messages and the end of the connection."""
    waiting: list[Message] = [*({"type": "websocket.receive", "bytes": one} for one in sent), {"type": "websocket.disconnect"}]
    found = list[Message]()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while not found or found[-1]["type"] != "websocket.disconnect":
            found.append(await receive())

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(_: Message) -> None:
        raise AssertionError("nothing is sent")

    run_apart(BrowserMessages(app)({"type": "websocket"}, receive, send))
    return found[:-1]


def of_kind(kind: str) -> bytes:
    """Return a message of a kind, otherwise empty."""
    field, message = KINDS[kind], BackMsg()
    if field.message_type is not None:
        getattr(message, kind).SetInParent()
    else:
        setattr(message, kind, True)
    return bytes(message.SerializeToString())


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - OF_READERS))
def test_what_is_for_developers_is_never_heard(kind: str) -> None:
    assert [one["bytes"] for one in heard(of_kind(kind), CLICK, of_kind(kind))] == [CLICK]


@pytest.mark.parametrize("kind", sorted(OF_READERS))
def test_what_pages_send_is_heard_as_it_is(kind: str) -> None:
    assert [one["bytes"] for one in heard(of_kind(kind))] == [of_kind(kind)]


def test_the_caches_of_all_readers_are_among_what_is_refused() -> None:
    assert {"clear_cache", "set_run_on_save", "debug_shutdown_runtime"} <= KINDS.keys() - OF_READERS


@pytest.mark.parametrize("data", [b"", b"\xff\xff\xff"])
def test_what_cannot_be_read_is_left_to_streamlit_which_closes(data: bytes) -> None:
    assert [one["bytes"] for one in heard(data)] == [data]


def test_a_session_is_opened_without_the_place_of_the_program() -> None:
    opened = ForwardMsg()
    opened.new_session.main_script_path, opened.new_session.name = f"{ROOT}/pages/layout.py", "三标看板"
    other = ForwardMsg()
    other.delta.new_element.text.body = f"a page that names {ROOT}"
    sent = list[bytes]()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in (opened, other):
            await send({"type": "websocket.send", "bytes": message.SerializeToString()})

    async def send(message: Message) -> None:
        sent.append(message["bytes"])

    async def receive() -> Message:
        raise AssertionError("nothing is received")

    run_apart(BrowserMessages(app)({"type": "websocket"}, receive, send))
    first, second = ForwardMsg(), ForwardMsg()
    first.ParseFromString(sent[0])
    second.ParseFromString(sent[1])
    assert (first.new_session.main_script_path, first.new_session.name) == ("layout.py", "三标看板")
    assert second == other, "what a page says stays as it is"
