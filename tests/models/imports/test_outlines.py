"""Outlines of districts: what is refused, with one sentence each, and what comes out."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from models.errors import UnreadableError
from models.geo import Place, kilometres_outside, outline, read_geojson
from models.imports.outlines import LARGEST, MOST_POINTS, read_outlines
from models.plan.file_parts import LONGEST_OUTLINES, DistrictPart

DISTRICTS = (
    DistrictPart(code="410105", name="金水区", short="金水"),
    DistrictPart(code="N", name="北区", aliases=("北新区",)),
)
SQUARE = [[113.0, 34.0], [113.1, 34.0], [113.1, 34.1], [113.0, 34.1], [113.0, 34.0]]


def feature(properties: dict[str, Any], ring: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": [ring]}}


def file_of(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def moved(ring: list[list[float]], by: float) -> list[list[float]]:
    return [[x + by, y] for x, y in ring]


@pytest.mark.parametrize(
    ("key", "content"),
    [
        ("outlines_too_large", b" " * (LARGEST + 1)),
        ("outlines_not_json", b"\x00\x01"),
        ("outlines_not_json", b"[" * 100_000),
        ("outlines_not_json", b'"text"'),
        ("outlines_not_json", b'{"type": "Topology"}'),
        ("outlines_not_json", file_of("area")),
        ("outlines_empty", file_of()),
        ("outlines_too_many", file_of(*[feature({"code": "N"})] * 501)),
        ("outlines_no_district", file_of(feature({"name": "火星区"}))),
        ("outlines_no_district", file_of(feature({}))),
        ("outlines_no_district", file_of({"type": "Feature", "properties": None, "geometry": None})),
        ("outlines_twice", file_of(feature({"code": "N"}), feature({"name": "北区"}))),
        ("outlines_no_area", file_of(feature({"code": "N"}, kind="LineString"))),
        ("outlines_no_area", file_of(feature({"code": "N"}, ring=[]))),
        ("outlines_no_area", file_of(feature({"code": "N"}, ring=[[113.0, 34.0]]))),
        ("outlines_no_area", file_of(feature({"code": "N"}, ring=[["x", "y"]]))),
        ("outlines_no_area", file_of(feature({"code": "N"}, ring=[[113.0, 34.0]] * 5))),
        ("outlines_not_wgs84", file_of(feature({"code": "N"}, ring=[[x * 1000, y * 1000] for x, y in SQUARE]))),
        ("outlines_not_wgs84", file_of(feature({"code": "N"}, ring=[[y, x] for x, y in SQUARE]))),
        ("outlines_not_wgs84", file_of(feature({"code": "N"}, ring=[[float("nan"), 34.0], *SQUARE]))),
        ("outlines_crossing", file_of(feature({"code": "N"}, ring=[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]))),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_that_names_it(key: str, content: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_outlines("轮廓.geojson", content, DISTRICTS)
    assert refused.value.key == key
    assert "轮廓.geojson" in refused.value.sentence("zh")
    assert "轮廓.geojson" in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"adcode": 410105}, "410105"),
        ({"name": "金水区"}, "410105"),
        ({"NAME": "金水", "area": 5}, "410105"),
        ({"n": "北新区"}, "N"),
    ],
)
def test_an_area_is_assigned_by_the_code_or_any_name_of_its_district(properties: dict[str, Any], code: str) -> None:
    text = read_outlines("轮廓.geojson", file_of(feature(properties)), DISTRICTS)
    assert [one["properties"]["code"] for one in read_geojson(text)["features"]] == [code]


def test_a_label_lies_within_its_area() -> None:
    (one,) = read_geojson(read_outlines("轮廓.geojson", file_of(feature({"code": "N"})), DISTRICTS))["features"]
    label = Place(one["properties"]["label_lon"], one["properties"]["label_lat"])
    assert kilometres_outside(label, shape(one["geometry"])) == 0


def test_what_comes_out_is_the_outline_of_a_plan() -> None:
    text = read_outlines(
        "轮廓.geojson", file_of(feature({"code": "N"}), feature({"code": "410105"}, moved(SQUARE, 0.1))), DISTRICTS
    )
    city = outline(text)
    assert city is not None
    assert kilometres_outside(Place(113.15, 34.05), city) == 0
    assert kilometres_outside(Place(114.0, 34.05), city) > 50


def test_a_credit_of_the_file_is_kept() -> None:
    content = {"type": "FeatureCollection", "metadata": {"credit_zh": "某测绘院", "x": 1}, "features": [feature({"code": "N"})]}
    assert read_geojson(read_outlines("a.json", json.dumps(content).encode(), DISTRICTS))["metadata"] == {"credit_zh": "某测绘院"}


def test_a_fine_outline_is_made_small_and_stays_in_place() -> None:
    steps = 30_000
    ring = [[113 + n / steps * 0.1, 34 + (n % 2) * 1e-7] for n in range(steps)] + [[113.1, 34.1], [113.0, 34.1], [113.0, 34.0]]
    text = read_outlines("a.json", file_of(feature({"code": "N"}, ring)), DISTRICTS)
    (one,) = read_geojson(text)["features"]
    assert len(one["geometry"]["coordinates"][0]) < MOST_POINTS
    assert shape(one["geometry"]).area == pytest.approx(0.01, rel=0.02)


_NUMBERS = st.one_of(st.floats(-200, 200), st.text(max_size=3), st.none())
_NESTED = st.recursive(_NUMBERS, lambda inner: st.lists(inner, max_size=4), max_leaves=30)


@settings(deadline=None, max_examples=150)
@given(coordinates=_NESTED, kind=st.sampled_from(["Polygon", "MultiPolygon"]))
def test_any_coordinates_are_read_or_refused(coordinates: Any, kind: str) -> None:
    area = {"type": "Feature", "properties": {"code": "N"}, "geometry": {"type": kind, "coordinates": coordinates}}
    with suppress(UnreadableError):
        assert len(read_outlines("a.json", file_of(area), DISTRICTS)) <= LONGEST_OUTLINES
