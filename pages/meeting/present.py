"""Slides in the room: one statement each, by keyboard, with a question about a district and a decision on the spot."""

import streamlit as st

from components import cached, cards, filters, present

t, question = filters.text(), filters.question()
view = cached.plan(question)
meetings = cached.meetings(question, view)

if present.is_on():
    present.slides(t, question, view, meetings)
else:
    st.html(cards.title(t("show.title")))
    present.choose(t, question, view, meetings)
