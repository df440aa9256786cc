"""A stored version of a plan as a plan file again: what is downloaded, and what an editor begins with."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.errors import PlanFileError, Problem
from models.frames import rows_of
from models.plan.file import PlanFile, parse_plan
from models.plan.file_parts import (
    DistrictPart,
    GeographyPart,
    ItemPart,
    NamedPart,
    Part,
    PlanPart,
    PointPart,
    RulesPart,
    SectionPart,
    SuspendedPart,
    TargetPart,
)
from models.plan.view import TERMS, PlanHead, PlanView
from models.plan.yaml_text import write_plan
from models.typed_rows import DistrictRow, ItemRow, PointRow, SectionRow, TargetRow

#: Fields of a target that are stored under the same name.
_SAME = [field.name for field in fields(TargetRow) if field.name in TargetPart.model_fields and field.name != "gates"]


def file_of(view: PlanView) -> PlanFile:
    """Return the plan file of a stored version. Items have their codes, and gates of their own."""
    sections = [SectionPart(code=row.code, name=row.name, name_en=row.name_en) for row in rows_of(view.sections, SectionRow)]
    items = list(rows_of(view.items, ItemRow))
    points = list(rows_of(view.points, PointRow))
    targets = [_target(row, items, points) for row in rows_of(view.targets, TargetRow)]
    return checked(_plan(view), sections, targets)


def checked(plan: PlanPart, sections: Iterable[SectionPart], targets: Iterable[TargetPart]) -> PlanFile:
    """Return the plan file of some parts, checked as any file is. PlanFileError with every problem."""
    text = write_plan(PlanFile(plan, tuple(sections), tuple(targets), ""))
    return parse_plan(text.encode(), name=f"{plan.code}.yaml")


_PLACE = re.compile(r"^(targets\[(\d+)\]|plan)")


@contextmanager
def problems_by_name(targets: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Name the problems of a plan file by code and name of their target, and by the name of their field, instead of its path."""
    try:
        yield
    except PlanFileError as error:
        problems = [_named(one, targets) for one in error.problems]
        raise PlanFileError(error.key, problems, **{key: value for key, value in error.values.items() if key != "n"}) from None


def _named(one: Problem, targets: Sequence[tuple[str, str]]) -> Problem:
    found = _PLACE.match(one.where)
    if found is None:
        return one
    head = " ".join(targets[int(found[2])]) if found[2] else ""
    return Problem(f"{head}{one.where[found.end() :].replace('.', ' · ')}", one.key, one.values)


def _plan(view: PlanView) -> PlanPart:
    head = view.head
    same: dict[str, Any] = {
        name: getattr(head, name)
        for name in ("code", "city", "city_en", "year", "title", "title_en", "theme", "source", "opens_on")
    }
    terms = {
        group: tuple(NamedPart(code=code, name=name, name_en=name_en) for code, name, name_en in head.terms.groups[group])
        for group in TERMS
        if group in head.terms.groups
    }
    return PlanPart(
        **same,
        **terms,
        start=None if head.start == date(head.year, 1, 1) else head.start,
        rules=_rules(head),
        geography=GeographyPart.model_validate(head.geography),
        districts=tuple(map(_district, rows_of(view.districts, DistrictRow))),
    )


def _rules(head: PlanHead) -> RulesPart:
    on_track, at_risk = head.rules.on_track, head.rules.at_risk
    return RulesPart(
        on_track=(_decimal(on_track[0]), _decimal(on_track[1])),
        at_risk=(_decimal(at_risk[0]), _decimal(at_risk[1])),
        margin=_decimal(head.rules.margin),
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _district(row: DistrictRow) -> DistrictPart:
    short = None if row.short == row.name else row.short
    return DistrictPart(code=row.code, name=row.name, short=short, aliases=tuple(row.aliases), name_en=row.name_en, kind=row.kind)


def _target(row: TargetRow, items: Iterable[ItemRow], points: Iterable[PointRow]) -> TargetPart:
    own = [item for item in items if item.target == row.code]
    suspended = None
    if row.suspended_since is not None:
        suspended = SuspendedPart(document=row.suspended_document or "–", since=row.suspended_since)
    given: dict[str, Any] = {name: value for name in _SAME if (value := getattr(row, name)) is not None}
    given |= {
        "plan": tuple(PointPart(by=point.by, value=point.value) for point in points if point.code == row.code),
        "items": tuple(ItemPart(code=item.code, name=item.name, gates=_gates(item.gates)) for item in own),
        "gates": _gates(row.gates),
        "suspended": suspended,
    }
    return TargetPart.model_validate(given)


def _gates(gates: Iterable[Any]) -> Any:
    return tuple({"name": gate["name"], "by": gate["by"]} for gate in gates)


def same_contents(one: PlanFile, other: PlanFile) -> bool:
    """Return True if two plan files have the same parts, however they were written."""
    return _parts(one) == _parts(other)


def _parts(file: PlanFile) -> tuple[Part | tuple[Part, ...], ...]:
    return file.plan, file.sections, file.targets
