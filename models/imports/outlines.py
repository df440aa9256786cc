"""Outlines of districts as GeoJSON: checked, assigned to the districts of a plan, and made small enough to be part of it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from models.errors import UnreadableError
from models.plan.file_parts import LONGEST_OUTLINES, DistrictPart

#: Largest file in bytes, and most features.
LARGEST, MOST_FEATURES = 8_000_000, 500
#: Points in all, above which outlines are simplified, and the tolerances in degrees that are tried in turn (from 30 m on).
MOST_POINTS, TOLERANCES = 4_000, (0.0003, 0.0006, 0.0012, 0.0025, 0.005)
#: Decimals of a coordinate: about a metre.
DECIMALS = 5
Json = Mapping[str, Any]


def read_outlines(name: str, content: bytes, districts: Sequence[DistrictPart]) -> str:
    """Return the outlines of districts as the GeoJSON of a plan, each with code and place of its label.

    UnreadableError with one sentence if the file is too large or no GeoJSON, or if an area has no district, is not in WGS-84 or
    crosses itself.
    """
    found = _features(name, content)
    by_name = {words: one.code for one in districts for words in (one.code, one.name, one.short, *one.aliases) if words}
    areas: dict[str, BaseGeometry] = {}
    for number, feature in enumerate(found["features"], start=1):
        where = _words(feature) or str(number)
        code = next((by_name[words] for words in _texts(feature) if words in by_name), None)
        if code is None:
            raise UnreadableError("outlines_no_district", file=name, name=where)
        if code in areas:
            raise UnreadableError("outlines_twice", file=name, name=where)
        areas[code] = _area(name, where, feature)
    text = json.dumps(_collection(found, _simplified(areas)), ensure_ascii=False, separators=(",", ":"))
    if len(text) > LONGEST_OUTLINES:
        raise UnreadableError("outlines_too_large", file=name, n=LARGEST // 1_000_000)
    return text


def _features(name: str, content: bytes) -> Json:
    if len(content) > LARGEST:
        raise UnreadableError("outlines_too_large", file=name, n=LARGEST // 1_000_000)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableError("outlines_not_json", file=name) from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise UnreadableError("outlines_not_json", file=name)
    if not features:
        raise UnreadableError("outlines_empty", file=name)
    if len(features) > MOST_FEATURES:
        raise UnreadableError("outlines_too_many", file=name, n=MOST_FEATURES)
    if not all(isinstance(one, dict) for one in features):
        raise UnreadableError("outlines_not_json", file=name)
    return dict(found)


def _texts(feature: Json) -> Iterator[str]:
    """Yield what a feature says of itself, its code before its names."""
    own = feature.get("properties")
    values = [*own.items()] if isinstance(own, dict) else []
    values.sort(key=lambda pair: "code" not in str(pair[0]).lower())
    for value in (feature.get("id"), *(value for _, value in values)):
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield str(value).strip()


def _words(feature: Json) -> str:
    """Return the words by which a sentence names a feature."""
    texts = [one for one in _texts(feature) if one]
    return next((one[:40] for one in texts if not one.isascii()), texts[0][:40] if texts else "")


def _area(name: str, where: str, feature: Json) -> BaseGeometry:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise UnreadableError("outlines_no_area", file=name, name=where)
    try:
        points = list(_points(geometry.get("coordinates")))
        if not all(isfinite(x) and isfinite(y) and abs(x) <= 180 and abs(y) <= 90 for x, y in points):
            raise UnreadableError("outlines_not_wgs84", file=name, name=where)
        area = shape(geometry)
    except (TypeError, ValueError, AttributeError, IndexError, ShapelyError, RecursionError):
        raise UnreadableError("outlines_no_area", file=name, name=where) from None
    why = explain_validity(area)
    if area.is_empty or "Too few points" in why or (area.is_valid and area.area == 0):
        raise UnreadableError("outlines_no_area", file=name, name=where)
    if not area.is_valid:
        place = re.search(r"\[(\S+) (\S+)\]", why)
        at = f"{float(place[1]):.4f}, {float(place[2]):.4f}" if place else "?"
        raise UnreadableError("outlines_crossing", file=name, name=where, place=at)
    return area


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for one in coordinates:
        yield from _points(one)


def _simplified(areas: Mapping[str, BaseGeometry]) -> Mapping[str, BaseGeometry]:
    """Return the areas with about as many points as a map on the screen needs."""
    found = areas
    for tolerance in TOLERANCES:
        if sum(1 for area in found.values() for _ in _points(mapping(area)["coordinates"])) <= MOST_POINTS:
            break
        found = {code: area.simplify(tolerance) for code, area in areas.items()}
    return found


def _collection(found: Json, areas: Mapping[str, BaseGeometry]) -> Json:
    about = found.get("metadata")
    credits = {
        key: str(value)[:200]
        for key, value in (about.items() if isinstance(about, dict) else ())
        if key in ("credit_zh", "credit_en", "source")
    }
    return {"type": "FeatureCollection", "metadata": credits, "features": [_feature(code, area) for code, area in areas.items()]}


def _feature(code: str, area: BaseGeometry) -> Json:
    label = area.representative_point()
    properties = {"code": code, "label_lon": round(label.x, DECIMALS), "label_lat": round(label.y, DECIMALS)}
    own = mapping(area)
    geometry = {"type": own["type"], "coordinates": _rounded(own["coordinates"])}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates[0], int | float):
        return [round(float(coordinates[0]), DECIMALS), round(float(coordinates[1]), DECIMALS)]
    return [_rounded(one) for one in coordinates]
