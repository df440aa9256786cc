"""Redirect for the first page's own name: Streamlit does not know it and reports ``/summary`` as missing."""

from starlette.requests import Request
from starlette.responses import RedirectResponse

NAME = "summary"


async def to_first_page(request: Request) -> RedirectResponse:
    """Redirect to the root of the dashboard, keeping the query."""
    home = request.url.path.rstrip("/").removesuffix(NAME)
    return RedirectResponse(f"{home}?{request.url.query}" if request.url.query else home)
