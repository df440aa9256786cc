"""History page: each imported batch with its time and author, and a way to withdraw it."""

import streamlit as st

from components.session import controls, queries
from components.views import batches as history
from components.widgets import html

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.plan(question)
batches = queries.batches(question, view)

st.html(html.title(t("history.title", n=len(batches))))
chosen = history.pick_batch(t, batches)
if chosen is not None:
    history.batch_card(t, question, view, chosen)
