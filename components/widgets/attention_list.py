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
from models.typed_rows import NarrativeRow, Standing

TARGETS_PAGE = "overview/targets.py"


#: Filters removed by a jump to a target, so that none hides it; the list covers the whole city, and so does the target's page.
WIDE = dict.fromkeys(("section", "district", "status", "kind", "q"))


def attention_list(page: PageContext, rows: pd.DataFrame, *, most: int) -> None:
    """Draw the first ``most`` of the standings, with reason and narrative; a click opens the target."""
    t = page.t
    said = {row.code: headlines.narrative(t, row) for row in rows_of(page.snapshot.narratives, NarrativeRow)}
    with st.container(key="worst"):
        for row in rows_of(rows.head(most), Standing):
            _worst_row(page, row, said.get(row.code, ""))
    if len(rows) > most:
        links.page_link(TARGETS_PAGE, t("overview.more", n=len(rows) - most))


def _worst_row(page: PageContext, row: Standing, said: str) -> None:
    """Draw a row of two elements: every element is a message to the browser, and a change of date sends them all."""
    t = page.t
    label, key = plain(t.name(row)), f"worst-{row.code}"
    go = partial(links.jump, TARGETS_PAGE, target=row.code, **WIDE)
    st.button(label, key=key, type="tertiary", help=t("overview.open"), on_click=go)
    whose = t("overview.whose", owner=row.owner or t("overview.no_owner"))
    first = f"{t.show(row.word)} · {t.progress(row)} · {whose}"
    st.html(html.reasons(page.look, row.status, first, [t.reason(row), t.remedy(row), said]))
