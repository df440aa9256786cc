"""Import page: download the template, upload files, and review problems and effects before the commit."""

import streamlit as st

from components.session import controls, queries, user
from components.views import imports, manual_entry, reports_due
from components.widgets import html
from models.auth.roles import Role

t, look, question = controls.text(), controls.look(), controls.question()
view = queries.plan(question)

st.html(html.title(t("intake.title")))
left, right = st.columns([2, 3], gap="medium")
with left:
    imports.template_button(t, question, view)
with right:
    given = imports.choose_files(t) if user.allowed(t, Role.REPORTER) else []
if user.may(Role.REPORTER):
    given += manual_entry.one_by_hand(t, question, view) + manual_entry.table_by_hand(t, question, view)
looked = imports.look_at(t, question, given)
if looked is None:
    reports_due.due_section(t, question, view)
else:
    imports.show_findings(t, looked)
    left_out, confirmed = imports.choose_changes(t, view, looked)
    imports.show_effects(t, look, question, looked, left_out, confirmed)
    imports.commit_button(t, looked, left_out, confirmed)
imports.say_last(t)
