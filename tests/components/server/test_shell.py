"""The script in front of Streamlit's own: in every page, once, and nowhere else."""

import re
from pathlib import Path

import httpx
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from components.server.auth_wall import is_open
from components.server.shell import NAME, SCRIPT, Shell, shell_script
from tests.conftest import run_apart

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
TAG = re.compile(r'<script src="\./shell\.js\?[0-9a-f]{12}"></script>')
MODULE = '<script type="module"></script>'


async def page(_: Request) -> Response:
    return FileResponse(INDEX)


async def text(_: Request) -> Response:
    return PlainTextResponse(MODULE)


async def other_page(_: Request) -> Response:
    return HTMLResponse("<p>sign in</p>")


async def gone(_: Request) -> Response:
    return HTMLResponse(MODULE, 404)


ROUTES = {"/": page, "/targets": page, "/page.html": page, "/_stcore/page": page, f"/{NAME}": shell_script}
ROUTES |= {"/text": text, "/sign-in": other_page, "/gone": gone}
KEPT = Mount("/kept", StaticFiles(directory=INDEX.parent, html=True))  # which asks whether a browser has the page already
APP = Starlette(routes=[*(Route(path, one) for path, one in ROUTES.items()), KEPT], middleware=[Middleware(Shell)])


def ask(path: str, **headers: str) -> httpx.Response:
    """The answer to a request."""

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://localhost") as client:
            return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return run_apart(answer())


@pytest.mark.parametrize("path", ["/", "/targets"])
def test_each_page_brings_the_script_before_that_of_streamlit(path: str) -> None:
    found = ask(path)
    (tag,) = TAG.finditer(found.text)
    assert tag.start() < found.text.index('type="module"')
    assert TAG.sub("", found.text).split() == INDEX.read_text("utf-8").split()
    assert int(found.headers["content-length"]) == len(found.content)


def test_a_page_that_a_browser_kept_from_before_is_sent_anew() -> None:
    tag = ask("/kept/index.html").headers["etag"]  # of Streamlit's own, without the script
    assert ask("/kept/index.html", if_none_match=tag).status_code == 304
    found = ask("/kept/", if_none_match=tag, accept_encoding="gzip")
    assert found.status_code == 200
    assert TAG.search(found.text)
    assert "etag" not in found.headers


@pytest.mark.parametrize("path", ["/text", "/sign-in", "/gone", "/page.html", "/_stcore/page", f"/{NAME}"])
def test_what_is_no_page_stays_as_it_is(path: str) -> None:
    assert TAG.search(ask(path).text) is None


def test_the_script_is_one_file_that_browsers_keep() -> None:
    found = ask(f"/{NAME}")
    assert found.content == SCRIPT
    assert found.headers["content-type"].startswith("text/javascript")
    assert "immutable" in found.headers["cache-control"]


def test_whoever_has_not_signed_in_gets_the_script_too() -> None:
    assert is_open(f"/{NAME}")


def test_a_websocket_is_handed_on() -> None:
    passed = []

    async def app(scope: dict[str, str], receive: object, send: object) -> None:
        passed.append(scope)

    run_apart(Shell(app)({"type": "websocket", "path": "/_stcore/stream"}, None, None))  # type: ignore[arg-type]
    assert passed == [{"type": "websocket", "path": "/_stcore/stream"}]
