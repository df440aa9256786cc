"""Programmes page: the stage of each vocational programme, and which are late."""

import streamlit as st

from components.i18n import headlines
from components.session import controls
from components.session.page_context import current_page
from components.views import list_entry
from components.views import programmes as vocational
from components.widgets import html
from components.widgets.export_menu import take_away
from models.analysis.filters import matching_programmes

page = current_page()
t, view = page.t, page.view
stages, programmes = page.snapshot.stages, page.snapshot.programmes
chosen = controls.programme_filters(t, view, programmes)
shown = matching_programmes(programmes, chosen)

words = t("programme.none") if programmes.empty else headlines.programmes(t, shown, view, stages, page.as_of)
st.html(html.title(words))
if shown.empty:
    vocational.nothing_to_show(page)
else:
    with st.container(key="side-by-side"):
        left, right = st.columns([3, 2], gap="medium")
    with left:
        vocational.stages_chart(page, shown, stages, chosen)
        take_away(page, "stages", **chosen)
    with right:
        vocational.programme_or_year(page, shown, stages, chosen)
        take_away(page, "launched", **chosen)
    vocational.tables(page, shown, stages, chosen)

list_entry.entry_form(page, "programmes")
