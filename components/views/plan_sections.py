"""The sections of a plan as a table to edit."""

from functools import partial

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.views.plan_table import plan_table
from models.plan.edits import PlanEdit
from models.plan.file_parts import SectionPart


def sections_table(t: Text, edit: PlanEdit, *, key: str) -> None:
    """Draw the sections, a row each, to rename and add."""
    columns = {
        "code": st.column_config.TextColumn(t("plan_field.code"), width=110),
        "name": st.column_config.TextColumn(t("plan_field.name"), width=320, required=True),
        "name_en": st.column_config.TextColumn(t("plan_field.name_en"), width=260),
    }
    rows = plan_table(columns, partial(_frame, edit), key=key, alt=t("plans.sections"))
    found = []
    for number, row in enumerate(rows, start=1):
        code, name, name_en = (str(row[one]).strip() for one in ("code", "name", "name_en"))
        if code or name:
            found.append(SectionPart.model_construct(code=code or f"S{number:02d}", name=name, name_en=name_en or None))
    edit.sections = tuple(found)


def _frame(edit: PlanEdit) -> pd.DataFrame:
    rows = [[one.code, one.name, one.name_en or ""] for one in edit.sections]
    return pd.DataFrame(rows, columns=["code", "name", "name_en"], dtype=object)
