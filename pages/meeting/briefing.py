"""Papers for the meeting: decks, briefing, workbook and offline file; the presenter's own deck; is an old deck still true?"""

import streamlit as st

from components import cached, filters, papers
from components.text import plain

t, question = filters.text(), filters.question()
view = cached.plan(question)

st.title(plain(t("export.title")), anchor=False)
st.header(t("export.ready"), anchor=False)
template = papers.choose_template(t)
papers.ready_made(t, question, view, template)
papers.own_deck(t, question, template)
papers.still_true(t, question)
