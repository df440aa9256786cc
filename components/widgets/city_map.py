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


def draw(
    data: Mapping[str, Any],
    *,
    t: Text,
    look: Theme,
    alt: str,
    key: str,
    on_pick: Callable[[], None],
    place: tuple[float, float] | None = None,
    on_place: Callable[[], None] | None = None,
) -> None:
    """Draw the data of ``charts.city_map``; ``on_pick`` is called when a school is picked, see ``picked``.

    With ``on_place`` a click anywhere chooses a place instead, see ``placed``; ``place`` is the one chosen so far.
    """
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
    shown = {**data, "words": words, "colours": colours, "placing": on_place is not None, "place": place}
    component(key=key, data=shown, on_pick_change=on_pick, on_place_change=on_place or _nothing)


def picked(key: str) -> str | None:
    """Return the code of the school that was picked in this run; for the callback."""
    found = st.session_state.get(key, {}).get("pick")
    return found if isinstance(found, str) else None


def placed(key: str) -> tuple[float, float] | None:
    """Return the longitude and latitude that were clicked in this run; for the callback."""
    found = st.session_state.get(key, {}).get("place")
    return (float(found[0]), float(found[1])) if isinstance(found, list | tuple) and len(found) == 2 else None


def _nothing() -> None:
    """Let a click on the ground be, where no place is asked for."""
