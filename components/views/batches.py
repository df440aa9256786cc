"""Contents of the history page: the list of batches, one batch with its rows, and its withdrawal."""

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import authors, commands, queries, user
from components.session.page_context import PageContext
from components.session.selection import Picker
from components.widgets import html, record_tables, tables
from models.auth.roles import Role
from models.errors import ConflictError
from models.frames import rows_of
from models.typed_rows import BatchRow, DependentBatch

PICKER = Picker("batch", ("batches-grid",))


def pick_batch(t: Text, batches: pd.DataFrame) -> BatchRow | None:
    """Show the list, newest first; return the picked batch, or None."""
    if batches.empty:
        st.html(html.footnote([t("history.none")]))
        return None
    codes = [str(one) for one in batches["id"]]
    code = PICKER.picked(codes, t("address.nothing"))
    PICKER.offer("batches-grid", codes)
    table = record_tables.batches_table(t, batches)
    st.dataframe(
        table,
        column_config=tables.whole(record_tables.batches_columns(t), table),
        hide_index=True,
        placeholder=tables.NOTHING,
        height=tables.height_of(len(table), 360),
        on_select=lambda: PICKER.pick_row("batches-grid"),
        selection_mode="single-row",
        key=PICKER.key("batches-grid"),
        alt=t("history.alt", n=len(batches)),
    )
    if code is None:
        st.html(html.footnote([t("history.pick_one")]))
        return None
    return next(row for row in rows_of(batches, BatchRow) if str(row.id) == code)


def batch_card(page: PageContext, batch: BatchRow) -> None:
    """Show one batch: its rows, the later batches that depend on it, and the button that withdraws or restores it."""
    t = page.t
    name = t("history.batch", id=batch.id, file=batch.file_name or t(f"batch.{batch.kind}"))
    st.html(html.heading(name))
    rows = queries.batch_rows(page.asked, batch.id)
    places = queries.districts_of(page.view)
    rows["district"] = [own or places.get(code, "") for code, own in zip(rows["code"], rows["district"], strict=True)]
    table = record_tables.batch_table(t, rows, page.districts, queries.names_of(t, page.view), page.view.head.terms)
    st.dataframe(
        table,
        column_config=tables.whole(record_tables.batch_columns(t), table),
        hide_index=True,
        placeholder=tables.NOTHING,
        height="auto" if len(rows) < 10 else 300,
    )
    if len(rows) < batch.rows:
        st.html(html.footnote([t("history.more_rows", n=len(rows), of=batch.rows)]))
    if batch.kind in ("plan", "published"):
        st.html(html.footnote([t("history.stays")]))
        return
    resting = queries.resting_on(page.asked, batch.id)
    if len(resting):
        said = [
            f"#{row.id} {authors.shown(t, row.author)} {row.file_name or ''} ({row.rows})"
            for row in rows_of(resting, DependentBatch)
        ]
        st.html(html.footnote([t("history.resting", n=len(resting)) + said[0], *said[1:10]]))
    back = batch.is_withdrawn
    if not user.allowed(t, Role.REPORTER):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input(t("history.why"), key="undo-note", max_chars=300)
        clicked = st.button(t("history.bring_back" if back else "history.undo"), key="undo")
    if clicked:
        try:
            commands.withdraw(batch.id, note=note or None, withdrawn=not back)
        except ConflictError as error:  # somebody else did it meanwhile
            st.error(error.sentence(t.language))
            return
        st.toast(t("history.is_back" if back else "history.undone", id=batch.id), icon=":material/check:", duration="long")
        st.rerun()
