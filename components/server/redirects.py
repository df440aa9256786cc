"""The first page by its own name: Streamlit knows it by none, and says of ``/summary`` that there is no such page."""

from starlette.requests import Request
from starlette.responses import RedirectResponse

NAME = "summary"


async def to_first_page(request: Request) -> RedirectResponse:
    """Lead on to the root of the dashboard, with all that the address asks for."""
    home = request.url.path.rstrip("/").removesuffix(NAME)
    return RedirectResponse(f"{home}?{request.url.query}" if request.url.query else home)
