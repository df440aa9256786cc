"""Contents of the audit log page: filters by person and kind, the list, and its file."""

import pandas as pd
import streamlit as st

from components.exhibits.tables import Cell, Column, Table
from components.export.exhibit_csv import csv_table
from components.i18n.text import Text
from components.session import controls
from components.widgets import download, html, record_tables, tables
from models.frames import rows_of
from models.typed_rows import LogRow

#: Maximum rows on the screen; the file has all.
MOST_ROWS = 2000


def choose(t: Text, log: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the chosen persons and kinds; all rows without a choice."""
    left, right = st.columns(2)
    people, every = sorted(set(log["author"])), t("filter.all")
    authors = left.multiselect(t("log.who"), people, key="log-authors", placeholder=every)
    found = sorted(set(log["what"]))
    kinds = right.multiselect(
        t("log.what"), found, format_func=lambda one: t.word("log", one), key=f"log-kinds-{t.language}", placeholder=every
    )
    shown = log[log["author"].isin(authors)] if authors else log
    return shown[shown["what"].isin(kinds)] if kinds else shown


def log_table(t: Text, log: pd.DataFrame) -> None:
    """Show the list, newest first."""
    if log.empty:
        st.html(html.footnote([t("log.none")]))
        return
    shown = log.head(MOST_ROWS).assign(what=[t.word("log", one) for one in log["what"].head(MOST_ROWS)])
    st.dataframe(
        shown,
        column_config=tables.whole(record_tables.log_columns(t), shown),
        hide_index=True,
        placeholder=tables.NOTHING,
        height="auto" if len(shown) < 10 else 520,
        alt=t("log.alt", n=len(log)),
    )
    more = [t("log.more", n=len(log), shown=MOST_ROWS)] if len(log) > MOST_ROWS else []
    st.html(html.footnote([t("log.clock"), *more]))
    download.button(t("log.download"), lambda: log_file(t, log), f"{t('nav.log')}.csv", key="log-file")


def log_file(t: Text, log: pd.DataFrame) -> bytes:
    """Return the log as CSV, with times of the city; text that a spreadsheet would take for a formula is neutralised."""
    heads = ("recorded_at", "author", "address", "what", "about", "of_plan", "note")
    columns = tuple(Column(t(f"log.{head}")) for head in heads)
    rows = tuple(
        (
            Cell(controls.in_city(row.recorded_at).strftime("%Y-%m-%d %H:%M:%S")),
            Cell(row.author),
            Cell(row.address or ""),
            Cell(t.word("log", row.what)),
            *(Cell(words or "") for words in (row.about, row.plan, row.note)),
        )
        for row in rows_of(log, LogRow)
    )
    return csv_table(Table(columns, rows, tuple(map(str, range(len(rows))))))
