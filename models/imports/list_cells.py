"""One entry of a list as cells: what a form shows of a known project, programme or quota, and the table that a form makes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from models.i18n import word
from models.imports.lists import WORDS, New, list_columns
from models.plan.view import PlanView

#: The plan's own words of a column, by list.
TERMS: Mapping[str, Mapping[str, str]] = {
    "projects": {},
    "programmes": {"level": "levels", "kind": "kinds"},
    "quotas": {"post": "posts", "way": "ways"},
}
#: Coordinates as they were given.
_GIVEN = {"x": "given_x", "y": "given_y"}


def entry_cells(view: PlanView, form: str, entry: New, dates: Mapping[str, date | None], language: str) -> dict[str, str]:
    """Return the cells of a known entry by field, in the words of a language; ``dates`` are by milestone and aspect."""
    return {
        column.field: _cell(view, form, column.field, _value(entry, column.field, dates), language)
        for column in list_columns(view, form)
    }


def _value(entry: New, field: str, dates: Mapping[str, date | None]) -> Any:
    return dates[field] if field in dates else getattr(entry, _GIVEN.get(field, field), None)


def _cell(view: PlanView, form: str, field: str, value: Any, language: str) -> str:
    if value is None or value != value:
        return ""
    if field == "district":
        return str(dict(zip(view.districts["code"], view.districts["short"], strict=True)).get(value, value))
    if field in WORDS.get(form, {}):
        return word(WORDS[form][field][0], str(value), language)
    if group := TERMS[form].get(field):
        return view.head.terms.word(group, str(value), language)
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    if isinstance(value, Decimal | float):
        return f"{Decimal(str(value)).normalize():f}"
    return str(value)


def as_table(view: PlanView, form: str, cells: Mapping[str, str], language: str) -> str:
    """Return the cells of a form as a table of one row with the headers of the list."""
    row = {column.header(language): cells.get(column.field, "") for column in list_columns(view, form)}
    return pd.DataFrame([row]).to_csv(index=False)
