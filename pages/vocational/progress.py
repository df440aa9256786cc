"""Programmes page: the stage of each vocational programme, and which are late."""

import streamlit as st

from components.i18n import headlines
from components.session import controls, queries
from components.views import programmes as vocational
from components.widgets import html
from components.widgets.export_menu import take_away
from models.analysis.filters import matching_programmes

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.plan(question)
stages, programmes = queries.programmes(question)
chosen = controls.programme_filters(t, view, programmes)
shown = matching_programmes(programmes, chosen)

st.html(html.title(headlines.programmes(t, shown, view, stages, question.as_of)))
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
