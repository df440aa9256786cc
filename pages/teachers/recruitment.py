"""Recruitment: who is in post against what was promised, where, and how fast must it go now?"""

import streamlit as st

from components import cached, filters, headlines, recruitment
from components.text import plain
from models.matching import matching_quotas

t, look, question = filters.text(), filters.look(), filters.question()
view, _ = cached.standings(question)
known = cached.recruitment(question)
chosen = filters.quota_filters(t, view, known.quotas)
shown = matching_quotas(known.quotas, chosen)

st.title(plain(headlines.recruitment(t, shown, known, view, question.as_of)), anchor=False)
if shown.empty:
    recruitment.nothing_to_show(t, question)
else:
    recruitment.quota_table(t, look, question, view, shown, known, chosen)
    recruitment.progress(t, look, question, view, shown, known, chosen)
