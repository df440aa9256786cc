"""Three subjects in figures: schools opened, programmes at the stage that counts, people in post; each against its plan. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.analysis.count_history import planned_days
from models.analysis.missing_seats import late_in_sum
from models.analysis.months import days_to
from models.analysis.programmes import curve, launching_stage
from models.analysis.quota_figures import QuotaFigures
from models.analysis.recruitment import LargestPost, cumulative, in_post_together, pace
from models.analysis.schools import OPENED
from models.analysis.work_items import WorksOnDay
from models.frames import rows_of
from models.plan.view import PlanView
from models.typed_rows import CurvePoint


@dataclass(frozen=True, slots=True)
class Tile:
    """A subject on a day: the figure (None without a report), the plan by the day and by the end of the year, and both by month.

    ``what`` is a stage of programmes, or a post. ``seats`` are those of schools that should be open and are not; ``pace`` are
    the people a month needed from now on.
    """

    done: int | None
    planned: int
    whole: int
    points: tuple[CurvePoint, ...]
    what: str = ""
    seats: int = 0
    pace: int | None = None

    @property
    def behind(self) -> int:
        """How many are missing by the day; negative if ahead of the plan."""
        return self.planned - (self.done or 0)


def schools_tile(projects: WorksOnDay, months: Sequence[date]) -> Tile | None:
    """Return the tile of schools opened; None without a project that is planned to open in the year."""
    found = _by_step(projects, OPENED, months)
    if found is None:
        return None
    days = projects.days(OPENED, "baseline"), projects.days(OPENED, "actual")
    return Tile(*found, seats=late_in_sum(*days, projects.works["seats"], projects.as_of).seats)


def programmes_tile(view: PlanView, programmes: WorksOnDay, stages: Sequence[str], months: Sequence[date]) -> Tile | None:
    """Return the tile of programmes at the stage that counts for their target; None without programmes."""
    stage = launching_stage(view, programmes.works, stages)
    found = _by_step(programmes, stage, months) if stage else None
    return None if found is None else Tile(*found, what=stage)


def _by_step(works: WorksOnDay, step: str, months: Sequence[date]) -> tuple[int, int, int, tuple[CurvePoint, ...]] | None:
    """Return the number that reached a step, the numbers planned by the day and in the year, and both by month."""
    actual, planned = (planned_days(works.days(step, aspect)) for aspect in ("actual", "baseline"))
    points = curve(actual, planned, sorted({*months, works.as_of}), works.as_of)
    now = next(one for one in points if one.day == works.as_of)
    whole = int(points[-1].planned or 0)
    return (int(now.actual or 0), int(now.planned or 0), whole, tuple(points)) if whole else None


def people_tile(largest: LargestPost | None, figures: QuotaFigures, start: date, as_of: date) -> Tile | None:
    """Return the tile of people in post, of the post with the largest quotas; None without quotas."""
    if largest is None:
        return None
    monthly, target = in_post_together(largest.codes, figures, days_to(start, as_of)), largest.target
    points = rows_of(cumulative(monthly, target, as_of=as_of), CurvePoint)
    speed = pace(monthly, target, as_of=as_of)
    planned = next((one.planned for one in points if one.day == as_of), None)
    return Tile(speed.now, round(planned or 0), int(target.target or 0), tuple(points), what=largest.post, pace=speed.needed)
