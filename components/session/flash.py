"""Error messages of a write, kept until the page is redrawn."""

from collections.abc import Callable

import streamlit as st

from components.i18n.text import plain
from components.session import controls, user
from models.errors import SanbiaoError


def write(action: Callable[[], object]) -> None:
    """Run a write, and keep its error message until the page is redrawn."""
    try:
        action()
    except SanbiaoError as error:
        st.session_state["flash"] = user.sentence(error, controls.language())


def say() -> None:
    """Show the error message once."""
    if said := st.session_state.pop("flash", ""):
        st.error(plain(said))


def is_waiting() -> bool:
    """Return True if a write of this run was refused."""
    return "flash" in st.session_state
