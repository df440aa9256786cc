"""One work in full, a school project or a programme: its verdict, its milestones, and every date ever reported of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import boxes, cached, cards, grids
from components.cached import Question
from components.narrative import said_of
from components.text import Text
from components.theme import Theme
from models.explain import flip_sentence, reason_sentence
from models.frames import records_of
from models.plan_view import PlanView
from models.works import judge


def work_card(
    t: Text,
    look: Theme,
    question: Question,
    view: PlanView,
    row: Mapping[Any, Any],
    *,
    steps: Mapping[str, str],
    facts: Sequence[tuple[str, str]],
    notes: Sequence[str] = (),
) -> None:
    """Draw the card of one row of ``work_standings``; ``steps`` are the words for its milestones by code."""
    own = records_of(cached.work_steps(question, row["code"]))
    verdict = judge(_plain(row), own, as_of=question.as_of, start=view.head.start)
    terms = view.head.terms
    why = reason_sentence(verdict.reason, t.language, terms=terms)
    mended = flip_sentence(verdict.flip, t.language, terms=terms)
    note = t("target.note", note=row["note"]) if row["note"] else ""
    st.html(
        cards.heading(row["name"])
        + cards.work_verdict(t, look, row, verdict, why, mended)
        + cards.facts(facts)
        + cards.milestones(t, own, steps, question.as_of)
        + cards.foot([note, *notes, t("overview.day", day=question.as_of)])
    )
    said_of(t, question, view, row["code"])
    box = boxes.opened(t("target.history"), "history")
    if box is None:
        return
    with box:
        history = cached.work_history(question, view, row["code"])
        st.dataframe(
            grids.dates_table(t, history, steps),
            column_config=grids.dates_columns(t),
            hide_index=True,
            placeholder=grids.NOTHING,
        )


def _plain(row: Mapping[Any, Any]) -> dict[Any, Any]:
    """A row of a frame with None where pandas has its own kinds of nothing."""
    return {name: None if not isinstance(value, list) and pd.isna(value) else value for name, value in row.items()}
