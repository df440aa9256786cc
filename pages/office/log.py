"""Every write there is: who, when, what. Administrators see accounts and sign-ins too, all others what belongs to the plan."""

import streamlit as st

from components import access, cached, cards, filters, log
from models.rights import Role

t, question = filters.text(), filters.question()
view = cached.plan(question)
rows = cached.log(None if access.may(Role.ADMINISTRATOR) else view)

st.html(cards.title(t("log.title", n=len(rows))))
log.log_table(t, log.choose(t, rows))
