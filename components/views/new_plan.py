"""A new plan: out of a document, a pasted text or a plan file, last year's plan, or from nothing; one click stores it."""

from functools import partial

import streamlit as st

from components.export.download import FORMS
from components.i18n.text import Text, plain
from components.session import choices, commands, controls, links, new_plan, plan_edits, queries, user
from components.session.new_plan import NewPlan
from components.views.plan_districts import districts_table
from components.views.plan_editor import targets_editor
from components.views.plan_proposals import proposals
from components.widgets import download, html, kept_input, plan_problems, uploader
from models.auth.roles import Role
from models.errors import SanbiaoError
from models.frames import rows_of
from models.plan.new_plans import empty_plan, next_year
from models.plan.workbook.writing import plan_workbook_template
from models.typed_rows import PlanRow

OVERVIEW, PLANS_PAGE = "overview/overview.py", "office/plans.py"
#: Longest text that can be pasted.
LONGEST_TEXT = 400_000


def make_plan(t: Text, plans: list[PlanRow]) -> None:
    """Draw the way to a new plan: where it comes from, else what was begun; nothing is stored before the last button."""
    if not user.allowed(t, Role.EDITOR):
        return
    new = new_plan.current()
    if new is None:
        _sources(t, plans)
        return
    _begun(t, new)


def _sources(t: Text, plans: list[PlanRow]) -> None:
    if error := st.session_state.pop("new-plan-error", None):
        plan_problems.show(t, error)
    st.html(html.heading(t("plans.from_document")) + html.paragraph(t("plans.from_document_note")))
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(html.uploader_words(t))
        endings = [*new_plan.DOCUMENTS, *new_plan.PLAN_FILES]
        file = uploader.one_file(t("plans.file"), endings, key=f"plan-file-{_turn()}")
    with right:
        pasted = st.text_area(t("plans.paste"), key=f"plan-paste-{_turn()}", height=110, max_chars=LONGEST_TEXT)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = st.number_input(
            t("plans.year_if_missing"), min_value=1949, max_value=2200, value=None, step=1, key="plan-read-year", width=230
        )
        clicked = st.button(t("plans.read"), type="primary", key="plan-read")
    if clicked:
        _read(t, (file.name, file.getvalue()) if file else None, pasted or "", int(year) if year else None)
    st.html(html.heading(t("plans.without_document")))
    left, right = st.columns(2, gap="medium")
    with left:
        _from_last_year(t, plans)
    with right:
        _from_nothing(t)


def _turn() -> int:
    """Return the number of new plans begun: what was uploaded for one is not there for the next."""
    return int(st.session_state.get("new-plans-begun", 0))


def _read(t: Text, file: tuple[str, bytes] | None, pasted: str, year: int | None) -> None:
    if file is None and not pasted.strip():
        st.info(t("plans.nothing_given"))
        return
    try:
        with st.spinner(t("plans.reading")):
            if file is None:
                new_plan.begin_with_text(t("plans.pasted"), pasted, year)
            elif new_plan.is_plan_file(file[0]):
                _take_file(*file)
            else:
                new_plan.begin_with_text(file[0], file[1], year)
    except SanbiaoError as error:
        plan_problems.show(t, error)
        return
    st.rerun()


def _take_file(name: str, content: bytes) -> None:
    """Begin with a plan file: as a change if the store has its plan, else as a new plan."""
    file, notices = new_plan.read_file(name, content)
    if file.plan.code in {row.code for row in known_plans()}:
        plan_edits.begin_with(file, name, notices)
        choices.put("plan", file.plan.code)
        choices.put("plans_view", "targets")
    else:
        new_plan.begin_with_file(file, name, notices)


def _from_last_year(t: Text, plans: list[PlanRow]) -> None:
    st.html(html.paragraph(t("plans.last_year_note")))
    if not plans:
        st.html(html.footnote([t("plans.no_last_year")]))
        return
    names = {row.code: t.name(row, "title") for row in plans}
    controls.reset_if_invalid("plan-last-year", names)
    code = st.selectbox(t("plans.last_year"), list(names), format_func=names.__getitem__, key="plan-last-year")
    st.button(t("plans.copy"), key="plan-copy", on_click=_copy, args=(code,))


def _copy(code: str) -> None:
    file = queries.plan_file(code)
    year = file.plan.year + 1
    title = file.plan.title.replace(str(file.plan.year), str(year))
    head = new_plan.head_of(file.plan.city, year)
    try:
        moved = next_year(file, head["code"], title if title != file.plan.title else head["title"])
    except SanbiaoError as error:
        st.session_state["new-plan-error"] = error
        return
    new_plan.begin_with_file(moved, f"{head['code']}.yaml")


def _from_nothing(t: Text) -> None:
    st.html(html.paragraph(t("plans.empty_note")))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        city = st.text_input(t("plans.city"), key="plan-empty-city", max_chars=40)
        year = st.number_input(
            t("plans.year"), min_value=1949, max_value=2200, value=queries.today().year, step=1, key="plan-empty-year", width=120
        )
    if st.button(t("plans.begin_empty"), key="plan-empty"):
        _begin_empty(t, (city or "").strip(), int(year))
    template = partial(plan_workbook_template, t.language)
    download.button(
        t("plans.template"), template, f"{t('plans.template_file')}.xlsx", key="plan-template", mime=FORMS["xlsx"].mime
    )


def _begin_empty(t: Text, city: str, year: int) -> None:
    if not city:
        st.info(t("plans.city_needed"))
        return
    head = new_plan.head_of(city, year)
    names = {"section": t("plans.first_section"), "target": t("plans.first_target")}
    try:
        file = empty_plan(head["code"], city, year, head["title"], **names)
    except SanbiaoError as error:
        plan_problems.show(t, error)
        return
    new_plan.begin_with_file(file, f"{head['code']}.yaml")
    st.rerun()


def _begun(t: Text, new: NewPlan) -> None:
    st.button(t("plans.discard"), key="plan-discard", on_click=new_plan.discard, icon=":material/arrow_back:", type="tertiary")
    st.html(html.footnote([t("plans.review_note"), t("plans.draft_note")]))
    if new.draft is not None:
        proposals(t, new, new.draft)
    elif new.edit is not None:
        plan_problems.tell(t, new.edit.name, new.edit.notices)
        st.html(html.heading(t("plans.targets")))
        targets_editor(t, new.edit, key=f"new-{new.turn}")
    _head(t, new)
    st.html(html.heading(t("plans.districts")))
    new.districts = districts_table(t, new.districts, key=f"new-districts-{new.turn}")
    _store_button(t, new)
    new_plan.keep()


def _head(t: Text, new: NewPlan) -> None:
    """Draw the head of the plan, proposed from its text."""
    st.html(html.heading(t("plans.head")))
    key = f"new-{new.turn}"
    left, right = st.columns(2, gap="medium")
    with left:
        kept_input.text(t("plans.name"), new.head, "title", key=f"{key}-title", max_chars=300)
        kept_input.text(t("plans.source_of"), new.head, "source", key=f"{key}-source", max_chars=300, help=t("plans.source_help"))
    with right:
        with st.container(horizontal=True):
            kept_input.text(t("plans.city"), new.head, "city", key=f"{key}-city", max_chars=40, width=150)
            kept_input.number(
                t("plans.year"), new.head, "year", key=f"{key}-year", min_value=1949, max_value=2200, step=1, width=130
            )
        kept_input.text(t("plans.code"), new.head, "code", key=f"{key}-code", max_chars=40, help=t("plans.code_help"))


def _store_button(t: Text, new: NewPlan) -> None:
    """Draw the one button that stores the plan, and whether it is shown first."""
    if error := st.session_state.pop("new-plan-error", None):
        plan_problems.show(t, error)
    if not user.allowed(t, Role.ADMINISTRATOR):
        return
    if known_plans():  # the first one is shown first in any case
        kept_input.switch(t("plans.make_it_current"), new.choice, "current", key=f"new-{new.turn}-current")
    st.button(t("plans.store"), type="primary", key="plan-store", on_click=_store, args=(new,))
    st.html(html.footnote([t("plans.store_note")]))


def _store(new: NewPlan) -> None:
    """Store the plan and go to its overview; a callback."""
    try:
        file = new.file()
        name = new.draft.name if new.draft else new.edit.name if new.edit else ""
        commands.create_plan(file, name, current=bool(new.choice.get("current")))
    except SanbiaoError as error:
        st.session_state["new-plan-error"] = error
        if known_plans():  # somebody else may have stored the first one meanwhile: then the steps are gone
            links.jump(PLANS_PAGE, plans_view="new")
        return
    new_plan.discard()
    st.toast(plain(file.plan.title), icon=":material/check:")
    links.jump(OVERVIEW, plan=file.plan.code, as_of=None, since=None)


def known_plans() -> list[PlanRow]:
    """Return the plans of the store, the current one first."""
    return rows_of(queries.plans(queries.store_version()), PlanRow)
