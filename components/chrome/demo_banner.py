"""The banner above a demonstration plan."""

import streamlit as st

from components.i18n.text import Text
from components.session import choices, queries
from components.session.queries import ViewContext


def demonstration(t: Text, question: ViewContext) -> None:
    """Show on every page that the plan is a demonstration, with a link to the real plan; show nothing for a real plan."""
    plans = queries.plans(question.version).set_index("code", drop=False)
    if not plans.loc[question.plan, "demonstration"]:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="demo-banner"):
        st.html(f'<div class="sb sb-banner">{t("demo.banner")}</div>')
        real = plans[~plans["demonstration"].astype(bool)]
        if len(real):
            copied = question.plan.removesuffix("-demo")  # among several real plans, the one that this is a copy of
            code = copied if copied in real.index else real["code"].iloc[0]
            st.button(t("demo.real"), key="real-plan", type="tertiary", on_click=choices.put, args=("plan", code))
