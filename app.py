"""Sanbiao (三标看板): the server. ``streamlit run app.py``; what a reader sees begins in ``pages/frame.py``."""

from pathlib import Path

import streamlit as st

from components.server.door import MIDDLEWARE, secrets
from components.server.routes import under_base_path
from components.server.start import lifespan, set_up

set_up()
app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=under_base_path(),
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    secrets=secrets(),
)
