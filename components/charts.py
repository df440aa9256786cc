"""Tables to Plotly figures. Pure: the table first, options by keyword, a figure out; nothing of Streamlit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from html import escape
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from components.export.pictures.draw import length
from components.text import Text
from components.theme import LETTER, MARGIN, Theme, contrast, figure_layout, stage_shades
from models.frames import records_of
from models.ledger import steps


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
    figure is another element to the browser, so that one revision does for all.
    """
    base = figure_layout(look)
    own = {"height": height, "datarevision": 1, "xaxis": base["xaxis"] | x, "yaxis": base["yaxis"] | y}
    figure = go.Figure(traces, base | own | layout)
    figure.layout.template = None  # not Plotly's own either
    return figure


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
    """The curve of one target: what the plan wanted (thin, stepped for a count) against what was reported (dots and line).

    ``reports`` has the columns ``as_of``, ``value`` and ``origin``, by ascending day; ``plan`` the points of the plan. A
    hair line stands at the day looked at. Published, reported and demonstration figures differ in their symbol.
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
        shapes=[_upright(as_of, color=look.soft)],
        annotations=labels,
        margin=_room(l=_wide_numbers([y for trace in traces for y in trace["y"]], unit if unit == "%" else ""), b=ROW, r=MONTH),
    )


_SYMBOLS = {"published": "diamond", "reported": "circle", "demo": "circle-open", "plan": "square"}


def _rises(values: Sequence[float]) -> bool:
    """Whether a line comes from below to its last point, so that there is place above it and not under it."""
    return len(values) > 1 and values[-1] > values[-2]


def _label(x: Any, y: float, words: str, colour: str, *, above: bool) -> dict[str, Any]:
    """What stands at a point of a line, to its left."""
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


def _room(**sides: float) -> dict[str, float]:
    """The margins of a figure whose labels take so many pixels on some sides; Plotly would draw them twice to find that out."""
    return {side: MARGIN[side] + sides.get(side, 0) for side in MARGIN}


#: How high letters are where rows are many or labels LONG, in pixels.
SMALL, LONG = 12, 200


def _wide(words: Iterable[str], size: int = LETTER) -> float:
    """What the longest of the labels beside an axis takes, in pixels."""
    return max((length(one, size) for one in words), default=0) + 4


def _wide_numbers(values: Iterable[float], suffix: str = "") -> float:
    """What the numbers on an axis from zero take: as many digits as the largest has, at least those of 0.05."""
    return _wide(["0" * max(4, len(str(int(max(values, default=0))))) + suffix])


#: What a row of labels takes under or over a figure, and how far the last of a row of months reaches beyond it, in pixels.
ROW, MONTH = 24, 18


def _upright(x: Any, **line: Any) -> dict[str, Any]:
    """A hair line over the whole height at ``x``."""
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": {"width": 1} | line}


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
    """One target in every district that reported, the highest on top, the chosen one in the accent, the city as a line.

    ``values`` has the columns ``code``, ``name`` and ``value``. The numbers stand with the names, where the line crosses none.
    """
    ordered = values.sort_values("value", kind="stable")
    bars: dict[str, Any] = {
        "type": "bar",
        "x": [float(value) for value in ordered["value"]],
        "y": [drawn(name) for name in ordered["name"]],  # Plotly reads tags
        "orientation": "h",
        "marker": {"color": [look.accent if code == chosen else look.plain for code in ordered["code"]]},
        "text": [drawn(f"{t.number(value)}{unit}") for value in ordered["value"]],
        "textposition": "none",
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    line: dict[str, Any] = {}
    if city is not None:
        name = {"x": float(city), "y": 1, "yref": "paper", "yanchor": "bottom", "text": t("chart.city"), "showarrow": False}
        line = {"shapes": [_upright(float(city), color=look.ink, dash="dot")], "annotations": [name]}
    labels = [f"{name}  {t.number(value)}{unit}" for name, value in zip(ordered["name"], ordered["value"], strict=True)]
    size = LETTER if _wide(labels) < LONG else SMALL
    most = max(bars["x"], default=1.0)
    return composed(
        look,
        height or 60 + 30 * len(ordered),
        [bars],
        x={"range": [0, most * 1.02 or 1], "showgrid": False, "showticklabels": False},
        y={  # a name may look like a number or a day
            "type": "category",
            "tickmode": "array",
            "tickvals": bars["y"],
            "ticktext": [drawn(label) for label in labels],
            "tickfont": {"size": size},
        },
        margin=_room(l=_wide(labels, size), t=16),
        **line,
    )


#: The longest name beside a row, in letters.
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
    """One row a project: a tick where each milestone was planned, a dot where it happened, a ring where it is expected.

    ``projects`` as ``project_standings`` gives them, in the order from top to bottom; a hair line at the day looked at.
    """
    codes = list(projects["code"])[::-1]  # two projects may have one name
    rows = records_of(projects.iloc[::-1])
    traces: list[dict[str, Any]] = []
    for aspect, symbol, size, colour in (
        ("baseline", "line-ns-open", 13, look.plain),
        ("forecast", "circle-open", 10, look.accent),
        ("actual", "circle", 10, look.ink),
    ):
        points = [
            (row[f"{step}_{aspect}"], row["code"], f"{drawn(row['name'])}<br>{t.word('milestone', step)}")
            for row in rows
            for step in steps
            if pd.notna(row[f"{step}_{aspect}"]) and not (aspect == "forecast" and pd.notna(row[f"{step}_actual"]))
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
    names = [_short(row["name"]) for row in rows]
    ticks = {"tickmode": "array", "tickvals": codes, "ticktext": [drawn(name) for name in names], "tickfont": {"size": SMALL}}
    return composed(
        look,
        90 + 26 * len(codes),
        traces,
        x={"tickformat": "%Y-%m", "side": "top"},
        y={"type": "category", "categoryorder": "array", "categoryarray": codes} | ticks,
        shapes=[_upright(as_of, color=look.soft)],
        showlegend=True,
        legend={"orientation": "h", "y": 0, "yanchor": "top"},
        margin=_room(l=_wide(names, SMALL), t=ROW, r=MONTH),
    )


def _short(name: str) -> str:
    """A name as it stands beside a row: a long one would leave no place for the row."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def building_funnel(funnel: pd.DataFrame, *, t: Text, look: Theme) -> go.Figure:
    """How many projects have reached each step, with their seats; ``funnel`` as ``projects.funnel`` gives it."""
    names = [t.word("milestone", step) for step in funnel["step"]]
    words = [t("project.funnel", projects=int(row["projects"]), seats=int(row["seats"])) for row in records_of(funnel)]
    return step_bars(names, [int(n) for n in funnel["projects"]], words, look=look)


def step_bars(names: Sequence[str], counts: Sequence[int], words: Sequence[str], *, look: Theme, height: int = 46) -> go.Figure:
    """One bar a step, the first on top, each with its words; ``height`` is that of a bar in pixels."""
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
    return composed(look, 40 + height * len(names), [bars], x={"visible": False}, y=y, margin=_room(l=_wide(names)))


def _on(colour: str) -> str:
    """The ink that reads best on a colour."""
    return max(("#FFFFFF", "#12181F"), key=lambda ink: contrast(ink, colour))


class _Segment(NamedTuple):
    """So many programmes of a kind that stand at a stage, and its shade."""

    kind: str
    stage: str
    n: int
    shade: str


def stage_bars(
    counts: pd.DataFrame, *, t: Text, look: Theme, stages: Mapping[str, str], kinds: Mapping[str, str], counting: str
) -> go.Figure:
    """Of each kind the share of programmes that stand at each stage, the farthest first, and ticks where the plan wants them.

    ``counts`` as ``programmes.stage_counts`` gives it; ``stages`` and ``kinds`` are names by code, the stages in their order.
    A tick at a stage stands where its segment would end on plan; that of the stage ``counting`` for the target is the bold one.
    All segments are one trace and all ticks another: a trace for each would take a browser several times as long.
    """
    own = counts[counts.groupby("kind")["programmes"].transform("sum") > 0]
    totals = own.groupby("kind")["programmes"].sum().to_dict()
    rows = [kind for kind in kinds if kind in totals]
    names = {kind: drawn(f"{kinds[kind]} {totals[kind]}") for kind in rows}
    shades = stage_shades(look, len(stages))
    at = {(row["kind"], row["stage"]): row for row in records_of(own)}
    segments = [
        _Segment(kind, stages.get(stage) or t("programme.not_begun"), int(at[kind, stage]["programmes"]), shade)
        for stage, shade in zip(reversed(["", *stages]), shades, strict=True)
        for kind in rows
    ]
    begun = dict.fromkeys(rows, 0)
    starts = []
    for one in segments:
        starts.append(100 * begun[one.kind] / totals[one.kind])
        begun[one.kind] += one.n
    bars = {
        "type": "bar",
        "base": starts,
        "x": [100 * one.n / totals[one.kind] for one in segments],
        "y": [names[one.kind] for one in segments],
        "orientation": "h",
        "marker": {"color": [one.shade for one in segments], "line": {"width": 1, "color": look.paper}},
        "text": [str(one.n) if one.n else "" for one in segments],
        "textposition": "inside",
        "textangle": 0,
        "insidetextanchor": "middle",
        "insidetextfont": {"color": [_on(one.shade) for one in segments]},
        "customdata": [drawn(one.stage) for one in segments],
        "hovertemplate": "%{y} · %{customdata}: %{text}<extra></extra>",
    }
    planned = [(kind, stage, int(at[kind, stage]["planned"])) for stage in stages for kind in rows]
    ticks = {
        "type": "scatter",
        "x": [100 * n / totals[kind] for kind, _, n in planned],
        "y": [names[kind] for kind, _, _ in planned],
        "mode": "markers",
        "marker": {
            "symbol": "line-ns-open",
            "size": [42 if stage == counting else 24 for _, stage, _ in planned],
            "color": look.ink,
            "line": {"width": [3 if stage == counting else 1 for _, stage, _ in planned], "color": look.ink},
            "opacity": 1,
        },
        "text": [str(n) if n else "" for _, _, n in planned],
        "customdata": [drawn(t("programme.planned_at", stage=stages[stage])) for _, stage, _ in planned],
        "hovertemplate": "%{y} · %{customdata}: %{text}<extra></extra>",
    }
    above = {"showarrow": False, "xanchor": "left", "yanchor": "bottom", "yshift": 16}  # where it takes no width from its bar
    return composed(
        look,
        50 + 74 * len(rows),
        [bars, ticks],
        x={"ticksuffix": "%", "range": [-1, 101], "nticks": 6},
        y={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [names[kind] for kind in rows][::-1],
            "showticklabels": False,
        },
        annotations=[above | {"x": 0, "y": name, "text": name} for name in names.values()],
        margin=_room(b=ROW),
        bargap=0.55,
    )


def month_curve(
    months: pd.DataFrame, *, t: Text, look: Theme, as_of: date, unit: str, stepped: bool = True, height: int = 280
) -> go.Figure:
    """A count month by month against the plan; ``months`` has day, actual (None where not known) and planned."""
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
        shapes=[_upright(as_of, color=look.soft)],
        annotations=labels,
        margin=_room(l=_wide_numbers([y for trace in traces for y in trace["y"]]), b=ROW, r=MONTH),
    )


def gap_bars(names: Sequence[str], gaps: Sequence[int], words: Sequence[str], *, look: Theme) -> go.Figure:
    """What is missing by district, the most on top; what is over the quota goes to the left of zero."""
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
        margin=_room(l=_wide(names, SMALL)),
    )


def waterfall(change: Mapping[Any, Any], *, t: Text, look: Theme, height: int = 300) -> go.Figure:
    """Why one target moved: each sum of ``ledger.steps`` in bars of its own; ``change`` is a row of ``what_changed``."""
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
    words = {"automargin": True}  # they turn where they find no place side by side
    return composed(look, height, traces, x=words, y=words | {"nticks": 5}, waterfallmode="overlay", margin=_room(t=16))
