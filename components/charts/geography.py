"""Shapes of the base map: districts, zones without outline and rivers, read once from the files named by the plan."""

from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Any

import pandas as pd

from models.geo import read_geojson

#: Widths for which a map is laid out, in pixels: a screen shows the widest that it has room for.
WIDTHS = (320, 440, 580, 760)
#: Width before that of the screen is known, and on a phone.
WIDTH, PHONE_WIDTH = 580, 320
#: Maximum number of separate projects; above it, near ones are grouped to keep the browser responsive and the page small.
MOST_SYMBOLS = 1500

#: Width below which a screen is narrow.
NARROW = 400

Json = dict[str, Any]

#: Distance between the discs of projects at the same place, in degrees of latitude (about 200 m).
APART = 0.0018


@dataclass(frozen=True, slots=True, eq=False)
class Geography:
    """GeoJSON of a city in WGS-84, read once and equal to itself only; a part is empty if the plan names no file for it."""

    areas: Json
    points: Json
    context: Json

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to draw a map on."""
        return not self.areas["features"] and not self.points["features"]

    def credit(self, language: str) -> str:
        """Return the credit for the outlines, as given by their file in a language."""
        about = self.areas.get("metadata", {})
        return str(about.get(f"credit_{language}") or about.get("source", ""))

    def anchors(self) -> dict[str, tuple[float, float]]:
        """Return the position of each district's label by code: longitude, latitude."""
        found = {}
        for feature in self.areas["features"]:
            own = feature["properties"]
            found[str(own["code"])] = (float(own["label_lon"]), float(own["label_lat"]))
        for feature in self.points["features"]:
            longitude, latitude = feature["geometry"]["coordinates"]
            found[str(feature["properties"].get("code") or feature["properties"]["zone"])] = (longitude, latitude)
        return found

    def outlines(self) -> dict[str, list[list[tuple[float, float]]]]:
        """Return the rings of each district by code, for a map drawn without WebGL."""
        return {str(one["properties"]["code"]): _rings(one["geometry"]) for one in self.areas["features"]}


def _rings(geometry: Json) -> list[list[tuple[float, float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(x, y) for x, y, *_ in polygon[0]] for polygon in polygons]


@cache
def read_geography(areas: str | None, points: str | None, context: str | None) -> Geography:
    """Read the geography of a plan: GeoJSON of the plan itself, or files below ``data/``."""
    return Geography(read_geojson(areas), read_geojson(points), read_geojson(context))


def height_for(width: int) -> int:
    """Return the height of a map, with room for names around the city."""
    return round(0.6 * width + (64 if width > NARROW else 104))


def letter(width: int) -> int:
    """Return the size of names in pixels."""
    return 11 if width < NARROW else 13


def smaller(width: int) -> float:
    """Return the factor by which discs are drawn smaller on a narrow screen."""
    return min(1.0, max(0.62, width / 620))


def symbol_radius(seats: Any) -> float:
    """Return the radius of a project's disc in pixels; its area grows with the number of seats."""
    return 8.0 if seats is None or pd.isna(seats) else round(7 + 7 * sqrt(min(float(seats), 3000) / 3000), 1)


def drawn_places(placed: pd.DataFrame) -> list[tuple[float, float]]:
    """Return the position of each project's disc: at its place, or around it if several projects share the place."""
    seen: dict[tuple[float, float], int] = {}
    places = []
    for longitude, latitude in zip(placed["longitude"], placed["latitude"], strict=True):
        key = (round(longitude, 3), round(latitude, 3))
        turn = seen[key] = seen.get(key, -1) + 1
        across, up = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1))[(turn - 1) % 8]
        reach = APART * ((turn + 7) // 8)  # rings of eight around the first
        places.append((longitude + across * reach, latitude + up * reach))
    return places
