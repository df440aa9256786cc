"""Contents of the page of plans: the plans, and one with its versions, what each changed, and what can be done with it."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from components.i18n.text import Text, plain
from components.session import authors, choices, commands, controls, flash, queries, user
from components.session.page_context import PageContext
from components.widgets import download, html, tables
from models.auth.roles import Role
from models.demo.load import AUTHOR
from models.demo.shipped import PROGRAM
from models.frames import rows_of
from models.plan.file import PlanFile
from models.plan.workbook.writing import plan_workbook
from models.plan.yaml_text import write_plan
from models.typed_rows import PlanChange, PlanRow, PlanVersionRow

#: The parts of the page: what there is, targets and districts of the chosen plan, and a new plan.
VIEWS = ("versions", "targets", "districts", "new")
#: Files that a plan is written to, by extension; each has a label ``plans.download_…``.
FORMATS: Mapping[str, Callable[[PlanFile, str], bytes]] = {
    "xlsx": plan_workbook,
    "yaml": lambda file, language: write_plan(file).encode(),
}


def choose_view(page: PageContext) -> str:
    """Draw the choice of the part of the page, and return it."""
    names = {one: page.t(f"plans.view_{one}") for one in VIEWS}
    return controls.view(page.t("plans.view"), "plans_view", names, VIEWS[0], key="plans-view", label_visibility="collapsed")


def turn_to(view: str) -> None:
    """Go to another part of the page; a callback."""
    choices.put("plans_view", None if view == VIEWS[0] else view)


def headline(page: PageContext) -> str:
    """Return how many plans there are, and which is shown first."""
    rows = rows_of(queries.plans(page.asked.version), PlanRow)
    current = next((page.t.name(row, "title") for row in rows if row.is_current), "–")
    return page.t("plans.title", n=len(rows), current=current)


def plans_table(page: PageContext) -> None:
    """Show the plans of the store; a click on one chooses it."""
    t, plans = page.t, queries.plans(page.asked.version)
    codes = list(plans["code"])
    rows = [
        {
            "is_current": "✔" if row.is_current else "",
            "title": t.name(row, "title"),
            "city": t.name(row, "city"),
            "year": str(row.year),
            "state": t("plans.demonstration" if row.demonstration else "plans.real"),
            "code": row.code,
        }
        for row in rows_of(plans, PlanRow)
    ]
    columns = {
        "is_current": st.column_config.TextColumn(t("plans.current"), width=60),
        "title": st.column_config.TextColumn(t("plans.name"), width=320),
        "city": st.column_config.TextColumn(t("plans.city"), width=100),
        "year": st.column_config.TextColumn(t("plans.year"), width=70),
        "state": st.column_config.TextColumn(t("plans.state"), width=90),
        "code": st.column_config.TextColumn(t("plans.code"), width=150),
    }
    table = pd.DataFrame(rows)
    st.dataframe(
        table,
        column_config=tables.whole(columns, table),
        hide_index=True,
        on_select=partial(_choose, codes),
        selection_mode="single-row",
        key="plans-grid",
        height=tables.height_of(len(table), 300),
        alt=t("plans.alt", n=len(table)),
    )


def _choose(codes: list[str]) -> None:
    rows = st.session_state["plans-grid"]["selection"]["rows"]
    if rows and rows[0] < len(codes):
        choices.put("plan", codes[rows[0]])


def plan_card(page: PageContext) -> None:
    """Show the chosen plan: its numbers, what can be done with it, and its versions."""
    t, view = page.t, page.view
    head = view.head
    st.html(html.heading(t.name(head, "title")))
    flash.say()
    facts = [
        (t("plans.version"), t("plans.version_n", n=head.number)),
        (t("plans.targets"), t.number(len(view.targets))),
        (t("plans.sections"), t.number(len(view.sections))),
        (t("plans.districts"), t.number(len(view.districts))),
        (t("plans.code"), head.code),
    ]
    st.html(html.facts(facts) + html.footnote([t("plans.source", source=head.source)]))
    with st.container(horizontal=True, key="plan-deeds"):
        st.button(t("plans.edit"), key="to-targets", on_click=turn_to, args=("targets",), type="primary")
        st.button(t("plans.edit_districts"), key="to-districts", on_click=turn_to, args=("districts",))
        download_buttons(page)
        row = next(row for row in rows_of(queries.plans(page.asked.version), PlanRow) if row.code == head.code)
        if not row.is_current and user.may(Role.ADMINISTRATOR):
            with st.popover(t("plans.make_current")):  # it changes what everybody sees: not at one click
                st.markdown(t("plans.make_current_means"))
                st.button(t("plans.make_current_now"), key="make-current", on_click=_make_current, args=(head.code,))


def download_buttons(page: PageContext) -> None:
    """Offer the chosen plan as files that come in again equal."""
    code = page.view.head.code
    for ending, write in FORMATS.items():
        content = partial(_written, code, write, page.t.language)  # made on the click, not at every run
        name = f"{code}.{ending}"
        download.button(page.t(f"plans.download_{ending}"), content, name, address=page.address(), key=f"plan-{ending}")


def _written(code: str, write: Callable[[PlanFile, str], bytes], language: str) -> bytes:
    return write(queries.plan_file(code), language)


def _make_current(code: str) -> None:
    flash.write(lambda: commands.make_current(code))


def versions(page: PageContext) -> None:
    """Show the versions of the chosen plan, the newest first: what each changed, by which document, who recorded it, and when."""
    t = page.t
    rows = rows_of(queries.plan_versions(page.asked.version, page.view.head.code), PlanVersionRow)
    st.html(html.heading(t("plans.versions", n=len(rows))))
    changes = page.view.changes
    for row in rows:
        own = [one for one in changes if one.number == row.number]
        st.html(_version(t, row, own))
    counted = [row for row in rows if not row.is_withdrawn]
    last = rows[0]
    if last.number > 1 and user.may(Role.ADMINISTRATOR) and (last.is_withdrawn or len(counted) > 1):
        words = t("plans.bring_back" if last.is_withdrawn else "plans.undo", n=last.number)
        with st.popover(words, key=f"version-{last.number}-{last.is_withdrawn}"):  # another one after the click: closed again
            st.markdown(t("plans.bring_back_means" if last.is_withdrawn else "plans.undo_means", n=last.number))
            st.button(words, key="undo-version", on_click=_withdraw, args=(t, last))


def _version(t: Text, row: PlanVersionRow, changes: Iterable[PlanChange]) -> str:
    """Return a version with its document, its author and what it changed."""
    when = controls.in_city(row.recorded_at).strftime("%Y-%m-%d %H:%M")
    is_ours = row.author in (PROGRAM, AUTHOR)
    about = [when, t("plans.shipped") if is_ours else authors.shown(t, row.author), "" if is_ours else row.file_name or ""]
    title = [t("plans.version_n", n=row.number), row.note or row.document or ""]
    if row.is_withdrawn:
        title.append(t("plans.withdrawn"))
    lines = [t.plan_change(one) for one in changes]
    if not lines and not row.is_withdrawn:
        lines = [t("plans.first_version") if row.number == 1 else t("plans.only_described")]
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    head = escape(t("card.dot").join(one for one in title if one))
    foot = escape(t("card.dot").join(one for one in about if one))
    return f'<div class="sb sb-version"><b>{head}</b><small class="sb-note">{foot}</small><ul>{listed}</ul></div>'


def _withdraw(t: Text, row: PlanVersionRow) -> None:
    """Withdraw a version, or bring it back, and say so; a callback."""
    flash.write(lambda: commands.withdraw(row.batch, note=None, withdrawn=not row.is_withdrawn))
    if not flash.is_waiting():
        said = t("plans.brought_back" if row.is_withdrawn else "plans.undone", n=row.number)
        st.toast(plain(said), icon=":material/check:")
