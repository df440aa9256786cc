"""Contents of a page without data: a sentence on what it will show, and buttons that lead on."""

from functools import partial

import streamlit as st

from components.session import choices, links, queries
from components.session.page_context import PageContext
from components.widgets import download, html
from models.imports.list_template import list_template

IMPORT_PAGE = "office/import_report.py"


def missing_list(page: PageContext, form: str) -> None:
    """Draw what a page without its list will show, the empty list to download, the way to import it, and the demonstration.

    ``form`` is "projects", "programmes" or "quotas".
    """
    t = page.t
    st.html(html.paragraph(t(f"empty.{form}")))
    with st.container(horizontal=True, key="empty-page"):
        content = partial(list_template, page.view, form, t.language)  # made on the click, not at every run
        download.button(
            t("empty.template"), content, f"{t(f'empty.list_{form}')}.xlsx", address=page.address(), key="list-template"
        )
        _import_button(page)
        _demonstration_button(page)


def nothing_reported(page: PageContext, words: str) -> None:
    """Draw a sentence on what is missing, the form to report it with, and the way to import it."""
    t = page.t
    st.html(html.paragraph(words))
    with st.container(horizontal=True, key="empty-page"):
        content = partial(queries.template, page.asked, "", t.language)
        name = f"{t('intake.template')}-{t('grid.city')}-{page.as_of}.xlsx"
        download.button(t("empty.form"), content, name, address=page.address(), key="form-template")
        _import_button(page)


def _import_button(page: PageContext) -> None:
    st.button(page.t("empty.import"), key="to-import", on_click=links.jump, args=(IMPORT_PAGE,))


def _demonstration_button(page: PageContext) -> None:
    """Draw the button that shows the same page of the demonstration, if the store has one."""
    plans = queries.plans(page.asked.version)
    codes = list(plans.loc[plans["demonstration"].astype(bool), "code"])
    if codes:
        own = f"{page.asked.plan}-demo"
        code = own if own in codes else codes[0]
        st.button(page.t("empty.demonstration"), key="to-demonstration", on_click=choices.put, args=("plan", code))
