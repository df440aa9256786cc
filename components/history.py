"""The parts of the page of what came in: the list of batches, one of them with its rows, taking it back."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import access, cached, cards, grids, writes
from components.cached import Question
from components.picking import Picker
from components.text import Text
from models.frames import records_of
from models.plan_view import PlanView
from models.rights import Role

PICKER = Picker("batch", ("batches-grid",))


def pick_batch(t: Text, batches: pd.DataFrame) -> Mapping[Any, Any] | None:
    """The list, newest first; the batch that was picked, None where none was."""
    if batches.empty:
        st.html(cards.foot([t("history.none")]))
        return None
    codes = [str(one) for one in batches["id"]]
    code = PICKER.picked(codes, t("address.nothing"))
    PICKER.offer("batches-grid", codes)
    st.dataframe(
        grids.batches_table(t, batches),
        column_config=grids.batches_columns(t),
        hide_index=True,
        placeholder=grids.NOTHING,
        height=360,
        on_select=lambda: PICKER.pick_row("batches-grid"),
        selection_mode="single-row",
        key=PICKER.key("batches-grid"),
        alt=t("history.alt", n=len(batches)),
    )
    if code is None:
        st.html(cards.foot([t("history.pick_one")]))
        return None
    return dict(batches.set_index(batches["id"].astype(str)).loc[code])


def batch_card(t: Text, question: Question, view: PlanView, batch: Mapping[Any, Any]) -> None:
    """One batch: its rows, what later ones rest on it, and the button that takes it back or brings it in again."""
    name = t("history.batch", id=int(batch["id"]), file=batch["file_name"] or t(f"batch.{batch['kind']}"))
    st.html(cards.heading(name))
    rows = cached.batch_rows(question, int(batch["id"]))
    districts = {one["code"]: t.name(one) for one in records_of(view.districts)}
    places = cached.districts_of(view)
    rows["district"] = [row["district"] or places.get(row["code"], "") for row in records_of(rows)]
    st.dataframe(
        grids.batch_table(t, rows, districts, cached.names_of(t, view), view.head.terms),
        column_config=grids.batch_columns(t),
        hide_index=True,
        placeholder=grids.NOTHING,
        height="auto" if len(rows) < 10 else 300,
    )
    if len(rows) < batch["rows"]:
        st.html(cards.foot([t("history.more_rows", n=len(rows), of=int(batch["rows"]))]))
    if batch["kind"] in ("plan", "published"):
        st.html(cards.foot([t("history.stays")]))
        return
    resting = cached.resting_on(question, int(batch["id"]))
    if len(resting):
        said = [f"#{row['id']} {row['author']} {row['file_name'] or ''} ({row['rows']})" for row in records_of(resting)]
        st.html(cards.foot([t("history.resting", n=len(resting)), *said[:10]]))
    back = bool(batch["is_withdrawn"])
    if not access.allowed(t, Role.REPORTER):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input(t("history.why"), key="undo-note", max_chars=300)
        clicked = st.button(t("history.bring_back" if back else "history.undo"), key="undo")
    if clicked:
        writes.withdraw(int(batch["id"]), note=note or None, withdrawn=not back)
        st.rerun()
