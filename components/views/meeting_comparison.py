"""The standings of a day as seen at a meeting, compared with those known now."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import streamlit as st

from components.exhibits.address import Address
from components.exhibits.context import number, status_cell
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Cell, Column, Table
from components.i18n.text import Text, plain
from components.session import queries
from components.session.page_context import PageContext
from components.widgets import html
from models.frames import rows_of
from models.status import Word
from models.typed_rows import Standing


def differing(t: Text, seen: pd.DataFrame, known: pd.DataFrame) -> Table:
    """Return the targets whose figure or status differs between two frames of standings, with both values, in plan order.

    A target that is in only one of the frames, because the plan was changed, is not compared.
    """
    columns = (
        Column(t("grid.name"), 32),
        Column(t("meeting.seen_status"), 11, "status_seen"),
        Column(t("meeting.known_status"), 11, "status_known"),
        Column(t("meeting.seen_figure"), 15, "actual_seen", is_number=True),
        Column(t("meeting.known_figure"), 15, "actual_known", is_number=True),
    )
    now = {row.code: row for row in rows_of(known, Standing)}
    pairs = [(row, now[row.code]) for row in rows_of(seen, Standing) if row.code in now]
    found = [(before, after) for before, after in pairs if _judged(before) != _judged(after)]
    rows = tuple(
        (
            Cell(t.name(after)),
            *(status_cell(t, row.word) for row in (before, after)),
            *(Cell(t.progress(row), number(row.actual)) for row in (before, after)),
        )
        for before, after in found
    )
    return Table(columns, rows, tuple(before.code for before, _ in found))


def _judged(row: Standing) -> tuple[Word, Fraction | None, Fraction | None]:
    return row.word, row.actual, row.target


def section(page: PageContext, builder: ExhibitBuilder, base: Address) -> None:
    """Draw the comparison for a meeting; before it is held there is nothing to compare."""
    t = page.t
    if base.known_at is None:
        st.html(html.footnote([t("meeting.not_held")]))
        return
    known = queries.snapshot(replace(page.asked, as_of=base.as_of)).city
    found = differing(t, builder.snapshot(base).city, known)
    if not found.rows:
        st.html(html.footnote([t("meeting.same_as_then")]))
        return
    st.markdown(f"**{plain(t('meeting.differs', n=len(found.rows), day=base.as_of))}**")
    st.html(html.part_table(page.look, found, t("meeting.then_and_now")))
