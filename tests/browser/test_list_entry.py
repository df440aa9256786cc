"""The form of a project in a browser: a click on its map is the location."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect
from shapely.geometry import Point, Polygon

from components.charts.geography import read_geography
from tests.browser.conftest import Reader, Server

#: Districts whose names are written within their outlines, and how often the map is zoomed before the click.
DENGFENG, GONGYI, XINMI = ("410185", 0), ("410181", 0), ("410183", 1)


@pytest.mark.parametrize(("district", "zooms"), [DENGFENG, GONGYI, XINMI])
def test_a_click_on_the_map_is_the_place_of_a_project(
    reader: Callable[..., Reader], server: Server, district: str, zooms: int
) -> None:
    tab = reader()
    tab.open(server.link("projects", lang="zh", as_of="2023-06-30"))
    tab.page.locator("summary").filter(has_text="添加或修改一个项目").click()
    map_of_form = tab.page.locator(".map.placing")
    name = map_of_form.locator(f"text[data-district='{district}']")
    name.scroll_into_view_if_needed()
    for _ in range(zooms):
        map_of_form.locator("button[name=in]").click()
    frame = map_of_form.locator(".frame")
    for lost in ((TimeoutError,), (TimeoutError,), ()):  # the page may still move between measuring and clicking
        own, whole = name.bounding_box(), frame.bounding_box()
        assert own is not None
        assert whole is not None
        middle = own["x"] + own["width"] / 2 - whole["x"], own["y"] + own["height"] / 2 - whole["y"]
        with suppress(*lost):
            frame.click(position={"x": middle[0], "y": middle[1]}, timeout=10_000)
            break
    longitude, latitude = (tab.page.get_by_label(label, exact=True) for label in ("经度", "纬度"))
    expect(longitude).to_have_value(re.compile(r"^11\d\.\d+$"))
    place = Point(float(longitude.input_value()), float(latitude.input_value()))
    outlines = read_geography("geography/districts.geojson", None, None).outlines()[district]
    assert any(Polygon(ring).contains(place) for ring in outlines)
    expect(map_of_form.locator(".place")).to_have_count(1)
