"""Schools that public sources name, for a plan that has no list of projects yet: map, numbers by year, table with sources."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components.charts.approximate_marks import ApproximateMark, marks_in_districts
from components.charts.geography import Geography
from components.charts.published_map import published_map
from components.i18n.text import Text
from components.session import controls
from components.session.page_context import PageContext
from components.widgets import city_map, html, tables
from components.widgets.empty_page import missing_list
from components.widgets.export_menu import take_away
from models.analysis.published import OPENED, STATES, YearOfSchools, by_year
from models.frames import rows_of
from models.typed_rows import PublishedSchoolRow

#: Sign inside the mark of a school that is open; all others have none.
OPEN_SIGN = "✔"


def published_page(page: PageContext, found: pd.DataFrame, geography: Geography, chosen: Mapping[str, str]) -> None:
    """Draw the schools of public sources in place of projects, then how to import the plan's own list."""
    t = page.t
    if found.empty:
        st.html(html.footnote([t("published.no_match", n=len(page.snapshot.published_schools))]))
        missing_list(page, "projects")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(page, found, geography)
        if unplaced := int((found["district"] == "").sum()):
            st.html(html.footnote([t("published.unplaced", n=unplaced)]))
    with right:
        _summary(page, found)
        missing_list(page, "projects")
    published_table(page, found, chosen)


def _map(page: PageContext, found: pd.DataFrame, geography: Geography) -> None:
    """Draw the schools of which the district is known; nothing with tables in place of charts, as the table is below."""
    t = page.t
    if geography.is_empty or controls.wants_tables():
        return
    marks = approximate_marks(t, found, geography)
    names = t.short_names(page.view.districts)
    districts = pd.DataFrame({"code": list(names), "name": list(names.values())})
    data = published_map(marks, t=t, look=page.look, geography=geography, districts=districts, as_of=page.as_of)
    city_map.draw(data, t=t, look=page.look, alt=t("map.alt", n=len(marks)), key="published-map", on_pick=_nothing)
    st.html(html.footnote([t("published.map_key"), t("map.source", source=geography.credit(t.language))]))


def _nothing() -> None:
    """Leave the page as it is: a school of a public source has no card."""


def published_table(page: PageContext, found: pd.DataFrame, chosen: Mapping[str, str]) -> None:
    """Draw the schools of public sources as a table with links to the sources."""
    t = page.t
    st.html(html.heading(t("published.table")))
    st.dataframe(
        _table(t, found, page.districts),
        column_config=_columns(t),
        hide_index=True,
        placeholder=tables.NOTHING,
        height="auto" if len(found) < 10 else 420,
        alt=t("published.table_alt", n=len(found)),
    )
    grades = t("part.listed").join(f"{grade} {t.word('grade', grade)}" for grade in sorted(set(found["grade"])))
    st.html(html.footnote([t("published.grades", grades=grades), t("overview.day", day=page.as_of), t("origin.published")]))
    take_away(page, "published_schools", **chosen)


def approximate_marks(t: Text, found: pd.DataFrame, geography: Geography) -> list[ApproximateMark]:
    """Return a hollow mark for each school whose district is known."""
    rows = sorted(rows_of(found, PublishedSchoolRow), key=lambda row: row.code)
    marks = [(row.district, OPEN_SIGN if row.state == OPENED else "", row.name, state_words(t, row)) for row in rows]
    return marks_in_districts(marks, geography)


def state_words(t: Text, row: PublishedSchoolRow) -> str:
    """Return the published state of a school with the year of its programme: 已投用（2021年）."""
    state = t.word("published_state", row.state)
    if row.progress is not None:
        return t("published.state_progress", state=state, year=str(row.year), n=row.progress)
    return t("published.state_of", state=state, year=str(row.year))


def _summary(page: PageContext, found: pd.DataFrame) -> None:
    t = page.t
    st.html(html.heading(t("published.by_year")) + _numbers(t, by_year(found)))
    seats = found["seats"].dropna()
    known = t("published.seats", n=len(seats), seats=int(seats.sum()), of=len(found)) if len(seats) else t("published.no_seats")
    st.html(html.footnote([t("published.not_counted"), known]))


def _numbers(t: Text, years: Sequence[YearOfSchools]) -> str:
    """Return a table of the schools by state and year, with their sums."""
    states = [one for one in STATES if any(one in row.by_state for row in years)]
    lines = [(t.word("published_state", one), [row.by_state.get(one, 0) for row in years]) for one in states]
    lines.append((t("published.all"), [row.schools for row in years]))
    heads = [t("published.state"), *(str(row.year) for row in years)]
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{n or tables.NOTHING}</td>" for n in numbers)}</tr>'
        for name, numbers in lines
    )
    box = '<div class="sb sb-published sb-years">'
    return f"{box}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _table(t: Text, found: pd.DataFrame, districts: Mapping[str, str]) -> pd.DataFrame:
    rows = rows_of(found, PublishedSchoolRow)
    return pd.DataFrame(
        {
            "name": [row.name for row in rows],
            "state": [t.word("published_state", row.state) for row in rows],
            "year": [row.year for row in rows],
            "district": [districts.get(row.district, t("published.unknown")) for row in rows],
            "stage": [t.word("stage", row.stage) for row in rows],
            "classes": pd.array([row.classes for row in rows], dtype="Int64"),
            "seats": pd.array([row.seats for row in rows], dtype="Int64"),
            "source": [row.source for row in rows],
            "source_date": [row.source_date for row in rows],
            "grade": [row.grade for row in rows],
            "note": [t.name(row, "note") if row.note else tables.NOTHING for row in rows],
            "address": [row.address or t("published.unknown") for row in rows],
            "other_source": [row.other_source for row in rows],
        }
    )


def _columns(t: Text) -> dict[str, Any]:
    host = r"https?://(?:www\.|m\.|ww\.)?([^/]+)"
    return {
        "name": st.column_config.TextColumn(t("published.school"), width=225),
        "state": st.column_config.TextColumn(t("published.state"), width=105 if t.language == "zh" else 155),
        "year": st.column_config.NumberColumn(t("published.year"), format="%d", width=60),
        "district": st.column_config.TextColumn(t("grid.district"), width=105 if t.language == "zh" else 150),
        "stage": st.column_config.TextColumn(t("grid.stage"), width=80 if t.language == "zh" else 100),
        "classes": st.column_config.NumberColumn(t("published.classes"), width=60),
        "seats": st.column_config.NumberColumn(t("grid.seats"), width=65),
        "source": st.column_config.LinkColumn(t("grid.source"), display_text=host, width=130),
        "source_date": st.column_config.TextColumn(t("published.source_date"), width=95),
        "grade": st.column_config.TextColumn(t("published.grade_head"), width=60),
        "note": st.column_config.TextColumn(t("grid.note"), width=300),
        "address": st.column_config.TextColumn(t("published.address"), width=300),
        "other_source": st.column_config.LinkColumn(t("published.other_source"), display_text=host, width=150),
    }
