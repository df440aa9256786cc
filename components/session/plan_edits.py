"""Changes of stored plans by this reader, before they are recorded."""

import streamlit as st

from components.session import queries
from components.session.page_context import PageContext
from models.errors import Problem
from models.plan.edits import PlanEdit
from models.plan.file import PlanFile


def edit_of(page: PageContext) -> PlanEdit:
    """Return the change of the chosen plan; one that is unchanged begins again with the newest version."""
    code, edits = page.view.head.code, _edits()
    key = (_newest(code), page.view.head.number)
    is_old = st.session_state.get(f"plan-edit-of-{code}") != key
    if code not in edits or (is_old and not edits[code].is_changed):
        _begin(PlanEdit.of(queries.plan_file(code), key[0]))
        st.session_state[f"plan-edit-of-{code}"] = key
    return edits[code]


def begin_with(file: PlanFile, name: str, notices: tuple[Problem, ...] = ()) -> None:
    """Begin the change of a stored plan with an uploaded file, of which there are ``notices``; outlines that it lacks stay."""
    stored = queries.plan_file(file.plan.code)
    edit = PlanEdit.of(file, _newest(file.plan.code), name=name, begun=stored)
    edit.notices = notices
    if file.plan.geography.areas is None:
        edit.describe(geography=stored.plan.geography)
    _begin(edit)


def discard(code: str) -> None:
    """Forget the change of a plan; a callback."""
    gone = _edits().pop(code, None)
    st.session_state["plan-edits-begun"] = max(_begun(), gone.turn if gone else 0) + 1


def _edits() -> dict[str, PlanEdit]:
    edits: dict[str, PlanEdit] = st.session_state.setdefault("plan-edits", {})
    return edits


def _begun() -> int:
    return int(st.session_state.get("plan-edits-begun", 0))


def _begin(edit: PlanEdit) -> None:
    """Keep a change; tables that showed another one are drawn again."""
    before = _edits().get(edit.plan.code)
    edit.turn = max(_begun(), before.turn if before else 0) + 1
    _edits()[edit.plan.code] = edit


def _newest(code: str) -> int:
    return int(queries.plan_versions(queries.store_version(), code)["number"].iloc[0])
