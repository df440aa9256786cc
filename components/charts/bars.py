"""Bar charts with one row per district, step or kind. Pure: the table first, options by keyword, a figure out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from components.charts.layout import LONG, ROW, SMALL, composed, drawn, room, upright, wide
from components.i18n.text import Text
from components.theme import LETTER, Theme, contrast, stage_shades
from models.frames import rows_of
from models.typed_rows import StageCount, StepCount


def by_district(
    values: pd.DataFrame,
    *,
    t: Text,
    look: Theme,
    chosen: str,
    city: Fraction | None,
    unit: str,
    height: int | None = None,
) -> go.Figure:
    """Draw one target in every reporting district, highest on top: the chosen one in the accent colour, the city as a line.

    ``values`` has the columns ``code``, ``name`` and ``value``. Numbers are written next to the names, where the line crosses
    none.
    """
    ordered = values.sort_values("value", kind="stable")
    bars: dict[str, Any] = {
        "type": "bar",
        "x": [float(value) for value in ordered["value"]],
        "y": [drawn(name) for name in ordered["name"]],  # Plotly parses tags
        "orientation": "h",
        "marker": {"color": [look.accent if code == chosen else look.plain for code in ordered["code"]]},
        "text": [drawn(f"{t.number(value)}{unit}") for value in ordered["value"]],
        "textposition": "none",
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    line: dict[str, Any] = {}
    if city is not None:
        name = {"x": float(city), "y": 1, "yref": "paper", "yanchor": "bottom", "text": t("chart.city"), "showarrow": False}
        line = {"shapes": [upright(float(city), color=look.ink, dash="dot")], "annotations": [name]}
    labels = [f"{name}  {t.number(value)}{unit}" for name, value in zip(ordered["name"], ordered["value"], strict=True)]
    size = LETTER if wide(labels) < LONG else SMALL
    most = max(bars["x"], default=1.0)
    return composed(
        look,
        height or 60 + 30 * len(ordered),
        [bars],
        x={"range": [0, most * 1.02 or 1], "showgrid": False, "showticklabels": False},
        y={  # a name may look like a number or a date
            "type": "category",
            "tickmode": "array",
            "tickvals": bars["y"],
            "ticktext": [drawn(label) for label in labels],
            "tickfont": {"size": size},
        },
        margin=room(l=wide(labels, size), t=16),
        **line,
    )


def building_funnel(funnel: pd.DataFrame, *, t: Text, look: Theme) -> go.Figure:
    """Draw how many projects have reached each step, with their seats; ``funnel`` as returned by ``projects.funnel``."""
    names = [t.word("milestone", step) for step in funnel["step"]]
    words = [t("project.funnel", projects=row.projects, seats=row.seats) for row in rows_of(funnel, StepCount)]
    return step_bars(names, [int(n) for n in funnel["projects"]], words, look=look)


def step_bars(names: Sequence[str], counts: Sequence[int], words: Sequence[str], *, look: Theme, height: int = 46) -> go.Figure:
    """Draw one bar per step, the first on top, each with its label; ``height`` is the height of a bar in pixels."""
    rows = [drawn(name) for name in names]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": list(counts),
        "y": rows,
        "orientation": "h",
        "marker": {"color": look.plain},
        "text": [drawn(one) for one in words],
        "textposition": "auto",
        "insidetextfont": {"color": _on(look.plain)},
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    y = {"type": "category", "categoryorder": "array", "categoryarray": rows[::-1]}
    return composed(look, 40 + height * len(names), [bars], x={"visible": False}, y=y, margin=room(l=wide(names)))


def _on(colour: str) -> str:
    """Return the ink with the better contrast on a colour."""
    return max(("#FFFFFF", "#12181F"), key=lambda ink: contrast(ink, colour))


class _Segment(NamedTuple):
    """Number of programmes of a kind that are at a stage, and the shade of that stage."""

    kind: str
    stage: str
    n: int
    shade: str


class _Tick(NamedTuple):
    """Number of programmes of a kind planned to be at a stage or beyond, and whether that stage counts for the target."""

    kind: str
    stage: str
    n: int
    counts: bool


def stage_bars(
    counts: pd.DataFrame, *, t: Text, look: Theme, stages: Mapping[str, str], kinds: Mapping[str, str], counting: str
) -> go.Figure:
    """Draw, for each kind, the share of programmes at each stage, the furthest first, with ticks for the plan.

    ``counts`` as returned by ``programmes.stage_counts``; ``stages`` and ``kinds`` are names by code, the stages in order. A tick
    marks where the segment of its stage would end on plan; the bold tick is the stage ``counting`` for the target. Stages without
    programmes and ticks of zero are not drawn. All segments are one trace and all ticks another: a trace for each would take a
    browser several times as long.
    """
    own = counts[counts.groupby("kind")["programmes"].transform("sum") > 0]
    totals = {str(kind): int(n) for kind, n in own.groupby("kind")["programmes"].sum().items()}
    rows = [kind for kind in kinds if kind in totals]
    names = {kind: drawn(f"{kinds[kind]} {totals[kind]}") for kind in rows}
    shades = stage_shades(look, len(stages))
    at = {(row.kind, row.stage): row for row in rows_of(own, StageCount)}
    segments = [
        _Segment(kind, stages.get(stage) or t("programme.not_begun"), at[kind, stage].programmes, shade)
        for stage, shade in zip(reversed(["", *stages]), shades, strict=True)
        for kind in rows
        if at[kind, stage].programmes
    ]
    planned = [
        _Tick(kind, stage, at[kind, stage].planned, stage == counting)
        for stage in stages
        for kind in rows
        if at[kind, stage].planned
    ]
    words = {stage: t("programme.planned_at", stage=name) for stage, name in stages.items()}
    above = {"showarrow": False, "xanchor": "left", "yanchor": "bottom", "yshift": 16}  # takes no width from its bar
    return composed(
        look,
        50 + 74 * len(rows),
        [_stacked(segments, names, totals, look), _ticks(planned, names, totals, words, look)],
        x={"ticksuffix": "%", "range": [-1, 101], "nticks": 6},
        y={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [names[kind] for kind in rows][::-1],
            "showticklabels": False,
        },
        annotations=[above | {"x": 0, "y": name, "text": name} for name in names.values()],
        margin=room(b=ROW),
        bargap=0.55,
    )


def _stacked(segments: Sequence[_Segment], names: Mapping[str, str], totals: Mapping[str, int], look: Theme) -> dict[str, Any]:
    """Return the segments as one trace, in shares of their kind; numbers are at the left of a segment, where ticks are rare."""
    begun, starts = dict.fromkeys(names, 0), []
    for one in segments:
        starts.append(100 * begun[one.kind] / totals[one.kind])
        begun[one.kind] += one.n
    return {
        "type": "bar",
        "base": starts,
        "x": [100 * one.n / totals[one.kind] for one in segments],
        "y": [names[one.kind] for one in segments],
        "orientation": "h",
        "marker": {"color": [one.shade for one in segments], "line": {"width": 1, "color": look.paper}},
        "text": [str(one.n) for one in segments],
        "textposition": "inside",
        "textangle": 0,
        "insidetextanchor": "start",
        "insidetextfont": {"color": [_on(one.shade) for one in segments]},
        "customdata": [drawn(one.stage) for one in segments],
        "hovertemplate": "%{y} · %{customdata}: %{text}<extra></extra>",
    }


def _ticks(
    planned: Sequence[_Tick], names: Mapping[str, str], totals: Mapping[str, int], words: Mapping[str, str], look: Theme
) -> dict[str, Any]:
    """Return ticks where the plan expects each stage of each kind to end; ``words`` are the hover labels by stage."""
    return {
        "type": "scatter",
        "x": [100 * one.n / totals[one.kind] for one in planned],
        "y": [names[one.kind] for one in planned],
        "mode": "markers",
        "marker": {
            "symbol": "line-ns-open",
            "size": [42 if one.counts else 24 for one in planned],
            "color": look.ink,
            "line": {"width": [3 if one.counts else 1 for one in planned], "color": look.ink},
            "opacity": 1,
        },
        "text": [str(one.n) for one in planned],
        "customdata": [drawn(words[one.stage]) for one in planned],
        "hovertemplate": "%{y} · %{customdata}: %{text}<extra></extra>",
    }


def gap_bars(names: Sequence[str], gaps: Sequence[int], words: Sequence[str], *, look: Theme) -> go.Figure:
    """Draw the shortfall by district, largest on top; posts over the quota extend to the left of zero."""
    rows = [drawn(name) for name in names]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": list(gaps),
        "y": rows,
        "orientation": "h",
        "marker": {"color": [look.plain if gap > 0 else look.line for gap in gaps]},
        "text": [drawn(one) for one in words],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    most = max([*map(abs, gaps), 1])
    return composed(
        look,
        50 + 24 * len(rows),
        [bars],
        x={
            "range": [min([*gaps, 0]) - most * 0.15, most * 1.2],
            "showgrid": False,
            "showticklabels": False,
            "zeroline": True,
        },
        y={"type": "category", "categoryorder": "array", "categoryarray": rows[::-1], "tickfont": {"size": SMALL}},
        margin=room(l=wide(names, SMALL)),
    )
