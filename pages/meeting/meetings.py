"""Meetings page: each meeting as it was shown, questions to expect, changes and their reasons, and decisions."""

import streamlit as st

from components.i18n import headlines
from components.session import controls, queries
from components.views import meetings as minutes
from components.widgets import html

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.snapshot(question).view
meetings = queries.snapshot(question).meetings

st.html(html.title(headlines.meetings(t, meetings)))
meeting = minutes.meetings_list(t, question, view, meetings)
if meeting is not None:
    minutes.what_was_shown(t, look, question, meeting)
    minutes.decisions_desk(t, question, view)
