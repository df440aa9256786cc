"""A change of a stored plan: its targets or districts, what it would change, and the document with which it becomes a version."""

from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from components.i18n.text import Text
from components.session import commands, queries, user
from components.session.page_context import PageContext
from components.session.plan_edits import discard, document_of, edit_of, keep
from components.views.plan_districts import districts_table
from components.views.plan_editor import targets_editor
from components.views.plan_outlines import outlines
from components.widgets import html, kept_input, plan_problems
from models.analysis.plan_differences import difference_sentence
from models.auth.roles import Role
from models.errors import SanbiaoError
from models.imports.plan_revision import StatusEffect
from models.plan.edits import PlanEdit
from models.plan.preview import other_differences
from models.status import Word

#: Most changes listed.
MOST = 60


def change_targets(page: PageContext) -> None:
    """Draw the table and the form of targets, and what their change would do."""
    if not user.allowed(page.t, Role.EDITOR):
        return
    edit = edit_of(page)
    st.html(html.heading(page.t("plans.targets_of", name=page.t.name(edit.plan, "title"))))
    _say_last(page.t)
    plan_problems.tell(page.t, edit.name, edit.notices)
    targets_editor(page.t, edit, key=f"edit-{edit.plan.code}")
    _save(page, edit)


def change_districts(page: PageContext) -> None:
    """Draw the table of districts and the outlines for the map, and what their change would do."""
    if not user.allowed(page.t, Role.EDITOR):
        return
    edit = edit_of(page)
    st.html(html.heading(page.t("plans.districts_of", name=page.t.name(edit.plan, "title"))))
    _say_last(page.t)
    edit.describe_districts(districts_table(page.t, edit.plan.districts, key=f"edit-districts-{edit.plan.code}-{edit.turn}"))
    outlines(page, edit)
    _save(page, edit)


def _say_last(t: Text) -> None:
    if "plan-saved" in st.session_state:
        number = st.session_state.pop("plan-saved")
        if number is None:  # the same change was recorded meanwhile, in another tab or by somebody else
            st.info(t("plans.same_as_stored"))
        else:
            st.success(t("plans.saved", n=number))
    if error := st.session_state.pop("plan-revision-error", None):
        plan_problems.show(t, error)


def _save(page: PageContext, edit: PlanEdit) -> None:
    """Draw what a change would do, and the form that makes it a version; nothing while nothing is changed."""
    t = page.t
    keep(edit)
    if not edit.is_changed:
        st.html(html.footnote([t("plans.unchanged")]))
        return
    st.html(html.heading(t("plans.save")))
    try:
        file = edit.file()
        preview = commands.preview_of(page.asked, file)
    except SanbiaoError as error:
        plan_problems.show(t, error)
        _give_up(t, edit)
        return
    if not _is_reported(page):
        document_of(edit).setdefault("document", t("plans.correction"))
    document = str(document_of(edit).get("document") or "…")
    lines = [t.plan_change(replace(one, document=document)) for one in preview.changes]
    lines += [difference_sentence(one, t.language) for one in other_differences(edit.begun, file)]
    st.html(html.lines(lines[:MOST] or [t("plans.only_described")]))
    _effects(page, preview.effects)
    if user.allowed(t, Role.ADMINISTRATOR):
        _document(page, edit)
    _give_up(t, edit)


def _give_up(t: Text, edit: PlanEdit) -> None:
    st.button(t("plans.give_up"), key="plan-give-up", on_click=discard, args=(edit.plan.code,))
    st.html(html.footnote([t("plans.draft_note")]))


def _effects(page: PageContext, effects: tuple[StatusEffect, ...]) -> None:
    """Show whose status would change on the day looked at."""
    t = page.t
    st.html(html.heading(t("plans.effects", n=len(effects), day=page.as_of)))
    if not effects:
        st.html(html.footnote([t("plans.no_effects")]))
        return
    rows = [
        f'<div class="sb-row">{_mark(page, one.after or one.before)}<span>{escape(t.name(one))}</span>'
        f"<span>{escape(_word(t, one.before))} → {escape(_word(t, one.after))}</span></div>"
        for one in effects
    ]
    st.html(f'<div class="sb sb-list">{"".join(rows)}</div>')


def _mark(page: PageContext, word: Word | None) -> str:
    return html.mark(word.status, page.look) if word else ""


def _word(t: Text, word: object) -> str:
    return t("plans.no_status") if word is None else t.show(word)


def _document(page: PageContext, edit: PlanEdit) -> None:
    """Draw the number, date and reason of the change, and the button that records it."""
    t = page.t
    store = document_of(edit)
    if not _is_reported(page):
        st.html(html.footnote([t("plans.correction_note")]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kept_input.text(t("plans.document"), store, "document", key="plan-document", max_chars=100)
        kept_input.day(t("plans.document_day"), store, "day", key="plan-document-day", width=150)
    kept_input.text(t("plans.reason"), store, "reason", key="plan-reason", max_chars=200)
    st.button(t("plans.record"), type="primary", key="plan-record", on_click=_record, args=(edit, store))


def _is_reported(page: PageContext) -> bool:
    """Return True if anything was reported on the plan."""
    batches = queries.batches(page.asked, page.view)
    return bool((~batches["is_withdrawn"].astype(bool) & (batches["kind"] != "plan")).any())


def _record(edit: PlanEdit, store: dict[str, Any]) -> None:
    """Record the change as a version; a callback."""
    about: dict[str, Any] = {name: str(store.get(name) or "") for name in ("document", "reason")}
    assert edit.based_on is not None, "a stored plan has a version"
    try:
        number = commands.revise_plan(edit.file(), edit.name, based_on=edit.based_on, day=store.get("day"), **about)
    except SanbiaoError as error:
        st.session_state["plan-revision-error"] = error
        return
    discard(edit.plan.code)
    st.session_state["plan-saved"] = number
