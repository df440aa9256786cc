"""Sanbiao (三标看板): the server. Run with ``streamlit run app.py``; the pages start in ``pages/layout.py``."""

from pathlib import Path

import streamlit as st

from components.server.lifespan import lifespan, set_up
from components.server.middleware import MIDDLEWARE, secrets
from components.server.routes import under_base_path

set_up()
app = st.App(
    Path(__file__).parent / "pages" / "layout.py",
    routes=under_base_path(),
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    secrets=secrets(),
)
