"""One district compared with the city and the other districts."""

import pandas as pd
import streamlit as st

from components.charts import bars
from components.i18n.text import Text
from components.session import controls
from components.session.page_context import PageContext
from components.theme import MARKS
from components.widgets import chart, html, tables
from components.widgets.empty_page import nothing_reported
from components.widgets.export_menu import take_away
from models.analysis.districts import across_districts
from models.analysis.explanations import unit_of
from models.frames import rows_of
from models.typed_rows import Standing


def district_table(page: PageContext, standings: pd.DataFrame, beside: str) -> None:
    """Draw the figures and status of the district by target, next to those of the district ``beside``, or the city's figures."""
    t = page.t
    reported = standings[standings["actual"].notna()]
    if reported.empty:
        st.html(html.footnote([t("district.silent")]))
        return
    others = {row.code: row for row in rows_of(page.snapshot.standings(beside), Standing)}
    rows = [
        {
            "status": tables.status_words(t, row),
            "name": t.name(row),
            "in_district": _figure(t, row),
            "beside": _beside(t, others[row.code], bool(beside)),
            "reported_on": row.reported_on,
            "origin": tables.origin_words(t, row),
            "reason": t.reason(row),
        }
        for row in rows_of(reported, Standing)
    ]
    table = pd.DataFrame(rows)
    columns = tables.district_columns(t, page.look, page.districts.get(beside, t("district.city")))
    st.dataframe(
        table,
        column_config=tables.whole(columns, table, lines=tables.lines_of(t)),
        hide_index=True,
        placeholder=tables.NOTHING,
        row_height=tables.row_height(tables.lines_of(t)),
        height=tables.height_of(len(rows), 640, lines=tables.lines_of(t)),
    )


def _figure(t: Text, row: Standing) -> str:
    return t.amount(row.actual, row) if row.reason.rule == "no_quota" else t.progress(row)


def _beside(t: Text, row: Standing, is_district: bool) -> str:
    """Return the figure of another district with the mark of its status, or that of the city."""
    return f"{MARKS[row.status]} {_figure(t, row)}" if is_district else t.amount(row.actual, row)


def compare_districts(page: PageContext, figures: pd.DataFrame, city: pd.DataFrame, chosen: str) -> None:
    """Draw one target, chosen by the reader, in every district that reported it."""
    t = page.t
    by_district = set(figures.loc[figures["district"] != "", "code"])
    rows = {row.code: row for row in rows_of(city, Standing) if row.code in by_district}
    if not rows:
        nothing_reported(page, t("district.nobody", day=page.as_of))
        return
    names = {code: t.name(row) for code, row in rows.items()}
    code = controls.one_of(t("district.choose"), "compare", names, next(iter(names)))
    row, values = rows[code], across_districts(figures, page.view, code, as_of=page.as_of)
    named = values.assign(name=values["code"].map(t.names(values)))
    is_rate = row.rate_scale is not None
    lines = {"city": row.actual if is_rate else None, "target": row.target if is_rate else None}
    figure = bars.by_district(
        named, t=t, look=page.look, chosen=chosen, unit=unit_of(row, t.language), is_falling=row.is_falling, **lines
    )
    alt = t("chart.districts_alt", name=t.name(row), day=page.as_of)
    chart.chart(t, figure, page.address("compare", target=code), key=f"districts-{code}", alt=alt)
    take_away(page, "compare", target=code)
