"""Import page: download the template, upload files, and review problems and effects before the commit."""

import streamlit as st

from components.session import user
from components.session.page_context import current_page
from components.views import imports, manual_entry, reports_due
from components.widgets import html
from models.auth.roles import Role

page = current_page()
t = page.t

st.html(html.title(t("intake.title")))
left, right = st.columns([2, 3], gap="medium")
with left:
    imports.template_button(page)
with right:
    given = imports.choose_files(t) if user.allowed(t, Role.REPORTER) else []
if user.may(Role.REPORTER):
    given += manual_entry.one_by_hand(page) + manual_entry.table_by_hand(page)
looked = imports.look_at(page, given)
if looked is None:
    reports_due.due_section(page)
else:
    imports.show_findings(t, looked)
    left_out, confirmed = imports.choose_changes(page, looked)
    imports.show_effects(page, looked, left_out, confirmed)
    imports.commit_button(t, looked, left_out, confirmed)
imports.say_last(t)
