"""What came in when, from whom; and the way to take it back."""

import streamlit as st

from components import cached, filters, history
from components.text import plain

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
batches = cached.batches(question, view)

st.title(plain(t("history.title", n=len(batches))), anchor=False)
chosen = history.pick_batch(t, batches)
if chosen is not None:
    history.batch_card(t, question, view, chosen)
