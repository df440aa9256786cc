"""Summary page: the year in a picture, the three subjects, what needs attention, what comes, and the districts."""

import streamlit as st

from components.i18n import headlines
from components.session.page_context import current_page
from components.widgets import html, ribbon, status_links
from components.widgets.attention_list import attention_list, unknown_targets
from components.widgets.due_list import due_list
from components.widgets.empty_page import nothing_reported
from components.widgets.export_menu import take_away
from components.widgets.scoreboard import scoreboard
from components.widgets.subject_tiles import subject_tiles
from models.analysis.standings import not_on_track
from models.status import Word, tally

MOST_CHANGES, MOST_WORST, MOST_DUE = 6, 5, 6

page = current_page()
t, view = page.t, page.view
standings, changes = page.snapshot.city, page.comparison.changes
worst = not_on_track(standings)

title = html.title(headlines.year_at_a_glance(t, standings, page.sections, page.as_of))
st.html(title + status_links.counts(page, tally(standings["word"])))

left, right = st.columns([3, 2], gap="medium")
with left, st.container(key="year"):
    st.html(ribbon.year_ribbon(page, standings))
    take_away(page, "ribbon")
if board := scoreboard(page, page.snapshot.scoreboard, is_small=True):
    with left, st.container(key="board"):
        st.html(html.heading(t("overview.scoreboard")) + board)
        take_away(page, "scoreboard")
with right:
    if tiles := subject_tiles(page):
        st.html(tiles)
        take_away(page, "tiles")
    attention, coming = st.columns(2, gap="medium")
    with attention, st.container(key="attention"):
        st.html(html.heading(t("overview.worst")))
        if worst.empty:
            st.html(html.footnote([t("overview.all_well")]))
        elif (worst["word"] == Word.NEVER_REPORTED).all():
            nothing_reported(page, t("overview.nothing_known", n=len(worst)))
            unknown_targets(page, len(worst))
        else:
            attention_list(page, worst, most=MOST_WORST)
            take_away(page, "worst")
    with coming:
        st.html(html.heading(t("overview.due")) + due_list(page, most=MOST_DUE))

heading = html.heading(t("overview.changes", day=page.since))
if replanned := page.comparison.plan_changes:
    heading += html.footnote([t("overview.replanned")]) + html.lines(map(t.plan_change, replanned))
    take_away(page, "plan_changes")
if changes.empty:
    st.html(heading + html.footnote([t("overview.no_changes", day=page.since)]))
else:
    st.html(heading + html.change_list(t, page.look, changes.head(MOST_CHANGES)))
    if len(changes) > MOST_CHANGES:
        with st.expander(t("overview.more_changes", n=len(changes) - MOST_CHANGES)):
            st.html(html.change_list(t, page.look, changes.iloc[MOST_CHANGES:]))
    take_away(page, "changes")

st.html(html.footnote([t("overview.day", day=page.as_of), t("overview.source", source=view.head.source)]))
