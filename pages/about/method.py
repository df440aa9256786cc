"""Rules in words, where the plan and every file come from, and how figures of different origin are told apart."""

import streamlit as st

from components import cached, cards, filters
from components.method import files_of, files_table, rules_text
from components.text import plain

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)

st.title(t("about.title"), anchor=False)
st.header(t("about.statuses"), anchor=False)
st.html(cards.legend(t, look))
st.header(t("about.rules", title=plain(t.name({"name": view.head.title, "name_en": view.head.title_en}))), anchor=False)
with st.container(key="rules"):
    st.markdown(rules_text(t, view.head.rules))
st.header(t("about.origins"), anchor=False)
with st.container(key="origins"):
    st.markdown(t("about.origin_text"))
st.header(t("about.plan"), anchor=False)
st.html(cards.foot([view.head.title, t("overview.source", source=view.head.source), f"v{view.head.number}"]))
st.header(t("about.files"), anchor=False)
st.html(files_table(t, files_of(view.head, cached.data_files())))
