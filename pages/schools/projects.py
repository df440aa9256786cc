"""Projects page: new schools on a map, their progress, and which are late."""

import streamlit as st

from components.charts.geography import read_geography
from components.i18n import headlines
from components.session import controls
from components.session.page_context import current_page
from components.views import list_entry, published_schools, schools
from components.widgets import html
from models.analysis.filters import matching_projects
from models.analysis.published import matching_published

page = current_page()
t, view = page.t, page.view
chosen = controls.project_filters(t, view.districts)
shown = matching_projects(page.snapshot.projects, chosen)
geography = read_geography(**controls.geography_of(view))

known, published = page.snapshot.projects, page.snapshot.published_schools
named = matching_published(published, chosen)

if known.empty and len(published):
    st.html(html.title(headlines.published_schools(t, named, has_list=False)))
    published_schools.published_page(page, named, geography, chosen)
elif shown.empty:
    st.html(html.title(t("project.none") if known.empty else headlines.new_schools(t, shown, page.districts, page.as_of)))
    schools.nothing_to_show(page)
else:
    st.html(html.title(headlines.new_schools(t, shown, page.districts, page.as_of)))
    with st.container(key="side-by-side"):
        left, right = st.columns([3, 2], gap="medium")
    with left:
        code = schools.map_of_projects(page, shown, geography, chosen)
    with right:
        schools.project_or_summary(page, shown, chosen, code)
    schools.table_or_timeline(page, shown, chosen, code)
    if len(named):
        published_schools.published_table(page, named, chosen)

list_entry.entry_form(page, "projects", geography)
