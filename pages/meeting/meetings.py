"""Meetings: what was seen at each stays as it was; what will be asked, what changed and why, what was decided."""

import streamlit as st

from components import cached, cards, filters, headlines, minutes

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
meetings = cached.meetings(question, view)

st.html(cards.title(headlines.meetings(t, meetings)))
meeting = minutes.meetings_list(t, question, view, meetings)
if meeting is not None:
    minutes.what_was_shown(t, look, question, meeting)
    minutes.decisions_desk(t, question, view)
