"""Cookies of single sign-on: no browser is asked to keep one longer than a session."""

from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.web.server.starlette.starlette_auth_routes import _set_auth_cookie

from components.server.sign_on_cookies import SignOnCookies
from tests.components.session.test_identity import LONG, OIDC
from tests.conftest import run_apart


async def callback(_: Request) -> Response:
    """Answer as Streamlit does after a sign-on, with a cookie of somebody else's beside its own."""
    answer = Response()
    await _set_auth_cookie(answer, {"name": LONG}, {})
    answer.set_cookie("other", "1", max_age=10**7)
    return answer


def cookies(site: str) -> dict[str, "Morsel[str]"]:
    async def send() -> httpx.Response:
        app = Starlette(routes=[Route("/oauth2callback", callback)], middleware=[Middleware(SignOnCookies)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=site) as client:
            return await client.get("/oauth2callback")

    headers = run_apart(send()).headers.get_list("set-cookie")
    return {name: morsel for header in headers for name, morsel in SimpleCookie(header).items()}


@pytest.mark.parametrize(("site", "secure"), [("http://board.example", ""), ("https://board.example", True)])
def test_cookies_of_a_sign_on_live_as_long_as_a_session(settings: Callable[..., None], site: str, secure: object) -> None:
    settings(**OIDC)
    found = cookies(site)
    own = [morsel for name, morsel in found.items() if name.startswith("_streamlit_user")]
    assert len(own) > 3, "a long one is in several parts"
    assert {(one["max-age"], one["secure"]) for one in own} == {("43200", secure)}
    assert (found["other"]["max-age"], found["other"]["secure"]) == ("10000000", "")
