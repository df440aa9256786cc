"""One district compared with the city and the other districts."""

import pandas as pd
import streamlit as st

from components.charts import bars
from components.i18n.text import Text
from components.session import controls
from components.session.page_context import PageContext
from components.widgets import chart, html, tables
from components.widgets.export_menu import take_away
from models.analysis.districts import across_districts
from models.analysis.explanations import unit_of
from models.frames import rows_of
from models.typed_rows import ReportingRow, Standing


def district_table(page: PageContext, standings: pd.DataFrame, city: pd.DataFrame) -> None:
    """Draw the figures of the district by target, next to the city's figure and the status in the district."""
    t = page.t
    reported = standings[standings["actual"].notna()]
    if reported.empty:
        st.html(html.footnote([t("district.silent")]))
        return
    in_city = {row.code: row.actual for row in rows_of(city, Standing)}
    rows = [
        {
            "status": tables.status_words(t, row),
            "name": t.name(row),
            "in_district": t.amount(row.actual, row) if row.reason.rule == "no_quota" else t.progress(row),
            "in_city": t.amount(in_city[row.code], row),
            "reported_on": row.reported_on,
            "origin": tables.origin_words(t, row),
            "reason": t.reason(row),
        }
        for row in rows_of(reported, Standing)
    ]
    st.dataframe(
        pd.DataFrame(rows),
        column_config=tables.district_columns(t, page.look),
        hide_index=True,
        placeholder=tables.NOTHING,
    )


def compare_districts(page: PageContext, figures: pd.DataFrame, city: pd.DataFrame, chosen: str) -> None:
    """Draw one target, chosen by the reader, in every district that reported it."""
    t = page.t
    by_district = set(figures.loc[figures["district"] != "", "code"])
    rows = {row.code: row for row in rows_of(city, Standing) if row.code in by_district}
    if not rows:
        st.html(html.footnote([t("district.nobody", day=page.as_of)]))
        return
    names = {code: t.name(row) for code, row in rows.items()}
    code = controls.one_of(t("district.choose"), "compare", names, next(iter(names)))
    row, values = rows[code], across_districts(figures, page.view, code, as_of=page.as_of)
    named = values.assign(name=values["code"].map(t.names(values)))
    is_rate = row.unit == "%"
    figure = bars.by_district(
        named, t=t, look=page.look, chosen=chosen, city=row.actual if is_rate else None, unit=unit_of(row, t.language)
    )
    alt = t("chart.districts_alt", name=t.name(row), day=page.as_of)
    chart.chart(t, figure, page.address("compare", target=code), key=f"districts-{code}", alt=alt)
    take_away(page, "compare", target=code)


def reporting_table(t: Text, reporting: pd.DataFrame) -> None:
    """Draw the number of reported targets and the latest report of each district, to show whom to ask first."""
    rows = [{"name": t.name(row), "targets": row.targets, "newest": row.newest} for row in rows_of(reporting, ReportingRow)]
    st.dataframe(
        pd.DataFrame(rows),
        column_config=tables.reporting_columns(t),
        hide_index=True,
        placeholder=tables.NOTHING,
        height="content",
    )
