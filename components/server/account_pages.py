"""Account pages: sign in, sign out, change the password, second factor. Plain forms, which work without any script.

A form on another site cannot sign anybody in or out: the cookie is ``SameSite=Lax``, so a browser does not send it along with a
cross-site post, and the form's site (``Origin``, else ``Referer``) must equal the requested one.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st
from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from components.i18n.text import Text
from components.server.origin import is_over_https, own_site, site
from components.server.peer_address import client_address
from components.server.sign_in_limits import SignInLimits
from components.session import faults
from components.session.identity import COOKIE, Known, Way, who_sent
from components.theme import DARK, FONTS, LIGHT
from models.auth.passwords import SHORTEST
from models.auth.roles import on_behalf_of
from models.auth.tokens import CODE_LASTS, LASTS
from models.auth.totp import address as otpauth_address
from models.auth.totp import new_secret
from models.commands.second_factor import turn_off, turn_on
from models.commands.sign_in import change_password, confirm_code, sign_in, sign_out
from models.config import read_settings
from models.errors import AccountError, SanbiaoError, SignInError, StoreError
from models.i18n import LANGUAGES
from models.queries.accounts import has_one_time_password, newest_factor, read_pending, staff_of_token
from models.store.engine import reading

MOST_BYTES = 8192
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with "no-referrer" a browser would hide our own forms' site from us
    "X-Content-Type-Options": "nosniff",
}
_limits = SignInLimits()
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape())


def base_path() -> str:
    """Return the path prefix of the dashboard on its server: "" or ``/board``."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def own_path(asked: str) -> str:
    """Return ``asked`` if it is a path of the dashboard to continue at, else the dashboard's root."""
    home, parts = f"{base_path()}/", urlsplit(asked if asked.isprintable() else "")
    is_ours = asked.startswith(home) and not asked.startswith("//") and "\\" not in asked
    return asked if is_ours and not parts.scheme and not parts.netloc and asked.isprintable() else home


def is_from_here(request: Request) -> bool:
    """Return True if a form was sent from our own site."""
    said = urlsplit(request.headers.get("origin") or request.headers.get("referer") or "")
    here = own_site(request.url.scheme, request.headers.get("host", ""))
    return here is not None and site(f"{said.scheme}://{said.netloc}") == here


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form, each once. Raise ValueError if it is too long or not UTF-8, as all browsers send it.

    Undecodable bytes are never replaced: one password would then match another.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise ValueError("a form of that length is none of ours")
    fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    return {name: values[-1] for name, values in fields.items()}


def _engine() -> Engine:
    from components.session import queries  # importing it needs a running Streamlit, which starts after the routes are made

    return queries.engine()


def _text(asked: str | None, onward: str) -> Text:
    """Return the text in the language requested, else in that of the page to continue at, else in that of the settings."""
    wished = [asked, *parse_qs(urlsplit(onward).query).get("lang", []), read_settings().language]
    return Text(next(str(one) for one in wished if one in LANGUAGES))


def _page(request: Request, kind: str, onward: str, *, status: int = 200, **values: object) -> Response:
    t = _text(str(values.pop("lang", "") or request.query_params.get("lang", "")), onward)
    other = next(one for one in LANGUAGES if one != t.language)
    error = values.pop("error", None)
    content = _PAGES.get_template("account_pages.html").render(
        t=t,
        kind=kind,
        onward=onward,
        base=base_path(),
        other=f"?{urlencode({'next': onward, 'lang': other})}",
        looks={"light": LIGHT, "dark": DARK},
        fonts=FONTS,
        shortest=SHORTEST,
        said=faults.sentence(error, t.language, request.headers) if isinstance(error, SanbiaoError) else "",
        **values,
    )
    return HTMLResponse(content, status, HEADERS)


Handler = Callable[[Request], Awaitable[Response]]


def _in_words(kind: str) -> Callable[[Handler], Handler]:
    """Answer 503 with one sentence, on the page ``kind``, where the store cannot be read or written."""

    def around(handler: Handler) -> Handler:
        @wraps(handler)
        async def inner(request: Request) -> Response:
            try:
                return await handler(request)
            except StoreError as error:
                form = getattr(request.state, "form", request.query_params)
                typed = {name: form[name] for name in ("login", "lang") if name in form}
                return _page(request, kind, own_path(form.get("next", "")), status=503, error=error, **typed)

        return inner

    return around


@_in_words("sign-in")
async def sign_in_page(request: Request) -> Response:
    """Show the form on GET; on POST sign in, and continue at the requested page."""
    if request.method != "POST":
        return _page(request, "sign-in", own_path(request.query_params.get("next", "")))
    form, refused = await _posted(request)
    if refused:
        return refused
    onward, login, address = own_path(form.get("next", "")), form.get("login", ""), client_address(request)
    try:
        check = partial(sign_in, _engine(), login, form.get("password", ""), address=address)
        token = await _limits.run(address, check)
    except SignInError as error:
        status = 400 if error.key == "wrong_password" else 429
        return _page(request, "sign-in", onward, status=status, error=error, login=login, lang=form.get("lang"))
    return await _signed_in(request, token, onward)


@_in_words("code")
async def code_page(request: Request) -> Response:
    """Ask for the code of the second factor on GET; on POST sign in, and continue at the requested page."""
    if request.method != "POST":
        return _page(request, "code", own_path(request.query_params.get("next", "")))
    form, refused = await _posted(request)
    if refused:
        return refused
    onward, lang, address = own_path(form.get("next", "")), form.get("lang"), client_address(request)
    try:
        check = partial(confirm_code, _engine(), request.cookies.get(COOKIE, ""), form.get("code", ""), address=address)
        token = await _limits.run(address, check)
    except SignInError as error:
        status = 400 if error.key in ("wrong_code", "code_expired") else 429
        kind = "sign-in" if error.key == "code_expired" else "code"
        return _page(request, kind, onward, status=status, error=error, lang=lang)
    return await _signed_in(request, token, onward)


async def _signed_in(request: Request, token: str, onward: str) -> Response:
    """Return the answer that gives a browser its token: onward, or to the form for the code or a new password."""
    if before := request.cookies.get(COOKIE):
        await run_in_threadpool(sign_out, _engine(), before)
    step = await run_in_threadpool(_next_step, token)
    target = f"{base_path()}/account/{step}?{urlencode({'next': onward})}" if step else onward
    answer = RedirectResponse(target, 303, HEADERS)
    _set_cookie(request, answer, token, int((CODE_LASTS if step == "code" else LASTS).total_seconds()))
    return answer


def _next_step(token: str) -> str:
    """Return the page to which a new sign-in leads first; "" if to none."""
    now = datetime.now(UTC)
    with reading(_engine()) as session:
        if read_pending(session, token, now):
            return "code"
        staff = staff_of_token(session, token, now)
        return "password" if staff and has_one_time_password(session, staff.login) else ""


async def sign_out_page(request: Request) -> Response:
    """End the session on POST, in the store as well; without the store at least this browser forgets it."""
    form, refused = await _posted(request)
    if refused:
        return refused
    onward, token = own_path(form.get("next", "")), request.cookies.get(COOKIE)
    answer: Response = RedirectResponse(onward, 303, HEADERS)
    try:
        if token:
            await run_in_threadpool(sign_out, _engine(), token)
    except StoreError as error:
        answer = _page(request, "away", onward, status=503, error=error)
    _set_cookie(request, answer, "", 0)
    return answer


@_in_words("away")
async def password_page(request: Request) -> Response:
    """Show the form for a new password on GET, change it on POST. Only for those who signed in with a password."""
    here = await run_in_threadpool(who_sent, request)
    if here.way is not Way.ACCOUNT:
        return _sign_in_first("password")
    if request.method != "POST":
        return _page(request, "password", own_path(request.query_params.get("next", "")), here=here)
    form, refused = await _posted(request)
    if refused:
        return refused
    if form.get("new") != form.get("again"):
        error = AccountError("passwords_differ")
        return _page(
            request, "password", own_path(form.get("next", "")), status=400, error=error, here=here, lang=form.get("lang")
        )
    return await _changed(request, here, form, "password", partial(change_password, new=form.get("new", "")), "old")


@_in_words("away")
async def second_factor_page(request: Request) -> Response:
    """Show the forms of the second factor on GET, turn it on or off on POST. Only for those who signed in with a password."""
    here = await run_in_threadpool(who_sent, request)
    if here.way is not Way.ACCOUNT or here.must_change:
        return _sign_in_first("password" if here.must_change else "second-factor")
    if request.method != "POST":
        is_on = await run_in_threadpool(_has_factor, here.staff.login)
        return _page(request, "second-factor", own_path(request.query_params.get("next", "")), here=here, **_factor(here, is_on))
    form, refused = await _posted(request)
    if refused:
        return refused
    code, secret = form.get("code", ""), form.get("secret", "")
    change = partial(turn_on, secret=secret, code=code) if secret else partial(turn_off, code=code)
    return await _changed(request, here, form, "second-factor", change, "password", **_factor(here, not secret, secret))


def _sign_in_first(page: str) -> Response:
    back = urlencode({"next": f"{base_path()}/account/{page}"})
    return RedirectResponse(f"{base_path()}/account/sign-in?{back}", 303, HEADERS)


def _has_factor(login: str) -> bool:
    with reading(_engine()) as session:
        return newest_factor(session, login) is not None


def _factor(here: Known, is_on: bool, secret: str = "") -> dict[str, Any]:
    """Return the values of the form: that for turning it on shows a secret, a new one if none was shown before."""
    secret = "" if is_on else secret or new_secret()
    return {"is_on": is_on, "secret": secret, "otpauth": otpauth_address(secret, here.staff.login) if secret else ""}


async def _changed(
    request: Request, here: Known, form: dict[str, str], kind: str, change: Callable[..., None], proof: str, **values: Any
) -> Response:
    """Make a change that needs the password, in the field ``proof``, and show the page again."""
    onward, lang, address = own_path(form.get("next", "")), form.get("lang"), client_address(request)
    own = on_behalf_of(_engine(), here.staff)
    make = partial(change, own, here.staff.login, form.get(proof, ""), keep=request.cookies.get(COOKIE, ""), address=address)
    try:
        await _limits.run(address, make)
    except (AccountError, SignInError) as error:
        return _page(request, kind, onward, status=400, error=error, here=here, lang=lang, **values)
    return _page(request, kind, onward, done=True, here=here, lang=lang, **values)


async def _posted(request: Request) -> tuple[dict[str, str], Response | None]:
    """Return the form that was sent, and an error response if it is not one of ours."""
    if not is_from_here(request):
        return {}, Response("this form was sent from another site", 403, HEADERS)
    try:
        request.state.form = await read_form(request)
        return request.state.form, None
    except UnicodeDecodeError:
        return {}, Response("this form is no UTF-8", 400, HEADERS)
    except ValueError as error:
        return {}, Response(str(error), 413, HEADERS)


def _set_cookie(request: Request, answer: Response, token: str, seconds: int) -> None:
    """Set the cookie: unreadable for scripts, not sent with other sites' forms, and never over http if set over https."""
    secure = is_over_https(request)
    answer.set_cookie(COOKIE, token, max_age=seconds, path=base_path() or "/", secure=secure, httponly=True, samesite="lax")
