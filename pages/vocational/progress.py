"""Vocational programmes: how far is each on its way, and which are late?"""

import streamlit as st

from components import cached, cards, filters, headlines, vocational
from components.takeaway import take_away
from models.matching import matching_programmes

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
stages, programmes = cached.programmes(question)
chosen = filters.programme_filters(t, view, programmes)
shown = matching_programmes(programmes, chosen)

st.html(cards.title(headlines.programmes(t, shown, view, stages, question.as_of)))
if shown.empty:
    vocational.nothing_to_show(t, question)
else:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        vocational.stages_chart(t, look, question, view, shown, stages, chosen)
        take_away(t, question, "stages", **chosen)
    with right:
        vocational.programme_or_year(t, look, question, view, shown, stages, chosen)
        take_away(t, question, "launched", **chosen)
    vocational.tables(t, look, question, view, shown, stages, chosen)
