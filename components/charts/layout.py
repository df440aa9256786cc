"""What every figure of Plotly begins with, and the room that its labels take. Pure: nothing of Streamlit."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from components.theme import LETTER, MARGIN, Theme, figure_layout
from components.typography import length


def drawn(words: str) -> str:
    """Words for a figure, shown as they are: Plotly reads tags in all of them, and ``%{…}`` in those of a hover label."""
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
    """A figure of ``traces`` with its axes ``x`` and ``y``; ``layout`` is what it has beside that of every figure.

    It is composed at once, for Plotly takes three times as long to add to a figure bit by bit. A browser draws it when it comes
    and compares it with itself once more when its width is known: without a template and with a revision of its data, for Plotly
    takes every other template and, without a revision, every list for a new one, and would draw it all a second time. Another
    figure is another element to the browser, so that one revision does for all. Its place on the page is whole pixels wide
    (``cards.style``), for Plotly rounds a width that it finds itself.
    """
    base = figure_layout(look)
    own = {"height": height, "datarevision": 1, "xaxis": base["xaxis"] | x, "yaxis": base["yaxis"] | y}
    figure = go.Figure(traces, base | own | layout)
    figure.layout.template = None  # not Plotly's own either
    return figure


def room(**sides: float) -> dict[str, float]:
    """The margins of a figure whose labels take so many pixels on some sides; Plotly would draw them twice to find that out."""
    return {side: MARGIN[side] + sides.get(side, 0) for side in MARGIN}


#: How high letters are where rows are many or labels LONG, in pixels.
SMALL, LONG = 12, 200


def wide(words: Iterable[str], size: int = LETTER) -> float:
    """What the longest of the labels beside an axis takes, in pixels."""
    return max((length(one, size) for one in words), default=0) + 4


def wide_numbers(values: Iterable[float], suffix: str = "") -> float:
    """What the numbers on an axis from zero take: as many digits as the largest has, at least those of 0.05."""
    return wide(["0" * max(4, len(str(int(max(values, default=0))))) + suffix])


#: What a row of labels takes under or over a figure, and how far the last of a row of months reaches beyond it, in pixels.
ROW, MONTH = 24, 18


def upright(x: Any, **line: Any) -> dict[str, Any]:
    """A hair line over the whole height at ``x``."""
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": {"width": 1} | line}
