"""Recruitment: who is in post against what was promised, where, and how fast must it go now?"""

import streamlit as st

from components import cached, cards, filters, headlines, recruitment
from models.matching import matching_quotas
from models.recruitment import grouped

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
known = cached.recruitment(question)
chosen = filters.quota_filters(t, view, known.quotas)
shown = matching_quotas(known.quotas, chosen)
by_post = grouped(shown, known, view, group="post", as_of=question.as_of)

st.html(cards.title(headlines.recruitment(t, by_post, view, question.as_of)))
if shown.empty:
    recruitment.nothing_to_show(t, question)
else:
    recruitment.quota_table(t, look, question, view, shown, known, chosen, by_post)
    recruitment.progress(t, look, question, view, shown, known, chosen)
