"""Labels of districts on a map: where each goes so that it covers as little as possible. Positions in pixels."""

from math import asinh, atan, degrees, radians, sinh, tan
from typing import Any

import numpy as np
import pandas as pd
import pydeck as pdk

from components.charts.geography import MOST_SYMBOLS, WIDTH, Geography, symbol_radius

#: Candidate positions of a label around its anchor, in multiples of its width and height.
AROUND = np.array([(x, y) for x in (0, 0.6, -0.6, 1, -1) for y in (0, 0.8, -0.8, 1.6, -1.6, 2.4, -2.4)])
#: Weight of covering a label relative to covering a disc.
LABELS = 8
#: Font size of labels in pixels, and the length above which a name is broken into two lines.
LETTER, LONGEST_LINE = 13, 16
#: Cost of one pixel of distance from the anchor, in covered square pixels; distance above which a leader line is drawn.
FARTHER, LEADER = 4, 24


def label_places(
    geography: Geography, districts: pd.DataFrame, placed: pd.DataFrame, view: pdk.ViewState, width: int = WIDTH
) -> list[dict[str, Any]]:
    """Place the label of each district: its anchor (``place``), lines, and the offset in pixels that covers least.

    ``view`` and ``width`` describe the visible part of the map; labels are kept within its width.
    """
    anchors, zoom = geography.anchors(), view.zoom
    discs = _disc_boxes(placed, zoom) if len(placed) <= MOST_SYMBOLS else np.empty((0, 4))
    labels = np.empty((0, 4))
    middle = pixels(view.longitude, view.latitude, zoom)
    rows = []
    for code, label in zip(districts["code"], districts["label"], strict=True):
        if code not in anchors:
            continue
        lines = _lines(label)
        size = np.array([max(map(_length, lines)) + 6, len(lines) * LETTER * 1.2 + 2])
        longitude, latitude = anchors[code]
        centres = pixels(longitude, latitude, zoom) + size * AROUND
        boxes = np.hstack([centres - size / 2, centres + size / 2])
        outside = np.clip(np.abs(centres - middle)[:, 0] + size[0] / 2 - width / 2, 0, None)
        farther = np.hypot(*(size * AROUND).T)
        hidden = _covered(boxes, discs) + LABELS * _covered(boxes, labels)
        best = int(np.argmin(hidden + FARTHER * farther + size[1] * outside))
        labels = np.vstack([labels, boxes[best]])
        offset = [round(float(one)) for one in size * AROUND[best]]
        rows.append({"place": [longitude, latitude], "lines": lines, "offset": offset})
    return rows


def _disc_boxes(placed: pd.DataFrame, zoom: float) -> np.ndarray[Any, Any]:
    """Return the bounding boxes of the discs: left, top, right and bottom of each, in pixels."""
    columns = (placed["longitude"], placed["latitude"], placed["seats"])
    rows = [(*pixels(x, y, zoom), symbol_radius(seats)) for x, y, seats in zip(*columns, strict=True)]
    discs = np.array(rows, dtype=float).reshape(-1, 3)
    return np.hstack([discs[:, :2] - discs[:, 2:], discs[:, :2] + discs[:, 2:]])


def pixels(longitude: float, latitude: float, zoom: float) -> np.ndarray[Any, Any]:
    """Project a place onto the plane of the map (Mercator), in pixels to the right and down."""
    world = 512 * 2**zoom
    return np.array([world * longitude / 360, -world * asinh(tan(radians(latitude))) / radians(360)])


def place_at(pixels: np.ndarray[Any, Any], zoom: float) -> list[float]:
    """Return the place at a point of the plane, the inverse of ``pixels``."""
    world = 512 * 2**zoom
    return [float(360 * pixels[0] / world), degrees(atan(sinh(-pixels[1] * radians(360) / world)))]


def _lines(words: str) -> list[str]:
    """Break a long name into two lines at the space closest to its middle."""
    spaces = [at for at, sign in enumerate(words) if sign == " "][:-1]
    if len(words) <= LONGEST_LINE or not spaces:
        return [words]
    middle = min(spaces, key=lambda at: abs(2 * at - len(words)))
    return [words[:middle], words[middle + 1 :]]


def _length(words: str) -> float:
    """Estimate the length of text in pixels: a Chinese character is a square, a Latin letter slightly more than half of one."""
    return sum(LETTER if ord(sign) > 0x2E80 else LETTER * 0.56 for sign in words)


def _covered(boxes: np.ndarray[Any, Any], taken: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the number of square pixels of each box (left, top, right, bottom) that are already taken."""
    low = np.maximum(boxes[:, None, :2], taken[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], taken[None, :, 2:])
    total: np.ndarray[Any, Any] = np.prod(np.clip(high - low, 0, None), axis=2).sum(axis=1)
    return total


def is_far(label: dict[str, Any]) -> bool:
    """Return True if a label is too far from its district to be understood without a leader line."""
    right, down = label["offset"]
    reach = max(map(_length, label["lines"])) / 2
    return bool(np.hypot(max(abs(right) - reach, 0), down) > LEADER)
