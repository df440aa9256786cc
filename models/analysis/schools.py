"""School projects on a day: their standings and totals. Pure functions of frames."""

from datetime import date
from functools import lru_cache
from statistics import median

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.days import days_of, to_dates
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.work_items import WorksOnDay
from models.plan.view import PlanView
from models.status import Status

#: Steps of building a school, in order.
MILESTONES = ("approved", "started", "topped_out", "completed", "opened")
OPENED = MILESTONES[-1]
STAGES = ("kindergarten", "primary", "middle", "nine_year", "senior_high")
KINDS = ("new", "extension", "conversion")
#: Minimum number of projects for a meaningful median.
FEW = 3

FACTS = (
    "code",
    "name",
    "district",
    "stage",
    "kind",
    "address",
    "crs",
    "given_x",
    "given_y",
    "longitude",
    "latitude",
    "seats",
    "classes",
    "area",
    "investment",
    "owner",
    "hard_deadline",
    "deadline_document",
    "targets",
    "origin",
    "note",
)


def projects_on(projects: pd.DataFrame, milestones: MilestoneDates, *, as_of: date, start: date) -> WorksOnDay:
    """Return the projects at the end of ``as_of``, with their applicable hard deadlines."""
    opens = to_dates(milestones.days_at(OPENED, "baseline", milestones.works.places(tuple(projects["code"]))))
    if "decided_deadline" not in projects:
        projects = projects.assign(decided_deadline=None, deadline_document=None)
    found = zip(projects["hard_deadline"], opens, projects["decided_deadline"], strict=True)
    deadlines = [hard_deadline(*one) for one in found]
    projects = projects.assign(hard_deadline=pd.Series(deadlines, index=projects.index, dtype=object))
    return WorksOnDay(projects, milestones, as_of, start)


def project_standings(projects: pd.DataFrame, milestones: MilestoneDates, *, as_of: date, start: date) -> pd.DataFrame:
    """Return every project at the end of ``as_of``, in the form of ``WorksOnDay.frame``."""
    return projects_on(projects, milestones, as_of=as_of, start=start).frame(FACTS, MILESTONES)


@lru_cache(4096)
def hard_deadline(stated: date | None, opening: date | None, decided: date | None = None) -> date | None:
    """Return the day after which a school is late (status_rules, Amendment 2).

    It follows from the first baseline of its ``opening``: 1 September of that year, or the planned date itself if that is later.
    Only a date ``stated`` when the project was first listed, or one ``decided`` by a revision of the plan, takes precedence.
    """
    if decided is not None or opening is None:
        return decided or stated
    september = date(opening.year, 9, 1)
    was_filled_in = opening > september and stated == date(opening.year + 1, 9, 1)  # by programs up to version 6 of the store
    return max(september, opening) if stated is None or was_filled_in else stated


def with_decided_deadlines(projects: pd.DataFrame, view: PlanView) -> pd.DataFrame:
    """Add to projects the hard deadline that a revision of the plan set for their target, and the number of its document."""
    decided = {
        one.target: (one.after, one.document)
        for one in view.changes
        if one.subject == "target" and one.field == "hard_deadline" and one.document
    }
    rows = [next((decided[code] for code in own if code in decided), (None, None)) for own in projects["targets"]]
    days, documents = zip(*rows, strict=True) if rows else ((), ())
    columns = {"decided_deadline": days, "deadline_document": documents}
    return projects.assign(**{name: pd.Series(own, index=projects.index, dtype=object) for name, own in columns.items()})


def funnel(projects: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Count the projects, and their seats, that have reached each step: step ("planned" first), projects, seats, planned.

    ``planned`` are those whose first plan had the step by ``as_of``; every project is planned from the beginning.
    """
    steps = ("", *MILESTONES)  # before the first step a project is planned
    place = {step: at for at, step in enumerate(steps)}
    reached = projects["step"].map(place).to_numpy(dtype=np.int64)
    seats = projects["seats"].fillna(0).to_numpy(dtype=np.int64)
    rows = [
        {
            "step": step or "planned",
            "projects": int((reached >= position).sum()),
            "seats": int(seats[reached >= position].sum()),
            "planned": int(_happened(projects[f"{step}_baseline"], as_of).sum()) if step else len(projects),
        }
        for position, step in enumerate(steps)
    ]
    return pd.DataFrame(rows, columns=["step", "projects", "seats", "planned"])


def _happened(days: pd.Series, as_of: date) -> NDArray[np.bool_]:
    return days_of(days) <= as_of.toordinal()


def seats_opened(projects: pd.DataFrame, as_of: date) -> tuple[int, int]:
    """Return the seats opened by ``as_of``, and the seats to be open by then in the first plan."""
    seats = projects["seats"].fillna(0)
    opened, planned = _happened(projects["opened_actual"], as_of), _happened(projects["opened_baseline"], as_of)
    return int(seats[opened].sum()), int(seats[planned].sum())


def slip_by_district(projects: pd.DataFrame) -> pd.DataFrame:
    """Return the median slip of open projects by district, in days: district, projects, behind, median_slip (None under 3)."""
    rows = []
    for district, own in projects.groupby("district"):
        slips = [int(days) for days in own["slip_days"].dropna()]
        behind = int(own["status"].isin([Status.OFF_TRACK.value, Status.MISSED.value]).sum())
        middle = median(slips) if len(slips) >= FEW else None
        rows.append({"district": district, "projects": len(own), "behind": behind, "median_slip": middle})
    return pd.DataFrame(rows, columns=["district", "projects", "behind", "median_slip"], dtype=object)
