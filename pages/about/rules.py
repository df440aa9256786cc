"""Method page: the rules in words, the source of the plan and of every data file, and the origins of figures."""

import streamlit as st

from components.i18n.rules_text import rules_text
from components.session import queries
from components.session.page_context import current_page
from components.views.about import files_of, files_table
from components.widgets import html

page = current_page()
t, head = page.t, page.view.head

st.html(html.title(t("about.title")) + html.heading(t("about.statuses")) + html.legend(t, page.look))
st.html(html.heading(t("about.rules", title=t.name(head, "title"))))
with st.container(key="rules"):
    st.markdown(rules_text(t, head.rules))
st.html(html.heading(t("about.origins")))
with st.container(key="origins"):
    st.markdown(t("about.origin_text"))
plan = [head.title, t("overview.source", source=head.source), f"v{head.number}"]
st.html(html.heading(t("about.plan")) + html.footnote(plan))
st.html(html.heading(t("about.files")) + files_table(t, files_of(head, queries.data_files())))
