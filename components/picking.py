"""One thing of many, picked in any of several widgets of a page and kept in the address, so that a link shows it too."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st


@dataclass(frozen=True, slots=True)
class Picker:
    """``name`` in the address holds the code that is picked; ``widgets`` are those in which one can be."""

    name: str
    widgets: tuple[str, ...]

    def key(self, widget: str) -> str:
        """The key of a widget; a new one forgets what was picked in it."""
        return f"{widget}-{st.session_state.get(f'{widget}-turn', 0)}"

    def picked(self, codes: Iterable[str]) -> str | None:
        """The code in the address, where it is one of those shown."""
        code = st.query_params.get(self.name)
        return code if code in set(codes) else None

    def pick(self, code: Any, by: str = "") -> None:
        """Choose one, or none; what was picked in another widget is let go."""
        found = code[0] if isinstance(code, list | tuple) and code else code
        if isinstance(found, str):
            st.query_params[self.name] = found
        elif self.name in st.query_params:
            del st.query_params[self.name]
        for widget in self.widgets:
            selected = st.session_state.get(self.key(widget), {}).get("selection", {})
            if widget != by and any(selected.get(kind) for kind in ("objects", "points", "rows")):
                st.session_state[f"{widget}-turn"] = st.session_state.get(f"{widget}-turn", 0) + 1

    def offer(self, codes: Iterable[str]) -> None:
        """Remember which codes the rows of a table stand for, as the table is drawn."""
        st.session_state[f"{self.name}-shown"] = list(codes)

    def pick_row(self, widget: str) -> None:
        """What was clicked in a table, the codes of whose rows were offered."""
        rows = st.session_state[self.key(widget)]["selection"]["rows"]
        codes = st.session_state[f"{self.name}-shown"]
        self.pick(codes[rows[0]] if rows and rows[0] < len(codes) else None, by=widget)
