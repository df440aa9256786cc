"""The gates of a deliverable, or of the items of a list, as a table to edit."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.views.plan_table import plan_table
from components.widgets import html
from models.plan.edits import PlanEdit
from models.plan.file_parts import TargetPart
from models.plan.gates import GateRow, gate_rows, with_gates
from models.status import TargetKind

#: Item of a gate that all items have, in the table's cells.
ALL = ""


def gates_table(t: Text, edit: PlanEdit, target: TargetPart, *, key: str) -> None:
    """Draw the gates of a target, a row each, to change, add and remove."""
    if target.kind is TargetKind.ACTION:
        st.html(html.footnote([t("plans.no_course")]))
        return
    items = [one.name for one in target.items]
    columns = {
        "item": st.column_config.SelectboxColumn(
            t("plans.gate_item"),
            options=[ALL, *items],
            default=ALL,
            width=150,
            format_func=lambda one: str(one) or t("plans.gate_of_all"),
        ),
        "name": st.column_config.TextColumn(t("plans.gate"), max_chars=300, required=True, width=170),
        "by": st.column_config.DateColumn(t("plans.gate_by"), format="YYYY-MM-DD", required=True, width=110),
    }
    if not items:
        del columns["item"]
    st.html(html.paragraph(t("plan_field.gates")))
    rows = plan_table(columns, partial(_frame, target), key=key, alt=t("plans.gates_alt", name=target.name))
    found = [row for row in map(_row, rows) if row is not None and (row.item == ALL or row.item in items)]
    if found != gate_rows(target):
        edit.correct(target.code, with_gates(target, found))
    st.html(html.footnote([t("plans.gates_of_items_note" if items else "plans.gates_note")]))


def _frame(target: TargetPart) -> pd.DataFrame:
    rows = [[row.item, row.name, pd.Timestamp(row.by)] for row in gate_rows(target)]
    frame = pd.DataFrame(rows, columns=["item", "name", "by"], dtype=object)
    frame = frame.assign(by=pd.to_datetime(frame["by"]))
    return frame if target.items else frame.drop(columns="item")


def _row(row: dict[str, object]) -> GateRow | None:
    """Return a row with a name and a day; None for one that is not filled in yet."""
    name, day = str(row["name"] or "").strip(), row["by"]
    if not name or not day:
        return None
    by = day.date() if isinstance(day, pd.Timestamp) else date.fromisoformat(str(day)[:10])
    return GateRow(str(row.get("item") or ALL), name, by)
