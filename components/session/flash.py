"""Messages of a write, kept until the page is drawn again."""

from collections.abc import Callable

import streamlit as st

from components.i18n.text import plain
from components.session import controls
from models.errors import SanbiaoError


def write(action: Callable[[], object]) -> None:
    """Write, and keep the sentence of what went wrong for when the page is drawn again."""
    try:
        action()
    except SanbiaoError as error:
        st.session_state["flash"] = error.sentence(controls.language())


def say() -> None:
    """The sentence of what went wrong, once."""
    if said := st.session_state.pop("flash", ""):
        st.error(plain(said))
