"""Who is at the other end of a connection, and which headers of theirs may be believed.

Two facts about a request cannot be forged from outside: the address of the connection, and what this middleware writes. uvicorn
puts what ``X-Forwarded-For`` says in the place of the address as soon as the connection comes from its own computer, before
anything of ours runs. So the address is asked of the connection itself; where it cannot be had, nobody is believed.
"""

from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from components.session.identity import PEER_HEADER
from models.config import read_settings


class Peer:
    """Middleware that writes down the true address, and takes the proxy's header off whatever does not come from the proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with the headers that may be believed."""
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, "headers": believable(list(scope["headers"]), true_peer(receive))}
        await self.app(scope, receive, send)


def true_peer(receive: Receive) -> str:
    """The address at the other end, an IPv4 one as such; "" where the server does not tell.

    uvicorn hands out a method of what it made for the connection; what stands between it and us passes it on as it is.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    name = transport.get_extra_info("peername") if transport is not None else None
    try:
        address = ip_address(name[0]) if isinstance(name, tuple) else None
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address or "")


def believable(headers: list[tuple[bytes, bytes]], peer: str) -> list[tuple[bytes, bytes]]:
    """The headers of a request from an address, less those that somebody else may have made up, with the address itself."""
    settings = read_settings()
    proxy = settings.proxy_header.lower().encode()
    given = [value for name, value in headers if name == proxy]
    is_trusted = settings.trusts(peer) and len(given) == 1  # twice: one of the two may have come from outside
    left_out = {PEER_HEADER.encode()} | (set() if is_trusted else {proxy})
    return [*((name, value) for name, value in headers if name not in left_out), (PEER_HEADER.encode(), peer.encode())]
