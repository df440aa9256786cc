"""Check of the host and origin of each request: only the dashboard's own pages are served, under a name of its own.

A page elsewhere, on another machine or on another port of this one, could otherwise act for whoever has it open: the browser
sends their cookies along, and on a computer without sign-in everybody there is the user. Decided before Streamlit, which would
compare a foreign origin with its outside address, look that up over the network, and stop everybody meanwhile.
"""

import socket
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from components.i18n.text import Text
from components.session import event_log
from models.config import read_settings

_PORTS = {"http": 80, "https": 443}
#: Name and port under which a site is reached, after its scheme.
Site = tuple[str, str, int]


class Origin:
    """Middleware that refuses requests under a name that is not the dashboard's, and those that another site's page makes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 421 or 403; a websocket is closed before it is accepted."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        if len(hosts) != 1 or not is_own_name(hosts[0]):
            await _refuse(scope, receive, send, 421, hosts)
        elif origins and (len(origins) > 1 or site(origins[0]) != own_site(scope["scheme"], hosts[0])):
            await _refuse(scope, receive, send, 403, origins)
        elif not origins and _is_part_of_another_page(scope):
            await _refuse(scope, receive, send, 403, _values(scope, b"referer"))
        else:
            await self.app(_for_streamlit(scope, origins), receive, send)


def _is_part_of_another_page(scope: Scope) -> bool:
    """Return True if a browser says that another page asks for a picture, a script or data; its links may lead here."""
    sites, modes = _values(scope, b"sec-fetch-site"), _values(scope, b"sec-fetch-mode")
    return bool({"cross-site", "same-site"} & set(sites)) and modes != ["navigate"]


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _for_streamlit(scope: Scope, origins: list[str]) -> Scope:
    """Return a websocket's scope with the host of its origin: Streamlit looks up no address where the two are equal."""
    if scope["type"] != "websocket" or not origins:
        return scope
    host = (b"host", urlsplit(origins[0]).netloc.encode("latin-1"))
    return {**scope, "headers": [*(pair for pair in scope["headers"] if pair[0] != b"host"), host]}


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, given: list[str]) -> None:
    event_log.event("refused", why="host" if status == 421 else "origin", given=" ".join(given)[:100])
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    t = Text(read_settings().language)
    await PlainTextResponse(t("door.host") if status == 421 else t("door.origin"), status)(scope, receive, send)


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL with a valid host and port; None for anything else."""
    if not url.isprintable() or set(url) & set(" %"):  # a tab would be left out, and what follows % names no host
        return None
    try:
        found = urlsplit(url)
        _ = found.port
    except ValueError:
        return None
    is_plain = found.hostname and "@" not in found.netloc and not found.path.strip("/") and not found.query and not found.fragment
    return found if is_plain else None


def site(url: str) -> Site | None:
    """Return scheme, name and port of an origin; None if it is none, such as ``null``."""
    found = _split(url)
    if found is None or found.scheme not in _PORTS or not found.hostname:
        return None
    return found.scheme, found.hostname, found.port or _PORTS[found.scheme]


def own_site(scheme: str, host: str) -> Site | None:
    """Return the site that a request under ``host`` belongs to: the public one, else as the request itself says."""
    asked = site(f"{scheme.replace('ws', 'http')}://{host}")
    public = site(read_settings().public_url)
    return public if public and asked and asked[1] == public[1] else asked


def is_over_https(request: HTTPConnection) -> bool:
    """Return True if a browser reaches the dashboard over https: as the request, the public address or the settings say."""
    here = own_site(request.url.scheme, request.headers.get("host", ""))
    return (here is not None and here[0] == "https") or read_settings().secure_cookie


def is_own_name(host: str) -> bool:
    """Return True if a request may reach the dashboard under a name: an address, a name of this machine, or one that is set.

    A name of somebody else's may point here (DNS rebinding); an address may not be given a meaning by anybody.
    """
    found = _split(f"//{host}")
    if found is None or not found.hostname:
        return False
    if st.get_option("server.allowedHosts"):
        return is_host_allowed(host)
    try:
        ip_address(found.hostname)
    except ValueError:
        return found.hostname in _own_names()
    return True


def _own_names() -> frozenset[str]:
    """Return the names of this machine and of the settings, in lower case."""
    settings = read_settings()
    named = [urlsplit(url).hostname for url in (settings.public_url, settings.oidc_redirect_uri)]
    names = ["localhost", socket.gethostname(), str(st.get_option("browser.serverAddress") or ""), *named]
    return frozenset(name.lower() for name in names if name)
