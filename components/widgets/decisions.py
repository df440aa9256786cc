"""Decisions about a target, project, programme or district, as lists on its page."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import queries
from components.session.queries import Question
from components.widgets import html
from models.frames import records_of
from models.plan.view import PlanView


def state_words(t: Text, row: Mapping[Any, Any]) -> str:
    """Where a decision stands: open, overdue by so many days, done."""
    return t("decision.overdue_by", n=row["days"]) if row["days"] else t(f"decision.{row['state']}")


def decided_about(t: Text, question: Question, view: PlanView, code: str) -> None:
    """The decisions that hang on a target, project or programme, under a small heading, where there are any."""
    found = queries.decisions(question, view)
    _decided(t, t("part.decisions"), found[found["subject"] == code])


def decided_in_district(t: Text, question: Question, view: PlanView, district: str) -> None:
    """The decisions that hang on a district, under a heading of their own, where there are any."""
    found = queries.decisions(question, view)
    own = found[found["district"] == district]
    if len(own):
        st.html(html.heading(t("part.decisions")))
        _decided(t, "", own)


def _decided(t: Text, head: str, decisions: pd.DataFrame) -> None:
    """Each decision in a line: its state, what, who and until when, and how it was carried out."""
    lines = []
    for row in records_of(decisions):
        own = {name: row[name] for name in ("number", "what", "who", "until")}
        line, proof = t("decision.line", state=state_words(t, row), **own), row["evidence"] or row["note"]
        lines.append(line + (t("decision.line_proof", proof=proof) if proof else ""))
    if lines:
        st.html(html.listed(head, lines))
