"""Projects on a WebGL map. Pure: the table first, a ``pydeck.Deck`` out. Nothing is fetched from outside."""

import json
from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from math import cos, log2, radians
from typing import Any

import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from components.charts.geography import WIDTH, Geography, height_for, letter
from components.charts.map_ground import Point
from components.charts.map_labels import Box, Placed
from components.charts.webgl_plane import DrawnDisc, Group, Plane, drawn_discs, grouped, is_grouped, placed_labels
from components.i18n.text import Text
from components.theme import MARKS, Theme
from models.analysis.school_year import is_started
from models.geo import KM_PER_DEGREE
from models.status import Status, Word

#: The wheel scrolls the page. Zoom goes by the buttons, for which the names are placed.
CONTROLLER = {"scrollZoom": False, "doubleClickZoom": False, "touchZoom": False, "touchRotate": False, "dragRotate": False}
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
    closer: int = 0,
) -> pdk.Deck:
    """Draw districts with name and count, rivers behind them, and one disc per project: status by colour and mark, seats by size.

    ``districts`` has code, label, projects and behind; the view is centred on ``district``; ``shade`` colours districts by the
    number of their projects that are behind; ``chosen`` is the code of the project with a ring; ``width`` is the width of the
    screen in pixels, on which the map is shown 2 to the power of ``closer`` times as large as it fits.
    """
    placed = large_first(projects[projects["longitude"].notna()])
    view = view_of(geography, placed, district, width)
    view.zoom += closer
    plane = Plane(view.longitude, view.latitude, view.zoom, width * 2**closer, height_for(width) * 2**closer)
    are_grouped = is_grouped(placed)
    groups = grouped(placed, plane) if are_grouped else ()
    discs = () if are_grouped else drawn_discs(placed, plane, width)
    layers = [_areas(geography, districts, look, shade), _context(geography, look)]
    layers += _labels(placed_labels(geography, districts, groups or discs, plane, width), plane, look, letter(width))
    if are_grouped:
        layers += _cells(groups, plane, t, look)
    elif len(placed):
        layers += _symbols(placed, discs, plane, _SymbolLook(t, look, chosen))
    layers += _scale(geography, t, look)
    deck = copy(_blank())
    deck.layers, deck.initial_view_state = layers, view
    deck.views = [pdk.View(type="MapView", controller=CONTROLLER)]
    deck.parameters = {"clearColor": [*_rgb(look.paper), 255]}
    style = {"fontFamily": LABEL_FONT, "backgroundColor": look.ink, "color": look.paper}
    deck._tooltip = {"text": "{tip}", "style": style}  # as the constructor does; names are never markup
    return deck


class _ShortDeck(pdk.Deck):  # type: ignore[misc]
    """Deck serialised without indentation: half the size, in a fifth of the time."""

    def to_json(self) -> str:
        """Return the deck as JSON for the browser."""
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))


@cache
def _blank() -> _ShortDeck:
    """Return an empty deck to copy from: each new deck probes for Jupyter in vain, which takes longer than all other steps."""
    return _ShortDeck(map_provider=None)


#: Deck.gl parses data with this prefix as a formula or a name of its own; an invisible character in front prevents it.
_FORMULA, _UNSEEN = "@@", "\u2060"


def as_data(words: str) -> str:
    """Return text as layer data, shown as it is."""
    return f"{_UNSEEN}{words}" if words.startswith(_FORMULA) else words


def from_data(words: str) -> str:
    """Return the text that was passed to ``as_data``."""
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
    """Sort projects by seats, largest first, so that small discs are on top of large ones and can be picked."""
    return placed.sort_values(
        "seats", ascending=False, kind="stable", na_position="last", key=lambda seats: seats.astype("float64")
    )


def _labels(labels: Sequence[Placed], plane: Plane, look: Theme, size: int) -> list[pdk.Layer]:
    """Return the labels at their places on the ground, with a leader line to each that is far from its district."""
    leaders = pdk.Layer(
        "LineLayer",
        [{"from": plane.place(one.name.anchor), "to": plane.place(one.leader)} for one in labels if one.leader],
        id="leaders",
        get_source_position="from",
        get_target_position="to",
        get_color=_rgb(look.soft),
        get_width=1,
    )
    words = pdk.Layer(
        "TextLayer",
        [{"place": plane.place(_middle(one.box)), "label": as_data("\n".join(one.name.lines))} for one in labels],
        id="labels",
        get_position="place",
        get_text="label",
        get_size=size,
        get_color=_rgb(look.ink),
        font_family=pdk.types.String(LABEL_FONT),
        character_set=pdk.types.String("auto"),
        background=True,
        get_background_color=[*_rgb(look.paper), 170],
        background_padding=[1, 0],
        line_height=1.2,
    )
    return [leaders, words]


def _middle(box: Box) -> Point:
    left, top, right, bottom = box
    return (left + right) / 2, (top + bottom) / 2


#: Length of the scale bar in kilometres.
SCALE_KM = 20


def _scale(geography: Geography, t: Text, look: Theme) -> list[pdk.Layer]:
    """Return a scale bar of known length on the ground, south-west of the city; it scales with the map."""
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


@dataclass(frozen=True, slots=True)
class _SymbolLook:
    """Language and colours of the discs, and the code of the project with a ring."""

    t: Text
    look: Theme
    chosen: str | None


def _symbols(placed: pd.DataFrame, drawn: Sequence[DrawnDisc], plane: Plane, style: _SymbolLook) -> list[pdk.Layer]:
    """Return the lines from discs to their true places, the discs, and their marks."""
    t, look, rows = style.t, style.look, []
    of_word = {value: _status_parts(Word(value), t, look) for value in placed["word"].unique()}
    columns = (placed[name] for name in ("code", "name", "word", "seats", "step"))
    for code, name, word, seats, step, disc in zip(*columns, drawn, strict=True):
        said, full, ring = of_word[word]
        is_begun, is_chosen = is_started(step), code == style.chosen
        words = [name, said, "" if is_begun else t("map.not_begun"), "" if pd.isna(seats) else t("project.seats", n=int(seats))]
        row = {"code": as_data(code), "place": plane.place(disc.at), "radius": disc.radius, **(full if is_begun else ring)}
        row |= {"ring": _rgb(look.ink), "width": 4} if is_chosen else {}
        rows.append(row | {"tip": as_data("\n".join(filter(None, words)))})
    stems = pdk.Layer(
        "LineLayer",
        [{"from": plane.place(disc.stem), "to": plane.place(disc.at)} for disc in drawn if disc.stem],
        id="stems",
        get_source_position="from",
        get_target_position="to",
        get_color=_rgb(look.soft),
        get_width=1,
    )
    discs = pdk.Layer(
        "ScatterplotLayer",
        rows,
        id="projects",
        pickable=True,
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
    return [stems, discs, marks]


def _status_parts(word: Word, t: Text, look: Theme) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return what all discs of a status share: the text of the tooltip, and the look of a disc and of a ring (not begun)."""
    status, mark = word.status, MARKS[word.status]
    full = {"fill": _rgb(look.status[status]), "mark": mark, "ink": _rgb(look.on(status)), "ring": _rgb(look.paper), "width": 1}
    ring = {"fill": _rgb(look.paper), "mark": mark, "ink": _rgb(look.ink), "ring": _rgb(look.edge(status)), "width": 2}
    return f"{mark} {t.show(word)}", full, ring


def _cells(groups: Sequence[Group], plane: Plane, t: Text, look: Theme) -> list[pdk.Layer]:
    """Return groups of near projects: their number, in the colour of the worst status that at least a quarter of them have."""
    rows = []
    for one in groups:
        status = _typical(one.statuses)
        rows.append(
            {
                "place": plane.place(one.at),
                "count": str(len(one.statuses)),
                "fill": _rgb(look.status[status]),
                "ink": _rgb(look.on(status)),
                "radius": one.radius,
                "tip": t("map.cell", n=len(one.statuses), status=t.show(status)),
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


def _typical(statuses: Sequence[str]) -> Status:
    """Return the worst status that at least a quarter have, else the most frequent one."""
    counts = Counter(statuses).most_common()
    many = [Status(name) for name, n in counts if 4 * n >= len(statuses)] or [Status(counts[0][0])]
    return max(many, key=lambda status: status.severity)


def view_of(geography: Geography, placed: pd.DataFrame, district: str, pixels: int) -> pdk.ViewState:
    """Return the view of a map ``pixels`` wide: one district, the whole city, or the extent of the placed projects."""
    points = [point for code, rings in geography.outlines().items() if district in ("", code) for ring in rings for point in ring]
    if not points and len(placed):
        points = list(zip(placed["longitude"], placed["latitude"], strict=True))
    if not points:
        points = [place for code, place in geography.anchors().items() if district in ("", code)] or [(0.0, 0.0)]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    middle = (south + north) / 2
    across = max(east - west, (north - south) / cos(radians(middle)) * pixels / height_for(pixels), 0.08)
    return pdk.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=log2(360 * pixels / 512 / across) - 0.12)
