"""An account, and how its owner signs in."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import httpx
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware

from components.server.auth_wall import Gate
from components.server.routes import ROUTES
from components.session.identity import COOKIE
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password

LOGIN, PASSWORD, SITE = "li", "correct horse battery", "http://board.example"
APP = Starlette(routes=ROUTES, middleware=[Middleware(Gate)])
Ask = Callable[..., httpx.Response]


def load_an_account(engine: Engine) -> None:
    store_account(engine, NewAccount(LOGIN, "李娜", Role.EDITOR), author="test")
    reset_password(engine, LOGIN, PASSWORD, author="test", is_one_time=False)


def enter(ask: Ask, *, password: str = PASSWORD, onward: str = "/targets?lang=en", site: str = SITE) -> httpx.Response:
    return ask("POST", "/account/sign-in", site=site, login=LOGIN, password=password, next=onward)


def cookie_of(answer: httpx.Response) -> str:
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE].value


def with_cookie(token: str, origin: str = SITE) -> dict[str, str]:
    return {"Origin": origin, "Cookie": f"{COOKIE}={token}"}
