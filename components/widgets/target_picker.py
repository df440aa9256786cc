"""The table from which the reader picks a target."""

from functools import partial

import pandas as pd
import streamlit as st

from components.session.page_context import PageContext
from components.session.selection import Picker
from components.widgets import tables
from models.frames import rows_of
from models.typed_rows import Standing

PICKER = Picker("target", ("targets-grid",))


def pick_target(page: PageContext, shown: pd.DataFrame) -> Standing | None:
    """Draw the table of targets; return the one picked in it or by the address, else the first."""
    t = page.t
    first = next(iter(t.names(shown.head(1)).values()), t("address.nothing"))
    code = PICKER.picked(shown["code"], first)
    if shown.empty:
        return None
    PICKER.offer("targets-grid", shown["code"])
    table = tables.targets_table(t, shown, page.sections)
    st.dataframe(
        table,
        column_config=tables.whole(tables.targets_columns(t, page.look), table, lines=tables.lines_of(t)),
        hide_index=True,
        placeholder=tables.NOTHING,
        height=tables.height_of(len(shown), 640, lines=tables.lines_of(t)),
        row_height=tables.row_height(tables.lines_of(t)),
        on_select=partial(PICKER.pick_row, "targets-grid"),
        selection_mode="single-row",
        key=PICKER.key("targets-grid"),
        alt=t("targets.alt", n=len(shown)),
    )
    return next(row for row in rows_of(shown, Standing) if code in (None, row.code))
