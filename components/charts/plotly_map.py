"""Projects on a map of lines and symbols, for browsers without WebGL and for images. Pure: the table first, a figure out."""

from math import cos, radians
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.charts.geography import HEIGHT, WIDTH, Geography, drawn_places, symbol_radius
from components.charts.layout import composed, drawn
from components.charts.map_labels import LETTER, is_far, label_places
from components.charts.webgl_map import large_first, view_of
from components.i18n.text import Text
from components.theme import Theme
from models.status import Status, Word

#: The symbol of each status.
SYMBOLS = {
    Status.MET: "circle",
    Status.MET_LATE: "circle-x",
    Status.ON_TRACK: "circle",
    Status.AT_RISK: "triangle-up",
    Status.OFF_TRACK: "square",
    Status.MISSED: "x",
    Status.UNKNOWN: "diamond-open",
    Status.NOT_DUE: "circle-open",
    Status.SUSPENDED: "hash-open",
}


def drawn_map(
    projects: pd.DataFrame,
    *,
    t: Text,
    look: Theme,
    geography: Geography,
    districts: pd.DataFrame,
    district: str = "",
    chosen: str | None = None,
    height: int = HEIGHT,
) -> go.Figure:
    """Draw the map of ``webgl_map.project_map`` as Plotly lines and symbols. Project codes are the customdata."""
    placed = large_first(projects[projects["longitude"].notna()])
    traces = [*_outlines(geography, look, district), _schools(placed, t, look, chosen)]
    anchors = geography.anchors()
    middle = sum(y for _, y in anchors.values()) / max(1, len(anchors))
    y_axis = {"visible": False, "fixedrange": False, "scaleanchor": "x", "scaleratio": 1 / cos(radians(middle))}
    labels = _labels(geography, districts, placed, look)
    return composed(look, height, traces, x={"visible": False, "fixedrange": False}, y=y_axis, annotations=labels)


def _outlines(geography: Geography, look: Theme, district: str) -> list[dict[str, Any]]:
    """Return a trace for each ring of a district; the selected district is emphasised."""
    return [
        {
            "type": "scatter",
            "x": [x for x, _ in ring],
            "y": [y for _, y in ring],
            "mode": "lines",
            "fill": "toself",
            "fillcolor": look.panel,
            "line": {"color": look.accent if code == district else look.plain, "width": 2.5 if code == district else 1},
            "hoverinfo": "skip",
        }
        for code, rings in geography.outlines().items()
        for ring in rings
    ]


def _labels(geography: Geography, districts: pd.DataFrame, placed: pd.DataFrame, look: Theme) -> list[dict[str, Any]]:
    """Return the names of the districts as annotations, with a line to those that are moved away."""
    labels = []
    for one in label_places(geography, districts, placed, view_of(geography, placed, "", WIDTH)):
        (x, y), (right, down) = one["place"], one["offset"]
        labels.append(
            {
                "x": x,
                "y": y,
                "ax": right,
                "ay": down,
                "text": "<br>".join(drawn(line) for line in one["lines"]),
                "showarrow": True,
                "arrowhead": 0,
                "arrowwidth": 1 if is_far(one) else 0.1,
                "arrowcolor": look.soft if is_far(one) else "rgba(0,0,0,0)",
                "font": {"color": look.soft, "size": LETTER},
            }
        )
    return labels


def _schools(placed: pd.DataFrame, t: Text, look: Theme, chosen: str | None) -> dict[str, Any]:
    """Return the trace of the schools: symbol and colour by status, size by seats."""
    words = [Word(value) for value in placed["word"]]
    places = drawn_places(placed)
    return {
        "type": "scatter",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "mode": "markers",
        "marker": {
            "size": [1.4 * symbol_radius(seats) for seats in placed["seats"]],
            "color": [look.status[word.status] for word in words],
            "symbol": [SYMBOLS[word.status] for word in words],
            "line": {"width": [3 if code == chosen else 1 for code in placed["code"]], "color": look.ink},
        },
        "customdata": list(placed["code"]),
        "text": [f"{name}<br>{t.show(word)}" for name, word in zip(map(drawn, placed["name"]), words, strict=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }
