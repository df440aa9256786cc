"""Base layout of every Plotly figure, and the space that its labels take. Pure: no Streamlit."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from components.theme import LETTER, MARGIN, Theme, figure_layout
from components.typography import length


def drawn(words: str) -> str:
    """Escape text for a figure: Plotly parses tags in all text, and ``%{…}`` in hover labels."""
    return escape(words, quote=False).replace("{", "&#123;").replace("\n", " ")


def composed(
    look: Theme,
    height: int,
    traces: Sequence[dict[str, Any]],
    *,
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    **layout: Any,
) -> go.Figure:
    """Compose a figure of ``traces`` with its axes ``x`` and ``y``; ``layout`` extends the layout common to all figures.

    The figure is composed in one step because Plotly takes three times as long to extend one bit by bit. A browser draws a figure
    on arrival and compares it with itself once more when its width is known. Without a template and with a data revision it is
    not drawn twice: Plotly takes every other template for a new one and, without a revision, every list. Another figure is
    another element to the browser, so one revision is enough for all. Its container is a whole number of pixels wide
    (``html.style``) because Plotly rounds a width that it measures itself.
    """
    base = figure_layout(look)
    own = {"height": height, "datarevision": 1, "xaxis": base["xaxis"] | x, "yaxis": base["yaxis"] | y}
    figure = go.Figure(traces, base | own | layout)
    figure.layout.template = None  # not Plotly's default template either
    return figure


def room(**sides: float) -> dict[str, float]:
    """Return the margins of a figure from the pixels its labels take; Plotly would draw it twice to measure them."""
    return {side: MARGIN[side] + sides.get(side, 0) for side in MARGIN}


#: Font size in pixels for figures with many rows or labels wider than LONG.
SMALL, LONG = 12, 200


def wide(words: Iterable[str], size: int = LETTER) -> float:
    """Return the width of the longest axis label in pixels."""
    return max((length(one, size) for one in words), default=0) + 4


def wide_numbers(values: Iterable[float], suffix: str = "") -> float:
    """Return the width of the numbers on an axis from zero: as many digits as the largest has, at least those of 0.05."""
    return wide(["0" * max(4, len(str(int(max(values, default=0))))) + suffix])


#: Height of a row of labels above or below a figure, and how far the last month label extends beyond it, in pixels.
ROW, MONTH = 24, 18


def upright(x: Any, **line: Any) -> dict[str, Any]:
    """Return a hairline over the whole height at ``x``."""
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": {"width": 1} | line}


def key_line(*parts: tuple[str, str], left: float = 0) -> dict[str, Any]:
    """Return a line of text above a figure that names its series with their numbers, each in its colour.

    It stands in place of labels at the ends of lines, which lie over each other wherever plan and actual meet. It begins at the
    left edge of the figure, ``left`` pixels before its plot.
    """
    spans = [f'<span style="color:{colour}">{drawn(words)}</span>' for words, colour in parts]
    return {
        "x": 0,
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": -left,
        "yshift": 10,  # above the highest number of the axis
        "align": "left",
        "text": "    ".join(spans),
        "showarrow": False,
    }
