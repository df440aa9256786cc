"""Changes of stored plans by this reader, before they are recorded. A reload keeps them."""

from datetime import date
from typing import Any

import streamlit as st

from components.session import drafts, queries
from components.session.page_context import PageContext
from models.errors import Problem
from models.plan.draft_text import read_edit, write_edit
from models.plan.edits import PlanEdit
from models.plan.file import PlanFile


def edit_of(page: PageContext) -> PlanEdit:
    """Return the change of the chosen plan; one that is unchanged begins again with the newest version."""
    code, edits = page.view.head.code, _edits()
    if code not in edits and (raw := drafts.kept(code)):
        _begin(read_edit(raw["edit"]))
        about = raw["document"]
        document_of(edits[code]).update(about | {"day": about["day"] and date.fromisoformat(about["day"])})
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


def keep(edit: PlanEdit) -> None:
    """Keep a change in the store, for this reader alone; one that changes nothing is not kept."""
    if not edit.is_changed:
        drafts.drop(edit.plan.code)
        return
    about = document_of(edit)
    day = about.get("day")
    drafts.keep(edit.plan.code, {"edit": write_edit(edit), "document": about | {"day": day and day.isoformat()}})


def document_of(edit: PlanEdit) -> dict[str, Any]:
    """Return what was typed of the document of a change."""
    given: dict[str, Any] = st.session_state.setdefault(f"plan-document-{edit.plan.code}", {"day": queries.today()})
    return given


def discard(code: str) -> None:
    """Forget the change of a plan; a callback."""
    gone = _edits().pop(code, None)
    st.session_state.pop(f"plan-document-{code}", None)
    drafts.drop(code)
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
