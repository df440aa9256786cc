"""Presentation page: slides with one statement each, run by keyboard; questions about a district; decisions on the spot."""

import streamlit as st

from components.session import controls, queries
from components.views import presentation
from components.widgets import html

t, question = controls.text(), controls.question()
view = queries.plan(question)
meetings = queries.meetings(question, view)

if presentation.is_on():
    presentation.slides(t, question, view, meetings)
else:
    st.html(html.title(t("show.title")))
    presentation.choose(t, question, view, meetings)
