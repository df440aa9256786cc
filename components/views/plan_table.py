"""A table of parts of a plan, a row each, to change, add and remove."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

#: Number of rows up to which a table is shown whole.
WHOLE = 24


def plan_table(columns: Mapping[str, Any], make: Callable[[], pd.DataFrame], *, key: str, alt: str) -> list[dict[Any, Any]]:
    """Draw the table of ``columns`` and return its rows, "" for an empty cell; ``make`` gives those to draw it anew with."""
    drawn = f"{key}-drawn"
    if key not in st.session_state or drawn not in st.session_state:  # drawn anew: with what was given before
        st.session_state[drawn] = make()
    edited = st.data_editor(
        st.session_state[drawn],
        column_config=dict(columns),
        num_rows="dynamic",
        hide_index=True,
        height="content" if len(st.session_state[drawn]) <= WHOLE else "auto",
        placeholder="",
        key=key,
        alt=alt,
    )
    return list(edited.astype(object).where(edited.notna(), "").to_dict("records"))
