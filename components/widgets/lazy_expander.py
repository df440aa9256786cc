"""Boxes that are closed at first, and whose contents are rendered only once opened."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def opened(label: str, key: str, *, turn: int = 0) -> DeltaGenerator | None:
    """Return a box to draw in, or None if it was never opened; once opened, its inputs are kept when it is closed.

    With another ``turn`` the box counts as never opened.
    """
    box = st.expander(label, key=f"box-{key}", on_change="rerun")
    mark = f"opened-{key}-{turn}"
    st.session_state[mark] = box.open or st.session_state.get(mark, False)
    return box if st.session_state[mark] else None
