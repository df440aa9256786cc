"""The plan file: a city's plan for a year as YAML. It is read, checked, and rejected as a whole if it has any error."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from models.errors import PlanFileError, Problem, problem
from models.plan.file_parts import Part, PlanPart, SectionPart, TargetPart
from models.plan.file_validation import check_codes, check_target
from models.plan.yaml_source import parse_yaml


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A valid plan file: its parts, and the hash of its bytes."""

    plan: PlanPart
    sections: tuple[SectionPart, ...]
    targets: tuple[TargetPart, ...]
    sha256: str


def read_plan_file(path: Path) -> PlanFile:
    """Read the plan at ``path``. PlanFileError with every problem, each named by its path in the file."""
    try:
        content = path.read_bytes()
    except OSError:
        raise PlanFileError("plan_file_unreadable", [], file=path) from None
    return parse_plan(content, name=path.name)


def parse_plan(content: bytes, *, name: str) -> PlanFile:
    """Parse the plan in ``content``, a YAML text in UTF-8; ``name`` is the file name used in messages."""
    return check_plan(parse_yaml(content, name), name=name, sha256=hashlib.sha256(content).hexdigest())


def check_plan(raw: Mapping[str, Any], *, name: str, sha256: str) -> PlanFile:
    """Return the plan of some raw parts. PlanFileError with every problem, each named by its path."""
    problems: list[Problem] = []
    plan = _part(PlanPart, raw.get("plan"), "plan", problems)
    sections = _parts(SectionPart, raw.get("sections"), "sections", problems)
    targets = _parts(TargetPart, raw.get("targets"), "targets", problems)
    problems += [problem(key, "unknown_key") for key in raw if key not in ("plan", "sections", "targets")]
    problems += check_codes(plan, [one for _, one in sections], targets)
    for where, target in targets:
        problems += check_target(target, where, plan)
    if problems or plan is None:
        raise PlanFileError("plan_file_refused", problems, file=name)
    return PlanFile(plan, tuple(one for _, one in sections), tuple(one for _, one in targets), sha256)


P = TypeVar("P", bound=Part)


def _part(shape: type[P], raw: object, where: str, problems: list[Problem]) -> P | None:
    try:
        return shape.model_validate(raw or {})
    except ValidationError as error:
        problems.extend(shape_problems(where, error))
        return None


def _parts(shape: type[P], raw: object, where: str, problems: list[Problem]) -> list[tuple[str, P]]:
    if not isinstance(raw, list) or not raw:
        problems.append(problem(where, "needs_list"))
        return []
    parts = [(f"{where}[{n}]", _part(shape, one, f"{where}[{n}]", problems)) for n, one in enumerate(raw)]
    return [(path, part) for path, part in parts if part is not None]


#: Pydantic error types with a message of their own; all others use "does_not_fit".
_SHAPES = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "date_from_datetime_parsing": "not_a_day",
    "date_parsing": "not_a_day",
    "date_type": "not_a_day",
    "date_from_datetime_inexact": "not_a_day",
    "decimal_parsing": "not_a_number",
    "decimal_type": "not_a_number",
    "finite_number": "not_a_number",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "too_many_digits": "too_many_digits",
    "too_short": "needs_list",
    "at_risk_tighter": "at_risk_tighter",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_type": "not_a_text",
    "string_unicode": "with_controls",
    "with_controls": "with_controls",
}


def shape_problems(where: str, error: ValidationError) -> list[Problem]:
    """Return everything in a part of a file that does not fit, each with its place."""
    return [_shape_problem(where, dict(one)) for one in error.errors()]


def _shape_problem(where: str, error: dict[str, Any]) -> Problem:
    path = where + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
    key = _SHAPES.get(error["type"], "does_not_fit")
    choices = (error.get("ctx") or {}).get("expected", "")
    return problem(path, key, value=_short(error["input"]), choices=choices)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
