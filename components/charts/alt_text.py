"""Text alternatives for charts: the hover text of each point, in words. Pure."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.i18n.text import Text

#: Maximum number of points read out; a longer list would take more time to hear than the table.
MOST_POINTS = 24
_FIELD = re.compile(r"%\{(x|y|text|customdata)(?:\|([^}]*))?(?::([^}]*))?\}")
_NOTHING = (None, "", 0)


def spoken(figure: go.Figure, alt: str, t: Text) -> str:
    """Return ``alt`` followed by the figure's points with their numbers."""
    return in_words(t, alt, points(figure))


def in_words(t: Text, alt: str, told: Iterable[str]) -> str:
    """Return ``alt`` and the first ``MOST_POINTS`` points, followed by the number that is left for the table."""
    every = list(told)
    first = list(islice(every, MOST_POINTS))
    rest = [t("chart.more_points", n=len(every) - len(first))] if len(every) > len(first) else []
    return alt + t("chart.colon") + t("chart.semicolon").join([*first, *rest]) if first else alt


def points(figure: go.Figure) -> Iterator[str]:
    """Yield the hover text of every point, except points that are zero or empty."""
    for trace in figure.data:
        template = (trace.hovertemplate or "").removesuffix("<extra></extra>")
        if not template or trace.hoverinfo == "skip":
            continue
        fields = _FIELD.findall(template)
        columns = {name: getattr(trace, name) for name, _, _ in fields}
        for at in range(len(trace.x)):
            values = {name: column[at] for name, column in columns.items()}
            told = values.get("text", values.get("customdata", values.get("x")))
            if told not in _NOTHING:
                yield _filled(template, values)


def _filled(template: str, values: dict[str, Any]) -> str:
    words = _FIELD.sub(lambda field: _shown(values[field[1]], field[2], field[3]), template)
    return unescape(words.replace("<br>", " "))


def _shown(value: Any, day_format: str | None, number_format: str | None) -> str:
    """Format a value as Plotly does: ``%{x|%Y-%m-%d}`` as a date, ``%{y:.6~g}`` with six significant digits, else unchanged."""
    if day_format:
        return str(pd.Timestamp(value).strftime(day_format))
    return f"{value:.6g}" if number_format else str(value)
