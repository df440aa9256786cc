"""Places: the coordinate systems, and which coordinates cannot be right."""

from math import cos, hypot, radians

import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from models.demo.places import as_given
from models.errors import Problem
from models.geo import FURTHEST_KM, KM_PER_DEGREE, Crs, Place, check_place, kilometres_outside, outline, to_wgs84

#: The city's railway station or so, in WGS-84.
PLACE = Place(113.6253, 34.7466)
#: A square city, so that distances are easily given.
CITY = box(113.0, 34.0, 114.0, 35.0)
CHOICES = "WGS-84, GCJ-02, BD-09, CGCS2000"


def metres(one: Place, other: Place) -> float:
    east = (one.longitude - other.longitude) * KM_PER_DEGREE * cos(radians(one.latitude))
    return 1000 * hypot(east, (one.latitude - other.latitude) * KM_PER_DEGREE)


def keys(problems: list[Problem]) -> list[str]:
    return [one.key for one in problems]


def sentences(problems: list[Problem]) -> list[str]:
    return [one.sentence("zh") for one in problems]


def north_of_the_city(km: float) -> float:
    return 35.0 + km / KM_PER_DEGREE


def east_of_the_city(km: float) -> float:
    return 114.0 + km / KM_PER_DEGREE / cos(radians(34.5))


# Conversion


@pytest.mark.parametrize("crs", [Crs.WGS84, Crs.CGCS2000])
def test_wgs_84_and_cgcs2000_stay_as_given(crs: Crs) -> None:
    assert to_wgs84(113.6253, 34.7466, crs) == PLACE


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [  # published pairs: Tiananmen in GCJ-02 and BD-09, both 116.391305, 39.905530 or so in WGS-84
        (Crs.GCJ02, 116.397477, 39.908692),
        (Crs.BD09, 116.403847, 39.915054),
    ],
)
def test_tiananmen_is_where_it_is_in_either_shifted_system(crs: Crs, x: float, y: float) -> None:
    assert metres(to_wgs84(x, y, crs), Place(116.391234, 39.907288)) < 20


@pytest.mark.parametrize(("crs", "least", "most"), [(Crs.GCJ02, 450, 700), (Crs.BD09, 1000, 1700)])
def test_a_shifted_system_is_hundreds_of_metres_off_in_the_city(crs: Crs, least: float, most: float) -> None:
    assert least < metres(to_wgs84(PLACE.longitude, PLACE.latitude, crs), PLACE) < most


def test_gcj_02_moves_places_of_the_city_to_the_east_so_undoing_it_moves_them_to_the_west() -> None:
    assert to_wgs84(PLACE.longitude, PLACE.latitude, Crs.GCJ02).longitude < PLACE.longitude


@given(st.sampled_from(Crs), st.floats(112.5, 114.5), st.floats(34.0, 35.2))
def test_a_place_given_in_any_system_comes_back_within_a_metre(crs: Crs, longitude: float, latitude: float) -> None:
    place = Place(longitude, latitude)
    assert metres(to_wgs84(*as_given(place, crs), crs), place) < 1


@given(st.floats(75, 134), st.floats(19, 53))
def test_undoing_a_shift_is_exact_all_over_china(longitude: float, latitude: float) -> None:
    place = Place(longitude, latitude)
    y, x = prcoords.wgs_gcj(prcoords.Coords(latitude, longitude))
    assert metres(to_wgs84(x, y, Crs.GCJ02), place) < 0.1
    y, x = prcoords.wgs_bd(prcoords.Coords(latitude, longitude))
    assert metres(to_wgs84(x, y, Crs.BD09), place) < 0.1


@pytest.mark.parametrize("crs", Crs)
@pytest.mark.parametrize(("x", "y"), [(0, 0), (-180, -90), (180, 90), (1e14, 30), (72.004, 0.8293), (72.005, 0.83)])
def test_what_lies_outside_china_is_converted_quietly_and_stays_near(crs: Crs, x: float, y: float) -> None:
    place = to_wgs84(x, y, crs)
    assert abs(place.longitude - x) < 0.1
    assert abs(place.latitude - y) < 0.1


# Implausible coordinates


def test_no_coordinates_are_fine() -> None:
    assert check_place("r", None, None, None, CITY) == []
    assert check_place("r", None, None, "GCJ-02", CITY) == []


@pytest.mark.parametrize(("x", "y"), [(113.5, None), (None, 34.5)])
def test_half_a_place_is_refused(x: float | None, y: float | None) -> None:
    assert sentences(check_place("r", x, y, "WGS-84", CITY)) == ["r: 经度和纬度要一起填。"]


@pytest.mark.parametrize("crs", [None, ""])
def test_a_place_without_its_system_is_refused(crs: str | None) -> None:
    assert sentences(check_place("r", 113.5, 34.5, crs, CITY)) == [f"r: 没有注明坐标系，请注明是哪一种：{CHOICES}。"]


@pytest.mark.parametrize("crs", ["WGS84", "gcj-02", "北京54", "<b>"])
def test_a_system_that_nobody_knows_is_refused(crs: str) -> None:
    assert sentences(check_place("r", 113.5, 34.5, crs, CITY)) == [f"r: 不认识坐标系“{crs}”，可用的有：{CHOICES}。"]


@pytest.mark.parametrize("crs", Crs)
@pytest.mark.parametrize("city", [CITY, None])
def test_swapped_coordinates_of_the_city_are_refused_even_without_an_outline(crs: Crs, city: object) -> None:
    problems = check_place("r", 34.5, 113.5, crs, city)  # type: ignore[arg-type]  # a polygon or None
    assert sentences(problems) == ["r: 经度34.5、纬度113.5像是填反了，请对调。"]


@pytest.mark.parametrize("crs", Crs)
def test_swapped_coordinates_are_seen_where_both_could_be_latitudes(crs: Crs) -> None:
    western = box(75.0, 39.0, 76.0, 40.0)
    assert keys(check_place("r", 39.5, 75.5, crs, western)) == ["swapped_place"]
    assert check_place("r", 75.5, 39.5, crs, western) == []


@pytest.mark.parametrize("crs", [Crs.WGS84, Crs.CGCS2000])
def test_a_place_29_kilometres_outside_the_city_is_taken(crs: Crs) -> None:
    assert check_place("r", 113.5, north_of_the_city(29), crs, CITY) == []
    assert check_place("r", east_of_the_city(29), 34.5, crs, CITY) == []


@pytest.mark.parametrize("crs", [Crs.WGS84, Crs.CGCS2000])
def test_a_place_31_kilometres_outside_the_city_is_refused(crs: Crs) -> None:
    expected = ["r: 位置在市域外31公里，超过30公里，请核对坐标。"]
    assert sentences(check_place("r", 113.5, north_of_the_city(31), crs, CITY)) == expected
    assert sentences(check_place("r", east_of_the_city(31), 34.5, crs, CITY)) == expected


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_the_distance_is_that_of_the_place_itself_whatever_system_it_came_in(crs: Crs) -> None:
    for km, expected in ((29.5, []), (30.5, ["far_away"])):
        x, y = as_given(Place(113.5, north_of_the_city(km)), crs)
        assert keys(check_place("r", x, y, crs, CITY)) == expected


def test_every_place_passes_where_the_plan_has_no_outline() -> None:
    assert check_place("r", 2.35, 48.85, "WGS-84", None) == []


def test_a_distance_inside_is_nothing_and_grows_outside() -> None:
    assert kilometres_outside(Place(113.5, 34.5), CITY) == 0
    assert kilometres_outside(Place(113.5, north_of_the_city(FURTHEST_KM)), CITY) == pytest.approx(FURTHEST_KM)


def test_the_outline_that_ships_holds_the_city_and_not_the_capital() -> None:
    city = outline("geography/districts.geojson")
    assert city is not None
    assert kilometres_outside(PLACE, city) == 0
    assert kilometres_outside(Place(116.39, 39.9), city) > 500


@pytest.mark.parametrize("areas", ["", "geography/nowhere.geojson"])
def test_a_plan_without_a_file_of_areas_has_no_outline(areas: str) -> None:
    assert outline(areas) is None
