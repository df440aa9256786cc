"""One district: how does it do, beside the city and the others?"""

import streamlit as st

from components import cached, cards, filters, headlines, minutes
from components.district_card import compare_districts, district_table, reporting_table
from components.takeaway import take_away
from models.frames import records_of

t, look, question = filters.text(), filters.look(), filters.question()
view, city = cached.standings(question)
district = filters.choose_district(t, view.districts)
_, standings = cached.standings(question, district=district)
figures = cached.figures(question)
names = {row["code"]: t.name(row) for row in records_of(view.districts)}

st.html(cards.title(headlines.one_district(t, names[district], standings, question.as_of)))
left, right = st.columns([3, 2], gap="medium")
with left:
    st.html(cards.heading(t("district.table")))
    district_table(t, look, standings, city, question.as_of)
    take_away(t, question, "district", district=district)
    minutes.decided_in_district(t, question, view, district)
    st.html(cards.heading(t("district.reporting")))
    reporting_table(t, cached.reporting(question))
with right:
    st.html(cards.heading(t("district.compare")))
    compare_districts(t, look, question, view, figures, city, district)
st.html(cards.foot([t("overview.day", day=question.as_of), t("overview.source", source=view.head.source)]))
