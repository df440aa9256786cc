"""Plans being prepared, as data of JSON: what is read from it equals what was written, with whatever is still wrong in it."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from models.errors import Problem
from models.plan.drafts import PlanDraft
from models.plan.edits import PlanEdit
from models.plan.file import PlanFile
from models.plan.file_parts import DistrictPart, Part, PlanPart, SectionPart, TargetPart
from models.plan.text.proposals import Proposal
from models.plan.text.reading import read_plan_text
from models.plan.workbook.columns import core, list_of

#: Number of the form of this data; what was kept in another form is not read.
FORM = 1
P = TypeVar("P", bound=Part)
_PROPOSED = get_type_hints(Proposal)


def write_edit(edit: PlanEdit) -> dict[str, Any]:
    """Return a change as data."""
    parts = {"begun": _written(edit.begun.plan, edit.begun.sections, edit.begun.targets)}
    parts["now"] = _written(edit.plan, edit.sections, edit.targets)
    notices = [[one.where, one.key, [[name, str(value)] for name, value in one.values]] for one in edit.notices]
    return {**parts, "based_on": edit.based_on, "name": edit.name, "notices": notices}


def read_edit(raw: Mapping[str, Any]) -> PlanEdit:
    """Return a change out of data. ValueError if it does not fit."""
    begun, now = PlanFile(*_parts(raw["begun"]), ""), _parts(raw["now"])
    notices = tuple(Problem(where, key, tuple((name, value) for name, value in values)) for where, key, values in raw["notices"])
    return PlanEdit(begun, raw["based_on"], *now, name=raw["name"], notices=notices)


def write_districts(districts: tuple[DistrictPart, ...]) -> list[Any]:
    """Return districts as data."""
    return [_dumped(one) for one in districts]


def read_districts(raw: list[Any]) -> tuple[DistrictPart, ...]:
    """Return districts out of data."""
    return tuple(_loose(DistrictPart, one) for one in raw)


def write_draft(draft: PlanDraft) -> dict[str, Any]:
    """Return a plan out of a text as data: the text, and what was chosen and corrected of each proposal."""
    rows = [
        [_place(row.proposal), row.is_taken, [*row.chosen.items()], to_jsonable_python(row.corrections)]
        for row in draft.rows
        if not row.is_taken or row.chosen or row.corrections
    ]
    return {"name": draft.name, "text": draft.text, "year": draft.reading.year, "rows": rows}


def read_draft(raw: Mapping[str, Any]) -> PlanDraft:
    """Return a plan out of a text, read once more; what was chosen of a proposal that is read otherwise now is left out."""
    draft = PlanDraft.of(raw["name"], raw["text"], read_plan_text(raw["text"], raw["year"]))
    rows = {tuple(_place(row.proposal)): row for row in draft.rows}
    for place, is_taken, chosen, corrections in raw["rows"]:
        row = rows.get(tuple(place))
        if row is not None:
            row.is_taken = is_taken
            row.chosen = {n: option for n, option in chosen if _has(row.proposal, n, option)}
            row.corrections = {name: TypeAdapter(_PROPOSED[name]).validate_python(value) for name, value in corrections.items()}
    return draft


def _place(one: Proposal) -> list[Any]:
    return [one.code, one.start, one.end]


def _has(one: Proposal, number: int, option: int) -> bool:
    return number < len(one.questions) and option < len(one.questions[number].options)


def _written(plan: PlanPart, sections: tuple[SectionPart, ...], targets: tuple[TargetPart, ...]) -> dict[str, Any]:
    return {"plan": _dumped(plan), "sections": [*map(_dumped, sections)], "targets": [*map(_dumped, targets)]}


def _dumped(part: Part) -> dict[str, Any]:
    return part.model_dump(mode="json", warnings=False)


def _parts(raw: Mapping[str, Any]) -> tuple[PlanPart, tuple[SectionPart, ...], tuple[TargetPart, ...]]:
    sections = tuple(_loose(SectionPart, one) for one in raw["sections"])
    return _loose(PlanPart, raw["plan"]), sections, tuple(_loose(TargetPart, one) for one in raw["targets"])


def _loose(shape: type[P], raw: Mapping[str, Any]) -> P:
    """Return a part; one that is still invalid has the types of its fields without their limits."""
    try:
        return shape.model_validate(raw)
    except ValidationError:
        fields = shape.model_fields
        values = {name: _value(fields[name].annotation, value) for name, value in raw.items() if name in fields}
        return cast(P, shape.model_construct(**values))


def _value(annotation: Any, value: Any) -> Any:
    if value is None:
        return None
    kind = core(annotation)
    if part := list_of(kind):
        return tuple(_loose(part, one) for one in value)
    if isinstance(kind, type) and issubclass(kind, Part):
        return _loose(kind, value)
    if isinstance(value, list):
        return tuple(_value(get_args(kind)[0], one) for one in value)
    return TypeAdapter(kind).validate_python(value)
