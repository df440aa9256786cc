"""The routes beside Streamlit's own."""

from starlette.routing import Route

from components.server.health import healthz

ROUTES = [Route("/healthz", healthz)]
