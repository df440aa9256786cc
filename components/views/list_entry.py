"""A form to add or edit one school project, programme or quota; it passes the same checks as an imported list."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import city_map as charts_map
from components.charts.geography import Geography
from components.i18n.text import Text, plain
from components.session import commands, user
from components.session.controls import FIRST_DAY, LAST_DAY
from components.session.page_context import PageContext
from components.session.queries import today
from components.widgets import city_map, html, lazy_expander
from models.analysis.milestone_history import ASPECTS
from models.auth.roles import Role
from models.commands.records import NewQuota
from models.errors import ConflictError, Problem, UnreadableFilesError
from models.frames import rows_of
from models.geo import Crs
from models.imports.batch import LISTS, ImportBatch
from models.imports.list_cells import as_table, entry_cells
from models.imports.list_template import offered
from models.imports.lists import DESCRIBED, NEEDED, New, list_columns
from models.imports.sheet_layouts import Column
from models.status import TargetKind
from models.typed_rows import TargetRow

#: Number of fields beside each other.
ACROSS = 3
#: Fields with a date.
_DAYS = ("as_of", "hard_deadline")
_PLACE = ("x", "y", "crs")
#: Longest text of a field.
LONGEST = 2000


def entry_form(page: PageContext, form: str, geography: Geography | None = None) -> None:
    """Draw the form for an entry of the list "projects", "programmes" or "quotas", for those who may change it."""
    t = page.t
    if not user.may(Role.EDITOR):
        return
    if said := st.session_state.pop("entry-said", None):
        st.toast(said, icon=":material/check:", duration="long")
    box = lazy_expander.opened(t(f"entry.{form}"), f"entry-{form}")
    if box is None:
        return
    with box:
        st.html(html.footnote([t("entry.note")]))
        code = _pick(page, form)
        key = f"entry-{form}-{code or 'new'}-{_turn()}"
        known = _known(page, form, code)
        columns = list_columns(page.view, form)
        dated = [column for column in columns if column.field.endswith(tuple(f"_{aspect}" for aspect in ASPECTS))]
        facts = [column for column in columns if column not in dated and column.field not in _PLACE]
        cells = _fields(page, form, facts, known, key)
        if form == "projects":
            cells |= _place(page, [column for column in columns if column.field in _PLACE], known, cells, key, geography)
        if dated:
            st.html(html.heading(t("entry.dates")))
            given = _fields(page, form, dated, known, key)
            cells |= {name: "" if text == known.get(name, "") else text for name, text in given.items()}  # no date is repeated
        _save(page, form, cells, key)


def _turn() -> int:
    return int(st.session_state.get("entry-turn", 0))


def _frame(page: PageContext, form: str) -> pd.DataFrame:
    parts = page.snapshot.parts
    return {"projects": parts.projects, "programmes": parts.programmes, "quotas": parts.quotas}[form]


def _pick(page: PageContext, form: str) -> str:
    """Draw the choice between a new entry and those there are; return the code, "" for a new one."""
    t, frame = page.t, _frame(page, form)
    words = {"": t("entry.new")} | {row.code: f"{row.code} {_name(page, row)}" for row in rows_of(frame, DESCRIBED[form])}
    chosen = st.selectbox(t("entry.which"), list(words), format_func=lambda one: words.get(one, one), key=f"entry-which-{form}")
    return chosen if chosen in words else ""


def _name(page: PageContext, entry: New) -> str:
    """Return the name of a project or programme; of a quota its district, post and way."""
    if not isinstance(entry, NewQuota):
        return entry.name
    terms, language = page.view.head.terms, page.t.language
    words = terms.word("posts", entry.post, language), terms.word("ways", entry.way, language)
    return f"{page.districts.get(entry.district, entry.district)} {'·'.join(words)}"


def _known(page: PageContext, form: str, code: str) -> dict[str, str]:
    """Return the cells of a known entry, or those of a new one."""
    first = {"as_of": min(page.as_of, today()).isoformat()}
    frame = _frame(page, form)
    for entry in rows_of(frame[frame["code"] == code], DESCRIBED[form]):
        return entry_cells(page.view, form, entry, _dates(page, form, code), page.t.language) | first
    return first


def _dates(page: PageContext, form: str, code: str) -> dict[str, date | None]:
    works = {"projects": page.snapshot.projects, "programmes": page.snapshot.programmes}.get(form)
    own = [] if works is None else works[works["code"] == code].to_dict("records")
    aspects = tuple(f"_{aspect}" for aspect in ASPECTS)
    return {str(name): _day(value) for row in own for name, value in row.items() if str(name).endswith(aspects)}


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and value == value else None


def _fields(page: PageContext, form: str, columns: Sequence[Column], known: Mapping[str, str], key: str) -> dict[str, str]:
    """Draw fields in rows; return their texts."""
    cells: dict[str, str] = {}
    for first in range(0, len(columns), ACROSS):
        for place, column in zip(st.columns(ACROSS), columns[first : first + ACROSS], strict=False):
            with place:
                cells[column.field] = _field(page, form, column, known.get(column.field, ""), f"{key}-{column.field}")
    return cells


def _field(page: PageContext, form: str, column: Column, known: str, key: str) -> str:
    """Draw the field of a column: a choice, a date, targets, or a text."""
    units = {"area": page.t("entry.in_square_metres"), "investment": page.t("entry.in_ten_thousand_yuan")}
    label = column.header(page.t.language) + units.get(column.field, "") + (" *" if column.field in NEEDED[form] else "")
    if column.field == "targets":
        codes = _targets(page, form)
        chosen = [code for code in known.split() if code in codes]
        picked = st.multiselect(label, list(codes), chosen, format_func=codes.__getitem__, key=key, placeholder="–")
        return " ".join(picked)
    if words := offered(page.view, form, column.field, page.t.language):
        options = list(dict.fromkeys(["", *words, *([known] if known else [])]))
        names = {"": "–"} | (_district_names(page) if column.field == "district" else {})
        if column.field == "crs":  # whoever copies a location knows the map it is from, not the name of its system
            names |= {word: page.t.word("crs", word) for word in words}
        found = st.selectbox(label, options, options.index(known), format_func=lambda one: names.get(one, one), key=key)
        return str(found or "")
    if column.field in _DAYS or column.field.endswith(tuple(f"_{aspect}" for aspect in ASPECTS)):
        options_of_days: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
        day = st.date_input(label, date.fromisoformat(known) if known else None, key=key, **options_of_days)
        return "" if day is None else str(day)
    if key not in st.session_state:
        st.session_state[key] = known
    is_fixed = column.field == "code" and bool(known)
    return st.text_input(label, key=key, max_chars=LONGEST, disabled=is_fixed)


def _district_names(page: PageContext) -> dict[str, str]:
    """Return the names of the districts in the reader's language by their short ones."""
    return {
        short: page.districts[code] for code, short in zip(page.view.districts["code"], page.view.districts["short"], strict=True)
    }


def _targets(page: PageContext, form: str) -> dict[str, str]:
    """Return the targets for which an entry may count, by code."""
    rows = [row for row in rows_of(page.view.targets, TargetRow) if row.kind == TargetKind.COUNT]
    works = [row for row in rows if form == "quotas" or row.project_milestone]
    return {row.code: f"{row.code} {page.t.name(row)}" for row in works}


def _place(
    page: PageContext,
    columns: Sequence[Column],
    known: Mapping[str, str],
    cells: Mapping[str, str],
    key: str,
    geography: Geography | None,
) -> dict[str, str]:
    """Draw the location: a map to click, the numbers, and the centre of the district."""
    t = page.t
    st.html(html.heading(t("entry.place")))
    has_map = geography is not None and not geography.is_empty
    if geography is not None and has_map:
        st.html(html.footnote([t("entry.place_note")]))
        _map(page, geography, key)
        codes = {short: code for code, short in zip(page.view.districts["code"], page.view.districts["short"], strict=True)}
        centre = geography.anchors().get(codes.get(cells.get("district", ""), ""))
        st.button(
            t("entry.centre"), key=f"{key}-centre", disabled=centre is None, on_click=partial(_put_place, key, centre or (0, 0))
        )
    else:
        st.html(html.footnote([t("entry.no_map")]))
    return _fields(page, "projects", columns, known, key)


def _map(page: PageContext, geography: Geography, key: str) -> None:
    """Draw the city without its schools: a click chooses the location."""
    names = page.t.short_names(page.view.districts)
    districts = pd.DataFrame([(code, name, 0, False) for code, name in names.items()])
    districts = districts.set_axis(["code", "name", "projects", "is_counted"], axis=1)
    data = charts_map.city_map(
        page.snapshot.projects,
        t=page.t,
        look=page.look,
        geography=geography,
        districts=districts,
        months=(),
        shown=(),
    )
    city_map.draw(
        data,
        t=page.t,
        look=page.look,
        alt=page.t("entry.map_alt"),
        key=f"{key}-map",
        on_pick=_nothing,
        place=_chosen_place(key),
        on_place=partial(_take_place, key),
    )


def _chosen_place(key: str) -> tuple[float, float] | None:
    """Return the location that is typed in, if it is in WGS-84 and can be drawn."""
    try:
        x, y = (float(st.session_state.get(f"{key}-{name}", "")) for name in ("x", "y"))
    except ValueError:
        return None
    return (x, y) if st.session_state.get(f"{key}-crs") == Crs.WGS84.value and abs(x) <= 180 and abs(y) <= 90 else None


def _take_place(key: str) -> None:
    if place := city_map.placed(f"{key}-map"):
        _put_place(key, place)


def _put_place(key: str, place: tuple[float, float]) -> None:
    for name, degrees in zip(("x", "y"), place, strict=True):
        st.session_state[f"{key}-{name}"] = f"{degrees:.6f}".rstrip("0").rstrip(".")
    st.session_state[f"{key}-crs"] = Crs.WGS84.value


def _nothing() -> None:
    """Let a school on this map be: a click chooses the location."""


def _save(page: PageContext, form: str, cells: Mapping[str, str], key: str) -> None:
    """Draw the button; check the entry when it is clicked, and record it unless something is wrong or in doubt."""
    t = page.t
    is_sure = st.session_state.get(f"{key}-doubted") == dict(cells) and st.checkbox(t("entry.confirm"), key=f"{key}-sure")
    if not st.button(t("entry.check"), type="primary", key=f"{key}-check"):
        return
    looked = _look(page, form, cells)
    if looked is None:
        return
    wrong = [*looked.sheets, *(one.problem for one in looked.findings if one.level == "error")]
    doubts = [one.problem for one in looked.findings if one.level == "doubt"]
    heads = {column.field: column.header(t.language) for column in list_columns(page.view, form)}
    for draw, found in ((st.error, wrong), (st.warning, () if wrong else doubts)):
        for one in found:
            draw(plain(_sentence(t, one, heads, cells)))
    if wrong:
        return
    if doubts and not is_sure:
        st.session_state[f"{key}-doubted"] = dict(cells)
        st.info(t("entry.first_confirm"))
        st.checkbox(t("entry.confirm"), key=f"{key}-sure")
    elif not looked.listed:
        st.info(t("entry.nothing"))
    else:
        _commit(page, looked, cells["code"])


def _look(page: PageContext, form: str, cells: Mapping[str, str]) -> ImportBatch | None:
    table = as_table(page.view, form, cells, page.t.language)
    try:
        return commands.look_at(page.asked, ((page.t(f"entry.{form}"), table),), {}, "", lambda share: None)
    except UnreadableFilesError as error:
        st.error(plain(error.sentence(page.t.language)))
        return None


def _sentence(t: Text, one: Problem, heads: Mapping[str, str], cells: Mapping[str, str]) -> str:
    """Return the sentence of a problem, with the name of its field instead of its cell."""
    field = one.where.rpartition(" ")[2]
    if field not in heads:  # a problem of a number or date names its text
        value = dict(one.values).get("value")
        field = next((name for name, text in cells.items() if text and text == value), "")
    sentence = one.sentence(t.language).removeprefix(f"{one.where}: ")
    return f"{heads[field]}: {sentence}" if field else sentence


def _commit(page: PageContext, looked: ImportBatch, code: str) -> None:
    t = page.t
    try:
        batch = commands.commit(
            looked, left_out=frozenset(), confirmed=frozenset({LISTS}), note=None, tell=lambda step, share: None
        )
    except ConflictError as error:
        st.error(error.sentence(t.language))
        return
    st.session_state["entry-said"] = t("entry.saved", code=code, batch=batch)
    st.session_state["entry-turn"] = _turn() + 1
    st.rerun()
