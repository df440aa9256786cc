"""Import page: download the template, upload files or fill in what is owed, and review everything before the commit."""

import streamlit as st

from components.session import user
from components.session.page_context import current_page
from components.views import imports, manual_entry, reports_due
from components.widgets import html
from models.auth.roles import Role

page = current_page()
t = page.t

st.html(html.title(t("intake.title")))
imports.say_last(t)
left, right = st.columns([2, 3], gap="medium")
with left:
    district = imports.choose_district(page)
    imports.template_button(page, district)
with right:
    files = imports.choose_files(t) if user.allowed(t, Role.REPORTER) else []
below_files = st.container()
by_hand = []
if user.may(Role.REPORTER):
    by_hand += manual_entry.owed_in_place(page, district) if district else []
    by_hand += manual_entry.one_by_hand(page, district) + manual_entry.table_by_hand(page, district)
with below_files if files else st.container():
    looked = imports.look_at(page, files + by_hand, district)
    if looked is None:
        reports_due.due_section(page, district)
    else:
        imports.review(page, looked, district)
