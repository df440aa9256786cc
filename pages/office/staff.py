"""Staff page: the user's own name and rights; for administrators the accounts, their rights, passwords and sign-ins."""

import streamlit as st

from components.session import controls, queries, user
from components.views import accounts as staff
from components.widgets import html
from models.auth.roles import Role

t, question = controls.text(), controls.question()
view = queries.plan(question)

st.html(html.title(t("staff.title")))
staff.say_last(t)  # before access is checked: the person who creates the first account must read its password
staff.who_you_are(t, view)
if user.may(Role.ADMINISTRATOR):
    accounts = queries.accounts()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        staff.accounts_table(t, view, accounts)
    with right:
        staff.account_desk(t, view, accounts)
