"""Fictional locations: a random point well inside a district, or near the point of a zone without an outline."""

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import prcoords
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from models.config import DATA
from models.geo import Crs, Place

#: Minimum distance to the district's outline in degrees (about 1.5 km), and maximum distance from a zone's point.
INSIDE, STRAY = 0.015, 0.045


@cache
def _areas(path: Path) -> dict[str, BaseGeometry]:
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in _features(path)}


@cache
def _points(path: Path) -> dict[str, Point]:
    return {feature["properties"]["zone"]: Point(feature["geometry"]["coordinates"]) for feature in _features(path)}


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def somewhere_in(district: str, random: Random) -> Place:
    """Return a random point in a district of the shipped geography, WGS-84."""
    area = _areas(DATA / "geography" / "districts.geojson").get(district)
    if area is None:
        anchor = _points(DATA / "geography" / "zones.geojson")[district]
        return Place(anchor.x + random.uniform(-STRAY, STRAY), anchor.y + random.uniform(-STRAY, STRAY) * 0.8)
    core = area.buffer(-INSIDE) or area
    west, south, east, north = core.bounds
    while True:
        place = Point(random.uniform(west, east), random.uniform(south, north))
        if core.contains(place):
            return Place(place.x, place.y)


def as_given(place: Place, crs: Crs) -> tuple[float, float]:
    """Return the coordinates as copied from a map of that system: x, y."""
    shift = {Crs.GCJ02: prcoords.wgs_gcj, Crs.BD09: prcoords.wgs_bd}.get(crs)
    if shift is None:
        return round(place.longitude, 6), round(place.latitude, 6)
    latitude, longitude = shift(prcoords.Coords(place.latitude, place.longitude), check_china=False)
    return round(longitude, 6), round(latitude, 6)
