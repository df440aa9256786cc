"""Sanbiao (三标看板): the server. ``streamlit run app.py``; what a reader sees begins in ``pages/frame.py``."""

from pathlib import Path

import streamlit as st

from components.server.routes import ROUTES

app = st.App(Path(__file__).parent / "pages" / "frame.py", routes=ROUTES)
