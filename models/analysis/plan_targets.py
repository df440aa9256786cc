"""The targets of a plan as the status rules take them. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from models.analysis.series import fraction, group_by
from models.frames import rows_of
from models.plan.changes import moving
from models.plan.view import PlanView
from models.status import CYCLE_DAYS, Target, TargetKind
from models.typed_rows import PlanChange, PointRow, TargetRow


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """A target of a plan: its row, the ``target`` of the whole city, and the changes by revisions that may affect its status."""

    row: TargetRow
    target: Target
    changes: tuple[PlanChange, ...]

    def of_district(self, district: str) -> Target:
        """Return the target of a district: its share with its own points, else the city's in proportion, else the city's own."""
        for share in self.row.shares or ():
            if share["district"] == district:
                value = Fraction(share["value"])
                points = tuple((date.fromisoformat(one["by"]), Fraction(one["value"])) for one in share["plan"])
                return replace(self.target, target=value, points=points or self.target.points_for(value))
        return self.target

    def has_share(self, district: str) -> bool:
        """Return True if the plan gives a district something to do of the target."""
        return any(one["district"] == district and Fraction(one["value"]) for one in self.row.shares or ())


def plan_targets(view: PlanView) -> tuple[PlanTarget, ...]:
    """Return the targets of a plan in its order."""
    points = group_by(rows_of(view.points, PointRow), "code")
    rows = rows_of(view.targets, TargetRow)
    return tuple(PlanTarget(row, _target(view, row, points.get(row.code, [])), moving(view.changes, row.code)) for row in rows)


def target_of(view: PlanView, code: str) -> Target:
    """One target as the status rules take it. KeyError where the plan has none with this code."""
    points = view.points[view.points["code"] == code]
    return _target(view, view.target(code), rows_of(points, PointRow))


def _target(view: PlanView, row: TargetRow, points: list[PointRow]) -> Target:
    return Target(
        kind=TargetKind(row.kind),
        start=view.head.start,
        due=row.due,
        target=fraction(row.target),
        baseline=fraction(row.baseline),
        points=tuple((point.by, Fraction(point.value)) for point in points),
        cycle_days=CYCLE_DAYS[row.cycle],
        suspended_since=row.suspended_since,
        suspended_by=row.suspended_document,
        direction=row.direction,
        scale=row.rate_scale,
        is_strict=bool(row.strict),
        upper=fraction(row.upper),
    )
