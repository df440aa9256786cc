"""The shapes under the map, read from the files that a plan names."""

import pytest

from components.charts.geography import Geography, read_geography

WHOLE = ("geography/districts.geojson", "geography/zones.geojson", "geography/context.geojson")


@pytest.fixture(scope="module")
def city() -> Geography:
    """The geography that ships."""
    return read_geography(*WHOLE)


def test_the_city_has_twelve_outlines_and_four_zones(city: Geography) -> None:
    assert len(city.outlines()) == 12
    assert len(city.anchors()) == 16
    assert set(city.anchors()) - set(city.outlines()) == {"ZD", "JK", "GX", "HK"}
    assert not city.is_empty


def test_every_label_stands_inside_the_box_of_its_district(city: Geography) -> None:
    for code, rings in city.outlines().items():
        x, y = city.anchors()[code]
        points = [point for ring in rings for point in ring]
        assert min(one for one, _ in points) < x < max(one for one, _ in points), code
        assert min(one for _, one in points) < y < max(one for _, one in points), code


def test_every_ring_is_closed(city: Geography) -> None:
    assert all(ring[0] == ring[-1] for rings in city.outlines().values() for ring in rings)


@pytest.mark.parametrize(("language", "words"), [("zh", "天地图"), ("en", "Tianditu")])
def test_the_credit_speaks_the_readers_language(city: Geography, language: str, words: str) -> None:
    assert words in city.credit(language)


@pytest.mark.parametrize("names", [(None, None, None), ("geography/none.geojson", None, None), ("", "", "")])
def test_without_files_there_is_no_map(names: tuple[str | None, str | None, str | None]) -> None:
    nothing = read_geography(*names)
    assert nothing.is_empty
    assert (nothing.anchors(), nothing.outlines(), nothing.credit("zh")) == ({}, {}, "")


def test_points_alone_are_enough() -> None:
    points = read_geography(None, WHOLE[1], None)
    assert not points.is_empty
    assert points.outlines() == {}
    assert len(points.anchors()) == 4


def test_files_are_read_once() -> None:
    assert read_geography(*WHOLE) is read_geography(*WHOLE)
