"""Lists of school projects as text: read, validated against the plan and the map, and rejected as a whole on any error."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from shapely.geometry.base import BaseGeometry

from models.analysis.milestone_history import ASPECTS
from models.analysis.schools import KINDS, MILESTONES, STAGES
from models.commands.records import BatchContents, NewMilestone, NewProject
from models.errors import Problem, problem
from models.geo import check_place, outline
from models.imports.cells import Told
from models.imports.row_validation import (
    Listed,
    ValidationContext,
    check_facts,
    check_order,
    check_sizes,
    ground_of,
    plain_cells,
    read_coordinate,
    read_day,
    read_number,
    refuse_wrong,
)
from models.plan.view import PlanView
from models.status import TargetKind

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
#: Columns of a list of projects; ``targets`` are codes separated by blanks, ``as_of`` is the row's reporting date.
COLUMNS = (*FACTS, *DATES, "as_of")
SIZES = ("seats", "classes", "area", "investment")
#: Units that may follow a size, with what the number is multiplied by: area in square metres, investment in 万元.
UNITS: Mapping[str, Mapping[str, Decimal]] = {
    "seats": dict.fromkeys(("个", "座", "人", "名", "个学位", "学位"), Decimal(1)),
    "classes": dict.fromkeys(("个", "班", "个班"), Decimal(1)),
    "area": dict.fromkeys(("平方米", "平米", "㎡", "m²", "m2"), Decimal(1))
    | dict.fromkeys(("万平方米", "万平米", "万㎡", "万m²", "万m2"), Decimal(10_000)),
    "investment": {
        **dict.fromkeys(("万元", "万"), Decimal(1)),
        **dict.fromkeys(("亿元", "亿"), Decimal(10_000)),
        "元": Decimal("0.0001"),
    },
}
NEEDED = ("code", "name", "district", "stage", "kind", "as_of")
#: The stage of schooling of a target to which a project's stage belongs.
PLAN_STAGE = {
    "kindergarten": "preschool",
    "primary": "compulsory",
    "middle": "compulsory",
    "nine_year": "compulsory",
    "senior_high": "senior_high",
}


def projects_from(
    rows: Sequence[Listed],
    view: PlanView,
    *,
    today: date,
    others: Iterable[str] = (),
    happened: Mapping[str, Mapping[str, date]] = MappingProxyType({}),
    told: Told | None = None,
) -> BatchContents:
    """Convert the rows to projects and dates of milestones. ReportError with every problem of every row.

    A row describes its project completely; an empty cell of a date changes nothing. ``others`` are the codes of programmes and
    quotas, ``happened`` the known actual dates, by code and milestone; warnings and notices are added to ``told``.
    """
    areas = view.head.geography.get("areas", "")
    ground, problems = ground_of(view, today=today, others=others, told=told), list[Problem]()
    city = outline(areas) if areas else None
    read = [_read(where, cells, ground, city, happened.get(cells.get("code", ""), {}), problems) for where, cells in rows]
    refuse_wrong([project.code for project, _ in read], problems)
    return BatchContents(projects=[project for project, _ in read], milestones=[step for _, steps in read for step in steps])


def _read(
    where: str,
    cells: Mapping[str, str],
    ground: ValidationContext,
    city: BaseGeometry | None,
    happened: Mapping[str, date],
    problems: list[Problem],
) -> tuple[NewProject, list[NewMilestone]]:
    cells = plain_cells(where, cells, ground)
    days = {name: read_day(where, cells.get(name, ""), ground, problems) for name in (*DATES, "hard_deadline", "as_of")}
    numbers = {name: read_number(where, cells.get(name, ""), ground, problems, UNITS[name]) for name in SIZES}
    numbers |= {name: read_coordinate(where, cells.get(name, ""), ground, problems) for name in ("x", "y")}
    problems += check_facts(where, cells, ground, needed=NEEDED, choices={"stage": STAGES, "kind": KINDS})
    for code in cells.get("targets", "").split():
        problems += _check_target(where, code, cells.get("stage", ""), ground)
    problems += check_sizes(where, numbers, names=SIZES, whole=("seats", "classes"))
    x, y = (None if numbers[name] is None else float(numbers[name] or 0) for name in ("x", "y"))
    problems += check_place(where, x, y, cells.get("crs") or None, city)
    as_of = days["as_of"] or ground.today
    problems += check_order(where, days, steps=MILESTONES, as_of=as_of, today=ground.today, happened=happened)
    problems += _check_gaps(where, days, happened)
    project = NewProject(
        code=cells.get("code", ""),
        name=cells.get("name", ""),
        stage=cells.get("stage", ""),
        kind=cells.get("kind", ""),
        district=ground.district(cells.get("district", "")),
        address=cells.get("address") or None,
        crs=cells.get("crs") or None if x is not None else None,
        given_x=x,
        given_y=y,
        seats=_whole(numbers["seats"]),
        classes=_whole(numbers["classes"]),
        area=numbers["area"],
        investment=numbers["investment"],
        owner=cells.get("owner") or None,
        hard_deadline=days["hard_deadline"],
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


def _check_target(where: str, code: str, stage: str, ground: ValidationContext) -> list[Problem]:
    """Check that a target counts projects, and of the project's stage of schooling."""
    target = ground.targets.get(code)
    if target is None:
        return [ground.unknown_target(where, code)]
    if target.kind != TargetKind.COUNT or not target.project_milestone:
        return [problem(where, "counts_no_projects", value=code)]
    if target.stage and stage in PLAN_STAGE and PLAN_STAGE[stage] != target.stage:
        return [problem(where, "other_stage", value=code)]
    return []


def _check_gaps(where: str, days: Mapping[str, date | None], happened: Mapping[str, date]) -> list[Problem]:
    """Check that no step is missing before one that has happened."""
    reached = [bool(days[f"{step}_actual"] or step in happened) for step in MILESTONES]
    if any(later and not earlier for earlier, later in zip(reached, reached[1:], strict=False)) and any(reached):
        first_gap = MILESTONES[reached.index(False)]
        return [problem(where, "step_left_out", step=first_gap)]
    return []
