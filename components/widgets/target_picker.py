"""Lists from which the reader picks a target, and links to its page."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n import headlines
from components.i18n.text import Text, plain
from components.session import links
from components.session.selection import Picker
from components.theme import Theme
from components.widgets import html, tables
from models.frames import records_of

TARGETS_PAGE = "overview/targets.py"
PICKER = Picker("target", ("targets-grid",))
#: Filters removed by a jump to a target, so that none hides it; the list covers the whole city, and so does the target's page.
WIDE = dict.fromkeys(("section", "district", "status", "kind", "q"))


def worst_list(t: Text, look: Theme, rows: pd.DataFrame, narratives: pd.DataFrame, *, most: int) -> None:
    """Draw the first ``most`` of the standings, with reason and narrative; a click opens the target."""
    said = {row["code"]: headlines.narrative(t, row) for row in records_of(narratives)}
    with st.container(key="worst"):
        for row in records_of(rows.head(most)):
            _worst_row(t, look, row, said.get(row["code"], ""))
    if len(rows) > most:
        links.page_link(TARGETS_PAGE, t("overview.more", n=len(rows) - most))


def _worst_row(t: Text, look: Theme, row: dict[Any, Any], said: str) -> None:
    """Draw a row of two elements: every element is a message to the browser, and a change of date sends them all."""
    label, key = plain(t.name(row)), f"worst-{row['code']}"
    go = partial(links.jump, TARGETS_PAGE, target=row["code"], **WIDE)
    st.button(label, key=key, type="tertiary", help=t("overview.open"), on_click=go)
    whose = t("overview.whose", owner=row["owner"] or t("overview.no_owner"))
    first = f"{t.show(row['word'])} · {t.progress(row)} · {whose}"
    st.html(html.reasons(look, row["status"], first, [t.reason(row), t.flip(row), said]))


def pick_target(t: Text, look: Theme, shown: pd.DataFrame, sections: dict[str, str]) -> str | None:
    """Draw the table of targets; return the code picked in it or by the address, else the first."""
    first = t("address.nothing") if shown.empty else t.name(shown.iloc[0].to_dict())
    code = PICKER.picked(shown["code"], first)
    if shown.empty:
        return None
    PICKER.offer("targets-grid", shown["code"])
    st.dataframe(
        tables.targets_table(t, shown, sections),
        column_config=tables.targets_columns(t, look),
        hide_index=True,
        placeholder=tables.NOTHING,
        height=600,
        on_select=partial(PICKER.pick_row, "targets-grid"),
        selection_mode="single-row",
        key=PICKER.key("targets-grid"),
        alt=t("targets.alt", n=len(shown)),
    )
    return code or str(shown["code"].iloc[0])
