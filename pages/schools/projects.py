"""Projects page: new schools on a map, their progress, and which are late."""

import streamlit as st

from components.charts.geography import read_geography
from components.i18n import headlines
from components.session import controls
from components.session.page_context import current_page
from components.views import schools
from components.widgets import html
from models.analysis.filters import matching_projects

page = current_page()
t, view = page.t, page.view
chosen = controls.project_filters(t, view.districts)
shown = matching_projects(page.snapshot.projects, chosen)
geography = read_geography(**controls.geography_of(view))

st.html(html.title(headlines.new_schools(t, shown, page.districts, page.as_of)))
if shown.empty:
    schools.nothing_to_show(page)
else:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        code = schools.map_of_projects(page, shown, geography, chosen)
    with right:
        schools.project_or_summary(page, shown, chosen, code)
    schools.table_or_timeline(page, shown, chosen, code)
