"""What came in when, from whom; and the way to take it back."""

import streamlit as st

from components import cached, cards, filters, history

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
batches = cached.batches(question, view)

st.html(cards.title(t("history.title", n=len(batches))))
chosen = history.pick_batch(t, batches)
if chosen is not None:
    history.batch_card(t, question, view, chosen)
