"""Outlines of the districts for the map: a file to upload, checked, drawn small, and part of the plan's next version."""

from html import escape
from math import cos, radians
from urllib.parse import quote

import streamlit as st

from components.charts.geography import read_geography
from components.i18n.text import Text
from components.session import controls
from components.session.page_context import PageContext
from components.widgets import html, plan_problems, uploader
from models.errors import UnreadableError
from models.imports.outlines import read_outlines
from models.plan.edits import PlanEdit

#: Width and height of the small map.
WIDTH, HEIGHT = 360, 240


def outlines(page: PageContext, edit: PlanEdit) -> None:
    """Draw the place for a GeoJSON and the outlines that the plan has."""
    t = page.t
    st.html(html.heading(t("plans.outlines")) + html.paragraph(t("plans.outlines_note")))
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(html.uploader_words(t))
        file = uploader.one_file(t("plans.outlines_file"), ["geojson", "json"], key=f"outlines-{edit.plan.code}-{edit.turn}")
        if file is not None:
            _take(t, edit, file.name, file.getvalue())
    with right:
        _picture(t, edit)


def _take(t: Text, edit: PlanEdit, name: str, content: bytes) -> None:
    try:
        areas = read_outlines(name, content, edit.plan.districts)
    except UnreadableError as error:
        plan_problems.show(t, error)
        return
    edit.describe(geography=edit.plan.geography.model_copy(update={"areas": areas}))


def _picture(t: Text, edit: PlanEdit) -> None:
    """Draw the outlines small, and say which districts have none."""
    own = edit.plan.geography
    geography = read_geography(own.areas, own.points, None)
    names = {one.code: one.name for one in edit.plan.districts}
    placed = set(geography.anchors()) & set(names)
    missing = [name for code, name in names.items() if code not in placed]
    if not placed:
        st.html(html.footnote([t("plans.no_outlines")]))
        return
    said = [t("plans.outlined", n=len(placed), of=len(names))]
    said += [t("plans.without_outline", names=missing)] if missing else []
    st.html(_image(t, geography.outlines(), names) + html.footnote(said))


def _image(t: Text, areas: dict[str, list[list[tuple[float, float]]]], names: dict[str, str]) -> str:
    look = controls.look()
    points = [point for rings in areas.values() for ring in rings for point in ring]
    if not points:
        return ""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    flat = cos(radians((south + north) / 2))  # a degree of longitude is shorter
    scale = min(WIDTH / max((east - west) * flat, 1e-6), HEIGHT / max(north - south, 1e-6))

    def path_of(ring: list[tuple[float, float]]) -> str:
        return "M" + " ".join(f"{(x - west) * flat * scale:.1f},{(north - y) * scale:.1f}" for x, y in ring) + "Z"

    shapes = [
        f'<path d="{" ".join(map(path_of, rings))}" fill="{look.panel}" stroke="{look.soft}">'
        f"<title>{escape(names.get(code, code))}</title></path>"
        for code, rings in areas.items()
    ]
    label = escape(t("plans.outlines"))
    box = f"-2 -2 {WIDTH + 4} {HEIGHT + 4}"
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{"".join(shapes)}</svg>'
    return f'<img class="sb-outlines" alt="{label}" src="data:image/svg+xml,{quote(drawn)}">'
