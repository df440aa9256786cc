"""Figures over time, and the variance bridge of a target. Pure: the table first, options by keyword, a figure out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.charts.axes import fitted, is_fitted
from components.charts.layout import MONTH, ROW, SMALL, composed, drawn, key_line, room, upright, wide_numbers
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
    plan_name: str,
) -> go.Figure:
    """Draw the curve of one target: the plan (thin, stepped for a count) against reported figures (dots and line).

    ``reports`` has the columns ``as_of``, ``value`` and ``origin``, by ascending date; ``plan`` holds the points of the plan. A
    hairline marks ``as_of``. Published, reported and demonstration figures have different symbols. A rate has a fitted axis.
    """
    traces: list[dict[str, Any]] = []
    key: list[tuple[str, str]] = []
    if plan:
        traces.append(
            {
                "type": "scatter",
                "x": [day for day, _ in plan],
                "y": [float(value) for _, value in plan],
                "mode": "lines",
                "line": {"color": look.accent, "width": 1.5, "dash": "dot", "shape": "hv" if stepped else "linear"},
                "name": drawn(plan_name),
                "hovertemplate": f"{drawn(plan_name)} %{{x|%Y-%m-%d}}: %{{y:.6~g}}{drawn(unit)}<extra></extra>",
            }
        )
        key = [(f"┄ {plan_name} {t.number(plan[-1][1])}{unit}", look.accent)]
    if len(reports):
        traces.append(
            {
                "type": "scatter",
                "x": list(reports["as_of"]),
                "y": [float(value) for value in reports["value"]],
                "mode": "lines+markers",
                "line": {"color": look.plain, "width": 2.5, "shape": "hv" if stepped else "linear"},
                "marker": {"size": 10, "color": look.ink, "symbol": [_SYMBOLS[origin] for origin in reports["origin"]]},
                "cliponaxis": False,
                "name": t("chart.actual"),
                "customdata": [t(f"origin.{origin}") for origin in reports["origin"]],
                "hovertemplate": f"%{{x|%Y-%m-%d}}: %{{y:.6~g}}{drawn(unit)} (%{{customdata}})<extra></extra>",
            }
        )
        key.insert(0, (f"━ {t('chart.actual')} {t.number(reports['value'].iloc[-1])}{unit}", look.ink))
    days = [as_of, *(day for day, _ in plan), *reports["as_of"]]
    numbers = [y for trace in traces for y in trace["y"]]
    left = wide_numbers(numbers, "%" if unit == "%" else "")
    return composed(
        look,
        300,
        traces,
        x={"range": _around(days), "nticks": 5} | _MONTHS | {"tickcolor": look.line},
        y=_values_axis(numbers, unit),
        shapes=[upright(as_of, color=look.soft)],
        annotations=[key_line(*key, left=left)],
        margin=room(l=left, b=ROW, r=MONTH, t=ROW),
    )


#: Months below a curve, by a tick lower than the numbers beside it.
_MONTHS = {"tickformat": "%Y-%m", "tickangle": 0, "ticks": "outside", "ticklen": 7}


def _around(days: Sequence[date]) -> list[date]:
    """Return both ends of an axis that holds some dates with room beside them."""
    spare = (max(days) - min(days)) * 0.04 + timedelta(days=3)
    return [min(days) - spare, max(days) + spare]


def _values_axis(numbers: Sequence[float], unit: str) -> dict[str, Any]:
    """Return the axis of a curve: fitted to a rate, from zero for everything else."""
    if not is_fitted(unit, numbers):
        return {"rangemode": "tozero", "nticks": 6, "ticksuffix": "%" if unit == "%" else ""}
    axis = fitted(numbers)
    words = [f"{mark:g}%" for mark in axis.marks]
    return {"range": axis.ends, "tickmode": "array", "tickvals": list(axis.marks), "ticktext": words}


_SYMBOLS = {"published": "diamond", "reported": "circle", "demo": "circle-open", "plan": "square"}


#: Pixels of a row of the timeline; its name above, and its two lanes, as shares of the row from its middle.
TIMELINE_ROW, _NAME, _LANES = 62, 0.4, (0.05, -0.26)
#: Approximate width of the timeline on a phone in pixels, and the least distance of two numbers in a lane.
_PLOT, _APART = 310, 17


@dataclass(frozen=True, slots=True)
class _Dot:
    """One date of a milestone in the timeline: its row from the bottom, its lane, and the number of its step."""

    day: date
    y: float
    number: str
    words: str


def milestone_timeline(projects: pd.DataFrame, *, t: Text, look: Theme, steps: Sequence[str], as_of: date) -> go.Figure:
    """Draw one row per project, with numbered milestones: a disc when reached, a ring when forecast, else a square when planned.

    A line leads from the planned date, a tick, to the disc or ring: its length is the slip. Steps alternate between two lanes, so
    that neighbours never cover each other, and names stand above their rows, so that they have room at every width.
    ``projects`` as returned by ``project_standings``, ordered from top to bottom; a hairline marks ``as_of``.
    """
    rows = rows_of(projects.iloc[::-1], WorkDates)
    found = _timeline_dots(rows, steps, t)
    days = [as_of, *(dot.day for own in found.values() for dot in own)]
    apart = (max(days) - min(days)) * (_APART / _PLOT)
    traces = [_slips(found, look), *(_dots(aspect, found[aspect], t, look, apart) for aspect in ("tick", *_SHAPES))]
    name = {"x": 0, "xref": "paper", "xanchor": "left", "showarrow": False, "font": {"size": SMALL}}
    band = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "layer": "below", "fillcolor": look.panel, "line": {"width": 0}}
    return composed(
        look,
        50 + 2 * ROW + TIMELINE_ROW * len(rows),
        traces,
        x={"tickformat": "%m\n%Y", "side": "top", "nticks": 6, "tickangle": 0},  # months; the first has a year
        y={"range": [-0.6, len(rows) - 0.4], "visible": False},
        shapes=[
            *(band | {"y0": at - 0.5, "y1": at + 0.5} for at in range(len(rows) - 1, -1, -2)),
            upright(as_of, color=look.soft),
        ],
        annotations=[name | {"y": at + _NAME, "text": drawn(row.name)} for at, row in enumerate(rows)],
        showlegend=True,
        legend={"orientation": "h", "y": 0, "yanchor": "top"},
        margin=room(t=2 * ROW, r=MONTH, b=ROW),
    )


#: Marker of each kind of date, and whether it is filled.
_SHAPES = {"planned": ("square", False), "forecast": ("circle", False), "actual": ("circle", True)}


def _timeline_dots(rows: Sequence[WorkDates], steps: Sequence[str], t: Text) -> dict[str, list[_Dot]]:
    """Return the dates by kind: a tick where a milestone with a later date was planned, else planned, forecast or actual."""
    found: dict[str, list[_Dot]] = {aspect: [] for aspect in ("tick", *_SHAPES)}
    for at, row in enumerate(rows):
        for n, step in enumerate(steps, 1):
            planned, forecast, actual = (row.dates[f"{step}_{aspect}"] for aspect in ("baseline", "forecast", "actual"))
            kind = "actual" if actual else "forecast" if forecast else "planned"
            words, y = f"{drawn(row.name)}<br>{t.word('milestone', step)}", at + _LANES[(n + 1) % 2]
            if day := actual or forecast or planned:
                found[kind].append(_Dot(day, y, str(n), words))
                if planned and kind != "planned":
                    found["tick"].append(_Dot(planned, y, "", words))
    return found


def _slips(found: Mapping[str, Sequence[_Dot]], look: Theme) -> dict[str, Any]:
    """Return the lines from each planned date to the date that took its place, as one trace."""
    ends = {(dot.y, dot.words): dot.day for aspect in ("forecast", "actual") for dot in found[aspect]}
    x: list[date | None] = []
    y: list[float | None] = []
    for tick in found["tick"]:
        x += [tick.day, ends[tick.y, tick.words], None]
        y += [tick.y, tick.y, None]
    line = {"width": 2, "color": look.plain}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip", "showlegend": False}


def _dots(aspect: str, dots: Sequence[_Dot], t: Text, look: Theme, apart: timedelta) -> dict[str, Any]:
    """Return the markers of one kind of date, each with the number of its step unless another number is too near."""
    name = t(f"aspect.{'baseline' if aspect in ('tick', 'planned') else aspect}")
    trace: dict[str, Any] = {
        "type": "scatter",
        "x": [dot.day for dot in dots],
        "y": [dot.y for dot in dots],
        "customdata": [dot.words for dot in dots],
        "hovertemplate": f"%{{customdata}} · {name}: %{{x|%Y-%m-%d}}<extra></extra>",
        "cliponaxis": False,
        "name": name,
    }
    if aspect == "tick":
        return trace | {"mode": "markers", "marker": _tick(look), "showlegend": False}
    shape, is_filled = _SHAPES[aspect]
    colour = {"planned": look.plain, "forecast": look.accent, "actual": look.ink}[aspect]
    edge = {"width": 1, "color": look.paper} if is_filled else {"width": 1.8, "color": colour}
    return trace | {
        "mode": "markers+text",
        "marker": {"symbol": shape, "size": 16, "color": colour if is_filled else look.paper, "line": edge, "opacity": 1},
        "text": _numbers(dots, apart),
        "textfont": {"size": 11, "color": look.paper if is_filled else look.ink},
        "textposition": "middle center",
    }


def _tick(look: Theme) -> dict[str, Any]:
    return {"symbol": "line-ns-open", "size": 13, "color": look.plain, "line": {"width": 2, "color": look.plain}, "opacity": 1}


def _numbers(dots: Sequence[_Dot], apart: timedelta) -> list[str]:
    """Return the numbers of steps, "" for a dot that has one closer than ``apart`` before it in its lane."""
    last: dict[float, date] = {}
    numbers = {}
    for at, dot in sorted(enumerate(dots), key=lambda one: one[1].day):
        is_free = dot.y not in last or dot.day - last[dot.y] >= apart
        numbers[at] = dot.number if is_free else ""
        last[dot.y] = dot.day if is_free else last[dot.y]
    return [numbers[at] for at in range(len(dots))]


def month_curve(
    months: pd.DataFrame, *, t: Text, look: Theme, as_of: date, unit: str, stepped: bool = True, height: int = 280
) -> go.Figure:
    """Draw a count month by month against the plan; ``months`` has the columns day, actual (None if unknown) and planned."""
    known = months[months["actual"].notna()]
    traces: list[dict[str, Any]] = []
    for frame, column, name, line, mode in (
        (months, "planned", t("chart.plan"), {"color": look.accent, "width": 1.5, "dash": "dot"}, "lines"),
        (known, "actual", t("chart.actual"), {"color": look.plain, "width": 2.5}, "lines+markers"),
    ):
        traces.append(
            {
                "type": "scatter",
                "x": list(frame["day"]),
                "y": [float(value) for value in frame[column]],
                "mode": mode,
                "line": line | {"shape": "hv" if stepped and column == "planned" else "linear"},
                "marker": {"size": 8, "color": look.ink},
                "cliponaxis": False,
                "name": drawn(name),
                "hovertemplate": f"{drawn(name)} %{{x|%Y-%m-%d}}: %{{y:.6~g}}{drawn(unit)}<extra></extra>",
            }
        )
    left = wide_numbers([y for trace in traces for y in trace["y"]])
    return composed(
        look,
        height,
        traces,
        x={"nticks": 4} | _MONTHS | {"tickcolor": look.line},
        y={"rangemode": "tozero", "nticks": 6},
        shapes=[upright(as_of, color=look.soft)],
        annotations=[key_line(*_month_key(months, known, t, look, as_of, unit), left=left)],
        margin=room(l=left, b=ROW, r=MONTH, t=ROW),
    )


def _month_key(months: pd.DataFrame, known: pd.DataFrame, t: Text, look: Theme, as_of: date, unit: str) -> list[tuple[str, str]]:
    """Return what was done, and what was planned by ``as_of`` and for the whole year, where that is more."""

    def amount(value: Any) -> str:
        return f"{t.number(value, decimals=0)}{unit}"

    key = [(f"━ {t('chart.actual')} {amount(known['actual'].iloc[-1])}", look.ink)] if len(known) else []
    if len(months):
        year, by_now = months["planned"].iloc[-1], months.loc[months["day"] <= as_of, "planned"]
        now = by_now.iloc[-1] if len(by_now) else year
        words = t("chart.plan_of_year", now=amount(now), year=amount(year)) if now != year else amount(year)
        key.append((f"┄ {t('chart.plan')} {words}", look.accent))
    return key


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
