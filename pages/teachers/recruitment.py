"""Recruitment page: teachers in post against the quotas, by district and post, and the pace now needed."""

import streamlit as st

from components.i18n import headlines
from components.session import controls
from components.session.page_context import current_page
from components.views import list_entry, recruitment
from components.widgets import html
from models.analysis.filters import matching_quotas
from models.analysis.recruitment import grouped

page = current_page()
t, view = page.t, page.view
known = page.snapshot.recruitment
chosen = controls.quota_filters(t, view, known.quotas)
shown = matching_quotas(known.quotas, chosen)
by_post = grouped(shown, known, view, group="post", as_of=page.as_of)

words = t("recruitment.none") if known.quotas.empty else headlines.recruitment(t, by_post, view, page.as_of)
st.html(html.title(words))
if shown.empty:
    recruitment.nothing_to_show(page)
else:
    recruitment.quota_table(page, shown, known, chosen, by_post)
    recruitment.progress(page, shown, known, chosen)

list_entry.entry_form(page, "quotas")
