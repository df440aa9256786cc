"""District page: one district compared with the city and the other districts."""

import streamlit as st

from components.i18n import headlines
from components.session import controls
from components.session.page_context import current_page
from components.widgets import html
from components.widgets.decisions import decided_in_district
from components.widgets.district_card import compare_districts, district_table
from components.widgets.export_menu import take_away
from components.widgets.scoreboard import scoreboard

page = current_page()
t, city = page.t, page.snapshot.city
district, beside = controls.choose_districts(t, page.view.districts)
standings = page.snapshot.standings(district)
figures = page.snapshot.reports.figures

st.html(html.title(headlines.one_district(t, page.districts[district], standings, page.as_of)))
if board := scoreboard(page, page.snapshot.scoreboard, (district, beside)):
    st.html(html.heading(t("district.board")) + board)
    take_away(page, "scoreboard", district=district)
with st.container(key="side-by-side"):
    left, right = st.columns([3, 2], gap="medium")
with left:
    other = page.districts[beside] if beside else t("district.city")
    st.html(html.heading(t("district.table", district=page.districts[district], other=other)))
    district_table(page, standings, beside)
    take_away(page, "district", district=district)
    decided_in_district(page, district)
with right:
    st.html(html.heading(t("district.compare")))
    compare_districts(page, figures, city, district)
st.html(html.footnote([t("overview.day", day=page.as_of), t("overview.source", source=page.view.head.source)]))
