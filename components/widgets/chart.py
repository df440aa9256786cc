"""Render a chart with alternative text, or as a table if the reader prefers tables."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from components.charts.alt_text import spoken
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Table
from components.i18n.text import Text
from components.session import controls, queries
from components.widgets import html
from models.config import read_settings


def chart(t: Text, figure: go.Figure, address: Address, *, key: str, alt: str, **options: Any) -> None:
    """Draw a figure, or the table of the exhibit at the same address; ``options`` are those of ``st.plotly_chart``."""
    if controls.wants_tables():
        table(t, address, key=key)
        return
    settings: dict[str, Any] = {"config": {"displayModeBar": False}} | options
    st.plotly_chart(figure, theme=None, key=key, alt=spoken(figure, alt, t), **settings)


def table(t: Text, address: Address, *, key: str) -> None:
    """Draw the numbers of an exhibit in place of its chart or map, in a container that scrolls on its own."""
    found, name = _table(read_settings().database_url, controls.question().version, str(address))
    with st.container(key=f"in-place-{key}"):
        st.html(html.part_table(controls.look(), found, name) if found.rows else html.footnote([t("chart.no_rows")]))


@st.cache_data(show_spinner=False, max_entries=64)
def _table(url: str, version: int, address: str) -> tuple[Table, str]:
    """Return the table and the name of an exhibit, cached until the store changes."""
    part = ExhibitBuilder(queries.factory(version)).make(address)
    return part.data, part.name
