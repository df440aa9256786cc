"""Staff page: the user's own name and rights; for administrators the accounts, their rights, passwords and sign-ins."""

import streamlit as st

from components.session import queries, user
from components.session.page_context import current_page
from components.views import accounts as staff
from components.widgets import html
from models.auth.roles import Role

page = current_page()
t = page.t

st.html(html.title(t("staff.title")))
staff.say_last(t)  # before access is checked: the person who creates the first account must read its password
staff.who_you_are(page)
if user.may(Role.ADMINISTRATOR):
    accounts = queries.accounts()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        staff.accounts_table(page, accounts)
    with right:
        staff.account_desk(page, accounts)
