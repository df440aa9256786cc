"""Meetings page: each meeting as it was shown, questions to expect, changes and their reasons, and decisions."""

import streamlit as st

from components.session import controls, queries
from components.views import meetings as minutes
from components.widgets import html

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.plan(question)
meetings = queries.meetings(question, view)

st.html(html.title(t("meeting.title", n=len(meetings))))
meeting = minutes.meetings_list(t, question, view, meetings)
if meeting is not None:
    minutes.what_was_shown(t, look, question, meeting)
    minutes.decisions_desk(t, question, view)
