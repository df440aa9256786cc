"""Locations of projects: conversion of their coordinates to WGS-84, and plausibility checks against the city's outline."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import cos, radians
from typing import Any

import prcoords
from shapely import affinity
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from models.config import DATA
from models.errors import Problem, problem

#: Kilometres of a degree of latitude on a sphere of the Earth's mean radius.
KM_PER_DEGREE = 111.195
#: Maximum distance from the city's outline before a project is rejected.
FURTHEST_KM = 30
#: Greatest longitude; a larger number is in metres.
FURTHEST_DEGREE = 180


class Crs(StrEnum):
    """Coordinate systems in common use for copied coordinates."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"
    CGCS2000 = "CGCS2000"


@dataclass(frozen=True, slots=True)
class Place:
    """A location in degrees of longitude and latitude, WGS-84."""

    longitude: float
    latitude: float


def to_wgs84(x: float, y: float, crs: Crs) -> Place:
    """Convert a longitude ``x`` and latitude ``y`` of the system ``crs`` to WGS-84.

    GCJ-02 and BD-09 are inverted to within a few millimetres by prcoords (CC0); CGCS2000 differs by less than a metre and is
    kept, as is any place outside China.
    """
    undo = {Crs.GCJ02: prcoords.gcj_wgs_bored, Crs.BD09: prcoords.bd_wgs_bored}.get(crs)
    if undo is None or not _in_china(x, y):
        return Place(x, y)
    latitude, longitude = undo(prcoords.Coords(y, x), check_china=False)
    return Place(round(longitude, 7), round(latitude, 7))


def _in_china(x: float, y: float) -> bool:
    """Return True where the two systems shift places; elsewhere they are identical, and prcoords would warn."""
    return all(prcoords.sanity_in_china_p(prcoords.Coords(y - step, x - step)) for step in (0, 0.01))


@cache
def outline(areas: str) -> BaseGeometry | None:
    """Return the city's outline from its GeoJSON, in degrees; None if the plan has no areas."""
    features = read_geojson(areas)["features"]
    return unary_union([shape(feature["geometry"]) for feature in features]) if features else None


def read_geojson(named: str | None) -> dict[str, Any]:
    """Return a GeoJSON that a plan gives: the text itself, or a file below ``data/``; without features if there is none."""
    path = DATA / named if named and not named.startswith("{") else None
    if not named or (path is not None and not path.is_file()):
        return {"type": "FeatureCollection", "features": []}
    content: dict[str, Any] = json.loads(named if path is None else path.read_text(encoding="utf-8"))
    return content


def kilometres_outside(place: Place, city: BaseGeometry) -> float:
    """Return the distance of a place from an outline, 0 inside; planar at the place's latitude, which suffices near it."""
    east = KM_PER_DEGREE * cos(radians(place.latitude))
    flat = affinity.scale(city, xfact=east, yfact=KM_PER_DEGREE, origin=(0, 0))
    return float(flat.distance(Point(place.longitude * east, place.latitude * KM_PER_DEGREE)))


def check_place(where: str, x: float | None, y: float | None, crs: str | None, city: BaseGeometry | None) -> list[Problem]:
    """Return the problems of given coordinates; a project without coordinates has none."""
    if x is None and y is None:
        return []
    if x is None or y is None:
        return [problem(where, "half_a_place")]
    if max(abs(x), abs(y)) > FURTHEST_DEGREE:
        return [problem(where, "projected_place", x=f"{x:.15g}", y=f"{y:.15g}")]
    if not crs:
        return [problem(where, "no_crs", choices=", ".join(Crs))]
    if crs not in set(Crs):
        return [problem(where, "unknown_crs", value=crs, choices=", ".join(Crs))]
    if abs(y) > 90 or (city is not None and _looks_swapped(x, y, Crs(crs), city)):
        return [problem(where, "swapped_place", x=x, y=y)]
    if city is None:
        return []
    far = kilometres_outside(to_wgs84(x, y, Crs(crs)), city)
    return [problem(where, "far_away", km=round(far), n=FURTHEST_KM)] if far > FURTHEST_KM else []


def _looks_swapped(x: float, y: float, crs: Crs, city: BaseGeometry) -> bool:
    """Return True for a place that is far away as given, but in the city with swapped coordinates."""
    if abs(x) > 90 or kilometres_outside(to_wgs84(x, y, crs), city) <= FURTHEST_KM:
        return False
    return kilometres_outside(to_wgs84(y, x, crs), city) <= FURTHEST_KM
