"""The card of one target: its status with the numbers, its curve, its history with sources."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import time_series
from components.i18n import headlines
from components.i18n.text import Text
from components.session import queries
from components.session.queries import ViewContext
from components.theme import Theme
from components.widgets import chart, html, lazy_expander, tables
from components.widgets.export_menu import take_away
from components.widgets.narrative import said_of
from models.analysis.chart_data import is_stepped, plan_line, reported_line
from models.analysis.evidence import Breakdown
from models.analysis.explanations import unit_of
from models.plan.view import PlanView


def target_card(t: Text, look: Theme, question: ViewContext, view: PlanView, row: Mapping[Any, Any]) -> None:
    """Draw the card of one standing, a row of ``standings``."""
    divided = queries.snapshot(question).divided(row["code"])
    history = queries.snapshot(question).history((row["code"], *(divided.quotas if divided else ())))
    heading = html.heading(headlines.one_target(t, row, question.as_of))
    st.html(heading + html.verdict(t, look, row) + html.facts(_facts(t, row)))
    _curve(t, look, question, view, row, history, divided)
    st.html(html.footnote(_notes(t, row, divided)))
    said_of(t, question, view, row["code"])
    if history.empty:
        if divided is None and row["actual"] is None:
            st.html(html.footnote([t("target.no_history")]))
        return
    box = lazy_expander.opened(t("target.history"), "history")
    if box is None:
        return
    with box:
        districts = t.names(view.districts)
        st.dataframe(
            tables.history_table(t, history, districts),
            column_config=tables.history_columns(t),
            hide_index=True,
            placeholder=tables.NOTHING,
        )


def target_curve(t: Text, look: Theme, question: ViewContext, view: PlanView, row: Mapping[Any, Any]) -> None:
    """Draw the curve of one standing on its own."""
    divided = queries.snapshot(question).divided(row["code"])
    history = queries.snapshot(question).history((row["code"], *(divided.quotas if divided else ())))
    _curve(t, look, question, view, row, history, divided)


def _curve(
    t: Text,
    look: Theme,
    question: ViewContext,
    view: PlanView,
    row: Mapping[Any, Any],
    history: pd.DataFrame,
    divided: Breakdown | None,
) -> None:
    baselines = divided.baselines if divided else ()
    line = reported_line(view, row["code"], history, as_of=question.as_of, divided=divided)
    plan = plan_line(view, row["code"], baselines)
    if not plan and len(line) < 2:
        return
    figure = time_series.plan_against_reports(
        line,
        t=t,
        look=look,
        plan=plan,
        stepped=is_stepped(view, row["code"], baselines),
        as_of=question.as_of,
        unit=unit_of(row, t.language),
    )
    alt = t("chart.curve_alt", name=t.name(row), day=question.as_of)
    chart.chart(t, question, figure, "curve", key=f"curve-{row['code']}", alt=alt, chosen={"target": row["code"]})
    st.html(html.footnote([t("chart.legend"), t("overview.day", day=question.as_of), row["source"] or ""]))
    take_away(t, question, "curve", target=row["code"])


def _facts(t: Text, row: Mapping[Any, Any]) -> list[tuple[str, str]]:
    pairs = [(t("target.actual"), t.amount(row["actual"], row)), (t("target.target"), t.amount(row["target"], row))]
    if row["expected"] is not None:
        pairs.append((t("target.expected"), t.amount(row["expected"], row)))
    if row["reporters"]:
        pairs.append((t("target.reporters"), t("target.of", n=row["reported_by"], of=row["reporters"])))
    pairs += [(t("target.due"), t.day(row["due"])), (t("target.reported_on"), t.day(row["reported_on"]))]
    return [*pairs, (t("target.owner"), row["owner"] or t("overview.no_owner"))]


def _notes(t: Text, row: Mapping[Any, Any], divided: Breakdown | None) -> list[str]:
    """Return notes on how the figure is counted, its place in the plan, and what the plan's text leaves open."""
    return [
        t("target.counted", n=divided.works) if divided and divided.works else "",
        t("target.heading", heading=row["heading"]) if row["heading"] else "",
        t("target.note", note=t.name(row, "note")) if row["note"] else "",
    ]
