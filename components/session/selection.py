"""Selection of one item among many, made in any of several widgets of a page and kept in the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.session import choices


@dataclass(frozen=True, slots=True)
class Picker:
    """A selection: ``name`` is its key in the address, ``widgets`` are those in which it can be made."""

    name: str
    widgets: tuple[str, ...]

    def key(self, widget: str) -> str:
        """Return the key of a widget; a new key clears the selection in it."""
        return f"{widget}-{st.session_state.get(f'{widget}-turn', 0)}"

    def picked(self, codes: Iterable[str], instead: str) -> str | None:
        """Return the picked code if it is among those shown; ``instead`` words what a notice reports as shown otherwise."""
        code = choices.words(self.name)
        if choices.is_asked(self.name):
            self._let_go()
        if not code or code not in set(codes):
            choices.refuse(self.name, instead)
            return None
        choices.put(self.name, code)
        choices.show(self.name, code)
        return code

    def pick(self, code: Any, by: str = "") -> None:
        """Pick one code, or none, and clear the selection of the other widgets."""
        found = code[0] if isinstance(code, list | tuple) and code else code
        choices.put(self.name, found if isinstance(found, str) else None)
        self._let_go(but=by)

    def _let_go(self, but: str = "") -> None:
        for widget in self.widgets:
            if widget != but and self._holds_something(widget):
                st.session_state[f"{widget}-turn"] = st.session_state.get(f"{widget}-turn", 0) + 1

    def _holds_something(self, widget: str) -> bool:
        selected = st.session_state.get(self.key(widget), {}).get("selection", {})
        return any(selected.get(kind) for kind in ("objects", "points", "rows"))

    def offer(self, widget: str, codes: Iterable[str]) -> None:
        """Remember the codes of the rows before a table is drawn, and clear a selection that now points at another row."""
        offered = list(codes)
        rows = st.session_state.get(self.key(widget), {}).get("selection", {}).get("rows", [])
        if rows and offered[rows[0] : rows[0] + 1] != [choices.words(self.name)]:
            st.session_state[f"{widget}-turn"] = st.session_state.get(f"{widget}-turn", 0) + 1
        st.session_state[f"{self.name}-shown"] = offered

    def pick_row(self, widget: str) -> None:
        """Pick the selected row of a table whose codes were offered; a callback."""
        rows = st.session_state[self.key(widget)]["selection"]["rows"]
        codes = st.session_state[f"{self.name}-shown"]
        self.pick(codes[rows[0]] if rows and rows[0] < len(codes) else None, by=widget)
