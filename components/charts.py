"""Tables to Plotly figures. Pure: the table first, options by keyword, a figure out; nothing of Streamlit."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.text import Text
from components.theme import Theme, contrast, template


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
    figure = go.Figure(layout={"template": template(look), "height": height})
    if plan:
        figure.add_scatter(
            x=[day for day, _ in plan],
            y=[float(value) for _, value in plan],
            mode="lines",
            line={"color": look.accent, "width": 1.5, "dash": "dot", "shape": "hv" if stepped else "linear"},
            name=t("chart.plan"),
            hovertemplate=f"{t('chart.plan')} %{{x|%Y-%m-%d}}: %{{y:.6~g}}{unit}<extra></extra>",
        )
        _label(figure, plan[-1][0], float(plan[-1][1]), t("chart.plan"), look.accent, above=True)
    if len(reports):
        figure.add_scatter(
            x=reports["as_of"],
            y=[float(value) for value in reports["value"]],
            mode="lines+markers",
            line={"color": look.plain, "width": 2.5, "shape": "hv" if stepped else "linear"},
            marker={"size": 10, "color": look.ink, "symbol": [_SYMBOLS[origin] for origin in reports["origin"]]},
            name=t("chart.actual"),
            customdata=[t(f"origin.{origin}") for origin in reports["origin"]],
            hovertemplate=f"%{{x|%Y-%m-%d}}: %{{y:.6~g}}{unit} (%{{customdata}})<extra></extra>",
        )
        newest = reports.iloc[-1]
        _label(figure, newest["as_of"], float(newest["value"]), f"{t.number(newest['value'])}{unit}", look.ink, above=False)
    figure.add_vline(x=as_of, line={"color": look.soft, "width": 1})
    days = [as_of, *(day for day, _ in plan), *reports["as_of"]]
    spare = (max(days) - min(days)) * 0.04 + timedelta(days=3)
    figure.update_yaxes(rangemode="tozero", nticks=6, ticksuffix="%" if unit == "%" else "")
    figure.update_xaxes(range=[min(days) - spare, max(days) + spare], tickformat="%Y-%m", nticks=5, tickangle=0)
    return figure


_SYMBOLS = {"published": "diamond", "reported": "circle", "demo": "circle-open", "plan": "square"}


def _label(figure: go.Figure, x: Any, y: float, words: str, colour: str, *, above: bool) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=words,
        showarrow=False,
        xanchor="right",
        yanchor="bottom" if above else "top",
        yshift=4 if above else -8,
        font={"color": colour},
    )


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

    ``values`` has the columns ``code``, ``name`` and ``value``.
    """
    ordered = values.sort_values("value", kind="stable")
    figure = go.Figure(layout={"template": template(look), "height": height or 60 + 30 * len(ordered)})
    figure.add_bar(
        x=[float(value) for value in ordered["value"]],
        y=[escape(name, quote=False) for name in ordered["name"]],  # Plotly reads tags
        orientation="h",
        marker={"color": [look.accent if code == chosen else look.plain for code in ordered["code"]]},
        text=[f"{t.number(value)}{unit}" for value in ordered["value"]],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    if city is not None:
        figure.add_vline(x=float(city), line={"color": look.ink, "width": 1, "dash": "dot"})
        figure.add_annotation(x=float(city), y=1, yref="paper", yanchor="bottom", text=t("chart.city"), showarrow=False)
    most = max([float(value) for value in ordered["value"]], default=1.0)
    figure.update_xaxes(range=[0, most * 1.22 or 1], showgrid=False, showticklabels=False)
    figure.update_layout(margin={"t": 28})
    return figure


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
    rows = projects.iloc[::-1].to_dict("records")
    figure = go.Figure(layout={"template": template(look), "height": 90 + 26 * len(codes)})
    for aspect, symbol, size, colour in (
        ("baseline", "line-ns-open", 13, look.plain),
        ("forecast", "circle-open", 10, look.accent),
        ("actual", "circle", 10, look.ink),
    ):
        points = [
            (row[f"{step}_{aspect}"], row["code"], f"{escape(row['name'], quote=False)}<br>{t.word('milestone', step)}")
            for row in rows
            for step in steps
            if pd.notna(row[f"{step}_{aspect}"]) and not (aspect == "forecast" and pd.notna(row[f"{step}_actual"]))
        ]
        figure.add_scatter(
            x=[point[0] for point in points],
            y=[point[1] for point in points],
            mode="markers",
            marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": 2, "color": colour}},
            text=[point[2] for point in points],
            customdata=[point[1] for point in points],
            name=t(f"aspect.{aspect}"),
            hovertemplate=f"%{{text}} · {t(f'aspect.{aspect}')}: %{{x|%Y-%m-%d}}<extra></extra>",
        )
    figure.add_vline(x=as_of, line={"color": look.soft, "width": 1})
    names = [_short(row["name"]) for row in rows]
    figure.update_yaxes(
        categoryorder="array", categoryarray=codes, tickmode="array", tickvals=codes, ticktext=names, tickfont={"size": 12}
    )
    figure.update_xaxes(tickformat="%Y-%m", side="top")
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 0, "yanchor": "top"})
    return figure


def _short(name: str) -> str:
    """A name as it stands beside a row: Plotly reads tags, and a long one would leave no place for the row."""
    return escape(name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…", quote=False)


def building_funnel(funnel: pd.DataFrame, *, t: Text, look: Theme) -> go.Figure:
    """How many projects have reached each step, with their seats; ``funnel`` as ``projects.funnel`` gives it."""
    names = [t.word("milestone", step) for step in funnel["step"]]
    words = [t("project.funnel", projects=int(row["projects"]), seats=int(row["seats"])) for row in funnel.to_dict("records")]
    figure = go.Figure(layout={"template": template(look), "height": 40 + 46 * len(funnel)})
    figure.add_bar(
        x=[int(n) for n in funnel["projects"]],
        y=names,
        orientation="h",
        marker={"color": look.plain},
        text=words,
        textposition="auto",
        insidetextfont={"color": max(("#FFFFFF", "#12181F"), key=lambda colour: contrast(colour, look.plain))},
        cliponaxis=False,
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1])
    figure.update_xaxes(visible=False)
    return figure
