"""Projects on a map. Pure: the table first, a ``pydeck.Deck`` out. Nothing is fetched from outside."""

import json
from copy import copy
from functools import cache
from math import asinh, atan, cos, degrees, log2, radians, sinh, tan
from typing import Any

import numpy as np
import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from components.charts.geography import Geography, drawn_places, symbol_radius
from components.i18n.text import Text
from components.theme import MARKS, Theme
from models.frames import records_of
from models.geo import KM_PER_DEGREE
from models.status import Status, Word

#: Above so many projects in view, near ones are put together: a browser stays smooth and the page small.
MOST_SYMBOLS = 1500
#: Side of the cells in which they are then put together, in degrees of latitude (about 4 km).
CELL = 0.036
#: Width and height in pixels at which the whole city fits; a reader's own may be more.
WIDTH, HEIGHT = 620, 460
#: The same on a phone.
PHONE_WIDTH, PHONE_HEIGHT = 350, 300
LABEL_FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Noto Sans SC, sans-serif"


def project_map(
    projects: pd.DataFrame,
    *,
    t: Text,
    look: Theme,
    geography: Geography,
    districts: pd.DataFrame,
    district: str = "",
    chosen: str | None = None,
    shade: bool = False,
    width: int = WIDTH,
) -> pdk.Deck:
    """Districts with name and count, rivers behind, one disc a project: colour and mark by status, size by seats.

    ``districts`` has code, label, projects and behind; ``district`` is where the map looks; ``shade`` colours districts by
    how many of their projects are behind; ``chosen`` is the code of the project that wears a ring; ``width`` is that of the
    screen in pixels.
    """
    placed = large_first(projects[projects["longitude"].notna()])
    view = view_of(geography, placed, district, width)
    layers = [_areas(geography, districts, look, shade), _context(geography, look)]
    layers += _labels(label_places(geography, districts, placed, view, width), look, view.zoom)
    if len(placed) > MOST_SYMBOLS:
        layers += _cells(placed, t, look)
    elif len(placed):
        layers += _symbols(placed, t, look, chosen)
    layers += _scale(geography, t, look)
    deck = copy(_blank())
    deck.layers, deck.initial_view_state = layers, view
    deck.parameters = {"clearColor": [*_rgb(look.paper), 255]}
    style = {"fontFamily": LABEL_FONT, "backgroundColor": look.ink, "color": look.paper}
    deck._tooltip = {"text": "{tip}", "style": style}  # where the constructor puts it; as text, names are never markup
    return deck


class _ShortDeck(pdk.Deck):  # type: ignore[misc]
    """A deck that is written without the spaces that make it easy to read: half the size, in a fifth of the time."""

    def to_json(self) -> str:
        """The deck as the browser takes it."""
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))


@cache
def _blank() -> _ShortDeck:
    """A deck of which copies are made: every new one looks for Jupyter in vain, which takes longer than all the rest."""
    return _ShortDeck(map_provider=None)


#: Deck.gl takes data that begins with these signs for a formula or a name of its own; behind a mark nobody sees it does not.
_FORMULA, _UNSEEN = "@@", "\u2060"


def as_data(words: str) -> str:
    """Words as the data of a layer, shown as they are."""
    return f"{_UNSEEN}{words}" if words.startswith(_FORMULA) else words


def from_data(words: str) -> str:
    """The words that ``as_data`` made data of."""
    return words.removeprefix(_UNSEEN)


def _rgb(colour: str) -> list[int]:
    return [int(colour[n : n + 2], 16) for n in (1, 3, 5)]


def _areas(geography: Geography, districts: pd.DataFrame, look: Theme, shade: bool) -> pdk.Layer:
    behind = dict(zip(districts["code"], districts["behind"], strict=True))
    most = max([*behind.values(), 1])
    features = []
    for feature in geography.areas["features"]:
        share = behind.get(feature["properties"]["code"], 0) / most if shade else 0
        fill = [*_rgb(look.status[Status.OFF_TRACK]), round(160 * share)] if share else [*_rgb(look.panel), 255]
        features.append({"type": "Feature", "geometry": feature["geometry"], "properties": {"fill": fill}})
    return pdk.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="areas",
        get_fill_color="properties.fill",
        get_line_color=_rgb(look.plain),
        line_width_min_pixels=1,
        stroked=True,
    )


def _context(geography: Geography, look: Theme) -> pdk.Layer:
    lines = [one for one in geography.context["features"] if one["geometry"]["type"] == "LineString"]
    return pdk.Layer(
        "GeoJsonLayer",
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": one["geometry"], "properties": {}} for one in lines],
        },
        id="context",
        get_line_color=[*_rgb(look.plain), 90],
        line_width_min_pixels=2,
        stroked=True,
        filled=False,
    )


def large_first(placed: pd.DataFrame) -> pd.DataFrame:
    """So that small discs lie on top of large ones and can be picked."""
    return placed.sort_values(
        "seats", ascending=False, kind="stable", na_position="last", key=lambda seats: seats.astype("float64")
    )


#: Size of a label's letters in pixels; the longest line before a name is broken in two.
LETTER, LONGEST_LINE = 13, 16
#: Where a label may stand beside its anchor, in widths and heights of its own.
AROUND = np.array([(x, y) for x in (0, 0.6, -0.6, 1, -1) for y in (0, 0.8, -0.8, 1.6, -1.6, 2.4, -2.4)])
#: How many covered square pixels a pixel farther from the anchor is worth, and from how many on a line leads there.
FARTHER, LEADER = 4, 24
#: How much worse it is to hide a label than a disc.
LABELS = 8


def label_places(
    geography: Geography, districts: pd.DataFrame, placed: pd.DataFrame, view: pdk.ViewState, width: int = WIDTH
) -> list[dict[str, Any]]:
    """What is written for each district and where: place (its anchor), lines, and the offset in pixels that hides least.

    ``view`` and ``width`` are what is seen of the map: labels of what lies in it stay in it.
    """
    anchors, zoom = geography.anchors(), view.zoom
    discs = _disc_boxes(placed, zoom) if len(placed) <= MOST_SYMBOLS else np.empty((0, 4))
    labels = np.empty((0, 4))
    middle = _pixels(view.longitude, view.latitude, zoom)
    rows = []
    for row in records_of(districts):
        if row["code"] not in anchors:
            continue
        lines = _lines(row["label"])
        size = np.array([max(map(_length, lines)) + 6, len(lines) * LETTER * 1.2 + 2])
        longitude, latitude = anchors[row["code"]]
        centres = _pixels(longitude, latitude, zoom) + size * AROUND
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
    """What the discs cover: left, top, right, bottom of each, in pixels."""
    columns = (placed["longitude"], placed["latitude"], placed["seats"])
    rows = [(*_pixels(x, y, zoom), symbol_radius(seats)) for x, y, seats in zip(*columns, strict=True)]
    discs = np.array(rows, dtype=float).reshape(-1, 3)
    return np.hstack([discs[:, :2] - discs[:, 2:], discs[:, :2] + discs[:, 2:]])


def _pixels(longitude: float, latitude: float, zoom: float) -> np.ndarray[Any, Any]:
    """Where a place lies on the plane of the map (Mercator), in pixels to the right and down."""
    world = 512 * 2**zoom
    return np.array([world * longitude / 360, -world * asinh(tan(radians(latitude))) / radians(360)])


def _ground(pixels: np.ndarray[Any, Any], zoom: float) -> list[float]:
    """The place at a point of the plane: the other way round."""
    world = 512 * 2**zoom
    return [float(360 * pixels[0] / world), degrees(atan(sinh(-pixels[1] * radians(360) / world)))]


def _lines(words: str) -> list[str]:
    """A long name in two lines, broken at the space that leaves them most alike."""
    spaces = [at for at, sign in enumerate(words) if sign == " "][:-1]
    if len(words) <= LONGEST_LINE or not spaces:
        return [words]
    middle = min(spaces, key=lambda at: abs(2 * at - len(words)))
    return [words[:middle], words[middle + 1 :]]


def _length(words: str) -> float:
    """About how long words are in pixels: a Chinese sign is a square, a Latin letter little more than half of one."""
    return sum(LETTER if ord(sign) > 0x2E80 else LETTER * 0.56 for sign in words)


def _covered(boxes: np.ndarray[Any, Any], taken: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """How many square pixels of each box (left, top, right, bottom) are taken already."""
    low = np.maximum(boxes[:, None, :2], taken[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], taken[None, :, 2:])
    total: np.ndarray[Any, Any] = np.prod(np.clip(high - low, 0, None), axis=2).sum(axis=1)
    return total


def _labels(places: list[dict[str, Any]], look: Theme, zoom: float) -> list[pdk.Layer]:
    """The labels at their places on the ground, and a line to each that had to go far from its district."""
    rows = []
    for one in places:
        longitude, latitude = one["place"]
        at = _ground(_pixels(longitude, latitude, zoom) + one["offset"], zoom)
        rows.append({"place": at, "label": "\n".join(one["lines"]), "from": one["place"], "is_far": is_far(one)})
    leaders = pdk.Layer(
        "LineLayer",
        [{"from": row["from"], "to": row["place"]} for row in rows if row["is_far"]],
        id="leaders",
        get_source_position="from",
        get_target_position="to",
        get_color=_rgb(look.soft),
        get_width=1,
    )
    words = pdk.Layer(
        "TextLayer",
        [{"place": row["place"], "label": as_data(row["label"])} for row in rows],
        id="labels",
        get_position="place",
        get_text="label",
        get_size=LETTER,
        get_color=_rgb(look.ink),
        font_family=pdk.types.String(LABEL_FONT),
        character_set=pdk.types.String("auto"),
        background=True,
        get_background_color=[*_rgb(look.paper), 170],
        background_padding=[3, 1],
        line_height=1.2,
    )
    return [leaders, words]


def is_far(label: dict[str, Any]) -> bool:
    """Too far from its district to be understood without a line."""
    right, down = label["offset"]
    reach = max(map(_length, label["lines"])) / 2
    return bool(np.hypot(max(abs(right) - reach, 0), down) > LEADER)


#: Length of the scale bar, in kilometres.
SCALE_KM = 20


def _scale(geography: Geography, t: Text, look: Theme) -> list[pdk.Layer]:
    """A bar of known length on the ground, under the south-west of the city; it grows with the map."""
    points = [point for rings in geography.outlines().values() for ring in rings for point in ring]
    if not points:
        return []
    west, south = min(x for x, _ in points), min(y for _, y in points) - 0.03
    east = west + SCALE_KM / (KM_PER_DEGREE * cos(radians(south)))
    bar = pdk.Layer(
        "LineLayer",
        [{"from": [west, south], "to": [east, south]}],
        id="scale",
        get_source_position="from",
        get_target_position="to",
        get_color=_rgb(look.soft),
        get_width=3,
    )
    words = pdk.Layer(
        "TextLayer",
        [{"place": [(west + east) / 2, south], "words": t("map.scale", n=SCALE_KM)}],
        id="scale-words",
        get_position="place",
        get_text="words",
        get_size=12,
        get_color=_rgb(look.soft),
        get_pixel_offset=[0, -10],
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String(LABEL_FONT),
    )
    return [bar, words]


def _symbols(placed: pd.DataFrame, t: Text, look: Theme, chosen: str | None) -> list[pdk.Layer]:
    rows, of_word = [], {value: _status_parts(Word(value), t, look) for value in placed["word"].unique()}
    for row, place in zip(records_of(placed[["code", "name", "word", "seats"]]), drawn_places(placed), strict=True):
        said, parts = of_word[row["word"]]
        words = [row["name"], said]
        if row["seats"] is not None and pd.notna(row["seats"]):
            words.append(t("project.seats", n=int(row["seats"])))
        rows.append(
            {
                "code": as_data(row["code"]),
                "place": place,
                **parts,
                "ring": _rgb(look.ink if row["code"] == chosen else look.paper),
                "width": 4 if row["code"] == chosen else 1,
                "radius": symbol_radius(row["seats"]),
                "tip": as_data("\n".join(words)),
            }
        )
    discs = pdk.Layer(
        "ScatterplotLayer",
        rows,
        id="projects",
        pickable=True,
        auto_highlight=True,
        get_position="place",
        get_fill_color="fill",
        get_line_color="ring",
        get_line_width="width",
        line_width_units=pdk.types.String("pixels"),
        stroked=True,
        get_radius="radius",
        radius_units=pdk.types.String("pixels"),
    )
    marks = pdk.Layer(
        "TextLayer",
        [{name: row[name] for name in ("place", "mark", "ink", "radius")} for row in rows],
        id="marks",
        get_position="place",
        get_text="mark",
        get_color="ink",
        get_size="radius",
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String(LABEL_FONT),
        font_weight=700,
    )
    return [discs, marks]


def _status_parts(word: Word, t: Text, look: Theme) -> tuple[str, dict[str, Any]]:
    """Return what all discs of a status have in common: its words in the tooltip, and colour, mark and ink."""
    status = word.status
    parts = {"fill": _rgb(look.status[status]), "mark": MARKS[status], "ink": _rgb(look.on(status))}
    return f"{MARKS[status]} {t.show(word)}", parts


def _cells(placed: pd.DataFrame, t: Text, look: Theme) -> list[pdk.Layer]:
    """Near projects put together: how many, in the colour of the worst that at least a quarter of them have."""
    keys = [(placed["longitude"] / CELL).round(), (placed["latitude"] / CELL).round()]
    rows = []
    for _, own in placed.groupby(keys, sort=False):
        status = _typical(own["status"])
        rows.append(
            {
                "place": [float(own["longitude"].mean()), float(own["latitude"].mean())],
                "count": str(len(own)),
                "fill": _rgb(look.status[status]),
                "ink": _rgb(look.on(status)),
                "radius": 10 + 3 * log2(len(own)),
                "tip": t("map.cell", n=len(own), status=t.show(status)),
            }
        )
    return [
        pdk.Layer(
            "ScatterplotLayer",
            rows,
            id="cells",
            pickable=True,
            get_position="place",
            get_fill_color="fill",
            get_radius="radius",
            radius_units=pdk.types.String("pixels"),
        ),
        pdk.Layer("TextLayer", rows, id="counts", get_position="place", get_text="count", get_color="ink", get_size=12),
    ]


def _typical(statuses: pd.Series) -> Status:
    counts = statuses.value_counts()
    many = [Status(str(name)) for name, n in counts.items() if 4 * n >= len(statuses)] or [Status(str(counts.index[0]))]
    return max(many, key=lambda status: status.severity)


def view_of(geography: Geography, placed: pd.DataFrame, district: str, pixels: int) -> pdk.ViewState:
    """Where a map of so many pixels across looks: at a district, at the whole city, else at what is placed."""
    points = [point for code, rings in geography.outlines().items() if district in ("", code) for ring in rings for point in ring]
    if not points and len(placed):
        points = list(zip(placed["longitude"], placed["latitude"], strict=True))
    if not points:
        points = [place for code, place in geography.anchors().items() if district in ("", code)] or [(0.0, 0.0)]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    middle = (south + north) / 2
    across = max(east - west, (north - south) / cos(radians(middle)) * pixels / HEIGHT, 0.08)
    return pdk.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=log2(360 * pixels / 512 / across) - 0.12)
