"""Files come in only where a page has asked for one, and only so many."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from components.server import uploads
from components.server.uploads import MEGABYTE, OF_PROCESS, OF_SESSION, Uploads, session_of
from components.session import upload_grants
from tests.conftest import run_apart

ASKED, OTHER = "a-session-with-a-page", "another-session-with-a-page"


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Bytes that are kept, by session; two sessions have a page that asks for files."""
    bytes_of = dict[str, int]()

    def kept(sessions: Iterable[str] | None = None) -> int:
        return sum(bytes_of.get(one, 0) for one in (bytes_of if sessions is None else sessions))

    monkeypatch.setattr(uploads, "kept", kept)
    monkeypatch.setattr(upload_grants, "_granted", dict.fromkeys([ASKED, OTHER]))
    return bytes_of


def scope_of(session: str, length: str | None = "10", *, method: str = "PUT", base: str = "") -> Scope:
    headers = [] if length is None else [(b"content-length", length.encode())]
    return {"type": "http", "method": method, "path": f"{base}/_stcore/upload_file/{session}/1", "headers": headers}


def put(*scopes: Scope) -> list[int]:
    """Send files at the same time; return the statuses, 200 for those that came in."""

    async def story() -> list[int]:
        answers, all_in = [0] * len(scopes), asyncio.Event()
        arrived = list[Scope]()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            arrived.append(scope)
            await all_in.wait()
            await PlainTextResponse("in")(scope, receive, send)

        middleware = Uploads(app)

        async def one(n: int) -> None:
            async def send(message: Message) -> None:
                answers[n] = message.get("status", answers[n])

            async def receive() -> Message:
                raise AssertionError("the body of a refused file is not read")

            await middleware(scopes[n], receive, send)

        asked = [asyncio.create_task(one(n)) for n in range(len(scopes))]
        await asyncio.sleep(0)
        all_in.set()
        await asyncio.gather(*asked)
        assert middleware._coming == {}
        return answers

    return run_apart(story())


def test_a_session_whose_page_asks_for_no_file_brings_none(stored: dict[str, int]) -> None:
    assert put(scope_of("a-session-of-a-reader"), scope_of(ASKED), scope_of("", "10")) == [403, 200, 403]


def test_a_file_says_how_long_it_is(stored: dict[str, int]) -> None:
    assert put(*(scope_of(ASKED, length) for length in (None, "-1", "٣", "1e3", "10"))) == [411, 411, 411, 411, 200]


def test_a_length_that_nobody_is_held_to_counts_as_none(stored: dict[str, int]) -> None:
    lying = scope_of(ASKED)
    lying["headers"].append((b"transfer-encoding", b"chunked"))
    assert put(lying) == [411]


def test_a_session_brings_no_more_than_stated_at_once_or_one_after_another(stored: dict[str, int]) -> None:
    half = scope_of(ASKED, str(OF_SESSION // 2))
    assert put(half, half, scope_of(ASKED, "1"), scope_of(OTHER, "1")) == [200, 200, 413, 200]
    stored[ASKED] = OF_SESSION - 10
    assert put(scope_of(ASKED, "11"), scope_of(ASKED, "10")) == [413, 200]


def test_all_sessions_together_bring_no_more_than_stated(stored: dict[str, int]) -> None:
    stored["somebody else"] = OF_PROCESS - MEGABYTE
    assert put(scope_of(ASKED, str(MEGABYTE)), scope_of(OTHER, "1")) == [200, 503]


@pytest.mark.parametrize(
    ("path", "method", "session"),
    [
        ("/_stcore/upload_file/s/f", "PUT", "s"),
        ("/below/a/path/_stcore/upload_file/s/f", "PUT", "s"),
        ("/_stcore/upload_file/s/f", "DELETE", None),
        ("/_stcore/upload_file/s", "PUT", None),
        ("/import_report", "GET", None),
    ],
)
def test_only_a_file_that_comes_in_is_looked_at(path: str, method: str, session: str | None) -> None:
    assert session_of({"type": "http", "method": method, "path": path}) == session


def test_the_session_granted_the_longest_time_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class Context:
        session_id = "0"

    monkeypatch.setattr(upload_grants, "get_script_run_ctx", lambda: Context)
    monkeypatch.setattr(upload_grants, "SESSIONS", 3)
    monkeypatch.setattr(upload_grants, "_granted", upload_grants.OrderedDict())
    for session in ("1", "2", "1", "3", "4"):
        Context.session_id = session
        upload_grants.grant()
    assert [upload_grants.may_upload(one) for one in "1234"] == [True, False, True, True]
