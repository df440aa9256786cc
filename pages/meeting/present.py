"""Presentation page: slides with one statement each, run by keyboard; questions about a district; decisions on the spot."""

import streamlit as st

from components.session.page_context import current_page
from components.views import presentation
from components.widgets import html

page = current_page()
meetings = page.snapshot.meetings

if presentation.is_on():
    presentation.slides(page, meetings)
else:
    st.html(html.title(page.t("show.title")))
    presentation.choose(page, meetings)
