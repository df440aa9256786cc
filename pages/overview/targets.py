"""Every target: where does each promise stand, and why?"""

import streamlit as st

from components import cached, cards, filters, headlines, pickers
from components.takeaway import take_away
from components.target_card import target_card
from models.frames import records_of
from models.matching import matching_targets
from models.standings import worst_first

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
chosen = filters.target_filters(t, view.sections, view.districts)
_, standings = cached.standings(question, district=chosen["district"])
shown = worst_first(matching_targets(standings, chosen))
sections = {row["code"]: t.name(row) for row in records_of(view.sections)}

st.html(cards.title(headlines.every_target(t, shown, len(standings))))
left, right = st.columns([3, 2], gap="medium")
with left:
    code = pickers.pick_target(t, look, shown, sections)
    take_away(t, question, "targets", **chosen)
with right:
    if code is not None:
        target_card(t, look, question, view, shown.set_index("code", drop=False).loc[code].to_dict())
