"""Contents of the history page: the list of batches, one batch with its rows, and its withdrawal."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import commands, queries, user
from components.session.queries import ViewContext
from components.session.selection import Picker
from components.widgets import html, record_tables, tables
from models.auth.roles import Role
from models.frames import records_of
from models.plan.view import PlanView

PICKER = Picker("batch", ("batches-grid",))


def pick_batch(t: Text, batches: pd.DataFrame) -> Mapping[Any, Any] | None:
    """Show the list, newest first; return the picked batch, or None."""
    if batches.empty:
        st.html(html.footnote([t("history.none")]))
        return None
    codes = [str(one) for one in batches["id"]]
    code = PICKER.picked(codes, t("address.nothing"))
    PICKER.offer("batches-grid", codes)
    st.dataframe(
        record_tables.batches_table(t, batches),
        column_config=record_tables.batches_columns(t),
        hide_index=True,
        placeholder=tables.NOTHING,
        height=360,
        on_select=lambda: PICKER.pick_row("batches-grid"),
        selection_mode="single-row",
        key=PICKER.key("batches-grid"),
        alt=t("history.alt", n=len(batches)),
    )
    if code is None:
        st.html(html.footnote([t("history.pick_one")]))
        return None
    return dict(batches.set_index(batches["id"].astype(str)).loc[code])


def batch_card(t: Text, question: ViewContext, view: PlanView, batch: Mapping[Any, Any]) -> None:
    """Show one batch: its rows, the later batches that depend on it, and the button that withdraws or restores it."""
    name = t("history.batch", id=int(batch["id"]), file=batch["file_name"] or t(f"batch.{batch['kind']}"))
    st.html(html.heading(name))
    rows = queries.batch_rows(question, int(batch["id"]))
    districts = t.names(view.districts)
    places = queries.districts_of(view)
    rows["district"] = [row["district"] or places.get(row["code"], "") for row in records_of(rows)]
    st.dataframe(
        record_tables.batch_table(t, rows, districts, queries.names_of(t, view), view.head.terms),
        column_config=record_tables.batch_columns(t),
        hide_index=True,
        placeholder=tables.NOTHING,
        height="auto" if len(rows) < 10 else 300,
    )
    if len(rows) < batch["rows"]:
        st.html(html.footnote([t("history.more_rows", n=len(rows), of=int(batch["rows"]))]))
    if batch["kind"] in ("plan", "published"):
        st.html(html.footnote([t("history.stays")]))
        return
    resting = queries.resting_on(question, int(batch["id"]))
    if len(resting):
        said = [f"#{row['id']} {row['author']} {row['file_name'] or ''} ({row['rows']})" for row in records_of(resting)]
        st.html(html.footnote([t("history.resting", n=len(resting)), *said[:10]]))
    back = bool(batch["is_withdrawn"])
    if not user.allowed(t, Role.REPORTER):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input(t("history.why"), key="undo-note", max_chars=300)
        clicked = st.button(t("history.bring_back" if back else "history.undo"), key="undo")
    if clicked:
        commands.withdraw(int(batch["id"]), note=note or None, withdrawn=not back)
        st.rerun()
