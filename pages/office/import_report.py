"""Reports come in: the template out, files in, what is wrong with them, what they would change, and the commit."""

import streamlit as st

from components import access, by_hand, cached, cards, due, filters, intake
from models.rights import Role

t, look, question = filters.text(), filters.look(), filters.question()
view = cached.plan(question)

st.html(cards.title(t("intake.title")))
left, right = st.columns([2, 3], gap="medium")
with left:
    intake.template_button(t, question, view)
with right:
    given = intake.choose_files(t) if access.allowed(t, Role.REPORTER) else []
if access.may(Role.REPORTER):
    given += by_hand.one_by_hand(t, question, view) + by_hand.table_by_hand(t, question, view)
looked = intake.look_at(t, question, given)
if looked is None:
    due.due_section(t, question, view)
else:
    intake.show_findings(t, looked)
    left_out, confirmed = intake.choose_changes(t, view, looked)
    intake.show_effects(t, look, question, looked, left_out, confirmed)
    intake.commit_button(t, looked, left_out, confirmed)
intake.say_last(t)
