"""Identification of the sender of a request, from headers and cookies: the only place that trusts a name.

The first that applies: single sign-on, the header of a trusted proxy, an account's session, the user of this very computer.
"""

import getpass
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import ip_address
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from sqlmodel import Session
from starlette.requests import HTTPConnection
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from models.auth.roles import Role, Staff
from models.config import read_settings
from models.queries.accounts import find_staff, has_accounts, staff_of_token
from models.store.engine import reading

#: Header that carries the client's address to the pages; its name is secret and regenerated at each start.
PEER_HEADER = f"x-sanbiao-peer-{token_hex(16)}"
COOKIE = "sanbiao_sign_in"
#: Headers that show that a proxy is between the reader and this computer.
_FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
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
class Visit:
    """Contents of a request: headers by lower-case name, cookies, and the claims of single sign-on."""

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """An identified user, and the way of identification."""

    staff: Staff
    way: Way

    @property
    def is_somebody(self) -> bool:
        """True if the reader is identified."""
        return self.way is not Way.NONE


def identify(session: Session, visit: Visit) -> Known:
    """Return the sender of a request."""
    if login := _login_of_claims(visit.claims):
        return Known(_staff_of(session, login, str(visit.claims.get("name") or login)), Way.SINGLE_SIGN_ON)
    if login := _login_of_proxy(visit.headers):
        return Known(_staff_of(session, login, login), Way.PROXY)
    token = visit.cookies.get(COOKIE)
    if token and (staff := staff_of_token(session, token, datetime.now(UTC))):
        return Known(staff, Way.ACCOUNT)
    if is_local(visit.headers) and not can_sign_in(session):
        return Known(local_staff(), Way.LOCAL)
    return Known(NOBODY, Way.NONE)


def _staff_of(session: Session, login: str, name: str) -> Staff:
    """Return the account of a login; without one, a viewer of that name."""
    return find_staff(session, login) or Staff(login, name)


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
    forwarded = any(name in _FORWARDED or name.startswith("x-forwarded") for name in headers)
    return is_bound_here() and _is_here(headers.get(PEER_HEADER, "")) and host in _LOCAL_NAMES and not forwarded


def _is_here(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def claims_of_cookies(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return the claims of single sign-on in a request's cookies; for pages Streamlit itself reads them (``st.user``)."""
    if not read_settings().has_oidc:
        return {}

    def signed(name: str) -> bytes | None:
        return decode_signed_value(get_cookie_secret(), name, cookies.get(name, ""))

    found = get_cookie_with_chunks(signed, "_streamlit_user")
    return dict(json.loads(found)) if found else {}


def who_sent(request: HTTPConnection) -> Known:
    """Return the sender of a request."""
    from components.session import queries  # importing it needs a running Streamlit, which starts after the routes are made

    cookies = dict(request.cookies)
    with reading(queries.engine()) as session:
        return identify(session, Visit(dict(request.headers), cookies, claims_of_cookies(cookies)))
