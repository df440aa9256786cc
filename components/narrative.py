"""What is said of one target beside its numbers: reason, measure, who and until when; and what was decided about it."""

import pandas as pd
import streamlit as st

from components import access, cached, cards, filters, minutes, writes
from components.cached import Question
from components.text import Text
from models.minutes_checks import NewNarrative
from models.plan_view import PlanView
from models.rights import Role


def said_of_target(t: Text, question: Question, view: PlanView, code: str) -> None:
    """The newest narrative and the decisions of a target, and a form to say something new; versions are kept."""
    found = cached.narratives(question, view)
    own = found[found["code"] == code].to_dict("records")
    decided = cached.decisions(question, view)
    if own:
        row = own[0]
        pairs = [(t(f"narrative.{name}"), row[name] or "–") for name in ("reason", "measure", "owner")]
        st.html(cards.facts([*pairs, (t("narrative.until"), t.day(row["until"]))]))
        st.html(cards.foot([t("narrative.by", author=row["author"], at=filters.in_city(row["recorded_at"]))]))
    _decisions(t, decided[decided["subject"] == code])
    with st.expander(t("narrative.title")):
        if not access.allowed(t, Role.REPORTER):
            return
        with st.form(f"narrative-{code}", border=False):
            before = own[0] if own else {}
            words = {
                name: st.text_input(t(f"narrative.{name}"), value=before.get(name) or "", max_chars=500)
                for name in ("reason", "measure", "owner")
            }
            until = st.date_input(t("narrative.until"), value=before.get("until"), format="YYYY-MM-DD")
            if st.form_submit_button(t("narrative.record")):
                new = NewNarrative(code, words["reason"], words["measure"], words["owner"], until)
                minutes.write(lambda: writes.narrate(question.plan, new))
                st.rerun()
        minutes.say()


def _decisions(t: Text, decided: pd.DataFrame) -> None:
    if decided.empty:
        return
    rows = [
        [f"#{row['number']}", minutes.state_words(t, row), row["what"], row["who"], t.day(row["until"])]
        for row in decided.to_dict("records")
    ]
    heads = ("number", "state", "what", "who", "until")
    st.html(cards.table([t(f"decision.{head}") for head in heads], rows))
