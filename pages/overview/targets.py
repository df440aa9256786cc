"""Targets page: the status of every target, and the reason for it."""

import streamlit as st

from components.i18n import headlines
from components.session import controls, queries
from components.widgets import html, target_picker
from components.widgets.export_menu import take_away
from components.widgets.target_card import target_card
from models.analysis.filters import matching_targets
from models.analysis.standings import worst_first

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.snapshot(question).view
chosen = controls.target_filters(t, view.sections, view.districts)
standings = queries.snapshot(question).standings(chosen["district"])
shown = worst_first(matching_targets(standings, chosen))
sections = t.names(view.sections)

st.html(html.title(headlines.every_target(t, shown, len(standings))))
left, right = st.columns([3, 2], gap="medium")
with left:
    code = target_picker.pick_target(t, look, shown, sections)
    take_away(t, question, "targets", **chosen)
with right:
    if code is not None:
        target_card(t, look, question, view, shown.set_index("code", drop=False).loc[code].to_dict())
