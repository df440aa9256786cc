"""Inputs for the plain fields of a target that the table of targets has no room for."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.i18n.text import Text
from components.session import choices
from components.session.controls import FIRST_DAY, LAST_DAY
from models.plan.edits import PlanEdit, as_number
from models.plan.file_parts import TargetPart
from models.plan.workbook.columns import Column, Shape
from models.plan.workbook.sheets import layouts

#: The fields of the suspension have a place of their own in the form; the heading stands in the text of the plan.
_APART = ("suspended.document", "suspended.since", "heading")
_INPUTS: dict[Shape, Callable[..., Any]] = {
    Shape.TEXT: st.text_input,
    Shape.NUMBER: st.number_input,
    Shape.DAY: st.date_input,
    Shape.YES_NO: st.checkbox,
    Shape.CHOICE: st.selectbox,
}


def further_fields(t: Text, edit: PlanEdit, target: TargetPart, mark: str, *, apart: Sequence[str]) -> None:
    """Draw an input for each column of the workbook's sheet of targets that is not ``apart``, two beside each other."""
    (sheet,) = (one for one in layouts() if one.name == "targets")
    columns = [one for one in sheet.columns if one.key not in (*apart, *_APART)]
    for first in range(0, len(columns), 2):
        for place, column in zip(st.columns(2, vertical_alignment="bottom"), columns[first : first + 2], strict=False):
            with place:
                _field(t, edit, target, column, f"{mark}-{column.key}")


def _field(t: Text, edit: PlanEdit, target: TargetPart, column: Column, key: str) -> None:
    value = getattr(target, column.key)
    codes = list(dict.fromkeys(column.coded().values()))
    draw = _INPUTS[Shape.CHOICE if codes else column.shape]
    choices.fill_widget(key, _shown(value, draw))
    draw(
        t.word("plan_field", column.key),
        key=key,
        help=column.about(t.language),
        on_change=_set,
        args=(edit, target.code, column.key, key),
        **_options(t, column, codes, value, draw),
    )


def _options(t: Text, column: Column, codes: Sequence[str], value: Any, draw: Callable[..., Any]) -> dict[str, Any]:
    """Return the options of an input; a choice has the words of the catalogue, and a word that only this plan has."""
    if draw is st.selectbox:
        own = [] if value is None or value in codes else [value]
        words = {one: column.word(one, t.language) for one in (*codes, *own)}
        return {"options": [None, *words], "format_func": lambda one: words.get(one, "–"), "placeholder": "–"}
    if draw is st.number_input:
        return {"min_value": 0.0, "value": None, "format": "%g"}
    if draw is st.date_input:
        return {"value": None, "min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
    return {"max_chars": 300} if draw is st.text_input else {}


def _shown(value: Any, draw: Callable[..., Any]) -> object:
    if draw is st.number_input:
        return None if value is None else float(value)
    return "" if value is None and draw is st.text_input else value


def _set(edit: PlanEdit, code: str, name: str, key: str) -> None:
    given = st.session_state[key]
    edit.correct(code, {name: as_number(given) if isinstance(given, float) else None if given == "" else given})
