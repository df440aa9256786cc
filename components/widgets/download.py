"""The button for a file to take away: made when it is clicked, and recorded in the audit log then."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from components.exhibits.address import Address
from components.session import exports


def button(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    *,
    key: str,
    address: Address | None = None,
    mime: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draw the button. ``address`` is what the file shows: plan, days and filters."""
    data = exports.recorded(make, file_name, address)
    st.download_button(label, data, file_name=file_name, mime=mime, on_click="ignore", key=key, width=width)
