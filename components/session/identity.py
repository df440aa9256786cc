"""Identification of the sender of a request, from headers and cookies: the only place that trusts a name.

The first that applies: single sign-on, the header of a trusted proxy, an account's session, the user of this very computer.
"""

import getpass
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import ip_address
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlmodel import Session
from starlette.requests import HTTPConnection
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret

from models.auth.roles import Role, Staff, normalise_login
from models.auth.tokens import APART, LASTS
from models.config import read_settings
from models.queries.accounts import (
    find_staff,
    has_accounts,
    has_ended,
    has_one_time_password,
    newest_account,
    staff_of_token,
)
from models.store.engine import reading

#: Header that carries the client's address to the pages; its name is secret and regenerated at each start.
PEER_HEADER = f"x-sanbiao-peer-{token_hex(16)}"
COOKIE = "sanbiao_sign_in"
#: Cookie of single sign-on, by Streamlit; long ones are in several, with a number behind the name.
USER_COOKIE = "_streamlit_user"
#: Names of headers that show that a proxy is between the reader and this computer.
_FORWARDED = re.compile(r"forwarded|client-ip|real-ip|remote|proxy|original|via", re.IGNORECASE)
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
NOBODY = Staff()


class Way(StrEnum):
    """The way by which a user was identified."""

    SINGLE_SIGN_ON = "single_sign_on"
    PROXY = "proxy"
    ACCOUNT = "account"
    LOCAL = "local"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SignOn:
    """A sign-on by single sign-on: its claims, when it was made, and a text that no other sign-on has, which is secret."""

    claims: Mapping[str, Any]
    begun: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """Contents of a request: headers by lower-case name, cookies, and the claims of single sign-on with their origin."""

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    sign_on: SignOn | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """An identified user, and the way of identification.

    ``refused`` is a login that came from outside without an open account; nobody is identified by it. ``must_change`` is set
    while a one-time password has to be changed: until then the user has no right but that.
    """

    staff: Staff
    way: Way
    refused: str = ""
    must_change: bool = False

    @property
    def is_somebody(self) -> bool:
        """True if the reader is identified."""
        return self.way is not Way.NONE


def identify(session: Session, visit: Visit) -> Known:
    """Return the sender of a request."""
    now, idle = datetime.now(UTC), read_settings().idle
    has_signed_on = visit.sign_on is None or not has_ended(session, visit.sign_on.token, now, idle)
    if has_signed_on and (login := _login_of_claims(visit.claims)):
        return _from_outside(session, login, str(visit.claims.get("name") or login), Way.SINGLE_SIGN_ON)
    if login := _login_of_proxy(visit.headers):
        return _from_outside(session, login, login, Way.PROXY)
    token = visit.cookies.get(COOKIE)
    if token and (staff := staff_of_token(session, token, now, idle)):
        if has_one_time_password(session, staff.login):
            return Known(Staff(staff.login, staff.name), Way.ACCOUNT, must_change=True)
        return Known(staff, Way.ACCOUNT)
    if is_local(visit.headers) and not can_sign_in(session):
        return Known(local_staff(), Way.LOCAL)
    return Known(NOBODY, Way.NONE)


def _from_outside(session: Session, login: str, name: str, way: Way) -> Known:
    """Return the user of an account; without one a viewer of that name if anybody may read, after its closing nobody."""
    if staff := find_staff(session, login):
        return Known(staff, way)
    if read_settings().viewers == "account" or newest_account(session, normalise_login(login)) is not None:
        return Known(NOBODY, Way.NONE, refused=login)
    return Known(Staff(login, name), way)


def _login_of_claims(claims: Mapping[str, Any]) -> str:
    """Return the login by single sign-on; an e-mail address not verified by the provider is ignored."""
    if not read_settings().has_oidc or not claims.get("is_logged_in"):
        return ""
    email = "" if claims.get("email_verified") is False else claims.get("email")
    return str(claims.get("preferred_username") or email or "").strip()


def _login_of_proxy(headers: Mapping[str, str]) -> str:
    settings = read_settings()
    if not settings.proxy_header or not settings.trusts(headers.get(PEER_HEADER, "")):
        return ""
    return headers.get(settings.proxy_header.lower(), "").strip()


def can_sign_in(session: Session) -> bool:
    """Return True if any way to sign in has been set up."""
    settings = read_settings()
    return settings.has_oidc or bool(settings.proxy_header) or has_accounts(session)


def local_staff() -> Staff:
    """Return the user of this computer: an administrator, named by the settings, else by the operating system."""
    try:
        name = read_settings().local_name or getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        name = "localhost"
    return Staff(name, role=Role.ADMINISTRATOR)


def is_bound_here() -> bool:
    """Return True if the server listens on its own computer only."""
    return _is_here(str(st.get_option("server.address") or ""))


def is_local(headers: Mapping[str, str]) -> bool:
    """Return True if a request was made on this very computer and not forwarded from elsewhere.

    All must hold: the server listens here only, the connection comes from here, the request uses a name of this computer (a
    foreign page cannot have its own name point here), and no header shows a proxy in between.
    """
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    forwarded = any(_FORWARDED.search(name) for name in headers if name != PEER_HEADER)
    return is_bound_here() and _is_here(headers.get(PEER_HEADER, "")) and host in _LOCAL_NAMES and not forwarded


def _is_address(words: str) -> bool:
    try:
        ip_address(words)
    except ValueError:
        return False
    return True


def _is_here(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def address_of(headers: Mapping[str, str]) -> str:
    """Return the address of the browser: that of the connection, or the one which a trusted proxy names."""
    peer = headers.get(PEER_HEADER, "")
    named = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return named if _is_address(named) and read_settings().trusts(peer) else peer


def sign_on_of_cookies(cookies: Mapping[str, str]) -> SignOn | None:
    """Return the sign-on that a request's cookies prove; None without one, or if it was made too long ago.

    Streamlit keeps these cookies for 30 days. Their signature contains the time, so that a sign-on lasts no longer than a session
    here, whatever a browser keeps. The token is made of what is signed, as the rest of a cookie could be varied.
    """
    if not read_settings().has_oidc:
        return None
    times: list[datetime] = []

    def signed(name: str) -> bytes | None:
        serializer = URLSafeTimedSerializer(get_cookie_secret(), salt=name)
        try:
            value, at = serializer.loads(cookies.get(name, ""), return_timestamp=True)
        except BadData:
            return None
        times.append(at)
        return str(value).encode()

    found, now = get_cookie_with_chunks(signed, USER_COOKIE), datetime.now(UTC)
    if not found or min(times) + LASTS <= now or max(times) > now + APART:
        return None
    return SignOn(dict(json.loads(found)), min(times), f"{min(times).isoformat()} {found.decode()}")


def who_sent(request: HTTPConnection) -> Known:
    """Return the sender of a request."""
    from components.session import queries  # importing it needs a running Streamlit, which starts after the routes are made

    cookies = dict(request.cookies)
    sign_on = sign_on_of_cookies(cookies)
    with reading(queries.engine()) as session:
        return identify(session, Visit(dict(request.headers), cookies, sign_on.claims if sign_on else {}, sign_on))
