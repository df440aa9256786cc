"""Lists from which the reader picks a target, and links to its page."""

from functools import partial

import pandas as pd
import streamlit as st

from components.i18n import headlines
from components.i18n.text import plain
from components.session import links
from components.session.page_context import PageContext
from components.session.selection import Picker
from components.widgets import html, tables
from models.frames import rows_of
from models.typed_rows import NarrativeRow, Standing

TARGETS_PAGE = "overview/targets.py"
PICKER = Picker("target", ("targets-grid",))
#: Filters removed by a jump to a target, so that none hides it; the list covers the whole city, and so does the target's page.
WIDE = dict.fromkeys(("section", "district", "status", "kind", "q"))


def worst_list(page: PageContext, rows: pd.DataFrame, *, most: int) -> None:
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


def pick_target(page: PageContext, shown: pd.DataFrame) -> Standing | None:
    """Draw the table of targets; return the one picked in it or by the address, else the first."""
    t = page.t
    first = next(iter(t.names(shown.head(1)).values()), t("address.nothing"))
    code = PICKER.picked(shown["code"], first)
    if shown.empty:
        return None
    PICKER.offer("targets-grid", shown["code"])
    st.dataframe(
        tables.targets_table(t, shown, page.sections),
        column_config=tables.targets_columns(t, page.look),
        hide_index=True,
        placeholder=tables.NOTHING,
        height=600,
        on_select=partial(PICKER.pick_row, "targets-grid"),
        selection_mode="single-row",
        key=PICKER.key("targets-grid"),
        alt=t("targets.alt", n=len(shown)),
    )
    return next(row for row in rows_of(shown, Standing) if code in (None, row.code))
