"""School projects as people list them, as text: read, checked against the plan and the ground, refused whole if wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shapely.geometry.base import BaseGeometry

from models.csv_rows import read_rows
from models.entries import LONGEST, district_codes, parse_day, parse_number
from models.errors import Problem, ReportError, problem
from models.incoming import Contents, NewMilestone, NewProject
from models.places import check_place, outline
from models.plan_view import PlanView
from models.projects import KINDS, MILESTONES, STAGES
from models.status import Kind
from models.works import ASPECTS

FACTS = (
    "code",
    "name",
    "district",
    "stage",
    "kind",
    "address",
    "x",
    "y",
    "crs",
    "seats",
    "classes",
    "area",
    "investment",
    "owner",
    "hard_deadline",
    "targets",
    "note",
)
DATES = tuple(f"{step}_{aspect}" for step in MILESTONES for aspect in ASPECTS)
#: The columns of a list of projects; ``targets`` are codes apart by blanks, ``as_of`` the day of which the row speaks.
COLUMNS = (*FACTS, *DATES, "as_of")
NEEDED = ("code", "name", "district", "stage", "kind", "as_of")
#: The target's stage of the plan that a project's stage belongs to.
PLAN_STAGE = {
    "kindergarten": "preschool",
    "primary": "compulsory",
    "middle": "compulsory",
    "nine_year": "compulsory",
    "senior_high": "senior_high",
}


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the rows are checked against."""

    districts: Mapping[str, str]
    targets: Mapping[str, Mapping[Any, Any]]
    taken: Set[str]
    city: BaseGeometry | None
    today: date
    happened: Mapping[str, Mapping[str, date]]


def read_project_rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    """The rows of a CSV file with (some of) ``COLUMNS``, each with its place."""
    return read_rows(path, known=COLUMNS, needed=NEEDED)


def projects_from(
    rows: Sequence[tuple[str, Mapping[str, str]]],
    view: PlanView,
    *,
    today: date,
    happened: Mapping[str, Mapping[str, date]] = MappingProxyType({}),
) -> Contents:
    """The rows as projects and dates of milestones. ReportError with every problem of every row.

    A row describes its project whole; an empty cell of a date changes nothing. ``happened`` are the actual days that are
    known already, by code and milestone.
    """
    areas = view.head.geography.get("areas", "")
    ground = _Ground(
        district_codes(view),
        {row["code"]: row for row in view.targets.to_dict("records")},
        {*view.targets["code"], *view.items["code"]},
        outline(areas) if areas else None,
        today,
        happened,
    )
    problems: list[Problem] = [] if rows else [problem("", "no_rows")]
    read = [_read(where, cells, ground, problems) for where, cells in rows]
    codes = [project.code for project, _ in read]
    problems += [problem("", "twice", value=code) for code, n in sorted(Counter(codes).items()) if code and n > 1]
    if problems:
        raise ReportError("reports_refused", problems)
    return Contents(projects=[project for project, _ in read], milestones=[step for _, steps in read for step in steps])


def _read(
    where: str, cells: Mapping[str, str], ground: _Ground, problems: list[Problem]
) -> tuple[NewProject, list[NewMilestone]]:
    days = {name: _day(where, cells.get(name, ""), problems) for name in (*DATES, "hard_deadline", "as_of")}
    numbers = {
        name: parse_number(where, cells.get(name, ""), problems) for name in ("x", "y", "seats", "classes", "area", "investment")
    }
    problems += _check_facts(where, cells, ground)
    problems += check_sizes(where, numbers)
    x, y = (None if numbers[name] is None else float(numbers[name] or 0) for name in ("x", "y"))
    problems += check_place(where, x, y, cells.get("crs") or None, ground.city)
    as_of = days["as_of"] or ground.today
    problems += check_dates(where, days, as_of=as_of, today=ground.today, happened=ground.happened.get(cells.get("code", ""), {}))
    project = NewProject(
        code=cells.get("code", ""),
        name=cells.get("name", ""),
        stage=cells.get("stage", ""),
        kind=cells.get("kind", ""),
        district=ground.districts.get(cells.get("district", ""), ""),
        address=cells.get("address") or None,
        crs=cells.get("crs") or None if x is not None else None,
        given_x=x,
        given_y=y,
        seats=_whole(numbers["seats"]),
        classes=_whole(numbers["classes"]),
        area=numbers["area"],
        investment=numbers["investment"],
        owner=cells.get("owner") or None,
        hard_deadline=days["hard_deadline"] or _first_of_september(days["opened_baseline"]),
        targets=tuple(cells.get("targets", "").split()),
        note=cells.get("note") or None,
    )
    return project, _milestones(project.code, days, as_of)


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _milestones(code: str, days: Mapping[str, date | None], as_of: date) -> list[NewMilestone]:
    return [
        NewMilestone(code, step, aspect, days[f"{step}_{aspect}"], as_of, position)
        for position, step in enumerate(MILESTONES)
        for aspect in ASPECTS
        if days[f"{step}_{aspect}"] is not None
    ]


def _first_of_september(opening: date | None) -> date | None:
    """The hard deadline where none is given: 1 September of the opening year, the next one where it opens later."""
    if opening is None:
        return None
    return date(opening.year + (opening > date(opening.year, 9, 1)), 9, 1)


def _day(where: str, text: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError:
        problems.append(problem(where, "not_a_day", value=text))
        return None


def _check_facts(where: str, cells: Mapping[str, str], ground: _Ground) -> list[Problem]:
    problems = [problem(f"{where} {name}", "missing") for name in NEEDED if not cells.get(name)]
    if cells.get("code") in ground.taken:
        problems.append(problem(where, "code_of_target", value=cells["code"]))
    for name, choices in (("stage", STAGES), ("kind", KINDS)):
        if cells.get(name) and cells[name] not in choices:
            problems.append(problem(where, "not_a_choice", value=cells[name], choices=", ".join(choices)))
    if cells.get("district") and cells["district"] not in ground.districts:
        problems.append(problem(where, "unknown_district", value=cells["district"]))
    for code in cells.get("targets", "").split():
        problems += _check_target(where, code, cells.get("stage", ""), ground)
    if any(len(text) > LONGEST for text in cells.values()):
        problems.append(problem(where, "too_long", n=LONGEST))
    return problems


def _check_target(where: str, code: str, stage: str, ground: _Ground) -> list[Problem]:
    """A target that counts projects, of the project's stage of schooling."""
    target = ground.targets.get(code)
    if target is None:
        return [problem(where, "unknown_code", value=code)]
    if target["kind"] != Kind.COUNT or not target["project_milestone"]:
        return [problem(where, "counts_no_projects", value=code)]
    if target["stage"] and stage in PLAN_STAGE and PLAN_STAGE[stage] != target["stage"]:
        return [problem(where, "other_stage", value=code)]
    return []


def check_sizes(where: str, numbers: Mapping[str, Decimal | None]) -> list[Problem]:
    """Seats, classes, area and investment are not negative; seats and classes are whole."""
    problems = []
    for name in ("seats", "classes", "area", "investment"):
        number = numbers[name]
        if number is not None and number < 0:
            problems.append(problem(f"{where} {name}", "negative", value=number))
        elif number is not None and name in ("seats", "classes") and number != number.to_integral_value():
            problems.append(problem(f"{where} {name}", "not_whole", value=number))
    return problems


def check_dates(
    where: str,
    days: Mapping[str, date | None],
    *,
    as_of: date,
    today: date,
    happened: Mapping[str, date] = MappingProxyType({}),
) -> list[Problem]:
    """Milestones come in their order, in plan and in fact, and none is reported before it happened.

    ``happened`` are the actual days known before, by milestone.
    """
    problems = [problem(where, "in_the_future", value=as_of)] if as_of > today else []
    for aspect in ("baseline", "actual"):
        last: tuple[str, date] | None = None
        for step in MILESTONES:
            day = days[f"{step}_{aspect}"] or (happened.get(step) if aspect == "actual" else None)
            if day is not None and last is not None and day < last[1]:
                problems.append(problem(f"{where} {step}_{aspect}", "before_earlier_step", value=day, step=last[0], day=last[1]))
            last = last if day is None else (step, day)
    for step in MILESTONES:
        actual = days[f"{step}_actual"]
        if actual is not None and actual > as_of:
            problems.append(problem(f"{where} {step}_actual", "happened_later", value=actual, day=as_of))
    reached = [bool(days[f"{step}_actual"] or step in happened) for step in MILESTONES]
    if any(later and not earlier for earlier, later in zip(reached, reached[1:], strict=False)) and any(reached):
        first_gap = MILESTONES[reached.index(False)]
        problems.append(problem(where, "step_left_out", step=first_gap))
    return problems
