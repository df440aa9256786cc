"""School projects on a day: status, slip and place of each, and what they add up to. Pure: frames in, frames out."""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

import pandas as pd

from models.readings import Row, by, records
from models.status import CYCLE_DAYS, Milestone, Status, Verdict, Work, judge_work

#: The steps of building a school, in their order.
MILESTONES = ("approved", "started", "topped_out", "completed", "opened")
STAGES = ("kindergarten", "primary", "middle", "nine_year", "senior_high")
KINDS = ("new", "extension", "conversion")
ASPECTS = ("baseline", "forecast", "actual")
#: Under how many projects a median says nothing.
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
    "targets",
    "origin",
    "note",
)
COLUMNS = (
    *FACTS,
    "status",
    "slip_days",
    "step",
    "next_step",
    "next_baseline",
    "next_forecast",
    "revisions",
    "replanned_days",
    "reported_on",
    *(f"{step}_{aspect}" for step in MILESTONES for aspect in ASPECTS),
)


def project_standings(projects: pd.DataFrame, milestones: pd.DataFrame, *, as_of: date, start: date) -> pd.DataFrame:
    """Every project at the end of ``as_of``, in plain values that cache cheaply.

    ``status`` is the value of a Status, ``step`` the last milestone reached ("" before the first), ``slip_days`` the slip of
    the next one, ``replanned_days`` by how much the plan of the last one moved since it was first made; a column
    ``<milestone>_<aspect>`` for every date, an actual one only where it has come by ``as_of``.
    """
    steps = _by_code(milestones)
    rows = [_standing(row, steps.get(row["code"], []), as_of, start) for row in records(projects)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _by_code(milestones: pd.DataFrame) -> dict[str, list[Row]]:
    steps = by(records(milestones), "code")
    return {code: sorted(own, key=lambda step: step["position"]) for code, own in steps.items()}


def _standing(row: Row, steps: Sequence[Row], as_of: date, start: date) -> Row:
    verdict = judge_project(row, steps, as_of=as_of, start=start, with_flip=False)
    reached = [step for step in steps if step["actual"] is not None and step["actual"] <= as_of]
    upcoming = next((step for step in steps if step["actual"] is None or step["actual"] > as_of), None)
    dates = {f"{step['milestone']}_{aspect}": _seen(step, aspect, as_of) for step in steps for aspect in ASPECTS}
    facts: Row = {name: row[name] for name in FACTS}
    return facts | {
        "status": verdict.status.value,
        "slip_days": verdict.slip_days,
        "step": reached[-1]["milestone"] if reached else "",
        "next_step": upcoming["milestone"] if upcoming else "",
        "next_baseline": upcoming["baseline"] if upcoming else None,
        "next_forecast": upcoming["forecast"] if upcoming else None,
        "revisions": max((step["revisions"] for step in steps), default=0),
        "replanned_days": max((step["replanned_days"] for step in steps), default=0),
        "reported_on": verdict.reported_on,
        **dates,
    }


def _seen(step: Row, aspect: str, as_of: date) -> date | None:
    day: date | None = step[aspect]
    return None if aspect == "actual" and day is not None and day > as_of else day


def judge_project(row: Mapping[Any, Any], steps: Sequence[Row], *, as_of: date, start: date, with_flip: bool = True) -> Verdict:
    """The verdict on one project from its facts and milestones, with its reason and what would mend it."""
    return judge_work(project_work(row, steps, start=start), as_of, with_flip=with_flip)


def project_work(row: Mapping[Any, Any], steps: Sequence[Row], *, start: date) -> Work:
    """A project as the status rules take it; projects are reported on every month."""
    return Work(
        name=row["name"],
        start=start,
        milestones=tuple(Milestone(one["milestone"], one["baseline"], one["forecast"], one["actual"]) for one in steps),
        hard_deadline=row["hard_deadline"],
        last_report=max((one["reported_on"] for one in steps if one["reported_on"]), default=None),
        cycle_days=CYCLE_DAYS["month"],
    )


def counting_for(projects: pd.DataFrame, target: str) -> pd.DataFrame:
    """The projects that count for a target."""
    return projects[[target in codes for codes in projects["targets"]]]


def funnel(projects: pd.DataFrame) -> pd.DataFrame:
    """How many projects, with how many seats, have reached each step: step ("planned" first), projects, seats."""
    steps = ("", *MILESTONES)  # before the first one a project is planned
    reached = [steps.index(step) for step in projects["step"]]
    seats = [0 if pd.isna(own) else int(own) for own in projects["seats"]]
    rows = [
        {
            "step": step or "planned",
            "projects": sum(own >= position for own in reached),
            "seats": sum(own for own, at in zip(seats, reached, strict=True) if at >= position),
        }
        for position, step in enumerate(steps)
    ]
    return pd.DataFrame(rows, columns=["step", "projects", "seats"])


def seats_opened(projects: pd.DataFrame, as_of: date) -> tuple[int, int]:
    """Seats opened by ``as_of``, and seats that the first plan wanted open by then."""
    seats = projects["seats"].fillna(0)
    opened = [day is not None and pd.notna(day) and day <= as_of for day in projects["opened_actual"]]
    planned = [day is not None and pd.notna(day) and day <= as_of for day in projects["opened_baseline"]]
    return int(seats[opened].sum()), int(seats[planned].sum())


def slip_by_district(projects: pd.DataFrame) -> pd.DataFrame:
    """Median slip in days of the open projects of each district: district, projects, behind, median_slip (None under 3)."""
    rows = []
    for district, own in by(projects[["district", "status", "slip_days"]].to_dict("records"), "district").items():
        slips = [int(one["slip_days"]) for one in own if pd.notna(one["slip_days"])]
        behind = sum(one["status"] in (Status.OFF_TRACK, Status.MISSED) for one in own)
        middle = median(slips) if len(slips) >= FEW else None
        rows.append({"district": district, "projects": len(own), "behind": behind, "median_slip": middle})
    return pd.DataFrame(rows, columns=["district", "projects", "behind", "median_slip"], dtype=object)
