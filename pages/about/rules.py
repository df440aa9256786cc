"""Method page: the rules in words, the source of the plan and of every data file, and the origins of figures."""

import streamlit as st

from components.i18n.rules_text import rules_text
from components.session import controls, queries
from components.views.about import files_of, files_table
from components.widgets import html

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.snapshot(question).view

st.html(html.title(t("about.title")) + html.heading(t("about.statuses")) + html.legend(t, look))
st.html(html.heading(t("about.rules", title=t.name({"name": view.head.title, "name_en": view.head.title_en}))))
with st.container(key="rules"):
    st.markdown(rules_text(t, view.head.rules))
st.html(html.heading(t("about.origins")))
with st.container(key="origins"):
    st.markdown(t("about.origin_text"))
plan = [view.head.title, t("overview.source", source=view.head.source), f"v{view.head.number}"]
st.html(html.heading(t("about.plan")) + html.footnote(plan))
st.html(html.heading(t("about.files")) + files_table(t, files_of(view.head, queries.data_files())))
