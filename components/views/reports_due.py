"""Reports due: the outstanding reports with their due dates, as a table and as a message that can be copied."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session.page_context import PageContext
from components.widgets import html, record_tables
from components.widgets.tables import whole
from models.frames import rows_of
from models.typed_rows import DecisionStanding, DueRow


def due_section(page: PageContext, district: str) -> None:
    """Draw the table of one district or of all, and the message."""
    t = page.t
    st.html(html.heading(t("due.title", day=page.as_of)))
    decided = page.snapshot.decisions
    due = [row for row in page.snapshot.reports_due if district in ("", row.district)]
    own = page.view.districts.set_index("code")["short"].get(district, "")
    pending = rows_of(decided[decided["state"] != "done"], DecisionStanding)
    owed = [_decision(t, row) for row in pending if own in row.who]
    if not due:
        st.html(html.footnote([t("due.none")]))
        if owed:
            st.code(_owed(t, owed), language=None, wrap_lines=True)
        return
    names = t.names(page.view.targets)
    districts = page.districts
    rows = [
        {
            "district": districts.get(row.district, t("grid.city")),
            "name": _what(t, names, row),
            "since": row.since,
            "newest": row.newest,
            "days": (page.as_of - row.since).days,
        }
        for row in due
    ]
    table = pd.DataFrame(rows)
    with st.container(key="side-by-side-due"):
        left, right = st.columns([3, 2], gap="medium")
    with left:
        st.dataframe(
            table,
            column_config=whole(record_tables.due_columns(t), table),
            hide_index=True,
            placeholder=t("due.never"),
            height=320,
            alt=t("due.alt", n=len(table)),
        )
    with right:
        st.html(html.footnote([t("due.message")]))
        st.code(_message(page, table, owed), language=None, wrap_lines=True, height=290)


def _what(t: Text, names: Mapping[str, str], row: DueRow) -> str:
    if row.works is not None:
        return t("due.projects", n=row.works) if row.code == "projects" else t("due.programmes", n=row.works)
    return names.get(row.code, row.code)


def _decision(t: Text, row: DecisionStanding) -> str:
    words = {"number": row.number, "who": row.who, "what": row.what, "until": row.until}
    return t("due.overdue_decision", **words, n=row.days) if row.days else t("due.open_decision", **words)


def _owed(t: Text, owed: Sequence[str]) -> str:
    """Return the decisions that are not done, one line each, overdue ones first."""
    return "\n".join([t("due.decisions"), *owed])


def _message(page: PageContext, table: pd.DataFrame, owed: Sequence[str]) -> str:
    """Return a message with outstanding reports by district and decisions that are not done, one line each."""
    t = page.t
    lines = [t("due.please", day=page.as_of)]
    for district, own in table.groupby("district", sort=False):
        lines.append(t("due.line", district=district, what=list(own["name"]), since=min(own["since"])))
    return "\n".join([*lines, _owed(t, owed)] if owed else lines)
