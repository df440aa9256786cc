"""The card of one target: its status with the numbers, its curve, its history with sources."""

import pandas as pd
import streamlit as st

from components.charts import time_series
from components.i18n import headlines
from components.i18n.text import Text
from components.session.page_context import PageContext
from components.widgets import chart, html, lazy_expander, tables
from components.widgets.export_menu import take_away
from components.widgets.narrative import said_of
from components.widgets.published_figures import published_figures
from models.analysis.chart_data import is_stepped, plan_line, reported_line
from models.analysis.evidence import Breakdown
from models.analysis.explanations import unit_of
from models.typed_rows import Standing


def target_card(page: PageContext, row: Standing) -> None:
    """Draw the card of one standing, a row of ``standings``."""
    t = page.t
    divided = page.snapshot.divided(row.code)
    history = page.snapshot.history((row.code, *(divided.quotas if divided else ())))
    heading = html.heading(headlines.one_target(t, row, page.as_of))
    st.html(heading + html.verdict(t, page.look, row) + html.facts(_facts(t, row)))
    _curve(page, row, history, divided)
    st.html(html.footnote(_notes(t, row, divided)))
    said_of(page, row.code)
    published_figures(page, row.code)
    if history.empty:
        if divided is None and row.actual is None:
            st.html(html.footnote([t("target.no_history")]))
        return
    box = lazy_expander.opened(t("target.history"), "history")
    if box is None:
        return
    with box:
        table = tables.history_table(t, history, page.districts)
        st.dataframe(
            table,
            column_config=tables.whole(tables.history_columns(t), table),
            hide_index=True,
            placeholder=tables.NOTHING,
        )


def target_curve(page: PageContext, row: Standing) -> None:
    """Draw the curve of one standing on its own."""
    divided = page.snapshot.divided(row.code)
    history = page.snapshot.history((row.code, *(divided.quotas if divided else ())))
    _curve(page, row, history, divided)


def _curve(page: PageContext, row: Standing, history: pd.DataFrame, divided: Breakdown | None) -> None:
    t = page.t
    baselines = divided.baselines if divided else ()
    line = reported_line(page.view, row.code, history, as_of=page.as_of, divided=divided)
    plan = plan_line(page.view, row.code, baselines)
    if not plan and len(line) < 2:
        return
    figure = time_series.plan_against_reports(
        line,
        t=t,
        look=page.look,
        plan=plan,
        stepped=is_stepped(page.view, row.code, baselines),
        as_of=page.as_of,
        unit=unit_of(row, t.language),
        plan_name=t.plan_line(row),
    )
    alt = t("chart.curve_alt", name=t.name(row), day=page.as_of)
    chart.chart(t, figure, page.address("curve", target=row.code), key=f"curve-{row.code}", alt=alt)
    st.html(html.footnote([t("chart.legend"), t("overview.day", day=page.as_of), row.source or ""]))
    take_away(page, "curve", target=row.code)


def _facts(t: Text, row: Standing) -> list[tuple[str, str]]:
    pairs = [(t("target.actual"), t.amount(row.actual, row)), (t("target.target"), t.goal(row))]
    if row.expected is not None:
        pairs.append((t("target.expected"), t.amount(row.expected, row)))
    if row.reporters:
        pairs.append((t("target.reporters"), t("target.of", n=row.reported_by, of=row.reporters)))
    pairs += [(t("target.due"), t.day(row.due)), (t("target.reported_on"), t.day(row.reported_on))]
    return [*pairs, (t("target.owner"), t.owner(row.owner, t("overview.no_owner")))]


def _notes(t: Text, row: Standing, divided: Breakdown | None) -> list[str]:
    """Return notes on how the figure is counted, its place in the plan, and what the plan's text leaves open."""
    return [
        t("target.counted", n=divided.works) if divided and divided.works else "",
        t("target.heading", heading=row.heading) if row.heading else "",
        t("target.note", note=t.name(row, "note")) if row.note else "",
    ]
