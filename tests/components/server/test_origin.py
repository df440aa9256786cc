"""A page of another site, on another machine or another port, reaches nothing; a name of somebody else's neither."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from streamlit import config

from components.server.origin import Origin, is_own_name, site
from tests.conftest import run_apart

Settings = Callable[..., None]
HERE = "localhost:8501"
FOREIGN = [
    "http://evil.example",
    "http://localhost:8639",
    "https://localhost:8501",
    "http://localhost",
    "http://127.0.0.1:8501",
    "http://localhost:8501.evil.example",
    "http://user@localhost:8501",
    "https://anything.streamlit.app",
    "http://localhost:8501/path",
    "null",
    "",
    "http://localhost:99999",
]


@dataclass
class Answer:
    """What came back: the status, or None for a websocket that was accepted, the words, and the host that was passed on."""

    status: int | None = None
    words: str = ""
    host: str | None = None


def ask(
    host: str | list[str] = HERE,
    origin: str | list[str] | None = None,
    *,
    kind: str = "http",
    scheme: str = "http",
    fetch: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request through the middleware."""
    answer = Answer()
    names = [host] if isinstance(host, str) else host
    origins = [origin] if isinstance(origin, str) else origin or []
    headers = [(b"host", one.encode()) for one in names] + [(b"origin", one.encode()) for one in origins]
    headers += [(name.encode(), value.encode()) for name, value in (fetch or {}).items()]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        (answer.host,) = [value.decode() for name, value in scope["headers"] if name == b"host"]
        if kind == "http":
            await PlainTextResponse("here")(scope, receive, send)

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        answer.status = message.get("status") or message.get("code") or answer.status
        answer.words += message.get("body", b"").decode()

    scope = {"type": kind, "scheme": scheme, "method": "POST", "path": "/", "headers": headers}
    run_apart(Origin(app)(scope, receive, send))
    return answer


def stream(host: str = HERE, origin: str | None = None) -> Answer:
    """Ask for a websocket."""
    return ask(host, origin, kind="websocket", scheme="ws")


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_site_opens_no_stream_and_posts_nothing(settings: Settings, origin: str) -> None:
    settings()
    assert (stream(origin=origin).status, stream(origin=origin).host) == (1008, None)
    refused = ask(origin=origin)
    assert (refused.status, refused.host) == (403, None)
    assert refused.words.startswith("这个请求来自别的网页")


@pytest.mark.parametrize("host", [HERE, "127.0.0.1:8501", "[::1]:8501", "10.20.30.40", socket.gethostname()])
def test_the_dashboards_own_pages_reach_it_under_each_of_its_names(settings: Settings, host: str) -> None:
    settings()
    assert stream(host, f"http://{host}") == Answer(host=host)
    assert ask(host, f"http://{host}") == Answer(200, "here", host)
    assert ask(host) == Answer(200, "here", host), "a link to it has no origin"


@pytest.mark.parametrize(
    "host", ["evil.example:8501", "dashboard.example", "localhost.evil.example", "", "a b", "[::1", "@localhost", "localhost:x"]
)
def test_a_name_of_somebody_elses_that_points_here_is_refused(settings: Settings, host: str) -> None:
    settings()
    assert (ask(host).status, ask(host).host) == (421, None)
    assert stream(host, f"http://{host}").status == 1008


def test_the_public_address_is_known_by_its_setting_also_behind_a_proxy_that_ends_https(settings: Settings) -> None:
    settings(SANBIAO_PUBLIC_URL="https://dashboard.example")
    assert stream("dashboard.example", "https://dashboard.example") == Answer(host="dashboard.example")
    for origin in ("http://dashboard.example", "https://dashboard.example:8639", "https://evil.example"):
        assert stream("dashboard.example", origin).status == 1008, origin
    assert ask().status == 200, "the machine itself may ask for its health"


def test_streamlit_is_told_the_host_of_the_origin_so_that_it_looks_nothing_up(settings: Settings) -> None:
    settings(SANBIAO_PUBLIC_URL="https://dashboard.example:8443")
    assert stream("dashboard.example", "https://dashboard.example:8443").host == "dashboard.example:8443"


def test_the_list_of_hosts_of_streamlit_holds_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings()
    known: Any = config.get_option
    allowed = ["*.bureau.example"]
    for one in (config, st):
        monkeypatch.setattr(one, "get_option", lambda name: allowed if name == "server.allowedHosts" else known(name))
    assert is_own_name("plan.bureau.example:80")
    assert not is_own_name("10.20.30.40")


def test_two_hosts_or_two_origins_are_refused(settings: Settings) -> None:
    settings()
    assert ask(origin=[f"http://{HERE}", "http://evil.example"]).status == 403
    assert ask([HERE, HERE]).status == 421


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://A.Example", ("http", "a.example", 80)),
        ("https://[::1]:444", ("https", "::1", 444)),
        ("ftp://a.example", None),
        ("http://", None),
    ],
)
def test_a_site_is_scheme_name_and_port(url: str, parts: object) -> None:
    assert site(url) == parts


@pytest.mark.parametrize(
    ("sent_from", "mode", "status"),
    [
        ("cross-site", "no-cors", 403),
        ("same-site", "no-cors", 403),
        ("same-site", "cors", 403),
        ("cross-site", "navigate", 200),
        ("same-origin", "no-cors", 200),
        ("none", "navigate", 200),
    ],
)
def test_a_picture_or_script_for_another_page_is_refused_and_a_link_leads_here(sent_from: str, mode: str, status: int) -> None:
    assert ask(fetch={"sec-fetch-site": sent_from, "sec-fetch-mode": mode}).status == status


@pytest.mark.parametrize("host", ["local\thost", "[::1%25evil.example]", "localhost%00", "local host"])
def test_a_name_that_a_parser_would_trim_is_none(host: str) -> None:
    assert not is_own_name(host)
