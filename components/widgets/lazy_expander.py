"""Boxes that are closed at first, and cost nothing until somebody opens them."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def opened(label: str, key: str, *, turn: int = 0) -> DeltaGenerator | None:
    """A box to draw in, or None where it was never opened; once it was, what was written in it stays when it is closed.

    With another ``turn`` it is as if it had never been.
    """
    box = st.expander(label, key=f"box-{key}", on_change="rerun")
    mark = f"opened-{key}-{turn}"
    st.session_state[mark] = box.open or st.session_state.get(mark, False)
    return box if st.session_state[mark] else None
