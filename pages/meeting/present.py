"""Slides in the room: one statement each, by keyboard, with a question about a district and a decision on the spot."""

import streamlit as st

from components import cached, filters, present
from components.text import plain

t, question = filters.text(), filters.question()
view = cached.plan(question)
meetings = cached.meetings(question, view)

if present.is_on():
    present.slides(t, question, view, meetings)
else:
    st.title(plain(t("show.title")), anchor=False)
    present.choose(t, question, view, meetings)
