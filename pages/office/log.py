"""Audit log page: the author, time and content of every write. Accounts and sign-ins are shown to administrators only."""

import streamlit as st

from components.session import controls, queries, user
from components.views import audit_log
from components.widgets import html
from models.auth.roles import Role

t, question = controls.text(), controls.question()
view = queries.plan(question)
rows = queries.log(None if user.may(Role.ADMINISTRATOR) else view)

st.html(html.title(t("log.title", n=len(rows))))
audit_log.log_table(t, audit_log.choose(t, rows))
