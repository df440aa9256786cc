"""A table of texts to fill in, whose entries stay while the reader looks at another district, page or language."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.session.page_context import PageContext
from models.imports.batch import Given
from models.imports.sheet_layouts import SheetLayout

#: Read-only columns of a table of known values: the identity of a row, and what the plan says.
FIXED = ("code", "name", "gate", "baseline", "quota")
#: Columns that identify a row.
_IDENTITY = ("code", "gate")
#: Number of rows up to which a table is shown in full height.
SHORT = 12

#: What was typed: by row and by field.
_Typed = dict[str, dict[str, str]]


def edited_rows(
    page: PageContext,
    form: SheetLayout,
    table: pd.DataFrame,
    *,
    key: str,
    name: str,
    shown: Sequence[str] | None = None,
    last: Sequence[str] | None = None,
) -> list[Given]:
    """Draw a table of texts; return its changed rows under a name, as a table with its header.

    ``key`` tells tables apart, ``shown`` are the headers of the columns in sight, ``last`` the last known figure of each row.
    """
    t = page.t
    fields = {column.header(t.language): column.field for column in form.columns}
    mark = f"typed-{key}"
    known = int(pd.util.hash_pandas_object(table, index=False).sum() % 10**9)  # other figures make another table
    widget, given = f"{mark}-{t.language}-{known}-{_mounted()}", f"drawn-{key}"
    typed: _Typed = st.session_state.get(mark, {})
    if widget not in st.session_state or given not in st.session_state:  # drawn anew: with what was typed before
        st.session_state[given] = _with_typed(table, fields, typed)
    drawn: pd.DataFrame = st.session_state[given]
    config = {}
    if last is not None and len(last) == len(drawn):
        head = t("intake.last")
        drawn, config = drawn.assign(**{head: list(last)}), {head: st.column_config.TextColumn(head)}
        shown = [*(shown or table.columns)]
        shown.insert(3, head)
    edited = st.data_editor(
        drawn,
        hide_index=True,
        height="auto" if len(table) <= SHORT else 300,
        column_order=shown,
        column_config=config,
        disabled=[head for head, field in fields.items() if field in FIXED] + list(config),
        alt=name,
        key=widget,
    )[list(table.columns)].fillna("")
    st.session_state[mark] = _typed(table, edited, fields)
    is_moved = (edited != table.reindex(edited.index)).any(axis=1)
    if not is_moved.any():
        return []
    order = [*(head for head in shown or () if head in edited), *(head for head in edited if head not in (shown or ()))]
    lines = edited[order].where(is_moved, "").to_csv(index=False).splitlines()
    return [(name, "\n".join(line if line.strip(",") else "" for line in lines))]  # empty lines keep the numbers of the rows


def _mounted() -> int:
    return int(st.session_state.get("tables-mounted", 0))


def draw_anew() -> None:
    """Draw the tables from the newest figures at the next run; what was typed and is not known yet stays in them."""
    st.session_state["tables-mounted"] = _mounted() + 1


def _row_keys(table: pd.DataFrame, fields: dict[str, str]) -> list[str]:
    own = [head for head, field in fields.items() if field in _IDENTITY and head in table]
    return [" ".join(map(str, cells)) for cells in table[own].itertuples(index=False, name=None)]


def _with_typed(table: pd.DataFrame, fields: dict[str, str], typed: _Typed) -> pd.DataFrame:
    heads = {field: head for head, field in fields.items()}
    found = table.copy()
    for at, row in enumerate(_row_keys(table, fields)):
        for field, text in typed.get(row, {}).items():
            found.loc[found.index[at], heads[field]] = text
    return found


def _typed(table: pd.DataFrame, edited: pd.DataFrame, fields: dict[str, str]) -> _Typed:
    """Return the cells that differ from the known ones."""
    found: _Typed = {}
    for row, before, after in zip(_row_keys(table, fields), table.to_dict("records"), edited.to_dict("records"), strict=True):
        own = {fields[str(head)]: str(text) for head, text in after.items() if text != before[head]}
        if own:
            found[row] = own
    return found
