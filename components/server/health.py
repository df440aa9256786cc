"""``/healthz`` for monitoring: ready only if the store answers."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from components.session import faults
from models.errors import SanbiaoError


async def healthz(request: Request) -> JSONResponse:
    """Return 200 with the store's version, or 503 with one sentence; never anything about the readers, or the store's place."""
    from components.session import queries  # importing it needs a running Streamlit, which starts after the routes are made

    try:
        version = await run_in_threadpool(queries.store_version)
    except SanbiaoError as error:
        return JSONResponse({"ready": False, "why": faults.sentence(error, "en", request.headers)}, status_code=503)
    return JSONResponse({"ready": True, "store": version})
