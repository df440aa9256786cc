"""Briefing page: decks, briefing, workbook and offline file, a deck of the presenter's own, and the check of old decks."""

import streamlit as st

from components.session import controls, queries
from components.views import papers
from components.widgets import html

t, question = controls.text(), controls.question()
view = queries.plan(question)

st.html(html.title(t("export.title")))
st.html(html.heading(t("export.ready")))
template = papers.choose_template(t)
papers.ready_made(t, question, view, template)
papers.own_deck(t, question, template)
papers.still_true(t, question)
