"""Problems of a plan file on the page, each with its place in the reader's words."""

from collections.abc import Sequence

import streamlit as st

from components.i18n.text import Text, plain
from models.errors import Problem, ProblemsError, SanbiaoError

#: Problems listed at most.
MOST = 40


def show(t: Text, error: SanbiaoError) -> None:
    """Show an error: one sentence, and each problem of a plan file on a line of its own."""
    if not isinstance(error, ProblemsError):
        st.error(plain(error.sentence(t.language)))
        return
    lines = [_sentence(t, one) for one in error.problems[:MOST]]
    if len(error.problems) > MOST:
        lines.append(t("plans.more_problems", n=len(error.problems) - MOST))
    st.error("\n".join([plain(t("plans.problems", n=len(error.problems))), "", *(f"- {plain(line)}" for line in lines)]))


def tell(t: Text, name: str, notices: Sequence[Problem]) -> None:
    """Tell what was understood otherwise than written in an uploaded file, or not read; nothing if there is nothing to tell."""
    if not notices:
        return
    lines = [one.sentence(t.language) for one in notices[:MOST]]
    if len(notices) > MOST:
        lines.append(t("plans.more_problems", n=len(notices) - MOST))
    head = t("plans.notices", file=name, n=len(notices))
    st.info("\n".join([plain(head), "", *(f"- {plain(line)}" for line in lines)]))


def _sentence(t: Text, one: Problem) -> str:
    """Return a problem with the name of its field instead of its name in the file."""
    place, _, field = one.where.rpartition(" · ")
    named = t.word("plan_field", field.partition("[")[0])
    where = f"{place} · {named}" if place else named if "·" in one.where else one.where
    return Problem(where, one.key, one.values).sentence(t.language)
