"""Summary page: the year at a glance, and the targets that are off course."""

import streamlit as st

from components.i18n import headlines
from components.session.page_context import current_page
from components.widgets import attention_list, html
from components.widgets.export_menu import take_away
from models.analysis.standings import not_on_track
from models.status import tally

MOST_CHANGES, MOST_WORST = 6, 5

page = current_page()
t, look, view = page.t, page.look, page.view
standings, changes = page.snapshot.city, page.comparison.changes
worst = not_on_track(standings)

title = html.title(headlines.year_at_a_glance(t, standings, page.sections, page.as_of))
st.html(title + html.status_counts(t, look, tally(standings["word"])))

left, right = st.columns([3, 2], gap="medium")
with left:
    st.html(html.heading(t("overview.sections")) + html.section_cards(t, look, view.sections, standings))
    take_away(page, "sections")
    heading = html.heading(t("overview.changes", day=page.since))
    if replanned := page.comparison.plan_changes:
        heading += html.footnote([t("overview.replanned")]) + html.lines(map(t.plan_change, replanned))
        take_away(page, "plan_changes")
    if changes.empty:
        st.html(heading + html.footnote([t("overview.no_changes", day=page.since)]))
    else:
        st.html(heading + html.change_list(t, look, changes.head(MOST_CHANGES)))
        if len(changes) > MOST_CHANGES:
            with st.expander(t("overview.more_changes", n=len(changes) - MOST_CHANGES)):
                st.html(html.change_list(t, look, changes.iloc[MOST_CHANGES:]))
        take_away(page, "changes")
with right:
    st.html(html.heading(t("overview.worst")))
    if worst.empty:
        st.html(html.footnote([t("overview.all_well")]))
    else:
        attention_list.attention_list(page, worst, most=MOST_WORST)
        take_away(page, "worst")

st.html(html.footnote([t("overview.day", day=page.as_of), t("overview.source", source=view.head.source)]))
