"""Lists from which the reader picks a target, and the way to its page."""

from typing import Any

import pandas as pd
import streamlit as st

from components import cards, filters, grids, headlines
from components.text import Text, plain
from components.theme import Theme
from models.frames import records_of

TARGETS_PAGE = "overview/targets.py"


def worst_list(t: Text, look: Theme, rows: pd.DataFrame, narratives: pd.DataFrame, *, most: int) -> None:
    """The first ``most`` of the standings, a line each with why and what was said of it; a click opens the target."""
    said = {row["code"]: headlines.narrative(t, row) for row in records_of(narratives)}
    with st.container(key="worst"):
        for row in records_of(rows.head(most)):
            _worst_row(t, look, row, said.get(row["code"], ""))
    if len(rows) > most:
        st.page_link(TARGETS_PAGE, label=t("overview.more", n=len(rows) - most))


def _worst_row(t: Text, look: Theme, row: dict[Any, Any], said: str) -> None:
    """Two elements a row: every element is a message to the browser, and a change of the day sends them all."""
    label, key = plain(t.name(row)), f"worst-{row['code']}"
    if st.button(label, key=key, type="tertiary", help=t("overview.open"), on_click=filters.widen):
        st.switch_page(TARGETS_PAGE, query_params={"target": row["code"]})
    whose = t("overview.whose", owner=row["owner"] or t("overview.no_owner"))
    first = f"{t.show(row['word'])} · {t.progress(row)} · {whose}"
    st.html(cards.reasons(look, row["status"], first, [t.reason(row), t.flip(row), said]))


def pick_target(t: Text, look: Theme, shown: pd.DataFrame, sections: dict[str, str]) -> str | None:
    """The table of targets; the code of the row that was picked, else of the target in the address, else of the first."""
    if shown.empty:
        return None
    codes = list(shown["code"])
    chosen = st.dataframe(
        grids.targets_table(t, shown, sections),
        column_config=grids.targets_columns(t, look),
        hide_index=True,
        placeholder=grids.NOTHING,
        height=600,
        on_select="rerun",
        selection_mode="single-row",
        key="targets-grid",
        alt=t("targets.alt", n=len(shown)),
    )
    if chosen.selection.rows and chosen.selection.rows[0] < len(codes):
        st.query_params["target"] = codes[chosen.selection.rows[0]]
    code = st.query_params.get("target")
    return code if code in codes else codes[0]
