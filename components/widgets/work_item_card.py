"""The card of one work, a school project or a programme: its status, its milestones, and every date ever reported."""

from collections.abc import Mapping, Sequence

import streamlit as st

from components.session import queries
from components.session.page_context import PageContext
from components.widgets import html, lazy_expander, tables
from components.widgets.narrative import said_of
from models.analysis.work_items import judge
from models.frames import rows_of
from models.typed_rows import MilestoneRow, ScheduleStanding


def work_card(
    page: PageContext,
    row: ScheduleStanding,
    *,
    steps: Mapping[str, str],
    facts: Sequence[tuple[str, str]],
    notes: Sequence[str] = (),
) -> None:
    """Draw the card of one row of ``WorksOnDay.frame``; ``steps`` are the words for its milestones by code."""
    t, start, terms = page.t, page.view.head.start, page.view.head.terms
    own = rows_of(queries.work_steps(page.asked, row.code), MilestoneRow)
    verdict = judge(row, own, as_of=page.as_of, start=start)
    note = t("target.note", note=row.note) if row.note else ""
    st.html(
        html.heading(row.name)
        + html.work_verdict(t, page.look, row, verdict, terms)
        + html.facts(facts)
        + html.milestones(t, own, steps, page.as_of)
        + html.footnote([note, *notes, t("overview.day", day=page.as_of)])
    )
    said_of(page, row.code)
    box = lazy_expander.opened(t("target.history"), "history")
    if box is None:
        return
    with box:
        history = queries.work_history(page.asked, page.view, row.code)
        table = tables.dates_table(t, history, steps)
        st.dataframe(
            table,
            column_config=tables.whole(tables.dates_columns(t), table),
            hide_index=True,
            placeholder=tables.NOTHING,
        )
