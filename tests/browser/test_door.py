"""Attacks on a running dashboard: a foreign page or name, a flood, a developer's message, a file that nobody asked for."""

import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password
from models.demo.shipped import load_shipped
from models.store.engine import open_store
from tests.browser.conftest import Server, free_port, running_app
from tests.conftest import run_apart

LOGIN, PASSWORD = "wang", "correct horse battery"


class Listener:
    """A machine that takes connections and never answers, as a silent resolver or proxy does; it keeps what it was asked."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", free_port()))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.asked = list[socket.socket]()
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                self.asked.append(self.socket.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        """Hang up."""
        for one in (self.socket, *self.asked):
            one.close()


@pytest.fixture(scope="module")
def outside() -> Iterator[Listener]:
    """The only way to other machines."""
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, outside: Listener, loaded_store: Callable[..., str]) -> Iterator[Server]:
    """The app with one account; whatever it asks of other machines ends at the listener."""
    folder = tmp_path_factory.mktemp("door")
    store = loaded_store(folder, load_shipped)
    engine = open_store(store)
    store_account(engine, NewAccount(LOGIN, "王芳", Role.ADMINISTRATOR), author="test")
    reset_password(engine, LOGIN, PASSWORD, author="test")
    engine.dispose()
    way_out = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), outside.url)
    with running_app(folder, store, NO_PROXY="", no_proxy="", **way_out) as app:
        yield app


def ask(
    app: Server, path: str, data: bytes | None = None, *, method: str = "GET", **headers: str
) -> tuple[int, HTTPMessage, str]:
    """Return the status, the headers and the words of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(app.url + path, data, named, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def handshake(app: Server, origin: str, host: str = "") -> int:
    """Return the status of a websocket's handshake; 101 if it was accepted."""

    async def story() -> int:
        where = urlsplit(app.url)
        url = f"ws://{host or where.netloc}/_stcore/stream"
        try:
            async with connect(url, host=where.hostname, port=where.port, origin=origin, proxy=None, subprotocols=["streamlit"]):  # type: ignore[arg-type, list-item]
                return 101
        except InvalidStatus as error:
            return error.response.status_code

    return run_apart(story())


def test_a_foreign_handshake_is_refused_and_nothing_is_looked_up(door: Server, outside: Listener) -> None:
    port = urlsplit(door.url).port
    others = ("http://evil.example", f"http://localhost:{port}.evil.example", "https://anything.streamlit.app", "null")
    for origin in (*others, f"http://localhost:{int(port or 0) + 1}", f"https://localhost:{port}"):
        assert handshake(door, origin) == 403, origin
        assert ask(door, "/healthz")[0] == 200
    assert handshake(door, "http://evil.example", "evil.example") == 403
    assert handshake(door, door.url) == 101
    assert handshake(door, f"http://127.0.0.1:{port}", f"127.0.0.1:{port}") == 101
    assert outside.asked == []


def test_a_page_on_another_port_signs_nobody_in(door: Server) -> None:
    form = urlencode({"login": LOGIN, "password": PASSWORD}).encode()
    for origin in ("http://localhost:8639", "http://evil.example", "null"):
        status, headers, words = ask(door, "/account/sign-in", form, method="POST", Origin=origin)
        assert (status, headers["Set-Cookie"]) == (403, None)
        assert "别的网页" in words
    status, _, _ = ask(door, "/account/sign-in", form, method="POST")
    assert status == 403, "a form without its site is none of ours"


@pytest.mark.parametrize("path", ["/", "/healthz", "/account/sign-in", "/_stcore/health", "/store-version"])
def test_a_name_of_somebody_else_that_points_here_serves_nothing(door: Server, path: str) -> None:
    for host in ("evil.example", "localhost.evil.example", f"evil.example:{urlsplit(door.url).port}"):
        status, headers, words = ask(door, path, Host=host)
        assert status == 421
        assert "SANBIAO_PUBLIC_URL" in words
        assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/healthz", "/account/sign-in", "/no/such/thing", "/shell.js", "/_stcore/health"])
def test_no_page_is_shown_within_another(door: Server, path: str) -> None:
    _, headers, _ = ask(door, path)
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_reader_cannot_empty_the_caches_of_all(door: Server) -> None:
    async def story() -> None:
        where = f"{door.url.replace('http', 'ws')}/_stcore/stream"
        async with connect(where, origin=door.url, proxy=None, subprotocols=["streamlit"], max_size=None) as wire:  # type: ignore[arg-type, list-item]
            await wire.send(BackMsg(clear_cache=True).SerializeToString())
            await wire.send(BackMsg(rerun_script={}).SerializeToString())
            await wire.recv()

    run_apart(story())
    assert "why=message given=clear_cache" in door.log.read_text("utf-8")


def test_a_file_that_no_page_asked_for_is_refused_before_it_is_stored(door: Server) -> None:
    body = b"--b\r\nContent-Disposition: form-data; name=f; filename=f.csv\r\n\r\n1\r\n--b--\r\n"
    for session in ("00000000-0000-0000-0000-000000000000", "x"):
        kind = "multipart/form-data; boundary=b"
        status, _, words = ask(door, f"/_stcore/upload_file/{session}/1", body, method="PUT", Content_Type=kind)
        assert status == 403
        assert "刷新页面" in words


def test_pages_and_health_answer_while_many_passwords_wait(door: Server) -> None:
    form = urlencode({"login": "nobody", "password": "wrong password"}).encode()
    answers, waiting = list[int](), threading.Barrier(121)

    def attempt() -> None:
        waiting.wait()
        answers.append(ask(door, "/account/sign-in", form, method="POST", Origin=door.url)[0])

    attempts = [threading.Thread(target=attempt) for _ in range(120)]
    for one in attempts:
        one.start()
    waiting.wait()
    assert (ask(door, "/healthz")[0], ask(door, "/")[0]) == (200, 200)
    for one in attempts:
        one.join()
    assert set(answers) <= {400, 429}
    assert answers.count(429) >= 90, "an address has thirty attempts a minute"


def test_the_log_names_what_was_refused_and_no_secret(door: Server, tmp_path: Path) -> None:
    handshake(door, "http://evil.example")
    log = door.log.read_text("utf-8")
    assert "what=refused why=origin given=http://evil.example" in log
    assert PASSWORD not in log
    assert "Traceback" not in log
