"""The second factor: the requests by which it is turned on, asked for and turned off."""

import re
from base64 import b32encode
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from models.auth.totp import STEP, code_at
from tests.components.server.accounts import PASSWORD, Ask, cookie_of, enter, with_cookie

SECRET = b32encode(b"12345678901234567890").decode()


def code(step: int = 0) -> str:
    """Return the code of now, or of a later step."""
    return code_at(SECRET, int(datetime.now(UTC).timestamp()) // STEP + step)


def turned_on(ask: Ask) -> str:
    """Turn on the second factor with the code of now, and return the session's token; the next code is accepted already."""
    token = cookie_of(enter(ask))
    form = {"password": PASSWORD, "secret": SECRET, "code": code()}
    answer = ask("POST", "/account/second-factor", headers=with_cookie(token), **form)
    assert (answer.status_code, "两步验证已开启" in answer.text, SECRET in answer.text) == (200, True, False)
    return token


def test_the_page_shows_a_new_secret_each_time_until_the_factor_is_on(ask: Ask) -> None:
    token = cookie_of(enter(ask))
    pages = [ask("GET", "/account/second-factor", headers=with_cookie(token)).text for _ in range(2)]
    first, second = (re.findall(r'value="([A-Z2-7]{32})"', page) for page in pages)
    assert (len(first), len(second), first != second) == (1, 1, True)
    assert f"otpauth://totp/Sanbiao%3Ali?secret={first[0]}" in pages[0]
    turned_on(ask)
    page = ask("GET", "/account/second-factor", headers=with_cookie(cookie_of(confirmed(ask)))).text
    assert (re.findall("[A-Z2-7]{32}", page), "关闭两步验证" in page) == ([], True)


def confirmed(ask: Ask) -> httpx.Response:
    """Sign in with password and code."""
    token = cookie_of(enter(ask))
    return ask("POST", "/account/code", headers=with_cookie(token), code=code(1), next="/targets")


def test_with_a_second_factor_the_password_only_leads_to_the_code(ask: Ask, settings: Callable[..., None]) -> None:
    turned_on(ask)
    settings(SANBIAO_VIEWERS="account")
    answer = enter(ask, onward="/targets")
    assert answer.headers["location"] == "/account/code?next=%2Ftargets"
    pending = with_cookie(cookie_of(answer))
    assert ask("GET", "/media/one.xlsx", headers=pending).status_code == 401
    assert ask("GET", "/account/password", headers=pending).status_code == 303
    assert ask("POST", "/account/code", headers=pending, code="000000").status_code == 400
    right = code(1)
    inside = ask("POST", "/account/code", headers=pending, code=right, next="/targets")
    assert (inside.status_code, inside.headers["location"]) == (303, "/targets")
    assert ask("GET", "/media/one.xlsx", headers=with_cookie(cookie_of(inside))).status_code == 404
    assert ask("GET", "/media/one.xlsx", headers=pending).status_code == 401
    again = ask("POST", "/account/code", headers=with_cookie(cookie_of(enter(ask))), code=right, next="/targets")
    assert again.status_code == 400


@pytest.mark.parametrize("form", [{"password": "wrong", "code": "000000"}, {"password": PASSWORD, "code": "000000"}])
def test_a_session_alone_does_not_turn_the_factor_off(ask: Ask, form: dict[str, str]) -> None:
    token = turned_on(ask)
    assert ask("POST", "/account/second-factor", headers=with_cookie(token), **form).status_code == 400
    assert ask("POST", "/account/second-factor", headers=with_cookie(token, "http://evil.example"), **form).status_code == 403
    assert "account/code" in enter(ask).headers["location"]


def test_the_factor_is_turned_off_with_password_and_code(ask: Ask) -> None:
    token = turned_on(ask)
    answer = ask("POST", "/account/second-factor", headers=with_cookie(token), password=PASSWORD, code=code(1))
    assert "两步验证已关闭" in answer.text
    assert enter(ask).headers["location"] == "/targets?lang=en"


def test_a_code_without_a_password_before_it_leads_back_to_the_door(ask: Ask) -> None:
    answer = ask("POST", "/account/code", code="000000")
    assert (answer.status_code, "重新登录" in answer.text, 'name="password"' in answer.text) == (400, True, True)
