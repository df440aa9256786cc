"""Projects on a map: the content of the map of the screen, without drawing it."""

import json
from itertools import combinations
from math import hypot
from random import Random
from typing import Any

import pandas as pd
import pydeck as pdk
import pytest

from components.charts import geography, webgl_map
from components.charts.geography import MOST_SYMBOLS, PHONE_WIDTH, WIDTH, WIDTHS, height_for, read_geography
from components.charts.webgl_plane import Plane, drawn_discs, grouped, placed_labels
from components.i18n.text import Text
from components.theme import DARK, LIGHT, MARKS, Theme
from models.status import Status, Word

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
CODES = ["410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181", "410182", "410183", "410184", "410185"]
ZONES = ["ZD", "JK", "GX", "HK"]
NAMES = dict.fromkeys((*CODES, *ZONES), "北区") | {"JK": "Economic and Technological Zone", "ZD": "Zhengdong New District"}
BAD = "<img src=x onerror=alert(1)>"
SHOWN = [word for word in Word if word is not Word.ACTION]
GEOGRAPHY = read_geography("geography/districts.geojson", "geography/zones.geojson", "geography/context.geojson")
NO_GEOGRAPHY = read_geography(None, None, None)


def project(code: str = "A", **facts: Any) -> dict[str, Any]:
    """One project, as far as a map reads it."""
    usual = {
        "name": "示例小学",
        "longitude": 113.6,
        "latitude": 34.7,
        "seats": 900,
        "status": "on_track",
        "word": "on_track",
        "district": "410102",
        "step": "started",
    }
    return usual | {"code": code} | facts


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(project()), dtype=object)


def districts(behind: dict[str, int] | None = None, projects: int = 3) -> pd.DataFrame:
    rows = [
        {"code": code, "name": name, "label": f"{name} {projects}", "projects": projects, "behind": (behind or {}).get(code, 0)}
        for code, name in NAMES.items()
    ]
    return pd.DataFrame(rows)


def deck(projects: pd.DataFrame, **options: Any) -> pdk.Deck:
    usual = {"t": Text("zh"), "look": LIGHT, "geography": GEOGRAPHY, "districts": districts()}
    return webgl_map.project_map(projects, **(usual | options))


def sent(projects: pd.DataFrame, **options: Any) -> dict[str, Any]:
    """The map as sent to the browser."""
    found: dict[str, Any] = json.loads(deck(projects, **options).to_json())
    return found


def layers(projects: pd.DataFrame, **options: Any) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in sent(projects, **options)["layers"]}


def many(n: int) -> pd.DataFrame:
    random = Random(1)
    words = [random.choice(SHOWN) for _ in range(n)]
    rows = [
        project(
            f"P-{i}",
            longitude=random.uniform(112.8, 114.1),
            latitude=random.uniform(34.3, 34.9),
            status=word.status.value,
            word=word.value,
        )
        for i, word in enumerate(words)
    ]
    return frame(*rows)


def test_every_layer_has_an_id_of_its_own() -> None:
    for projects in (frame(), frame(project()), many(MOST_SYMBOLS + 1)):
        own = sent(projects)["layers"]
        assert all(one["id"] for one in own)
        assert len({one["id"] for one in own}) == len(own)


def test_projects_can_be_picked_and_nothing_else_takes_the_click() -> None:
    found = layers(frame(project()))
    assert [name for name, one in found.items() if one.get("pickable")] == ["projects"]


@LOOKS
@pytest.mark.parametrize("word", SHOWN)
def test_colour_and_mark_tell_the_status(look: Theme, word: Word) -> None:
    status = word.status
    found = layers(frame(project(status=status.value, word=word.value)), look=look)
    (disc,), (mark,) = found["projects"]["data"], found["marks"]["data"]
    assert "#" + "".join(f"{part:02X}" for part in disc["fill"]) == look.status[status]
    assert mark["mark"] == MARKS[status]
    assert "#" + "".join(f"{part:02X}" for part in mark["ink"]) == look.on(status)


def test_the_area_of_a_disc_grows_with_its_seats_up_to_a_bound() -> None:
    sizes = [geography.symbol_radius(seats) for seats in (0, 270, 900, 2000, 3000, 30000)]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 7
    assert sizes[-1] == sizes[-2]
    assert geography.symbol_radius(None) == geography.symbol_radius(float("nan")) == 8


def test_small_discs_lie_on_top_of_large_ones() -> None:
    rows = [project("small", seats=270), project("none", seats=None), project("large", seats=3000)]
    assert [one["code"] for one in layers(frame(*rows))["projects"]["data"]] == ["large", "small", "none"]


@pytest.mark.parametrize("n", [2, 9, 10, 40])
def test_projects_in_one_place_are_drawn_apart(n: int) -> None:
    places = geography.drawn_places(frame(*(project(str(i)) for i in range(n))))
    assert len({(round(x, 6), round(y, 6)) for x, y in places}) == n
    assert places[0] == (113.6, 34.7)
    assert all(abs(x - 113.6) < 0.02 and abs(y - 34.7) < 0.02 for x, y in places)


def test_a_project_without_place_is_not_drawn_but_counted_in_the_label() -> None:
    rows = frame(project("A"), project("B", longitude=None, latitude=None))
    found = layers(rows, districts=districts(projects=2))
    assert [one["code"] for one in found["projects"]["data"]] == ["A"]
    assert all(one["label"].replace("\n", " ").endswith(" 2") for one in found["labels"]["data"])
    assert len(found["labels"]["data"]) == 16


def test_without_any_place_there_is_still_a_map() -> None:
    assert "projects" not in layers(frame(project(longitude=None, latitude=None)))
    assert sent(frame())["initialViewState"]["zoom"] > 5


def test_ten_thousand_projects_go_as_cells_and_stay_small() -> None:
    text = deck(many(10_000)).to_json()
    assert len(text.encode()) < 3_000_000
    found = {one["id"]: one for one in json.loads(text)["layers"]}
    assert "projects" not in found
    assert sum(int(one["count"]) for one in found["cells"]["data"]) == 10_000
    assert len(found["cells"]["data"]) < 1000


def test_at_the_bound_every_project_has_its_symbol() -> None:
    text = deck(many(MOST_SYMBOLS)).to_json()
    assert len(text.encode()) < 3_000_000
    assert len(next(one for one in json.loads(text)["layers"] if one["id"] == "projects")["data"]) == MOST_SYMBOLS


@pytest.mark.parametrize("code", [*CODES])
def test_the_view_looks_at_the_chosen_district(code: str) -> None:
    whole, own = (sent(frame(project()), district=one)["initialViewState"] for one in ("", code))
    ring = [point for ring in GEOGRAPHY.outlines()[code] for point in ring]
    assert min(x for x, _ in ring) < own["longitude"] < max(x for x, _ in ring)
    assert min(y for _, y in ring) < own["latitude"] < max(y for _, y in ring)
    assert own["zoom"] > whole["zoom"]


@pytest.mark.parametrize("code", ZONES)
def test_the_view_looks_at_a_zone_too(code: str) -> None:
    assert sent(frame(), district=code)["initialViewState"]["zoom"] > 9


def test_a_phone_sees_the_whole_city_from_farther_away() -> None:
    desk, phone = (deck(frame(project()), width=width).initial_view_state for width in (WIDTH, PHONE_WIDTH))
    assert phone.zoom < desk.zoom - 0.5
    assert (phone.longitude, phone.latitude) == (desk.longitude, desk.latitude)


@LOOKS
def test_nothing_comes_from_outside(look: Theme) -> None:
    text = deck(frame(project()), look=look).to_json()
    assert not any(word in text for word in ("http:", "https:", "carto", "mapbox", "maplibre"))
    assert json.loads(text).get("mapProvider") is None


def test_the_tooltip_is_text_and_never_markup() -> None:
    made = deck(frame(project(name=BAD)))
    assert set(made._tooltip) == {"text", "style"}
    tip = json.loads(made.to_json())["layers"][-4]["data"][0]["tip"]
    assert tip == f"{BAD}\n● 正常\n900个学位"


def test_two_maps_share_nothing() -> None:
    one, other = deck(frame(project("A"))), deck(frame(), look=DARK)
    assert one.layers is not other.layers
    assert one.parameters != other.parameters
    assert one.initial_view_state is not other.initial_view_state


def test_the_chosen_project_wears_a_ring() -> None:
    discs = {one["code"]: one for one in layers(frame(project("A"), project("B")), chosen="B")["projects"]["data"]}
    assert discs["B"]["width"] > discs["A"]["width"]
    assert discs["B"]["ring"] != discs["A"]["ring"]


def test_districts_are_shaded_by_how_many_are_behind() -> None:
    found = layers(frame(project()), districts=districts({"410102": 4, "410103": 2}), shade=True)["areas"]["data"]["features"]
    by_code = dict(zip([one["properties"]["code"] for one in GEOGRAPHY.areas["features"]], found, strict=True))
    alphas = {code: one["properties"]["fill"] for code, one in by_code.items()}
    assert alphas["410102"][3] == 160
    assert alphas["410103"][3] == 80
    assert alphas["410102"][:3] != alphas["410104"][:3]


def plane_of(rows: pd.DataFrame, width: int) -> Plane:
    view = webgl_map.view_of(GEOGRAPHY, rows, "", width)
    return Plane(view.longitude, view.latitude, view.zoom, width, height_for(width))


@pytest.mark.parametrize("width", WIDTHS)
def test_labels_lie_on_no_label_and_on_no_disc_within_the_map(width: int) -> None:
    rows = webgl_map.large_first(many(40))
    plane = plane_of(rows, width)
    discs = drawn_discs(rows, plane, width)
    boxes = [one.box for one in placed_labels(GEOGRAPHY, districts(), discs, plane, width)]
    taken = boxes + [(x - one.radius, y - one.radius, x + one.radius, y + one.radius) for one in discs for x, y in [one.at]]
    assert len(boxes) == 16
    for n, a in enumerate(boxes):
        assert min(a[:2]) >= 0
        assert a[2] <= width
        assert a[3] <= height_for(width)
        assert [b for b in taken[n + 1 :] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]] == []


def test_groups_of_very_many_projects_cover_neither_each_other_nor_a_label() -> None:
    rows = many(MOST_SYMBOLS + 1)
    plane = plane_of(rows, WIDTH)
    groups = grouped(rows, plane)
    assert sum(len(one.statuses) for one in groups) == len(rows)
    discs = [(*one.at, one.radius) for one in groups]
    assert all(hypot(a[0] - b[0], a[1] - b[1]) > a[2] + b[2] - 2 for a, b in combinations(discs, 2))
    boxes = [one.box for one in placed_labels(GEOGRAPHY, districts(), groups, plane, WIDTH)]
    assert not [a for a in boxes for x, y, r in discs if a[0] < x + r and x - r < a[2] and a[1] < y + r and y - r < a[3]]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_city_is_in_the_map_at_every_width(width: int) -> None:
    plane = plane_of(frame(), width)
    points = [plane.at(point) for rings in GEOGRAPHY.outlines().values() for ring in rings for point in ring]
    assert min(x for x, _ in points) >= 0
    assert max(x for x, _ in points) <= width
    assert min(y for _, y in points) >= 0
    assert max(y for _, y in points) <= height_for(width)


def test_a_point_of_the_plane_is_a_place_and_back() -> None:
    plane = plane_of(frame(), WIDTH)
    assert plane.at(tuple(plane.place((100, 50)))) == pytest.approx((100, 50))  # type: ignore[arg-type]
    assert plane.place((WIDTH / 2, height_for(WIDTH) / 2)) == pytest.approx([plane.longitude, plane.latitude])


def test_discs_in_one_place_are_drawn_apart_with_lines_to_it() -> None:
    rows = frame(*(project(str(n)) for n in range(6)))
    found = layers(rows)
    places = {tuple(one["place"]) for one in found["projects"]["data"]}
    assert len(places) == 6
    assert 0 < len(found["stems"]["data"]) <= 6


def test_the_wheel_scrolls_the_page_and_a_disc_keeps_its_colour_under_the_mouse() -> None:
    (view,) = sent(frame(project()))["views"]
    assert view["controller"]["scrollZoom"] is False
    assert "autoHighlight" not in layers(frame(project()))["projects"]


def test_what_has_not_begun_is_a_ring() -> None:
    rows = frame(project("A"), project("B", step=""), project("C", step="approved"))
    discs = {one["code"]: one for one in layers(rows)["projects"]["data"]}
    assert discs["A"]["fill"] == discs["B"]["ring"] == discs["C"]["ring"]
    assert discs["B"]["fill"] == discs["C"]["fill"] == discs["A"]["ring"] == [255, 255, 255]
    assert "未开工" in discs["B"]["tip"]
    assert "未开工" not in discs["A"]["tip"]


def test_each_step_closer_doubles_the_map() -> None:
    zooms = [deck(frame(project()), closer=closer).initial_view_state.zoom for closer in (0, 1, 2)]
    assert [round(one - zooms[0], 6) for one in zooms] == [0, 1, 2]


def test_maps_without_geography_look_at_the_projects() -> None:
    view = sent(frame(project(longitude=10.0, latitude=50.0)), geography=NO_GEOGRAPHY)["initialViewState"]
    assert (view["longitude"], view["latitude"]) == (10, 50)


def test_the_typical_status_of_a_cell_is_the_worst_that_a_quarter_has() -> None:
    assert webgl_map._typical(pd.Series(["met"] * 6 + ["off_track"] * 2)) is Status.OFF_TRACK
    assert webgl_map._typical(pd.Series(["met"] * 7 + ["off_track"])) is Status.MET
