"""Every write there is: who, when, what. Administrators see accounts and sign-ins too, all others what belongs to the plan."""

import streamlit as st

from components import access, cached, filters, log
from components.text import plain
from models.rights import Role

t, question = filters.text(), filters.question()
view = cached.plan(question)
rows = cached.log(None if access.may(Role.ADMINISTRATOR) else view)

st.title(plain(t("log.title", n=len(rows))), anchor=False)
log.log_table(t, log.choose(t, rows))
