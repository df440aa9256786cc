"""Papers for the meeting: decks, briefing, workbook and offline file; the presenter's own deck; is an old deck still true?"""

import streamlit as st

from components import cached, cards, filters, papers

t, question = filters.text(), filters.question()
view = cached.plan(question)

st.html(cards.title(t("export.title")))
st.html(cards.heading(t("export.ready")))
template = papers.choose_template(t)
papers.ready_made(t, question, view, template)
papers.own_deck(t, question, template)
papers.still_true(t, question)
