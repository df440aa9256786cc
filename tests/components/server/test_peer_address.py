"""Address of the peer of a connection: tested with a real server, because uvicorn would believe forged headers."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from components.server.peer_address import Peer
from components.session.identity import PEER_HEADER
from tests.conftest import run_apart

PROXY, ELSEWHERE = "127.0.0.1", "127.0.0.2"
NAME = {"X-Remote-User": "wang"}
FORGED = [{}, {"X-Forwarded-For": PROXY}, {"X-Forwarded-For": f"{PROXY}:1"}, {"Forwarded": f"for={PROXY}"}, {PEER_HEADER: PROXY}]


async def told(request: Request) -> JSONResponse:
    return JSONResponse(dict(request.headers))


async def told_by_socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(dict(websocket.headers))
    await websocket.close()


APP = Starlette(routes=[Route("/", told), WebSocketRoute("/stream", told_by_socket)], middleware=[Middleware(Peer)])


@contextmanager
def serving(host: str) -> Iterator[int]:
    """The port of a server that is run as Streamlit runs its own."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as bound:
        if ":" in host:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        bound.bind((host, 0))
        bound.listen()
        server = uvicorn.Server(uvicorn.Config(APP, ws="websockets-sansio", access_log=False, log_level="critical"))
        thread = Thread(target=lambda: run_apart(server.serve(sockets=[bound])))
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The server, reached by IPv4 addresses as such."""
    with serving("0.0.0.0") as found:
        yield found


@pytest.fixture(autouse=True)
def proxy(settings: Callable[..., None]) -> None:
    """A proxy on one address is trusted."""
    settings(SANBIAO_PROXY_HEADER="X-Remote-User", SANBIAO_PROXY_ADDRESS=PROXY)


def ask(port: int, source: str, headers: list[tuple[str, str]] | dict[str, str]) -> dict[str, str]:
    """The headers that a page sees of a request from an address of this computer."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=source)) as client:
        found: dict[str, str] = client.get(f"http://127.0.0.1:{port}/", headers=headers).json()
        return found


def ask_by_socket(port: int, source: str, headers: dict[str, str]) -> dict[str, str]:
    """The same, of a stream on which a page is drawn."""
    with (
        socket.create_connection(("127.0.0.1", port), source_address=(source, 0)) as own,
        connect(f"ws://127.0.0.1:{port}/stream", sock=own, additional_headers=headers, proxy=None) as stream,
    ):
        found: dict[str, str] = json.loads(stream.recv())
        return found


@pytest.mark.parametrize("asked", [ask, ask_by_socket])
@pytest.mark.parametrize("more", [{}, {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}], ids=["plain", "for"])
def test_the_proxy_is_believed_whomever_it_asks_for(
    port: int, asked: Callable[..., dict[str, str]], more: dict[str, str]
) -> None:
    seen = asked(port, PROXY, NAME | more)
    assert (seen["x-remote-user"], seen[PEER_HEADER]) == ("wang", PROXY)


@pytest.mark.parametrize("asked", [ask, ask_by_socket])
@pytest.mark.parametrize("forged", FORGED)
def test_nobody_else_is_whatever_they_send(port: int, asked: Callable[..., dict[str, str]], forged: dict[str, str]) -> None:
    seen = asked(port, ELSEWHERE, NAME | forged)
    assert "x-remote-user" not in seen
    assert seen[PEER_HEADER] == ELSEWHERE


def test_where_uvicorn_is_told_to_believe_all_we_do_not(settings: Callable[..., None], port: int) -> None:
    settings(SANBIAO_PROXY_ADDRESS="10.0.0.5")
    seen = ask(port, PROXY, NAME | {"X-Forwarded-For": "10.0.0.5"})  # uvicorn now takes the address for 10.0.0.5
    assert "x-remote-user" not in seen
    assert seen[PEER_HEADER] == PROXY


def test_a_name_that_comes_twice_is_nobodys(port: int) -> None:
    assert "x-remote-user" not in ask(port, PROXY, [("X-Remote-User", "wang"), ("x-remote-user", "admin")])


def test_without_a_header_in_the_settings_none_is_believed(settings: Callable[..., None], port: int) -> None:
    settings(SANBIAO_PROXY_HEADER="")
    assert ask(port, PROXY, NAME)["x-remote-user"] == "wang"  # left unchanged: nobody reads it


def test_an_address_of_the_old_kind_is_known_again_on_a_server_of_the_new(port: int) -> None:
    with serving("::") as both:
        assert ask(both, PROXY, NAME)[PEER_HEADER] == PROXY


def test_a_server_that_does_not_tell_has_nobody_believed() -> None:
    async def asked() -> dict[str, str]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=APP), base_url="http://test") as client:
            found: dict[str, str] = (await client.get("/", headers=NAME)).json()
            return found

    seen = run_apart(asked())
    assert "x-remote-user" not in seen
    assert seen[PEER_HEADER] == ""
