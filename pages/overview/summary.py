"""The year at a glance: is it on course, and what is not?"""

import streamlit as st

from components import cached, cards, filters, headlines, pickers
from components.takeaway import take_away
from models.frames import records_of
from models.standings import not_on_track
from models.status import tally

MOST_CHANGES, MOST_WORST = 6, 5

t, look, question = filters.text(), filters.look(), filters.question()
view, standings = cached.standings(question)
changes = cached.changes(question)
sections = {row["code"]: t.name(row) for row in records_of(view.sections)}
worst = not_on_track(standings)

title = cards.title(headlines.year_at_a_glance(t, standings, sections, question.as_of))
st.html(title + cards.strip(t, look, tally(standings["word"])))

left, right = st.columns([3, 2], gap="medium")
with left:
    st.html(cards.heading(t("overview.sections")) + cards.section_cards(t, look, view.sections, standings))
    take_away(t, question, "sections")
    heading = cards.heading(t("overview.changes", day=question.since))
    if replanned := cached.plan_changes(question):
        heading += cards.foot([t("overview.replanned")]) + cards.lines(map(t.plan_change, replanned))
        take_away(t, question, "plan_changes")
    if changes.empty:
        st.html(heading + cards.foot([t("overview.no_changes", day=question.since)]))
    else:
        st.html(heading + cards.change_list(t, look, changes.head(MOST_CHANGES)))
        if len(changes) > MOST_CHANGES:
            with st.expander(t("overview.more_changes", n=len(changes) - MOST_CHANGES)):
                st.html(cards.change_list(t, look, changes.iloc[MOST_CHANGES:]))
        take_away(t, question, "changes")
with right:
    st.html(cards.heading(t("overview.worst")))
    if worst.empty:
        st.html(cards.foot([t("overview.all_well")]))
    else:
        pickers.worst_list(t, look, worst, cached.narratives(question, view), most=MOST_WORST)
        take_away(t, question, "worst")

st.html(cards.foot([t("overview.day", day=question.as_of), t("overview.source", source=view.head.source)]))
