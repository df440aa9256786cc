"""The districts' shares of a count or amount, as a table to fill in."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.views.plan_table import WHOLE
from components.widgets import html, lazy_expander
from models.plan.edits import PlanEdit, as_number
from models.plan.file_parts import SharePart, TargetPart


def shares_table(t: Text, edit: PlanEdit, target: TargetPart, *, key: str) -> None:
    """Draw a row for each district, and the sum beside the target; nothing where a target cannot be divided."""
    if not target.kind.is_total or target.project_milestone or len(edit.plan.districts) < 2:
        return
    box = lazy_expander.opened(t("plan_field.shares"), f"{key}-box")
    if box is None:
        return
    with box:
        begun = f"{key}-begun"
        if key not in st.session_state or begun not in st.session_state:  # drawn anew: with what was given before
            st.session_state[begun] = _frame(edit, target)
        edited = st.data_editor(
            st.session_state[begun],
            column_config={
                "code": None,
                "name": st.column_config.TextColumn(t("plans.districts")),
                "value": st.column_config.NumberColumn(t("plans.share"), min_value=0),
            },
            disabled=["name"],
            hide_index=True,
            height="content" if len(edit.plan.districts) <= WHOLE else "auto",
            placeholder="",
            key=key,
            alt=t("plans.shares_alt", name=target.name),
        )
        shares = _shares(edited, target)
        if shares != target.shares:
            edit.correct(target.code, {"shares": shares})
        total = sum((one.value for one in shares), Decimal(0))
        st.html(html.footnote([t("plans.shares_note"), t("plans.shares_sum", n=total, of=t.number(target.target or 0))]))


def _frame(edit: PlanEdit, target: TargetPart) -> pd.DataFrame:
    known = {one.district: float(one.value) for one in target.shares}
    rows = [(one.code, one.name, known.get(one.code)) for one in edit.plan.districts]
    frame = pd.DataFrame(rows, columns=["code", "name", "value"])
    return frame.assign(value=frame["value"].astype("float64"))


def _shares(edited: pd.DataFrame, target: TargetPart) -> tuple[SharePart, ...]:
    """Return the filled-in rows as shares, in the order in which the target had them; each keeps its interim values."""
    known = {one.district: one for one in target.shares}
    numbers = {code: as_number(value) for code, value in zip(edited["code"], edited["value"], strict=True)}
    given = {code: number for code, number in numbers.items() if number is not None}
    order = [*(code for code in known if code in given), *(code for code in given if code not in known)]
    points = {code: one.plan for code, one in known.items()}
    return tuple(SharePart.model_construct(district=code, value=given[code], plan=points.get(code, ())) for code in order)
