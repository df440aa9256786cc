"""Lists of vocational programmes as text: read, validated against the plan's terms, and rejected as a whole on any error."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from models.analysis.milestone_history import ASPECTS
from models.commands.records import BatchContents, NewMilestone, NewProgramme
from models.errors import Problem, problem
from models.imports.cells import Told
from models.imports.row_validation import (
    Listed,
    ValidationContext,
    check_facts,
    check_order,
    ground_of,
    plain_cells,
    read_day,
    refuse_wrong,
    with_codes,
)
from models.plan.view import PlanView
from models.status import TargetKind

NEEDED = ("code", "name", "school", "level", "kind")
#: Kinds of targets to which a programme may belong: it adds to a count, and underlies a deliverable or an item.
BELONGS = (TargetKind.COUNT, TargetKind.DELIVER, TargetKind.ITEMS)


def programmes_from(
    rows: Sequence[Listed],
    view: PlanView,
    *,
    today: date,
    others: Iterable[str] = (),
    happened: Mapping[str, Mapping[str, date]] = MappingProxyType({}),
    told: Told | None = None,
) -> BatchContents:
    """Convert the rows to programmes and dates of their stages. ReportError with every problem of every row.

    A row describes its programme completely; an empty cell of a date changes nothing. ``others`` are the codes of projects and
    quotas, ``happened`` the known actual dates, by code and stage; warnings and notices are added to ``told``.
    """
    ground, problems = ground_of(view, today=today, others=others, told=told), list[Problem]()
    read = [_read(where, cells, view, ground, happened.get(cells.get("code", ""), {}), problems) for where, cells in rows]
    refuse_wrong([programme.code for programme, _ in read], problems)
    return BatchContents(programmes=[one for one, _ in read], milestones=[step for _, steps in read for step in steps])


def _read(
    where: str,
    cells: Mapping[str, str],
    view: PlanView,
    ground: ValidationContext,
    happened: Mapping[str, date],
    problems: list[Problem],
) -> tuple[NewProgramme, list[NewMilestone]]:
    terms, stages = view.head.terms, view.head.terms.codes("stages")
    cells = with_codes(plain_cells(where, cells, ground), terms, {"level": "levels", "kind": "kinds"})
    dates = [f"{stage}_{aspect}" for stage in stages for aspect in ASPECTS]
    days = {name: read_day(where, cells.get(name, ""), ground, problems) for name in (*dates, "as_of")}
    choices = {"level": terms.codes("levels"), "kind": terms.codes("kinds")}
    problems += check_facts(where, cells, ground, needed=NEEDED, choices=choices)
    problems += [one for code in cells.get("targets", "").split() for one in _check_target(where, code, stages, ground)]
    if any(cells.get(name) for name in dates) and not cells.get("as_of"):
        problems.append(problem(f"{where} as_of", "no_day"))
    as_of = days["as_of"] or ground.today
    problems += check_order(where, days, steps=stages, as_of=as_of, today=ground.today, happened=happened)
    programme = NewProgramme(
        code=cells.get("code", ""),
        name=cells.get("name", ""),
        school=cells.get("school", ""),
        level=cells.get("level", ""),
        kind=cells.get("kind", ""),
        field=cells.get("field") or None,
        district=ground.district(cells.get("district", "")),
        owner=cells.get("owner") or None,
        targets=tuple(cells.get("targets", "").split()),
        note=cells.get("note") or None,
    )
    steps = [
        NewMilestone(programme.code, stage, aspect, day, as_of, position)
        for position, stage in enumerate(stages)
        for aspect in ASPECTS
        if (day := days[f"{stage}_{aspect}"]) is not None
    ]
    return programme, steps


def _check_target(where: str, code: str, stages: Sequence[str], ground: ValidationContext) -> list[Problem]:
    """Check that programmes can belong to a target; a count must name the stage at which it counts them."""
    target = ground.targets.get(code)
    if target is None:
        return [ground.unknown_target(where, code)]
    counts = target.kind != TargetKind.COUNT or target.project_milestone in stages
    return [] if target.kind in BELONGS and counts else [problem(where, "counts_no_programmes", value=code)]
