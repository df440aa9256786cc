"""Who one is and what one may do; for administrators the accounts: who may do what, passwords, sign-ins."""

import streamlit as st

from components import access, cached, cards, filters, staff
from models.rights import Role

t, question = filters.text(), filters.question()
view = cached.plan(question)

st.html(cards.title(t("staff.title")))
staff.say_last(t)  # before anybody is turned away: whoever makes the first account must read its password
staff.who_you_are(t, view)
if access.may(Role.ADMINISTRATOR):
    accounts = cached.accounts()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        staff.accounts_table(t, view, accounts)
    with right:
        staff.account_desk(t, view, accounts)
