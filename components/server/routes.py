"""The routes in addition to Streamlit's own."""

import streamlit as st
from starlette.routing import Route

from components.server.account_pages import code_page, password_page, second_factor_page, sign_in_page, sign_out_page
from components.server.health import healthz
from components.server.redirects import NAME, to_first_page
from components.server.shell import NAME as SHELL
from components.server.shell import shell_script
from components.server.store_version import store_version

ROUTES = [
    Route(f"/{NAME}", to_first_page),
    Route("/healthz", healthz),
    Route(f"/{SHELL}", shell_script),
    Route("/store-version", store_version),
    Route("/account/sign-in", sign_in_page, methods=["GET", "POST"]),
    Route("/account/code", code_page, methods=["GET", "POST"]),
    Route("/account/second-factor", second_factor_page, methods=["GET", "POST"]),
    Route("/account/sign-out", sign_out_page, methods=["POST"]),
    Route("/account/password", password_page, methods=["GET", "POST"]),
]


def under_base_path() -> list[Route]:
    """Return the routes as they are, and also below the dashboard's base path if it has one."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    below = [Route(f"/{base}{one.path}", one.endpoint, methods=list(one.methods or ())) for one in ROUTES if base]
    return [*ROUTES, *below]
