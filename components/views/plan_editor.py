"""The targets of a plan as a table to edit in place, and a form for one of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from components.charts.plan_curve import plan_curve
from components.i18n.text import Text
from components.session import choices, controls
from components.session.controls import FIRST_DAY, LAST_DAY
from components.views.plan_fields import further_fields
from components.views.plan_gates import gates_table
from components.views.plan_sections import sections_table
from components.views.plan_shares import shares_table
from components.widgets import html, lazy_expander
from models.plan.edits import PlanEdit, as_number
from models.plan.file_parts import ItemPart, PointPart, SuspendedPart, TargetPart
from models.plan.view import year_end
from models.status import TargetKind

#: Columns of the table, fields of a target in their order.
COLUMNS = ("code", "section", "name", "kind", "target", "unit", "baseline", "due", "owner", "cycle", "note")


def targets_editor(t: Text, edit: PlanEdit, *, key: str) -> None:
    """Draw the table of targets, then the form for one, and the sections."""
    _table(t, edit, f"{key}-table-{edit.turn}")
    _one(t, edit, key)
    box = lazy_expander.opened(t("plans.sections"), f"{key}-sections")
    if box is not None:
        with box:
            sections_table(t, edit, key=f"{key}-sections-{edit.turn}")


def _table(t: Text, edit: PlanEdit, key: str) -> None:
    sections = {one.name: one.code for one in edit.sections}
    begun = f"{key}-begun"
    if key not in st.session_state or begun not in st.session_state:  # drawn anew: with what was given before
        st.session_state[begun] = edit.targets
    targets: tuple[TargetPart, ...] = st.session_state[begun]
    frame = _frame(t, edit, targets)
    edited = st.data_editor(
        frame,
        column_config=_columns(t, list(sections)),
        disabled=["code"],
        hide_index=True,
        height=min(560, 37 + 35 * len(targets)),
        placeholder="",
        key=key,
        alt=t("plans.targets_alt", n=len(targets)),
    )
    st.html(html.footnote([t("plans.targets_note")]))
    for target, before, after in zip(targets, frame.to_dict("records"), edited.to_dict("records"), strict=True):
        moved = {name for name in COLUMNS if not _same(before[name], after[name])}
        if moved:
            edit.correct(target.code, {name: _parsed(t, name, after[name], sections) for name in moved})


def _same(one: object, other: object) -> bool:
    return (_is_missing(one) and _is_missing(other)) or one == other


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _frame(t: Text, edit: PlanEdit, targets: tuple[TargetPart, ...]) -> pd.DataFrame:
    names = {one.code: one.name for one in edit.sections}
    rows = [
        {
            "code": one.code,
            "section": names.get(one.section, one.section),
            "name": one.name,
            "kind": t.show(one.kind),
            "target": None if one.target is None else float(one.target),
            "unit": one.unit,
            "baseline": None if one.baseline is None else float(one.baseline),
            "due": one.due,
            "owner": one.owner,
            "cycle": t(f"plans.cycle_{one.cycle}"),
            "note": one.note,
        }
        for one in targets
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = {name: frame[name].astype("float64") for name in ("target", "baseline")}
    return frame.assign(**numbers, due=pd.Series(frame["due"], dtype=object))


def _cycles() -> tuple[str, ...]:
    return tuple(get_args(TargetPart.model_fields["cycle"].annotation))


def _columns(t: Text, sections: list[str]) -> dict[str, Any]:
    """Return the configuration of the columns; kinds and cycles are those of the model."""
    kinds, cycles = [t.show(one) for one in TargetKind], [t(f"plans.cycle_{one}") for one in _cycles()]
    return {
        "code": st.column_config.TextColumn(t("plan_field.code"), width=70),
        "section": st.column_config.SelectboxColumn(t("plan_field.section"), options=sections, width=150),
        "name": st.column_config.TextColumn(t("plan_field.name"), width=280, required=True),
        "kind": st.column_config.SelectboxColumn(t("plan_field.kind"), options=kinds, required=True, width=100),
        "target": st.column_config.NumberColumn(t("plan_field.target"), min_value=0, width=90),
        "unit": st.column_config.TextColumn(t("plan_field.unit"), width=70),
        "baseline": st.column_config.NumberColumn(t("plan_field.baseline"), min_value=0, width=90),
        "due": st.column_config.DateColumn(t("plan_field.due"), format="YYYY-MM-DD", width=110),
        "owner": st.column_config.TextColumn(t("plan_field.owner"), width=140),
        "cycle": st.column_config.SelectboxColumn(t("plan_field.cycle"), options=cycles, required=True, width=90),
        "note": st.column_config.TextColumn(t("plan_field.note"), width=240),
    }


def _parsed(t: Text, name: str, value: Any, sections: Mapping[str, str]) -> object:
    """Return the value of a cell as that of its field."""
    if name in ("target", "baseline"):
        return as_number(value)
    if name == "kind":
        return next(one for one in TargetKind if t.show(one) == value)
    if name == "cycle":
        return next(one for one in _cycles() if t(f"plans.cycle_{one}") == value)
    if name == "section":
        return sections.get(str(value), str(value))
    if _is_missing(value):
        return None
    if name == "due":
        return (
            value.date()
            if isinstance(value, pd.Timestamp)
            else value
            if isinstance(value, date)
            else date.fromisoformat(str(value)[:10])
        )
    return str(value).strip() or ("" if name == "name" else None)


def _one(t: Text, edit: PlanEdit, key: str) -> None:
    """Draw what the table has no room for: course, items and suspension of one target; and add or withdraw one."""
    st.html(html.heading(t("plans.one_target")))
    names = {one.code: f"{one.code} {one.name}" for one in edit.targets}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        judged = next((one.code for one in edit.targets if one.kind is not TargetKind.ACTION), None)
        controls.reset_if_invalid(f"{key}-target", names, judged)  # a direction has next to nothing to fill in
        code = st.selectbox(t("plans.which_target"), list(names), format_func=lambda one: names.get(one, ""), key=f"{key}-target")
        sections = {one.code: one.name for one in edit.sections}
        controls.reset_if_invalid(f"{key}-section", sections)
        section = st.selectbox(
            t("plans.add_to"), list(sections), format_func=lambda one: sections.get(one, ""), key=f"{key}-section"
        )
        st.button(t("plans.add_target"), key=f"{key}-add", on_click=_add, args=(t, edit, section, key))
    if code is None:
        return
    target = edit.target(code)
    left, right = st.columns(2, gap="medium")
    mark = f"{key}-{edit.turn}-{code}"
    with left:
        if target.kind.is_measured:
            _course(t, edit, target, mark)
            shares_table(t, edit, target, key=f"{mark}-shares")
        else:
            gates_table(t, edit, target, key=f"{mark}-gates")
    with right:
        _items(t, edit, target, mark)
        _suspension(t, edit, target, mark)
        box = lazy_expander.opened(t("plans.more_fields"), f"{key}-more")
        if box is not None:
            with box:
                further_fields(t, edit, target, mark, apart=COLUMNS)
        if len(edit.targets) > 1:
            st.button(
                t("plans.withdraw_target"),
                key=f"{mark}-remove",
                on_click=edit.remove,
                args=(code,),
                help=t("plans.withdraw_help"),
            )


def _add(t: Text, edit: PlanEdit, section: str, key: str) -> None:
    st.session_state[f"{key}-target"] = edit.add(section, t("plans.new_target"))


def _course(t: Text, edit: PlanEdit, target: TargetPart, mark: str) -> None:
    """Draw the interim values of a measured target, and their curve as they are typed."""
    key, begun = f"{mark}-points", f"{mark}-points-begun"
    if key not in st.session_state or begun not in st.session_state:
        rows = [(point.by, float(point.value)) for point in target.plan]
        frame = pd.DataFrame(rows, columns=["by", "value"])
        st.session_state[begun] = frame.assign(by=pd.to_datetime(frame["by"]), value=frame["value"].astype("float64"))
    edited = st.data_editor(
        st.session_state[begun],
        column_config={
            "by": st.column_config.DateColumn(t("plans.point_by"), format="YYYY-MM-DD"),
            "value": st.column_config.NumberColumn(t("plans.point_value"), min_value=0),
        },
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        key=key,
        alt=t("plans.points_alt", name=target.name),
    )
    pairs = sorted((row.by, row.value) for row in edited.itertuples() if not pd.isna(row.by) and not pd.isna(row.value))
    points = tuple(
        PointPart.model_construct(by=pd.Timestamp(by).date(), value=as_number(value) or Decimal(0)) for by, value in pairs
    )
    if points != target.plan:
        edit.correct(target.code, {"plan": points})
    first = edit.plan.first_day
    due = target.due or year_end(first)
    picture = plan_curve(t, controls.look(), target.model_copy(update={"plan": points}), first_day=first, due=due)
    st.html(picture or html.footnote([t("plans.no_course_yet")]))


def _items(t: Text, edit: PlanEdit, target: TargetPart, mark: str) -> None:
    """Draw the items of a list, one a line; a renamed one is a new one unless it keeps its place."""
    if target.kind is not TargetKind.ITEMS:
        return
    key = f"{mark}-items"
    choices.fill_widget(key, "\n".join(one.name for one in target.items))
    st.text_area(t("plan_field.items"), key=key, help=t("plans.items_help"), on_change=_set_items, args=(edit, target.code, key))


def _set_items(edit: PlanEdit, code: str, key: str) -> None:
    known = {one.name: one for one in edit.target(code).items}
    names = dict.fromkeys(line.strip() for line in str(st.session_state[key]).splitlines() if line.strip())
    edit.correct(code, {"items": tuple(known.get(name) or ItemPart.model_construct(name=name) for name in names)})


def _suspension(t: Text, edit: PlanEdit, target: TargetPart, mark: str) -> None:
    """Draw the document and day of a suspension."""
    own = target.suspended
    document, since = f"{mark}-suspended-document", f"{mark}-suspended-since"
    if own:  # else one of the two may be typed and the other not yet
        choices.fill_widget(document, own.document)
        choices.fill_widget(since, own.since)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        about: dict[str, Any] = {"on_change": _suspend, "args": (edit, target.code, document, since)}
        st.text_input(t("plans.suspended_document"), key=document, max_chars=100, **about)
        days: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
        st.date_input(t("plans.suspended_since"), None, key=since, width=180, **days, **about)
    st.html(html.footnote([t("plans.suspended_note")]))


def _suspend(edit: PlanEdit, code: str, document: str, since: str) -> None:
    given = {"document": st.session_state[document], "since": st.session_state[since]}
    try:
        suspended = SuspendedPart.model_validate(given)
    except ValidationError:  # one of the two is still missing
        suspended = None
    edit.correct(code, {"suspended": suspended})
