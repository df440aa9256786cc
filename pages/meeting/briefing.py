"""Briefing page: ready-made papers, the presenter's own deck, exhibits in an existing one, and the check of old decks."""

import streamlit as st

from components.session.page_context import current_page
from components.views import papers
from components.widgets import html

page = current_page()
t = page.t

st.html(html.title(t("export.title")))
st.html(html.heading(t("export.ready")))
template = papers.choose_template(t)
papers.ready_made(page, template)
papers.own_deck(page, template)
papers.existing_deck(page)
papers.still_true(page)
