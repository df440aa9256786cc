"""Targets page: the status of every target, and the reason for it."""

import streamlit as st

from components.i18n import headlines
from components.session import controls
from components.session.page_context import current_page
from components.widgets import html, target_picker
from components.widgets.export_menu import take_away
from components.widgets.target_card import target_card
from models.analysis.filters import matching_targets
from models.analysis.standings import worst_first

page = current_page()
t, view = page.t, page.view
chosen = controls.target_filters(t, view.sections, view.districts)
standings = page.snapshot.standings(chosen["district"])
shown = worst_first(matching_targets(standings, chosen))

st.html(html.title(headlines.every_target(t, shown, len(standings))))
with st.container(key="side-by-side"):
    left, right = st.columns([3, 2], gap="medium")
with left:
    target = target_picker.pick_target(page, shown)
    take_away(page, "targets", **chosen)
with right:
    if target is not None:
        target_card(page, target)
