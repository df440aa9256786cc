"""Audit log page: the author, time and content of every write. Accounts and sign-ins are shown to administrators only."""

import streamlit as st

from components.session import authors, queries, user
from components.session.page_context import current_page
from components.views import audit_log
from components.widgets import html
from models.auth.roles import Role

page = current_page()
t = page.t
rows = queries.log(None if user.may(Role.ADMINISTRATOR) else page.view)
rows["author"] = [authors.shown(t, one) for one in rows["author"]]

st.html(html.title(t("log.title", n=len(rows))))
audit_log.log_table(t, audit_log.choose(t, rows))
