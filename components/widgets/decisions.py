"""Decisions about a target, project, programme or district, as lists on its page."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import queries
from components.session.queries import ViewContext
from components.widgets import html
from models.frames import records_of
from models.plan.view import PlanView


def state_words(t: Text, row: Mapping[Any, Any]) -> str:
    """Return the state of a decision: open, overdue by a number of days, done."""
    return t("decision.overdue_by", n=row["days"]) if row["days"] else t(f"decision.{row['state']}")


def decided_about(t: Text, question: ViewContext, view: PlanView, code: str) -> None:
    """Draw the decisions about a target, project or programme under a small heading, or nothing without decisions."""
    found = queries.snapshot(question).decisions
    _decided(t, t("part.decisions"), found[found["subject"] == code])


def decided_in_district(t: Text, question: ViewContext, view: PlanView, district: str) -> None:
    """Draw the decisions about a district under a heading of their own, or nothing without decisions."""
    found = queries.snapshot(question).decisions
    own = found[found["district"] == district]
    if len(own):
        st.html(html.heading(t("part.decisions")))
        _decided(t, "", own)


def _decided(t: Text, head: str, decisions: pd.DataFrame) -> None:
    """Draw each decision on a line: its state, subject, person and deadline, and its evidence."""
    lines = []
    for row in records_of(decisions):
        own = {name: row[name] for name in ("number", "what", "who", "until")}
        line, proof = t("decision.line", state=state_words(t, row), **own), row["evidence"] or row["note"]
        lines.append(line + (t("decision.line_proof", proof=proof) if proof else ""))
    if lines:
        st.html(html.listed(head, lines))
