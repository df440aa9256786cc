"""Bar charts with one row per district, step or kind. Pure: the table first, options by keyword, a figure out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import unescape
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from components.charts.axes import Axis, fitted, is_fitted
from components.charts.layout import ROW, SMALL, composed, drawn, key_line, room, upright, wide
from components.i18n.text import Text
from components.theme import Theme, contrast, stage_shades
from components.typography import wrap
from models.frames import rows_of
from models.typed_rows import StageCount, StepCount


def by_district(
    values: pd.DataFrame,
    *,
    t: Text,
    look: Theme,
    chosen: str,
    city: Fraction | None,
    target: Fraction | None = None,
    unit: str,
    is_falling: bool = False,
) -> go.Figure:
    """Draw one target in every reporting district, best on top, the chosen one in the accent colour.

    ``values`` has the columns ``code``, ``name`` and ``value``. Rates, which lie close together, are dots on a fitted axis, with
    the ``target`` and the ``city`` as lines; everything else is bars from zero. Numbers are written next to the names, where no
    line crosses them. Where less is better (``is_falling``), the lowest is on top and the target is a limit.
    """
    ordered = values.sort_values("value", kind="stable", ascending=not is_falling)
    numbers = [float(value) for value in ordered["value"]]
    lines = [
        (f"{sign} {word} {t.number(value)}{unit}", colour, float(value), dash)
        for sign, word, value, colour, dash in (
            ("┃", t("chart.limit" if is_falling else "chart.target"), target, look.ink, "solid"),
            ("┆", t("chart.city"), city, look.accent, "dot"),
        )
        if value is not None
    ]
    is_rate = is_fitted(unit, [*numbers, *(value for _, _, value, _ in lines)])
    marks: dict[str, Any] = {
        "x": numbers,
        "y": [drawn(name) for name in ordered["name"]],  # Plotly parses tags
        "marker": {"color": [look.accent if code == chosen else look.plain for code in ordered["code"]]},
        "text": [drawn(f"{t.number(value)}{unit}") for value in ordered["value"]],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    marks |= _DOTS if is_rate else _BARS
    marks["marker"] |= {"size": 13} if is_rate else {}
    highest = max([*numbers, *(value for _, _, value, _ in lines)], default=1.0)
    axis = fitted([*numbers, *(value for _, _, value, _ in lines)]) if is_rate else None
    labels = [_label(name, f"{t.number(value)}{unit}") for name, value in zip(ordered["name"], ordered["value"], strict=True)]
    return composed(
        look,
        (ROW if lines else 0) + (ROW if is_rate else 0) + 40 + 32 * len(ordered),
        [marks],
        x=_fitted_axis(axis, unit) if axis else {"range": [0, highest * 1.02 or 1], "visible": False},
        y={  # a name may look like a number or a date
            "type": "category",
            "tickmode": "array",
            "tickvals": marks["y"],
            "ticktext": labels,
            "tickfont": {"size": SMALL},
            "range": [-0.7, len(ordered) - 0.3],
            "showgrid": is_rate,
        },
        shapes=[upright(value, color=colour, dash=dash, width=2) for _, colour, value, dash in lines],
        annotations=[key_line(*((words, colour) for words, colour, _, _ in lines), left=_widest_line(labels))] if lines else [],
        margin=room(l=_widest_line(labels), t=ROW if lines else 0, b=ROW if is_rate else 0),
    )


_DOTS = {"type": "scatter", "mode": "markers", "cliponaxis": False}
_BARS = {"type": "bar", "orientation": "h", "textposition": "none"}
#: Width of a name beside a row in pixels; longer names take a second line.
NAME = 132


def _label(name: str, words: str) -> str:
    """Return a name on one or two lines, and after it its number, which is never cut."""
    *lines, last = wrap(name, NAME, SMALL, most=2)
    return "<br>".join(map(drawn, [*lines, f"{last}  {words}"]))


def _widest_line(labels: Sequence[str]) -> float:
    return wide((unescape(line) for label in labels for line in label.split("<br>")), SMALL)


def _fitted_axis(axis: Axis, unit: str) -> dict[str, Any]:
    spare = (axis.high - axis.low) * 0.03
    return {
        "range": [axis.low - spare, axis.high + spare],
        "tickmode": "array",
        "tickvals": list(axis.marks),
        "ticktext": [f"{mark:g}{unit}" for mark in axis.marks],
        "tickangle": 0,
    }


def building_funnel(funnel: pd.DataFrame, *, t: Text, look: Theme) -> go.Figure:
    """Draw how many projects have reached each step, with their seats, against the plan; ``funnel`` as ``schools.funnel``."""
    rows = rows_of(funnel, StepCount)
    names = [t.word("milestone", row.step) for row in rows]
    words = [t.reached(row.projects, row.seats) for row in rows]
    planned = [(row.planned, t("project.planned_step", n=row.planned)) for row in rows]
    return step_bars(names, [row.projects for row in rows], words, look=look, planned=planned)


def step_bars(
    names: Sequence[str],
    counts: Sequence[int],
    words: Sequence[str],
    *,
    look: Theme,
    planned: Sequence[tuple[int, str]] = (),
) -> go.Figure:
    """Draw one bar per step, the first on top, its name and its words above it; ticks are at what was ``planned``, if given."""
    rows = [drawn(name) for name in names]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": list(counts),
        "y": rows,
        "orientation": "h",
        "marker": {"color": look.plain},
        "text": [drawn(one) for one in words],
        "textposition": "none",
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    ticks = _TICKS | {
        "x": [n for n, _ in planned],
        "y": rows,
        "marker": _tick_marker([14] * len(planned), [3] * len(planned), look),
        "text": [drawn(one) for _, one in planned],
        "hovertemplate": "%{y} · %{text}<extra></extra>",
    }
    most = max([*counts, *(n for n, _ in planned), 1])
    above = {"yanchor": "bottom", "yshift": 11, "showarrow": False, "xref": "paper"}
    return composed(
        look,
        30 + 52 * len(names),
        [bars, ticks] if planned else [bars],
        x={"range": [0, most * 1.01], "visible": False},
        y={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": rows[::-1],
            "range": [-0.4, len(rows) - 0.3],
            "visible": False,
        },
        annotations=[
            above | {"x": x, "xanchor": anchor, "y": row, "text": text}
            for row, said in zip(rows, words, strict=True)
            for x, anchor, text in ((0, "left", row), (1, "right", drawn(said)))
        ],
        margin=room(),
        bargap=0.68,
    )


_TICKS = {"type": "scatter", "mode": "markers", "cliponaxis": False}


def _tick_marker(sizes: Sequence[int], widths: Sequence[int], look: Theme) -> dict[str, Any]:
    """Return upright ticks, in the ink of text."""
    line = {"width": list(widths), "color": look.ink}
    return {"symbol": "line-ns-open", "size": list(sizes), "color": look.ink, "line": line, "opacity": 1}


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
    above = {"showarrow": False, "xanchor": "left", "yanchor": "bottom", "yshift": 16, "bgcolor": look.paper}  # over hairlines
    return composed(
        look,
        50 + 74 * len(rows),
        [_stacked(segments, names, totals, look), _ticks(planned, names, totals, words, look)],
        x={"ticksuffix": "%", "range": [-1, 101], "nticks": 6},
        y={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [names[kind] for kind in rows][::-1],
            "visible": False,
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
    return _TICKS | {
        "x": [100 * one.n / totals[one.kind] for one in planned],
        "y": [names[one.kind] for one in planned],
        "marker": _tick_marker([42 if one.counts else 24 for one in planned], [3 if one.counts else 1 for one in planned], look),
        "text": [str(one.n) for one in planned],
        "customdata": [drawn(words[one.stage]) for one in planned],
        "hovertemplate": "%{y} · %{customdata}: %{text}<extra></extra>",
    }


def gap_bars(names: Sequence[str], gaps: Sequence[int], words: Sequence[str], *, look: Theme) -> go.Figure:
    """Draw the shortfall by district, largest on top; posts over the quota extend to the left of zero.

    The words are written next to the names: beside a bar to the left of zero they would lie over the name.
    """
    rows = [drawn(name) for name in names]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": list(gaps),
        "y": rows,
        "orientation": "h",
        "marker": {"color": [look.plain if gap > 0 else look.line for gap in gaps]},
        "text": [drawn(one) for one in words],
        "textposition": "none",
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    labels = [_label(name, said) for name, said in zip(names, words, strict=True)]
    most, least = max([*gaps, 0]), min([*gaps, 0])
    spare = max(most - least, 1) * 0.04
    return composed(
        look,
        24 + 32 * len(rows),
        [bars],
        x={
            "range": [least - (spare if least else 0), most + spare],
            "showgrid": False,
            "showticklabels": False,
            "zeroline": True,
            "zerolinecolor": look.soft,
        },
        y={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": rows[::-1],
            "tickmode": "array",
            "tickvals": rows,
            "ticktext": labels,
            "tickfont": {"size": SMALL},
            "showgrid": False,
            "range": [-0.6, len(rows) - 0.4],
        },
        margin=room(l=_widest_line(labels)),
    )
