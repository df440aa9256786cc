"""A new plan of this reader, before it is stored: out of a text or a plan file, with head and districts. A reload keeps it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components.session import drafts, queries
from models.config import DATA
from models.errors import Problem, UnreadableError
from models.frames import rows_of
from models.imports.plan_document import check_plan_text, read_plan_document
from models.imports.plan_workbook.reading import open_plan_workbook
from models.plan.accepted import PlanHead
from models.plan.draft_text import read_districts, read_draft, read_edit, write_districts, write_draft, write_edit
from models.plan.drafts import PlanDraft, free_code
from models.plan.edits import PlanEdit
from models.plan.file import PlanFile, parse_plan, read_plan_file
from models.plan.file_parts import DistrictPart
from models.plan.text.reading import city_of, read_plan_text, year_of
from models.typed_rows import PlanRow

#: Extensions of documents with the text of a plan. The old ones of Word and WPS are taken to be refused with what to do.
DOCUMENTS = ("docx", "pdf", "txt", "doc", "wps")


#: A plan file, and what has to be told of it.
Read = tuple[PlanFile, tuple[Problem, ...]]


def _read_yaml(content: bytes, name: str) -> Read:
    return parse_plan(content, name=name), ()


def _read_workbook(content: bytes, name: str) -> Read:
    found = open_plan_workbook(content, name)
    return found.plan, found.notices


#: Readers of plan files by extension.
PLAN_FILES: Mapping[str, Callable[[bytes, str], Read]] = {"yaml": _read_yaml, "yml": _read_yaml, "xlsx": _read_workbook}
_KEY = "new-plan"


@dataclass(slots=True)
class NewPlan:
    """A new plan: out of a text as a ``draft``, else out of a file as an ``edit``; ``turn`` names its widgets."""

    head: dict[str, Any]
    districts: tuple[DistrictPart, ...]
    draft: PlanDraft | None = None
    edit: PlanEdit | None = None
    page: int = 0
    shown: str = "targets"
    turn: int = 0
    choice: dict[str, Any] = field(default_factory=dict)

    def file(self) -> PlanFile:
        """Return the plan file. PlanFileError with every problem."""
        head = {name: str(self.head[name]).strip() for name in ("code", "title", "city", "source")}
        year = int(self.head["year"])
        if self.draft is not None:
            return self.draft.plan(PlanHead(**head, year=year, districts=self.districts))
        assert self.edit is not None, "a new plan comes from a text or a file"
        self.edit.describe(**head, year=year, districts=self.districts)
        return self.edit.file()


def current() -> NewPlan | None:
    """Return the new plan of this session, else the one that the reader left before; None if none was begun."""
    if _KEY not in st.session_state and (raw := drafts.kept(drafts.NEW)):
        _begin(_read(raw))
    found: NewPlan | None = st.session_state.get(_KEY)
    return found


def keep() -> None:
    """Keep the new plan in the store, for this reader alone."""
    if new := current():
        drafts.keep(drafts.NEW, _written(new))


def discard() -> None:
    """Forget the new plan."""
    st.session_state.pop(_KEY, None)
    drafts.drop(drafts.NEW)


def _written(new: NewPlan) -> dict[str, Any]:
    source = {"draft": write_draft(new.draft)} if new.draft else {"edit": write_edit(new.edit)} if new.edit else {}
    about = {"head": new.head, "districts": write_districts(new.districts), "choice": new.choice}
    return {**source, **about, "page": new.page, "shown": new.shown}


def _read(raw: Mapping[str, Any]) -> NewPlan:
    draft = read_draft(raw["draft"]) if "draft" in raw else None
    edit = read_edit(raw["edit"]) if "edit" in raw else None
    about = {name: raw[name] for name in ("page", "shown", "choice")}
    return NewPlan(raw["head"], read_districts(raw["districts"]), draft, edit, **about)


def _begin(new: NewPlan) -> None:
    st.session_state["new-plans-begun"] = new.turn = st.session_state.get("new-plans-begun", 0) + 1
    st.session_state[_KEY] = new


def begin_with_text(name: str, content: bytes | str, year: int | None) -> None:
    """Read a document or a pasted text, and begin a plan with its proposals. UnreadableError with one sentence."""
    text = check_plan_text(name, content) if isinstance(content, str) else read_plan_document(name, content)
    planned = year or year_of(text)
    if planned is None:
        raise UnreadableError("plan_text_no_year", file=name)
    reading = read_plan_text(text, planned)
    if len(reading.titles) > 1:
        raise UnreadableError("plan_text_several", file=name, n=len(reading.titles), names="、".join(reading.titles[:4]))
    if not reading.proposals:
        raise UnreadableError("document_no_plan", file=name)
    if reading.is_cut:
        raise UnreadableError("document_too_long", file=name)
    city = city_of(text)
    title = reading.titles[0] if reading.titles else ""
    head = head_of(city, planned, title=title, source="" if isinstance(content, str) else name)
    _begin(NewPlan(head, districts_of(city), PlanDraft.of(name, text, reading)))


def begin_with_file(file: PlanFile, name: str, notices: tuple[Problem, ...] = ()) -> None:
    """Begin a plan with the parts of a plan file, of which there are ``notices``."""
    plan = file.plan
    head = {"code": plan.code, "city": plan.city, "year": plan.year, "title": plan.title, "source": plan.source}
    edit = PlanEdit.of(file, name=name)
    edit.notices = notices
    _begin(NewPlan(head, plan.districts, edit=edit))


def is_plan_file(name: str) -> bool:
    """Return True if a file is a plan file by its extension."""
    return _ending(name) in PLAN_FILES


def read_file(name: str, content: bytes) -> Read:
    """Read an uploaded plan file. PlanFileError with every problem, UnreadableError for a workbook that cannot be opened."""
    return PLAN_FILES[_ending(name)](content, name)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def head_of(city: str, year: int, *, title: str = "", source: str = "") -> dict[str, Any]:
    """Return the head that is proposed for the plan of a city and year."""
    words = title or f"{city}{year}年教育工作要点"
    return {"code": free_code(city, year, _codes()), "city": city, "year": year, "title": words, "source": source or words}


def _plans() -> list[PlanRow]:
    return rows_of(queries.plans(queries.store_version()), PlanRow)


def _codes() -> Iterable[str]:
    return [row.code for row in _plans()]


def districts_of(city: str) -> tuple[DistrictPart, ...]:
    """Return the districts that a plan of this city in the store, or one that ships, has; else the city as the only one."""
    for row in _plans():
        if row.city == city:
            return queries.plan_file(row.code).plan.districts
    for path in sorted((DATA / "plans").glob("*.yaml")):
        shipped = read_plan_file(path).plan
        if shipped.city == city:
            return shipped.districts
    return (DistrictPart(code="CITY", name=city),)
