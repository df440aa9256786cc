"""The plan file: a city's plan for a year as YAML. It is read, checked, and rejected as a whole if it has any error."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from models.errors import PlanFileError, Problem, problem
from models.numbers import is_exact
from models.plan.view import TERMS
from models.status import Kind
from models.text import has_controls


def _exact(number: Decimal) -> Decimal:
    if not is_exact(number):
        raise PydanticCustomError("too_many_digits", "too many digits")
    return number


Number = Annotated[Decimal, Field(allow_inf_nan=False), AfterValidator(_exact)]
Share = Annotated[Number, Field(ge=0, le=1)]


def _without_controls(text: str) -> str:
    if has_controls(text):
        raise PydanticCustomError("with_controls", "control characters")
    return text


Code = Annotated[str, Field(pattern=r"^[^\s/#?&]+$", max_length=40), AfterValidator(_without_controls)]
Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_without_controls)]


class Part(BaseModel):
    """A part of the file. Unknown keys are rejected because most of them are misspelt."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class RulesPart(Part):
    """Thresholds of the status rules: shares of the whole and of the expected value, and the margin of a floor in points."""

    on_track: tuple[Share, Share] = (Decimal("0.05"), Decimal("0.10"))
    at_risk: tuple[Share, Share] = (Decimal("0.15"), Decimal("0.30"))
    margin: Annotated[Number, Field(ge=0, le=100)] = Decimal("0.5")

    @model_validator(mode="after")
    def _widen(self) -> "RulesPart":
        """Require that the limits of "at risk" are not tighter than those of "on track"."""
        if any(wide < tight for tight, wide in zip(self.on_track, self.at_risk, strict=True)):
            raise PydanticCustomError("at_risk_tighter", "at_risk tighter than on_track")
        return self


class GeographyPart(Part):
    """Files with the areas of the districts, points for those without a boundary, and the background of the map."""

    areas: Text | None = None
    points: Text | None = None
    context: Text | None = None


class DistrictPart(Part):
    """A reporting unit."""

    code: Code
    name: Text
    short: Text | None = None
    aliases: tuple[Text, ...] = ()
    name_en: Text | None = None
    kind: Text = "district"


class NamedPart(Part):
    """A level, kind, stage or indicator of programmes, or a post, way or step of recruitment, in the plan's own words."""

    code: Code
    name: Text
    name_en: Text | None = None


class PlanPart(Part):
    """The head of the file."""

    code: Code
    city: Text
    city_en: Text | None = None
    year: Annotated[int, Field(ge=1949, le=2200)]
    title: Text
    title_en: Text | None = None
    theme: Text | None = None
    source: Text
    start: date | None = None
    opens_on: date | None = None
    rules: RulesPart = RulesPart()
    geography: GeographyPart = GeographyPart()
    districts: Annotated[tuple[DistrictPart, ...], Field(min_length=1)]
    levels: tuple[NamedPart, ...] = ()
    kinds: tuple[NamedPart, ...] = ()
    stages: tuple[NamedPart, ...] = ()
    indicators: tuple[NamedPart, ...] = ()
    posts: tuple[NamedPart, ...] = ()
    ways: tuple[NamedPart, ...] = ()
    steps: tuple[NamedPart, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day of the plan: as given, else 1 January."""
        return self.start or date(self.year, 1, 1)


class SectionPart(Part):
    """A heading that groups targets."""

    code: Code
    name: Text
    name_en: Text | None = None


class PointPart(Part):
    """A planned value by a date, cumulative."""

    by: date
    value: Annotated[Number, Field(ge=0)]


class GatePart(Part):
    """A milestone of a deliverable, or of each item, with its planned date."""

    name: Text
    by: date


def _named(given: object) -> object:
    """Convert an item given as a bare name."""
    return {"name": given} if isinstance(given, str) else given


class ItemPart(Part):
    """A named deliverable of a target; without a code it gets one, without gates it has those of its target."""

    code: Code | None = None
    name: Text
    gates: tuple[GatePart, ...] = ()


class SuspendedPart(Part):
    """The document that suspended a target, and the date from which it applies."""

    document: Text
    since: date


class TargetPart(Part):
    """A promise of the plan."""

    code: Code
    section: Text
    kind: Kind
    name: Text
    name_en: Text | None = None
    stage: Text | None = None
    unit: Text | None = None
    unit_en: Text | None = None
    target: Annotated[Number, Field(ge=0)] | None = None
    baseline: Annotated[Number, Field(ge=0)] | None = None
    due: date | None = None
    direction: Literal["up", "down"] | None = None
    open_ended: bool = False
    project_milestone: Text | None = None
    plan: tuple[PointPart, ...] = ()
    cycle: Literal["month", "quarter", "year"] = "month"
    owner: Text | None = None
    items: tuple[Annotated[ItemPart, BeforeValidator(_named)], ...] = ()
    gates: tuple[GatePart, ...] = ()
    hard_deadline: date | None = None
    suspended: SuspendedPart | None = None
    heading: Text | None = None
    note: Text | None = None
    note_en: Text | None = None

    def item_codes(self, known: Mapping[str, str] = MappingProxyType({}), used: Iterable[str] = ()) -> list[str]:
        """Return the code of each item: its own, else the ``known`` one of its name, else the next free one.

        ``used`` are all codes that items of this target ever had: reports on one item never pass to another.
        """
        codes = [item.code or known.get(item.name) for item in self.items]
        taken = {*used, *(code for code in codes if code)}
        free = (code for number in count(1) if (code := f"{self.code}.{number}") not in taken)
        return [code or next(free) for code in codes]


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
    raw = _parse_yaml(content, name)
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
    digest = hashlib.sha256(content).hexdigest()
    return PlanFile(plan, tuple(one for _, one in sections), tuple(one for _, one in targets), digest)


class _Loader(yaml.SafeLoader):
    """Safe YAML in which numbers and dates remain text (Pydantic parses them), and keys are unique texts.

    Aliases are rejected, because a few nested ones can expand beyond any memory; so are tags, whose errors have no line.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # the stubs are untyped
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) not in (None, "!"):
            raise yaml.composer.ComposerError(None, None, "no aliases (*) or tags (!) here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        if node.flow_style:
            self._give_back_commas(node)
        keys = Counter(str(key.value) for key, _ in node.value)
        for key, _ in node.value:
            if keys[str(key.value)] > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value}: twice", key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)

    def _give_back_commas(self, node: yaml.MappingNode) -> None:
        """Rejoin texts with commas: YAML reads ``{note: one, two}`` as a key ``two`` without colon or value."""
        pairs: list[tuple[yaml.Node, yaml.Node]] = []
        for key, value in node.value:
            has_colon = ":" in self.text[key.end_mark.index : value.end_mark.index] or value.value != ""
            last = pairs[-1][1] if pairs else None
            if has_colon or not isinstance(last, yaml.ScalarNode) or last.style is not None:
                pairs.append((key, value))
                continue
            whole = self.text[last.start_mark.index : key.end_mark.index]
            last.value, last.tag, last.end_mark = re.sub(r"\s*\n\s*", " ", whole), "tag:yaml.org,2002:str", key.end_mark
        node.value = pairs


_Loader.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if pair[0] in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _parse_yaml(content: bytes, name: str) -> dict[str, Any]:
    try:
        raw = yaml.load(content.decode("utf-8-sig"), _Loader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        told = getattr(error, "problem", None) or getattr(error, "reason", None) or "nested too deeply"
        detail = "UTF-8" if isinstance(error, UnicodeDecodeError) else str(told)
        raise PlanFileError("plan_file_refused", [problem(where, "not_yaml", detail=detail)], file=name) from None
    if not isinstance(raw, dict):
        raise PlanFileError("plan_file_refused", [problem(name, "not_a_plan")], file=name)
    return raw


P = TypeVar("P", bound=Part)


def _part(shape: type[P], raw: object, where: str, problems: list[Problem]) -> P | None:
    try:
        return shape.model_validate(raw or {})
    except ValidationError as error:
        for one in error.errors():
            problems.append(_shape_problem(where, dict(one)))
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
    "at_risk_tighter": "at_risk_tighter",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_type": "not_a_text",
    "string_unicode": "with_controls",
    "with_controls": "with_controls",
}


def _shape_problem(where: str, error: dict[str, Any]) -> Problem:
    path = where + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
    key = _SHAPES.get(error["type"], "does_not_fit")
    choices = (error.get("ctx") or {}).get("expected", "")
    return problem(path, key, value=_short(error["input"]), choices=choices)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def check_codes(
    plan: PlanPart | None, sections: Sequence[SectionPart], targets: Sequence[tuple[str, TargetPart]]
) -> list[Problem]:
    """Return problems for duplicate codes and unknown sections; each target comes with its path in the file."""
    items = [code for _, one in targets for code in one.item_codes()]
    problems = _twice("sections", [one.code for one in sections]) + _twice("targets", [*(one.code for _, one in targets), *items])
    if plan is not None:
        names = [name for one in plan.districts for name in {one.name, one.short or one.name, *one.aliases}]
        problems += _twice("plan.districts", [one.code for one in plan.districts]) + _twice("plan.districts", names)
        for group in TERMS:
            problems += _twice(f"plan.{group}", [one.code for one in getattr(plan, group)])
    known = {one.code for one in sections}
    for where, target in targets:
        if target.section not in known:
            problems.append(problem(f"{where}.section", "unknown_section", value=target.section))
    return problems


def _twice(where: str, codes: Sequence[str]) -> list[Problem]:
    return [problem(where, "twice", value=code) for code, n in Counter(codes).items() if n > 1]


def check_target(target: TargetPart, where: str, plan: PlanPart | None) -> list[Problem]:
    """Return the problems of a target: fields that its kind requires or forbids, numbers, points and dates."""
    problems = [*_check_needs(target, where), *_check_numbers(target, where), *_check_points(target, where)]
    if plan is not None and target.due is not None and target.due < plan.first_day:
        problems.append(problem(f"{where}.due", "before_start", value=target.due, start=plan.first_day))
    return problems


def _check_needs(target: TargetPart, where: str) -> Iterator[Problem]:
    needs = {
        Kind.COUNT: ("target", "unit", "due"),
        Kind.REACH: ("target", "due"),
        Kind.FLOOR: ("target", "due"),
        Kind.ITEMS: ("items", "due"),
        Kind.DELIVER: ("due",),
        Kind.ACTION: (),
    }[target.kind]
    for name in needs:
        if getattr(target, name) in (None, ()):
            yield problem(f"{where}.{name}", "needed_by_kind", kind=target.kind)
    if target.kind is Kind.ACTION and target.target is not None:
        yield problem(f"{where}.target", "action_without_number", value=target.target)
    if target.direction == "down" and target.kind.is_measured:
        yield problem(f"{where}.direction", "down_not_judged", kind=target.kind)
    names = [item.name for item in target.items]
    if len(set(names)) < len(names):
        yield problem(f"{where}.items", "twice", value="、".join(names))
    gates = {"": target.gates} | {f".items[{n}]": item.gates for n, item in enumerate(target.items)}
    for place, own in gates.items():
        if len({gate.name for gate in own}) < len(own):
            yield problem(f"{where}{place}.gates", "twice", value="、".join(gate.name for gate in own))


def _check_numbers(target: TargetPart, where: str) -> Iterator[Problem]:
    for name in ("target", "baseline"):
        value = getattr(target, name)
        if value is None:
            continue
        if target.kind.is_rate and value > 100:
            yield problem(f"{where}.{name}", "rate_above_100", value=value)
        if target.kind is Kind.COUNT and value != value.to_integral_value():
            yield problem(f"{where}.{name}", "not_whole", value=value)
    if (
        target.kind is Kind.REACH
        and target.baseline is not None
        and target.target is not None
        and target.baseline > target.target
    ):
        yield problem(f"{where}.baseline", "baseline_above_target", value=target.baseline, target=target.target)


def _check_points(target: TargetPart, where: str) -> Iterator[Problem]:
    for n, point in enumerate(target.plan):
        here = f"{where}.plan[{n}]"
        earlier = target.plan[n - 1] if n else None
        if earlier is not None and (point.by <= earlier.by or point.value < earlier.value):
            yield problem(here, "points_not_rising", value=point.by)
        if target.due is not None and point.by > target.due:
            yield problem(f"{here}.by", "after_due", value=point.by, due=target.due)
        if target.target is not None and point.value > target.target:
            yield problem(f"{here}.value", "above_target", value=point.value, target=target.target)
