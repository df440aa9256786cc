"""Figures over time, and the variance bridge of a target. Pure: the table first, options by keyword, a figure out."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.charts.layout import MONTH, ROW, SMALL, composed, drawn, room, upright, wide, wide_numbers
from components.i18n.text import Text
from components.theme import Theme
from models.analysis.target_changes import steps
from models.frames import rows_of
from models.typed_rows import TargetChange, WorkDates


def plan_against_reports(
    reports: pd.DataFrame,
    *,
    t: Text,
    look: Theme,
    plan: Sequence[tuple[date, Fraction]],
    stepped: bool,
    as_of: date,
    unit: str,
    height: int = 300,
) -> go.Figure:
    """Draw the curve of one target: the plan (thin, stepped for a count) against reported figures (dots and line).

    ``reports`` has the columns ``as_of``, ``value`` and ``origin``, by ascending date; ``plan`` holds the points of the plan. A
    hairline marks ``as_of``. Published, reported and demonstration figures have different symbols.
    """
    traces: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    if plan:
        traces.append(
            {
                "type": "scatter",
                "x": [day for day, _ in plan],
                "y": [float(value) for _, value in plan],
                "mode": "lines",
                "line": {"color": look.accent, "width": 1.5, "dash": "dot", "shape": "hv" if stepped else "linear"},
                "name": t("chart.plan"),
                "hovertemplate": f"{t('chart.plan')} %{{x|%Y-%m-%d}}: %{{y:.6~g}}{drawn(unit)}<extra></extra>",
            }
        )
        labels.append(_label(plan[-1][0], float(plan[-1][1]), t("chart.plan"), look.accent, above=True))
    if len(reports):
        traces.append(
            {
                "type": "scatter",
                "x": list(reports["as_of"]),
                "y": [float(value) for value in reports["value"]],
                "mode": "lines+markers",
                "line": {"color": look.plain, "width": 2.5, "shape": "hv" if stepped else "linear"},
                "marker": {"size": 10, "color": look.ink, "symbol": [_SYMBOLS[origin] for origin in reports["origin"]]},
                "name": t("chart.actual"),
                "customdata": [t(f"origin.{origin}") for origin in reports["origin"]],
                "hovertemplate": f"%{{x|%Y-%m-%d}}: %{{y:.6~g}}{drawn(unit)} (%{{customdata}})<extra></extra>",
            }
        )
        words, values = f"{t.number(reports['value'].iloc[-1])}{unit}", traces[-1]["y"]
        labels.append(_label(reports["as_of"].iloc[-1], values[-1], words, look.ink, above=_rises(values)))
    days = [as_of, *(day for day, _ in plan), *reports["as_of"]]
    spare = (max(days) - min(days)) * 0.04 + timedelta(days=3)
    return composed(
        look,
        height,
        traces,
        x={"range": [min(days) - spare, max(days) + spare], "tickformat": "%Y-%m", "nticks": 5, "tickangle": 0},
        y={"rangemode": "tozero", "nticks": 6, "ticksuffix": "%" if unit == "%" else ""},
        shapes=[upright(as_of, color=look.soft)],
        annotations=labels,
        margin=room(l=wide_numbers([y for trace in traces for y in trace["y"]], unit if unit == "%" else ""), b=ROW, r=MONTH),
    )


_SYMBOLS = {"published": "diamond", "reported": "circle", "demo": "circle-open", "plan": "square"}


def _rises(values: Sequence[float]) -> bool:
    """Return True if a line rises to its last point, which leaves space above that point but not below it."""
    return len(values) > 1 and values[-1] > values[-2]


def _label(x: Any, y: float, words: str, colour: str, *, above: bool) -> dict[str, Any]:
    """Return a label to the left of a point of a line."""
    return {
        "x": x,
        "y": y,
        "text": drawn(words),
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom" if above else "top",
        "yshift": 4 if above else -8,
        "font": {"color": colour},
    }


#: Maximum length of a name next to a row, in characters.
LONGEST_NAME = 24


def milestone_timeline(
    projects: pd.DataFrame,
    *,
    t: Text,
    look: Theme,
    steps: Sequence[str],
    as_of: date,
    chosen: str | None = None,
) -> go.Figure:
    """Draw one row per project: a tick at each planned milestone, a dot at each actual date, a ring at each forecast.

    ``projects`` as returned by ``project_standings``, ordered from top to bottom; a hairline marks ``as_of``.
    """
    codes = list(projects["code"])[::-1]  # two projects may have the same name
    rows = rows_of(projects.iloc[::-1], WorkDates)
    traces: list[dict[str, Any]] = []
    for aspect, symbol, size, colour in (
        ("baseline", "line-ns-open", 13, look.plain),
        ("forecast", "circle-open", 10, look.accent),
        ("actual", "circle", 10, look.ink),
    ):
        points = [
            (day, row.code, f"{drawn(row.name)}<br>{t.word('milestone', step)}")
            for row in rows
            for step in steps
            if (day := row.dates[f"{step}_{aspect}"]) and not (aspect == "forecast" and row.dates[f"{step}_actual"])
        ]
        traces.append(
            {
                "type": "scatter",
                "x": [point[0] for point in points],
                "y": [point[1] for point in points],
                "mode": "markers",
                "marker": {"symbol": symbol, "size": size, "color": colour, "line": {"width": 2, "color": colour}},
                "text": [point[2] for point in points],
                "customdata": [point[1] for point in points],
                "name": t(f"aspect.{aspect}"),
                "hovertemplate": f"%{{text}} · {t(f'aspect.{aspect}')}: %{{x|%Y-%m-%d}}<extra></extra>",
            }
        )
    names = [_short(row.name) for row in rows]
    ticks = {"tickmode": "array", "tickvals": codes, "ticktext": [drawn(name) for name in names], "tickfont": {"size": SMALL}}
    return composed(
        look,
        90 + ROW + 26 * len(codes),
        traces,
        x={"tickformat": "%m\n%Y", "side": "top", "nticks": 9, "tickangle": 0},  # months; the first shows its year
        y={"type": "category", "categoryorder": "array", "categoryarray": codes} | ticks,
        shapes=[upright(as_of, color=look.soft)],
        showlegend=True,
        legend={"orientation": "h", "y": 0, "yanchor": "top"},
        margin=room(l=wide(names, SMALL), t=2 * ROW, r=MONTH),
    )


def _short(name: str) -> str:
    """Shorten a name to ``LONGEST_NAME`` characters, so that it leaves space for its row."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def month_curve(
    months: pd.DataFrame, *, t: Text, look: Theme, as_of: date, unit: str, stepped: bool = True, height: int = 280
) -> go.Figure:
    """Draw a count month by month against the plan; ``months`` has the columns day, actual (None if unknown) and planned."""
    known = months[months["actual"].notna()]
    traces: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for frame, column, name, line, mode in (
        (months, "planned", t("chart.plan"), {"color": look.accent, "width": 1.5, "dash": "dot"}, "lines"),
        (known, "actual", t("chart.actual"), {"color": look.plain, "width": 2.5}, "lines+markers"),
    ):
        values = [float(value) for value in frame[column]]
        traces.append(
            {
                "type": "scatter",
                "x": list(frame["day"]),
                "y": values,
                "mode": mode,
                "line": line | {"shape": "hv" if stepped and column == "planned" else "linear"},
                "marker": {"size": 8, "color": look.ink},
                "name": drawn(name),
                "hovertemplate": f"{drawn(name)} %{{x|%Y-%m-%d}}: %{{y:.6~g}}{drawn(unit)}<extra></extra>",
            }
        )
        if len(frame):
            last = frame.iloc[-1]
            words = f"{name} {t.number(last[column], decimals=0)}{unit}"
            colour = look.ink if column == "actual" else look.accent
            above = column == "planned" or _rises(values)
            labels.append(_label(last["day"], values[-1], words, colour, above=above))
    return composed(
        look,
        height,
        traces,
        x={"tickformat": "%Y-%m", "nticks": 4, "tickangle": 0},
        y={"rangemode": "tozero", "nticks": 6},
        shapes=[upright(as_of, color=look.soft)],
        annotations=labels,
        margin=room(l=wide_numbers([y for trace in traces for y in trace["y"]]), b=ROW, r=MONTH),
    )


def waterfall(change: TargetChange, *, t: Text, look: Theme, height: int = 300) -> go.Figure:
    """Draw the variance bridge of one target: each sum of ``steps`` in its own bars."""
    traces = [
        {
            "type": "waterfall",
            "x": [t(f"part.{one.name}") for one in group],
            "y": [float(one.value or 0) for one in group],
            "measure": ["relative" if one.is_part else "absolute" for one in group],
            "text": [drawn(t.step(one, change)) for one in group],
            "textposition": "outside",
            "cliponaxis": False,
            "increasing": {"marker": {"color": look.plain}},
            "decreasing": {"marker": {"color": look.soft}},
            "totals": {"marker": {"color": look.accent}},
            "connector": {"line": {"color": look.line, "width": 1}},
            "hovertemplate": "%{x}: %{text}<extra></extra>",
        }
        for group in steps(change)
    ]
    words = {"automargin": True}  # labels rotate if they do not fit side by side
    return composed(look, height, traces, x=words, y=words | {"nticks": 5}, waterfallmode="overlay", margin=room(t=16))
