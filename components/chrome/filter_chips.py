"""Chips over the content: each active filter, and a way to remove it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.i18n.text import Text, plain
from components.session import choices, controls


def draw(t: Text, place: DeltaGenerator) -> None:
    """Draw a chip for each filter that the page has drawn and that is set; a click removes it."""
    found = controls.active_filters()
    if not found:
        return
    with place.container(horizontal=True, gap="small", key="filter-chips"):
        for one in found:
            words = plain(t("filter.chip", label=one.label, words=one.words))
            st.button(words, key=f"chip-{one.name}", help=t("filter.remove"), on_click=_remove, args=((one.name,),))
        if len(found) > 1:
            names = tuple(one.name for one in found)
            st.button(t("filter.remove_all"), key="chip-all", type="tertiary", on_click=_remove, args=(names,))


def _remove(names: tuple[str, ...]) -> None:
    for name in names:
        choices.put(name, None)
