"""Decisions about a target, project, programme or district, as lists on its page."""

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session.page_context import PageContext
from components.widgets import html
from models.frames import rows_of
from models.typed_rows import DecisionStanding


def state_words(t: Text, row: DecisionStanding) -> str:
    """Return the state of a decision: open, overdue by a number of days, done."""
    return t("decision.overdue_by", n=row.days) if row.days else t(f"decision.{row.state}")


def decided_about(page: PageContext, code: str) -> None:
    """Draw the decisions about a target, project or programme under a small heading, or nothing without decisions."""
    t, found = page.t, page.snapshot.decisions
    _decided(t, t("part.decisions"), found[found["subject"] == code])


def decided_in_district(page: PageContext, district: str) -> None:
    """Draw the decisions about a district under a heading of their own, or nothing without decisions."""
    t, found = page.t, page.snapshot.decisions
    own = found[found["district"] == district]
    if len(own):
        st.html(html.heading(t("part.decisions")))
        _decided(t, "", own)


def _decided(t: Text, head: str, decisions: pd.DataFrame) -> None:
    """Draw each decision on a line: its state, subject, person and deadline, and its evidence."""
    lines = []
    for row in rows_of(decisions, DecisionStanding):
        line = t("decision.line", state=state_words(t, row), number=row.number, what=row.what, who=row.who, until=row.until)
        proof = row.evidence or row.note
        lines.append(line + (t("decision.line_proof", proof=proof) if proof else ""))
    if lines:
        st.html(html.listed(head, lines))
