"""Recruitment page: teachers in post against the quotas, by district and post, and the pace now needed."""

import streamlit as st

from components.i18n import headlines
from components.session import controls, queries
from components.views import recruitment
from components.widgets import html
from models.analysis.filters import matching_quotas
from models.analysis.recruitment import grouped

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.plan(question)
known = queries.recruitment(question)
chosen = controls.quota_filters(t, view, known.quotas)
shown = matching_quotas(known.quotas, chosen)
by_post = grouped(shown, known, view, group="post", as_of=question.as_of)

st.html(html.title(headlines.recruitment(t, by_post, view, question.as_of)))
if shown.empty:
    recruitment.nothing_to_show(t, question)
else:
    recruitment.quota_table(t, look, question, view, shown, known, chosen, by_post)
    recruitment.progress(t, look, question, view, shown, known, chosen)
