"""The card of one work, a school project or a programme: its status, its milestones, and every date ever reported."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import queries
from components.session.queries import ViewContext
from components.theme import Theme
from components.widgets import html, lazy_expander, tables
from components.widgets.narrative import said_of
from models.analysis.explanations import reason_sentence, remedy_sentence
from models.analysis.work_items import judge
from models.frames import records_of
from models.plan.view import PlanView


def work_card(
    t: Text,
    look: Theme,
    question: ViewContext,
    view: PlanView,
    row: Mapping[Any, Any],
    *,
    steps: Mapping[str, str],
    facts: Sequence[tuple[str, str]],
    notes: Sequence[str] = (),
) -> None:
    """Draw the card of one row of ``schedule_standings``; ``steps`` are the words for its milestones by code."""
    own = records_of(queries.work_steps(question, row["code"]))
    verdict = judge(_plain(row), own, as_of=question.as_of, start=view.head.start)
    terms = view.head.terms
    why = reason_sentence(verdict.reason, t.language, terms=terms)
    mended = remedy_sentence(verdict.flip, t.language, terms=terms)
    note = t("target.note", note=row["note"]) if row["note"] else ""
    st.html(
        html.heading(row["name"])
        + html.work_verdict(t, look, row, verdict, why, mended)
        + html.facts(facts)
        + html.milestones(t, own, steps, question.as_of)
        + html.footnote([note, *notes, t("overview.day", day=question.as_of)])
    )
    said_of(t, question, view, row["code"])
    box = lazy_expander.opened(t("target.history"), "history")
    if box is None:
        return
    with box:
        history = queries.work_history(question, view, row["code"])
        st.dataframe(
            tables.dates_table(t, history, steps),
            column_config=tables.dates_columns(t),
            hide_index=True,
            placeholder=tables.NOTHING,
        )


def _plain(row: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return a row of a frame with None for every kind of missing value in pandas."""
    return {name: None if not isinstance(value, list) and pd.isna(value) else value for name, value in row.items()}
