"""Address of the client, and the headers of a request that can be trusted.

Two facts about a request cannot be forged from outside: the address of the connection, and what this middleware writes. uvicorn
replaces the address by that in ``X-Forwarded-For`` as soon as the connection comes from its own computer, before any of our code
runs. The address is therefore read from the connection itself; if it is unavailable, no header is trusted.
"""

from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from components.session.identity import PEER_HEADER, address_of
from models.config import read_settings


class Peer:
    """Middleware that records the true address, and removes the proxy's header from requests not sent by the proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with only the headers that can be trusted."""
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, "headers": believable(list(scope["headers"]), true_peer(receive))}
        await self.app(scope, receive, send)


def true_peer(receive: Receive) -> str:
    """Return the client's address, IPv4-mapped ones as IPv4; "" if the server does not reveal it.

    uvicorn passes a method of its connection object; any layer between it and us passes it on unchanged.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    name = transport.get_extra_info("peername") if transport is not None else None
    try:
        address = ip_address(name[0]) if isinstance(name, tuple) else None
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address or "")


def client_address(request: HTTPConnection) -> str:
    """Return the address of the browser: that of the connection, or the one which a trusted proxy names."""
    return address_of(request.headers)


def believable(headers: list[tuple[bytes, bytes]], peer: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request without those that may be forged, and with the address ``peer`` added."""
    settings = read_settings()
    proxy = settings.proxy_header.lower().encode()
    given = [value for name, value in headers if name == proxy]
    is_trusted = settings.trusts(peer) and len(given) == 1  # twice: one of the two may have come from outside
    left_out = {PEER_HEADER.encode()} | (set() if is_trusted else {proxy})
    return [*((name, value) for name, value in headers if name not in left_out), (PEER_HEADER.encode(), peer.encode())]
