"""Plans page: the plans with their versions, a new plan out of a document, and changes of targets and districts."""

import streamlit as st

from components.session.page_context import current_page
from components.views import first_steps, plan_revision, plans
from components.views.new_plan import known_plans, make_plan
from components.widgets import html

page = current_page()

st.html(html.title(plans.headline(page)))
shown = plans.choose_view(page)
if shown == "new":
    make_plan(page.t, known_plans())
elif shown == "targets":
    plan_revision.change_targets(page)
elif shown == "districts":
    plan_revision.change_districts(page)
else:
    first_steps.after_a_plan(page)
    plans.plans_table(page)
    plans.plan_card(page)
    plans.versions(page)
