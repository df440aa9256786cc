"""The sections of a plan as a table to edit."""

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from models.plan.edits import PlanEdit
from models.plan.file_parts import SectionPart


def sections_table(t: Text, edit: PlanEdit, *, key: str) -> None:
    """Draw the sections, a row each, to rename and add."""
    drawn = f"{key}-drawn"
    if key not in st.session_state or drawn not in st.session_state:  # drawn anew: with what was given before
        rows = [[one.code, one.name, one.name_en or ""] for one in edit.sections]
        st.session_state[drawn] = pd.DataFrame(rows, columns=["code", "name", "name_en"], dtype=object)
    columns = {
        "code": st.column_config.TextColumn(t("plan_field.code"), width=110),
        "name": st.column_config.TextColumn(t("plan_field.name"), width=320, required=True),
        "name_en": st.column_config.TextColumn(t("plan_field.name_en"), width=260),
    }
    edited = st.data_editor(
        st.session_state[drawn],
        column_config=columns,
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        key=key,
        alt=t("plans.sections"),
    )
    found = []
    for number, row in enumerate(edited.fillna("").to_dict("records"), start=1):
        code, name, name_en = (str(row[one]).strip() for one in ("code", "name", "name_en"))
        if code or name:
            found.append(SectionPart.model_construct(code=code or f"S{number:02d}", name=name, name_en=name_en or None))
    edit.sections = tuple(found)
