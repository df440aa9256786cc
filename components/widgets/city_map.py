"""The map of school projects in the page: drawn as SVG in the browser, with zoom, a film of the months, and schools to pick."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from components.i18n.text import Text
from components.theme import Theme

_FILES = Path(__file__).parent
_COLOURS = ("accent", "ink", "line", "panel", "paper", "plain", "soft")


@cache
def _sources() -> tuple[str, ...]:
    return tuple((_FILES / f"city_map.{kind}").read_text("utf-8") for kind in ("html", "css", "js"))


def draw(data: Mapping[str, Any], *, t: Text, look: Theme, alt: str, key: str, on_pick: Callable[[], None]) -> None:
    """Draw the data of ``charts.city_map``; ``on_pick`` is called when a school is picked, see ``picked``."""
    html, css, js = _sources()
    words = {
        "in": t("map.zoom_in"),
        "out": t("map.zoom_out"),
        "whole": t("map.whole"),
        "play": t("map.play"),
        "pause": t("map.pause"),
        "slider": t("map.slider"),
        "alt": alt,
    }
    colours = {name: getattr(look, name) for name in _COLOURS}
    component = st.components.v2.component("sanbiao_city_map", html=html, css=css, js=js)
    component(key=key, data={**data, "words": words, "colours": colours}, on_pick_change=on_pick)


def picked(key: str) -> str | None:
    """Return the code of the school that was picked in this run; for the callback."""
    found = st.session_state.get(key, {}).get("pick")
    return found if isinstance(found, str) else None
