"""Meetings page: each meeting as it was shown, questions to expect, changes and their reasons, and decisions."""

import streamlit as st

from components.i18n import headlines
from components.session.page_context import current_page
from components.views import meetings as minutes
from components.widgets import html

page = current_page()
meetings = page.snapshot.meetings

st.html(html.title(headlines.meetings(page.t, meetings)))
meeting = minutes.meetings_list(page, meetings)
if meeting is not None:
    minutes.what_was_shown(page, meeting)
    minutes.decisions_desk(page)
