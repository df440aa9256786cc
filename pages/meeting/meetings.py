"""Meetings: what was seen at each stays as it was; what will be asked, what changed and why, what was decided."""

import streamlit as st

from components import cached, filters, minutes
from components.text import plain

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
meetings = cached.meetings(question, view)

st.title(plain(t("meeting.title", n=len(meetings))), anchor=False)
meeting = minutes.meetings_list(t, question, view, meetings)
if meeting is not None:
    minutes.what_was_shown(t, look, question, meeting)
    minutes.decisions_desk(t, question, view)
