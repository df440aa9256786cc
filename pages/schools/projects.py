"""New schools: where are they, how far, and which are late?"""

import streamlit as st

from components import cached, cards, filters, headlines, schools
from components.geography import read_geography
from models.frames import records_of
from models.matching import matching_projects

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)
districts = {row["code"]: t.name(row) for row in records_of(view.districts)}
chosen = filters.project_filters(t, view.districts)
shown = matching_projects(cached.projects(question), chosen)
geography = read_geography(**filters.geography_of(view))

st.html(cards.title(headlines.new_schools(t, shown, districts, question.as_of)))
if shown.empty:
    schools.nothing_to_show(t, question)
else:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        code = schools.map_of_projects(t, look, question, shown, view, geography, chosen)
    with right:
        schools.project_or_summary(t, look, question, view, shown, chosen, code)
    schools.table_or_timeline(t, look, question, shown, districts, chosen, code)
