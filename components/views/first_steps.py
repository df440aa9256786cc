"""The way into a new store in three steps: a plan, its districts and map, its first figures; each with its one button."""

from html import escape

import streamlit as st

from components.i18n.text import Text
from components.session import choices, links, new_plan, queries
from components.session.page_context import PageContext
from components.views.new_plan import make_plan
from components.widgets import html
from models.frames import rows_of
from models.typed_rows import PlanRow

PLANS_PAGE, IMPORT_PAGE = "office/plans.py", "office/import_report.py"
_STEPS = ("plan", "map", "figures")


def empty_store(t: Text) -> None:
    """Draw what a store without any plan shows on every page: the steps, then the first of them."""
    st.html(html.title(t("plans.start_title")))
    if new_plan.current() is None:
        _steps(t, 1)
    make_plan(t, [])


def after_a_plan(page: PageContext) -> None:
    """Draw the steps above the plans while nothing is reported on the chosen plan, unless it is a demonstration."""
    if page.view.head.demonstration or _is_reported(page):
        return
    number = 2 if len(page.view.districts) < 2 and not page.view.head.geography else 3
    _steps(page.t, number)


def _is_reported(page: PageContext) -> bool:
    batches = queries.batches(page.asked, page.view)
    return bool((~batches["is_withdrawn"].astype(bool) & (batches["kind"] != "plan")).any())


def _steps(t: Text, number: int) -> None:
    """Draw the three steps, of which the one with this number is next."""
    with st.container(key="first-steps"):
        for at, (column, name) in enumerate(zip(st.columns(len(_STEPS), gap="medium"), _STEPS, strict=True), start=1):
            with column:
                done = f' <span class="sb-note">✔ {escape(t("plans.step_done"))}</span>' if at < number else ""
                title = f"<b>{escape(t(f'plans.step_{name}'))}{done}</b>"
                note = f'<div class="sb-note">{escape(t(f"plans.step_{name}_note"))}</div>'
                st.html(f'<div class="sb sb-step{" sb-next" if at == number else ""}">{title}{note}</div>')
                if number > 1:
                    _button(t, name, is_next=at == number)


def _button(t: Text, name: str, *, is_next: bool) -> None:
    words = {
        "plan": t("plans.step_plan_button"),
        "map": t("plans.edit_districts"),
        "figures": t("plans.step_figures_button"),
    }
    st.button(words[name], key=f"step-{name}", type="primary" if is_next else "secondary", on_click=_go, args=(name,))


def _go(name: str) -> None:
    if name == "figures":
        links.jump(IMPORT_PAGE)
        return
    choices.put("plans_view", "new" if name == "plan" else "districts")


def is_empty() -> bool:
    """Return True if the store has no plan."""
    return not rows_of(queries.plans(queries.store_version()), PlanRow)
