"""Server start-up: middleware, OIDC secrets, and the sign-in notice on the terminal."""

import sys
from typing import Any

from sqlalchemy import Engine
from starlette.middleware import Middleware

from components.i18n.text import Text
from components.server.auth_wall import Gate
from components.server.browser_messages import BrowserMessages
from components.server.headers import Headers
from components.server.origin import Origin
from components.server.peer_address import Peer
from components.server.shell import Shell
from components.server.sign_on_cookies import SignOnCookies
from components.server.uploads import Uploads
from components.session.identity import can_sign_in, is_bound_here, local_staff
from models.config import read_settings
from models.store.engine import reading

#: Outermost first: whose page asks is decided before anything else, and the client's address is known before anybody is let in.
MIDDLEWARE = [Middleware(one) for one in (Headers, Origin, Peer, Gate, Uploads, Shell, BrowserMessages, SignOnCookies)]


def secrets() -> dict[str, Any]:
    """Return Streamlit's secrets for single sign-on; empty without single sign-on."""
    settings = read_settings()
    if not settings.has_oidc:
        return {}
    return {
        "auth": {
            "redirect_uri": settings.oidc_redirect_uri,
            "cookie_secret": settings.cookie_secret.get_secret_value(),
            "client_id": settings.oidc_client_id,
            "client_secret": settings.oidc_client_secret.get_secret_value(),
            "server_metadata_url": settings.oidc_metadata_url,
        }
    }


def say_who_may_write(engine: Engine) -> None:
    """Write to the terminal who may write if nobody can sign in: the user of this computer, or nobody."""
    t = Text(read_settings().language)
    with reading(engine) as session:
        if can_sign_in(session):
            return
    words = t("access.local", name=local_staff().login) if is_bound_here() else t("access.read_only")
    sys.stderr.write(f"{words}\n")
