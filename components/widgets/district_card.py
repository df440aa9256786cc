"""One district compared with the city and the other districts."""

from datetime import date

import pandas as pd
import streamlit as st

from components.charts import bars
from components.i18n.text import Text
from components.session import controls
from components.session.queries import ViewContext
from components.theme import Theme
from components.widgets import chart, html, tables
from components.widgets.export_menu import take_away
from models.analysis.districts import across_districts
from models.analysis.explanations import unit_of
from models.frames import records_of
from models.plan.view import PlanView


def district_table(t: Text, look: Theme, standings: pd.DataFrame, city: pd.DataFrame, as_of: date) -> None:
    """Draw the figures of the district by target, next to the city's figure and the status in the district."""
    reported = standings[standings["actual"].notna()]
    if reported.empty:
        st.html(html.footnote([t("district.silent")]))
        return
    in_city = city.set_index("code")
    rows = [
        {
            "status": tables.status_words(t, row),
            "name": t.name(row),
            "in_district": t.amount(row["actual"], row) if row["reason"].rule == "no_quota" else t.progress(row),
            "in_city": t.amount(in_city.loc[row["code"], "actual"], row),
            "reported_on": row["reported_on"],
            "origin": tables.origin_words(t, row),
            "reason": t.reason(row),
        }
        for row in records_of(reported)
    ]
    st.dataframe(
        pd.DataFrame(rows),
        column_config=tables.district_columns(t, look),
        hide_index=True,
        placeholder=tables.NOTHING,
    )


def compare_districts(
    t: Text,
    look: Theme,
    question: ViewContext,
    view: PlanView,
    figures: pd.DataFrame,
    city: pd.DataFrame,
    chosen: str,
) -> None:
    """Draw one target, chosen by the reader, in every district that reported it."""
    by_district = set(figures.loc[figures["district"] != "", "code"])
    rows = {row["code"]: row for row in records_of(city) if row["code"] in by_district}
    if not rows:
        st.html(html.footnote([t("district.nobody", day=question.as_of)]))
        return
    names = {code: t.name(row) for code, row in rows.items()}
    code = controls.one_of(t("district.choose"), "compare", names, next(iter(names)))
    row, values = rows[code], across_districts(figures, view, code, as_of=question.as_of)
    named = values.assign(name=[t.name(one) for one in records_of(values)])
    is_rate = row["unit"] == "%"
    figure = bars.by_district(
        named, t=t, look=look, chosen=chosen, city=row["actual"] if is_rate else None, unit=unit_of(row, t.language)
    )
    alt = t("chart.districts_alt", name=t.name(row), day=question.as_of)
    chart.chart(t, question, figure, "compare", key=f"districts-{code}", alt=alt, chosen={"target": code})
    take_away(t, question, "compare", target=code)


def reporting_table(t: Text, reporting: pd.DataFrame) -> None:
    """Draw the number of reported targets and the latest report of each district, to show whom to ask first."""
    rows = [{"name": t.name(row), "targets": row["targets"], "newest": row["newest"]} for row in records_of(reporting)]
    st.dataframe(
        pd.DataFrame(rows),
        column_config=tables.reporting_columns(t),
        hide_index=True,
        placeholder=tables.NOTHING,
        height="content",
    )
