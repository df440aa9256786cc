"""Lists of recruitment quotas as text: read, validated against the plan's terms, and rejected as a whole on any error."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from models.analysis.schools import STAGES
from models.commands.records import BatchContents, NewQuota
from models.errors import Problem, problem
from models.imports.cells import Told
from models.imports.row_validation import (
    Listed,
    ValidationContext,
    check_facts,
    check_sizes,
    ground_of,
    plain_cells,
    read_number,
    refuse_wrong,
    with_codes,
)
from models.plan.view import PlanView, Terms
from models.status import TargetKind

#: Units that may follow a number of people.
UNITS = dict.fromkeys(("人", "名", "位", "个"), Decimal(1))
NEEDED = ("code", "district", "post", "way", "quota")


def quotas_from(
    rows: Sequence[Listed], view: PlanView, *, today: date, others: Iterable[str] = (), told: Told | None = None
) -> BatchContents:
    """Convert the rows to quotas, each described completely. ReportError with every problem of every row.

    ``others`` are the codes of projects and programmes; warnings and notices are added to ``told``.
    """
    ground, problems = ground_of(view, today=today, others=others, told=told), list[Problem]()
    quotas = [_read(where, cells, view.head.terms, ground, problems) for where, cells in rows]
    refuse_wrong([quota.code for quota in quotas], problems)
    return BatchContents(quotas=quotas)


def _read(where: str, cells: Mapping[str, str], terms: Terms, ground: ValidationContext, problems: list[Problem]) -> NewQuota:
    cells = with_codes(plain_cells(where, cells, ground), terms, {"post": "posts", "way": "ways"})
    choices = {"post": terms.codes("posts"), "way": terms.codes("ways"), "stage": STAGES}
    problems += check_facts(where, cells, ground, needed=NEEDED, choices=choices)
    problems += [one for code in cells.get("targets", "").split() for one in _check_target(where, code, ground)]
    number = read_number(where, cells.get("quota", ""), ground, problems, UNITS)
    problems += check_sizes(where, {"quota": number}, names=("quota",), whole=("quota",))
    return NewQuota(
        code=cells.get("code", ""),
        district=ground.district(cells.get("district", "")),
        post=cells.get("post", ""),
        way=cells.get("way", ""),
        quota=int(number or 0),
        school_subject=cells.get("school_subject") or None,
        stage=cells.get("stage") or None,
        targets=tuple(cells.get("targets", "").split()),
        note=cells.get("note") or None,
    )


def _check_target(where: str, code: str, ground: ValidationContext) -> list[Problem]:
    """Check that a target is a count, and not one made up of works."""
    target = ground.targets.get(code)
    if target is None:
        return [ground.unknown_target(where, code)]
    is_of_people = target.kind == TargetKind.COUNT and not target.project_milestone
    return [] if is_of_people else [problem(where, "counts_no_quotas", value=code)]
