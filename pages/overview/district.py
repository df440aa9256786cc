"""District page: one district compared with the city and the other districts."""

import streamlit as st

from components.i18n import headlines
from components.session import controls, queries
from components.widgets import html
from components.widgets.decisions import decided_in_district
from components.widgets.district_card import compare_districts, district_table, reporting_table
from components.widgets.export_menu import take_away

t, look, question = controls.text(), controls.look(), controls.question()
view, city = queries.snapshot(question).view, queries.snapshot(question).city
district = controls.choose_district(t, view.districts)
standings = queries.snapshot(question).standings(district)
figures = queries.snapshot(question).reports.figures
names = t.names(view.districts)

st.html(html.title(headlines.one_district(t, names[district], standings, question.as_of)))
left, right = st.columns([3, 2], gap="medium")
with left:
    st.html(html.heading(t("district.table")))
    district_table(t, look, standings, city, question.as_of)
    take_away(t, question, "district", district=district)
    decided_in_district(t, question, view, district)
    st.html(html.heading(t("district.reporting")))
    reporting_table(t, queries.snapshot(question).reporting)
with right:
    st.html(html.heading(t("district.compare")))
    compare_districts(t, look, question, view, figures, city, district)
st.html(html.footnote([t("overview.day", day=question.as_of), t("overview.source", source=view.head.source)]))
