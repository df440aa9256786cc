"""List of what needs attention first; each row is a link to its target."""

from functools import partial

import pandas as pd
import streamlit as st

from components.i18n import headlines
from components.i18n.text import plain
from components.session import links
from components.session.page_context import PageContext
from components.widgets import html
from models.frames import rows_of
from models.status import Status
from models.typed_rows import NarrativeRow, Standing


def attention_list(page: PageContext, rows: pd.DataFrame, *, most: int) -> None:
    """Draw the first ``most`` of the standings, with reason and narrative; a click opens the target."""
    t = page.t
    said = {row.code: headlines.narrative(t, row) for row in rows_of(page.snapshot.narratives, NarrativeRow)}
    with st.container(key="worst"):
        for row in rows_of(rows.head(most), Standing):
            _worst_row(page, row, said.get(row.code, ""))
    if len(rows) > most:
        links.page_link(links.TARGETS_PAGE, t("overview.more", n=len(rows) - most))


def unknown_targets(page: PageContext, n: int) -> None:
    """Draw the link to the targets of which nothing is known."""
    links.page_link(links.TARGETS_PAGE, page.t("overview.see_unknown", n=n), **{**links.CITY_WIDE, "status": Status.UNKNOWN})


def _worst_row(page: PageContext, row: Standing, said: str) -> None:
    """Draw a row of two elements: every element is a message to the browser, and a change of date sends them all."""
    t = page.t
    label, key = plain(t.name(row)), f"worst-{row.code}"
    go = partial(links.jump, links.TARGETS_PAGE, target=row.code, **links.CITY_WIDE)
    st.button(label, key=key, type="tertiary", help=t("overview.open"), on_click=go)
    whose = t("overview.whose", owner=t.owner(row.owner, t("overview.no_owner")))
    first = t("card.dot").join((t.show(row.word), t.progress(row), whose))
    st.html(html.reasons(page.look, row.status, first, [said or t.reason(row), t.remedy(row)]))
