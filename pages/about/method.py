"""Rules in words, where the plan and every file come from, and how figures of different origin are told apart."""

import streamlit as st

from components import cached, cards, filters
from components.method import files_of, files_table, rules_text

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)

st.html(cards.title(t("about.title")) + cards.heading(t("about.statuses")) + cards.legend(t, look))
st.html(cards.heading(t("about.rules", title=t.name({"name": view.head.title, "name_en": view.head.title_en}))))
with st.container(key="rules"):
    st.markdown(rules_text(t, view.head.rules))
st.html(cards.heading(t("about.origins")))
with st.container(key="origins"):
    st.markdown(t("about.origin_text"))
plan = [view.head.title, t("overview.source", source=view.head.source), f"v{view.head.number}"]
st.html(cards.heading(t("about.plan")) + cards.foot(plan))
st.html(cards.heading(t("about.files")) + files_table(t, files_of(view.head, cached.data_files())))
