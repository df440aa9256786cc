"""Summary page: the year at a glance, and the targets that are off course."""

import streamlit as st

from components.i18n import headlines
from components.session import controls, queries
from components.widgets import html, target_picker
from components.widgets.export_menu import take_away
from models.analysis.standings import not_on_track
from models.status import tally

MOST_CHANGES, MOST_WORST = 6, 5

t, look, question = controls.text(), controls.look(), controls.question()
view, standings = queries.snapshot(question).view, queries.snapshot(question).city
changes = queries.comparison(question).changes
sections = t.names(view.sections)
worst = not_on_track(standings)

title = html.title(headlines.year_at_a_glance(t, standings, sections, question.as_of))
st.html(title + html.status_counts(t, look, tally(standings["word"])))

left, right = st.columns([3, 2], gap="medium")
with left:
    st.html(html.heading(t("overview.sections")) + html.section_cards(t, look, view.sections, standings))
    take_away(t, question, "sections")
    heading = html.heading(t("overview.changes", day=question.since))
    if replanned := queries.comparison(question).plan_changes:
        heading += html.footnote([t("overview.replanned")]) + html.lines(map(t.plan_change, replanned))
        take_away(t, question, "plan_changes")
    if changes.empty:
        st.html(heading + html.footnote([t("overview.no_changes", day=question.since)]))
    else:
        st.html(heading + html.change_list(t, look, changes.head(MOST_CHANGES)))
        if len(changes) > MOST_CHANGES:
            with st.expander(t("overview.more_changes", n=len(changes) - MOST_CHANGES)):
                st.html(html.change_list(t, look, changes.iloc[MOST_CHANGES:]))
        take_away(t, question, "changes")
with right:
    st.html(html.heading(t("overview.worst")))
    if worst.empty:
        st.html(html.footnote([t("overview.all_well")]))
    else:
        target_picker.worst_list(t, look, worst, queries.snapshot(question).narratives, most=MOST_WORST)
        take_away(t, question, "worst")

st.html(html.footnote([t("overview.day", day=question.as_of), t("overview.source", source=view.head.source)]))
