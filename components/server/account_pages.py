"""Account pages: sign in, sign out, change the password. Plain forms, which work without any script.

A form on another site cannot sign anybody in or out: the cookie is ``SameSite=Lax``, so a browser does not send it along with a
cross-site post, and the form's site (``Origin``, else ``Referer``) must equal the requested one.
"""

from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st
from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from components.i18n.text import Text
from components.session.identity import COOKIE, Way, who_sent
from components.theme import DARK, FONTS, LIGHT
from models.auth.passwords import SHORTEST
from models.auth.roles import Staff, on_behalf_of
from models.commands.sign_in import LASTS, change_password, sign_in, sign_out
from models.config import read_settings
from models.errors import AccountError, SanbiaoError, SignInError
from models.i18n import LANGUAGES

MOST_BYTES = 8192
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with "no-referrer" a browser would hide our own forms' site from us
    "X-Content-Type-Options": "nosniff",
}
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
    said = request.headers.get("origin") or request.headers.get("referer") or ""
    return bool(said) and urlsplit(said).netloc == request.headers.get("host")


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
        said=error.sentence(t.language) if isinstance(error, SanbiaoError) else "",
        **values,
    )
    return HTMLResponse(content, status, HEADERS)


async def sign_in_page(request: Request) -> Response:
    """Show the form on GET; on POST sign in, and continue at the requested page."""
    if request.method != "POST":
        return _page(request, "sign-in", own_path(request.query_params.get("next", "")))
    form, refused = await _posted(request)
    if refused:
        return refused
    onward, login = own_path(form.get("next", "")), form.get("login", "")
    try:
        token = await run_in_threadpool(sign_in, _engine(), login, form.get("password", ""))
    except SignInError as error:
        status = 429 if error.key == "wait" else 400
        return _page(request, "sign-in", onward, status=status, error=error, login=login, lang=form.get("lang"))
    if before := request.cookies.get(COOKIE):
        await run_in_threadpool(sign_out, _engine(), before)
    answer = RedirectResponse(onward, 303, HEADERS)
    _set_cookie(request, answer, token, int(LASTS.total_seconds()))
    return answer


async def sign_out_page(request: Request) -> Response:
    """End the session on POST, in the store as well."""
    form, refused = await _posted(request)
    if refused:
        return refused
    if token := request.cookies.get(COOKIE):
        await run_in_threadpool(sign_out, _engine(), token)
    answer = RedirectResponse(own_path(form.get("next", "")), 303, HEADERS)
    _set_cookie(request, answer, "", 0)
    return answer


async def password_page(request: Request) -> Response:
    """Show the form for a new password on GET, change it on POST. Only for those who signed in with a password."""
    here = await run_in_threadpool(who_sent, request)
    onward = own_path(request.query_params.get("next", ""))
    if here.way is not Way.ACCOUNT:
        back = urlencode({"next": f"{base_path()}/account/password"})
        return RedirectResponse(f"{base_path()}/account/sign-in?{back}", 303, HEADERS)
    if request.method != "POST":
        return _page(request, "password", onward, staff=here.staff)
    form, refused = await _posted(request)
    if refused:
        return refused
    return await _changed(request, here.staff, form)


async def _changed(request: Request, staff: Staff, form: dict[str, str]) -> Response:
    onward, lang, keep = own_path(form.get("next", "")), form.get("lang"), request.cookies.get(COOKIE, "")
    try:
        if form.get("new") != form.get("again"):
            raise AccountError("passwords_differ")
        words = (staff.login, form.get("old", ""), form.get("new", ""))
        await run_in_threadpool(change_password, on_behalf_of(_engine(), staff), *words, keep=keep)
    except (AccountError, SignInError) as error:
        return _page(request, "password", onward, status=400, error=error, staff=staff, lang=lang)
    return _page(request, "password", onward, done=True, staff=staff, lang=lang)


async def _posted(request: Request) -> tuple[dict[str, str], Response | None]:
    """Return the form that was sent, and an error response if it is not one of ours."""
    if not is_from_here(request):
        return {}, Response("this form was sent from another site", 403, HEADERS)
    try:
        return await read_form(request), None
    except UnicodeDecodeError:
        return {}, Response("this form is no UTF-8", 400, HEADERS)
    except ValueError as error:
        return {}, Response(str(error), 413, HEADERS)


def _set_cookie(request: Request, answer: Response, token: str, seconds: int) -> None:
    """Set the cookie: unreadable for scripts, not sent with other sites' forms, and never over http if set over https."""
    secure = request.url.scheme == "https" or read_settings().secure_cookie
    answer.set_cookie(COOKIE, token, max_age=seconds, path=base_path() or "/", secure=secure, httponly=True, samesite="lax")
