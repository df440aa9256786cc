"""The districts of a plan as a table to edit."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.views.plan_table import plan_table
from components.widgets import html
from models.plan.file_parts import DistrictPart

#: Kinds of districts that have a word in both languages, the usual one first; a plan file may name others.
KINDS = ("district", "county", "county_city", "zone")
_FIELDS = ("code", "name", "short", "aliases", "kind", "name_en")


def districts_table(t: Text, districts: Sequence[DistrictPart], *, key: str) -> tuple[DistrictPart, ...]:
    """Draw the districts, a row each, to change, add and remove; return them as they are now, unchecked."""
    columns = {
        "code": st.column_config.TextColumn(t("plan_field.code"), width=110, help=t("plans.district_code_help")),
        "name": st.column_config.TextColumn(t("plan_field.name"), width=150, required=True),
        "short": st.column_config.TextColumn(t("plan_field.short"), width=100, help=t("plans.district_short_help")),
        "aliases": st.column_config.TextColumn(t("plan_field.aliases"), width=200, help=t("plans.district_aliases_help")),
        "kind": st.column_config.SelectboxColumn(
            t("plan_field.kind"),
            width=100,
            options=_kinds(districts),
            default=KINDS[0],
            format_func=lambda one: t.word("district_kind", str(one)),
        ),
        "name_en": st.column_config.TextColumn(t("plan_field.name_en"), width=160),
    }
    rows = plan_table(columns, partial(_frame, districts), key=key, alt=t("plans.districts_alt", n=len(districts)))
    st.html(html.footnote([t("plans.districts_note")]))
    return tuple(found for row in rows if (found := _district(row)) is not None)


def _kinds(districts: Sequence[DistrictPart]) -> list[str]:
    return list(dict.fromkeys([*KINDS, *(one.kind for one in districts)]))


def _frame(districts: Sequence[DistrictPart]) -> pd.DataFrame:
    rows = [[one.code, one.name, one.short or "", "、".join(one.aliases), one.kind, one.name_en or ""] for one in districts]
    return pd.DataFrame(rows, columns=list(_FIELDS), dtype=object)


def _district(row: dict[str, str]) -> DistrictPart | None:
    """Return a row as a district, None for an empty row; its name is its code if it has none."""
    cells = {name: str(row[name]).strip() for name in _FIELDS}
    if not cells["name"] and not cells["code"]:
        return None
    aliases = tuple(one.strip() for one in cells["aliases"].replace(",", "、").replace("，", "、").split("、") if one.strip())
    return DistrictPart.model_construct(
        code=cells["code"] or cells["name"],
        name=cells["name"],
        short=cells["short"] or None,
        aliases=aliases,
        name_en=cells["name_en"] or None,
        kind=cells["kind"] or KINDS[0],
    )
