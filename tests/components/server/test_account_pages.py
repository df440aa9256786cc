"""Sign-in, sign-out, new password: the requests that the account pages accept and reject."""

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
import streamlit as st
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware

from components.server.account_pages import MOST_BYTES, own_path
from components.server.auth_wall import Gate
from components.server.routes import ROUTES
from components.session.identity import COOKIE
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password, sign_out_everywhere
from models.store.engine import open_store
from tests.conftest import run_apart

LOGIN, PASSWORD, SITE = "li", "correct horse battery", "http://board.example"
APP = Starlette(routes=ROUTES, middleware=[Middleware(Gate)])
Ask = Callable[..., httpx.Response]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    """A store with one account."""
    engine = open_store(f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}")
    store_account(engine, NewAccount(LOGIN, "李娜", Role.EDITOR), author="test")
    reset_password(engine, LOGIN, PASSWORD, author="test")
    yield engine
    engine.dispose()


@pytest.fixture
def ask(settings: Callable[..., None], store: Engine) -> Iterator[Ask]:
    """Send a request like a browser on the dashboard's own site, or with other ``headers``."""
    settings(DATABASE_URL=store.url.render_as_string(), SANBIAO_LANGUAGE="zh")
    st.cache_data.clear()
    st.cache_resource.clear()

    def asked(
        method: str, path: str, *, site: str = SITE, headers: dict[str, str] | None = None, body: bytes = b"", **form: str
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=APP), base_url=site) as client:
                own = {"Origin": site} if headers is None else headers
                return await client.request(method, path, content=body or None, data=form or None, headers=own)

        return run_apart(send())

    yield asked
    st.cache_data.clear()
    st.cache_resource.clear()


def enter(ask: Ask, *, password: str = PASSWORD, onward: str = "/targets?lang=en", site: str = SITE) -> httpx.Response:
    return ask("POST", "/account/sign-in", site=site, login=LOGIN, password=password, next=onward)


def cookie_of(answer: httpx.Response) -> str:
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE].value


def with_cookie(token: str, origin: str = SITE) -> dict[str, str]:
    return {"Origin": origin, "Cookie": f"{COOKIE}={token}"}


def test_a_sign_in_leads_to_the_page_that_was_wanted(ask: Ask) -> None:
    answer = enter(ask)
    assert (answer.status_code, answer.headers["location"]) == (303, "/targets?lang=en")
    assert ask("GET", "/account/password", headers=with_cookie(cookie_of(answer))).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(ask: Ask) -> None:
    cookie = SimpleCookie(enter(ask).headers["set-cookie"])[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "lax", "/", "")
    assert cookie["max-age"] == str(12 * 3600)


def test_over_https_the_cookie_goes_over_https_alone(ask: Ask) -> None:
    assert SimpleCookie(enter(ask, site="https://board.example").headers["set-cookie"])[COOKIE]["secure"] is True


def test_a_setting_keeps_the_cookie_to_https(ask: Ask, settings: Callable[..., None]) -> None:
    settings(SANBIAO_SECURE_COOKIE="true")
    assert SimpleCookie(enter(ask).headers["set-cookie"])[COOKIE]["secure"] is True


@pytest.mark.parametrize("login", [LOGIN, "nobody", "<script>alert(1)</script>"])
def test_a_wrong_password_and_an_unknown_account_read_the_same(ask: Ask, login: str) -> None:
    answer = ask("POST", "/account/sign-in", login=login, password="wrong password", next="/")
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
    assert "账号或密码不正确" in answer.text
    assert "<script>" not in answer.text


def test_after_some_wrong_passwords_even_the_right_one_waits(ask: Ask) -> None:
    codes = [enter(ask, password="wrong password").status_code for _ in range(6)]
    assert codes[0] == 400
    assert codes[-1] == 429
    assert enter(ask).status_code == 429


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://board.example.evil.example", "http://board.example:81"]
)
@pytest.mark.parametrize("page", ["sign-in", "sign-out"])
def test_a_form_of_another_site_is_refused(ask: Ask, page: str, origin: str) -> None:
    answer = ask("POST", f"/account/{page}", headers={"Origin": origin}, login=LOGIN, password=PASSWORD)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize(
    ("headers", "code"), [({}, 403), ({"Referer": "http://evil.example/"}, 403), ({"Referer": f"{SITE}/account/sign-in"}, 303)]
)
def test_without_an_origin_the_page_before_must_be_ours(ask: Ask, headers: dict[str, str], code: int) -> None:
    assert ask("POST", "/account/sign-in", headers=headers, login=LOGIN, password=PASSWORD).status_code == code


@pytest.mark.parametrize("password", [b"\xff\xff\xff\xff\xff\xff\xff\xff", b"%FF%FF%FF%FF%FF%FF%FF%FF"])
def test_a_form_whose_signs_nobody_can_read_is_refused_and_nothing_in_it_replaced(ask: Ask, password: bytes) -> None:
    body = b"login=" + LOGIN.encode() + b"&password=" + password
    answer = ask("POST", "/account/sign-in", body=body)
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
    assert "UTF-8" in answer.text


def test_a_form_without_end_is_not_read(ask: Ask) -> None:
    assert ask("POST", "/account/sign-in", login=LOGIN, password="x" * MOST_BYTES).status_code == 413


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x=1",
        "",
        "targets",
    ],
)
def test_nobody_is_led_away_from_here(ask: Ask, wanted: str) -> None:
    assert own_path(wanted) == "/"
    assert enter(ask, onward=wanted).headers["location"] == "/"


def test_below_a_path_the_cookie_and_the_way_on_stay_there(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: "board" if name == "server.baseUrlPath" else None)
    answer = enter(ask, onward="/other")
    assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["path"] == "/board"
    assert answer.headers["location"] == "/board/"
    assert own_path("/board/targets") == "/board/targets"


def test_signing_out_ends_the_sign_in_in_the_store(ask: Ask) -> None:
    token = cookie_of(enter(ask))
    answer = ask("POST", "/account/sign-out", headers=with_cookie(token), next="/")
    assert (answer.status_code, SimpleCookie(answer.headers["set-cookie"])[COOKIE]["max-age"]) == (303, "0")
    assert ask("GET", "/account/password", headers=with_cookie(token)).status_code == 303


def test_a_sign_in_that_was_ended_elsewhere_is_none(ask: Ask, store: Engine) -> None:
    token = cookie_of(enter(ask))
    sign_out_everywhere(store, LOGIN)
    assert ask("GET", "/account/password", headers=with_cookie(token)).status_code == 303


def test_another_password_ends_the_other_sign_ins_and_not_this_one(ask: Ask) -> None:
    here, elsewhere = cookie_of(enter(ask)), cookie_of(enter(ask))
    new = "a new long password"
    answer = ask("POST", "/account/password", headers=with_cookie(here), old=PASSWORD, new=new, again=new)
    assert (answer.status_code, "密码已修改" in answer.text) == (200, True)
    assert ask("GET", "/account/password", headers=with_cookie(here)).status_code == 200
    assert ask("GET", "/account/password", headers=with_cookie(elsewhere)).status_code == 303
    assert enter(ask, password=new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong password", "a new long password", "a new long password", "账号或密码不正确"),
        (PASSWORD, "short", "short", "至少 10 个字符"),
        (PASSWORD, "a new long password", "another long password", "不一致"),
    ],
)
def test_a_password_that_does_not_fit_changes_nothing(ask: Ask, old: str, new: str, again: str, said: str) -> None:
    token = cookie_of(enter(ask))
    answer = ask("POST", "/account/password", headers=with_cookie(token), old=old, new=new, again=again)
    assert answer.status_code == 400
    assert said in answer.text
    assert enter(ask).status_code == 303


@pytest.mark.parametrize(("language", "title"), [("zh", "登录"), ("en", "Sign in")])
def test_the_page_speaks_the_readers_language_and_needs_no_script(ask: Ask, language: str, title: str) -> None:
    page = ask("GET", f"/account/sign-in?next=/targets%3Flang={language}")
    assert f"<h1>{title}</h1>" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/media/one.xlsx", "/_stcore/upload_file/a/b", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/a/b"]
)
def test_where_all_must_sign_in_no_data_leaves_beside_the_pages(ask: Ask, settings: Callable[..., None], path: str) -> None:
    assert ask("GET", path).status_code == 404  # there is no such file here, and anybody may ask
    settings(SANBIAO_VIEWERS="account")
    assert ask("GET", path).status_code == 401
    assert ask("GET", path, headers=with_cookie("made up")).status_code == 401
    assert ask("GET", path, headers=with_cookie(cookie_of(enter(ask)))).status_code == 404


def test_where_all_must_sign_in_the_watch_and_the_door_stay_open(ask: Ask, settings: Callable[..., None]) -> None:
    settings(SANBIAO_VIEWERS="account")
    assert [ask("GET", path).status_code for path in ("/healthz", "/account/sign-in")] == [200, 200]
