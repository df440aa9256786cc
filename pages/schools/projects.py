"""Projects page: new schools on a map, their progress, and which are late."""

import streamlit as st

from components.charts.geography import read_geography
from components.i18n import headlines
from components.session import controls, queries
from components.views import schools
from components.widgets import html
from models.analysis.filters import matching_projects

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.snapshot(question).view
districts = t.names(view.districts)
chosen = controls.project_filters(t, view.districts)
shown = matching_projects(queries.snapshot(question).projects, chosen)
geography = read_geography(**controls.geography_of(view))

st.html(html.title(headlines.new_schools(t, shown, districts, question.as_of)))
if shown.empty:
    schools.nothing_to_show(t, question)
else:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        code = schools.map_of_projects(t, look, question, shown, view, geography, chosen)
    with right:
        schools.project_or_summary(t, look, question, view, shown, chosen, code)
    schools.table_or_timeline(t, look, question, shown, districts, chosen, code)
