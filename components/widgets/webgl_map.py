"""The WebGL map in the page: fitted to the width that the browser reports, with buttons to zoom. For very many projects."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import webgl_map
from components.charts.geography import PHONE_WIDTH, WIDTH, WIDTHS, height_for
from components.i18n.text import Text
from components.session import controls

#: Maximum zoom, in steps that double the map.
MOST_ZOOM = 3
_WIDTH, _ZOOM, _WHOLE = "webgl-width", "webgl-zoom", "webgl-whole"
#: Reports the widest layout that fits, and leaves a page whose browser has no WebGL.
_REPORT = """
export default function (component) {
  const own = component.parentElement, {widths} = component.data;
  const address = new URL(window.location.href);
  if (!document.createElement("canvas").getContext("webgl2") && address.searchParams.get("map") !== "drawn") {
    address.searchParams.set("map", "drawn");
    window.location.replace(address);
    return;
  }
  own.known ??= component.data.width; // of this element: while a page is laid out, it may be narrow for a moment
  const measure = () => {
    const width = own.host?.clientWidth || own.clientWidth, fits = widths.filter(one => one <= width).at(-1) ?? widths[0];
    if (!width || fits === own.known) return;
    own.known = fits;
    component.setStateValue("width", fits);
  };
  const sizes = new ResizeObserver(measure);
  sizes.observe(own.host ?? own);
  measure();
  return () => sizes.disconnect();
}
"""


def draw(shown: pd.DataFrame, *, t: Text, key: str, alt: str, on_pick: Callable[[], None], **options: Any) -> None:
    """Draw the map of ``charts.webgl_map.project_map`` with its buttons; a picked project is told by ``picked``."""
    usual = PHONE_WIDTH if controls.is_phone() else WIDTH
    reported = st.session_state.get(_WIDTH, {}).get("width")
    width = int(reported) if reported in WIDTHS else usual
    zoom = st.session_state.setdefault(_ZOOM, 0)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("+", key="map-in", help=t("map.zoom_in"), disabled=zoom >= MOST_ZOOM, on_click=partial(_look, zoom + 1))
        st.button("−", key="map-out", help=t("map.zoom_out"), disabled=zoom == 0, on_click=partial(_look, zoom - 1))
        st.button(t("map.whole"), key="map-whole", on_click=partial(_look, 0))
    place = st.container()
    shade = st.toggle(t("map.shade"), key="map-shade")
    deck = webgl_map.project_map(shown, t=t, width=width, closer=zoom, shade=shade, **options)
    # Streamlit applies only what differs from the last view: a step too small to be seen brings back a map that was dragged away.
    step = st.session_state.get(_WHOLE, 0) * 1e-9
    deck.initial_view_state.longitude += step
    deck.initial_view_state.latitude += step
    options = {"on_select": on_pick, "selection_mode": "single-object", "key": key, "alt": alt}
    place.pydeck_chart(deck, height=height_for(width), **options)
    report = st.components.v2.component("sanbiao_map_width", js=_REPORT)
    report(key=_WIDTH, data={"widths": WIDTHS, "width": width}, on_width_change=_nothing)


def _look(zoom: int) -> None:
    st.session_state[_ZOOM] = zoom
    if zoom == 0:
        st.session_state[_WHOLE] = st.session_state.get(_WHOLE, 0) + 1


def _nothing() -> None:
    """Let the width be kept; the page is drawn again anyway."""


def picked(key: str) -> str | None:
    """Return the code of the project that was picked on the map with a key; for the callback."""
    objects = st.session_state[key]["selection"]["objects"].get("projects", [])
    return webgl_map.from_data(objects[0]["code"]) if objects else None
