"""History page: each imported batch with its time and author, and a way to withdraw it."""

import streamlit as st

from components.session import queries
from components.session.page_context import current_page
from components.views import batches as history
from components.widgets import html

page = current_page()
t = page.t
batches = queries.batches(page.asked, page.view)

st.html(html.title(t("history.title", n=len(batches))))
chosen = history.pick_batch(t, batches)
if chosen is not None:
    history.batch_card(page, chosen)
