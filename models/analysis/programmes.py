"""Vocational programmes on a day: the progress of each, and totals. Pure functions of frames.

The stages and their order are given by the plan. A programme has reached a stage once that stage or a later one has happened.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

import numpy as np
import pandas as pd

from models.analysis.days import days_of
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.work_items import WorksOnDay, counting_for
from models.frames import frame_of
from models.plan.view import PlanView
from models.status import Status
from models.typed_rows import CurvePoint

#: Minimum number of programmes for a meaningful median.
FEW = 3
FACTS = ("code", "name", "school", "level", "kind", "field", "district", "owner", "targets", "origin", "note")
#: Statuses of programmes that are late and need a reason.
LATE = (Status.OFF_TRACK, Status.MISSED, Status.AT_RISK, Status.UNKNOWN)


def stages_of(view: PlanView, milestones: MilestoneDates, programmes: pd.DataFrame) -> list[str]:
    """Return the stages of a plan's programmes in order: those listed in the plan, then others that were reported."""
    return view.head.terms.codes("stages", milestones.names_of(programmes["code"]))


def programme_standings(
    programmes: pd.DataFrame, milestones: MilestoneDates, *, stages: Sequence[str], as_of: date, start: date
) -> pd.DataFrame:
    """Return every programme at the end of ``as_of``, in the form of ``WorksOnDay.frame``."""
    return WorksOnDay(programmes, milestones, as_of, start).frame(FACTS, stages)


def launching_stage(view: PlanView, programmes: pd.DataFrame, stages: Sequence[str]) -> str:
    """Return the stage at which most programmes count for their target; the first stage if none counts."""
    counted = dict(zip(view.targets["code"], view.targets["project_milestone"], strict=True))
    known = Counter[str]()
    for codes, n in Counter(map(tuple, programmes["targets"])).items():
        known.update({str(counted[code]): n for code in codes if counted.get(code) in stages})
    return max(known, key=known.__getitem__) if known else stages[0] if stages else ""


def stage_counts(programmes: pd.DataFrame, stages: Sequence[str], kinds: Sequence[str], as_of: date) -> pd.DataFrame:
    """Return the number of programmes by kind and stage: kind, stage ("" before the first), programmes, planned.

    ``programmes`` counts those whose last stage reached is this one, ``planned`` those that the first plan expected to have
    reached it, or a later one, by ``as_of``.
    """
    at = Counter(zip(programmes["kind"], programmes["step"], strict=True))
    wanted = Counter(zip(programmes["kind"], _planned_by(programmes, stages, as_of), strict=True))
    rows = []
    for kind in kinds:
        planned = int((programmes["kind"] == kind).sum())
        for stage in ("", *stages):
            rows.append({"kind": kind, "stage": stage, "programmes": at[kind, stage], "planned": planned})
            planned -= wanted[kind, stage]
    return pd.DataFrame(rows, columns=["kind", "stage", "programmes", "planned"])


def _planned_by(programmes: pd.DataFrame, stages: Sequence[str], day: date) -> list[str]:
    """Return the furthest stage planned by ``day`` in the first plan of each programme; "" if none was due yet."""
    farthest = [""] * len(programmes)
    for stage in stages:
        for row in np.flatnonzero(days_of(programmes[f"{stage}_baseline"]) <= day.toordinal()):
            farthest[row] = stage
    return farthest


def launched(programmes: pd.DataFrame, stage: str, days: Sequence[date], as_of: date) -> pd.DataFrame:
    """Return the number of programmes that reached ``stage`` by each day, and the number first planned: day, actual, planned.

    ``actual`` is None after ``as_of``, as it is not known yet.
    """
    dates = [programmes.get(f"{stage}_{aspect}", pd.Series(dtype=object)) for aspect in ("actual", "baseline")]
    actual, planned = (sorted(days_of.dropna()) for days_of in dates)
    return frame_of(curve(actual, planned, days, as_of), CurvePoint)


def curve(actual: Sequence[date], planned: Sequence[date], days: Sequence[date], as_of: date) -> list[CurvePoint]:
    """Return how many of some ``actual`` and ``planned`` days, both in order, have come by each of ``days``."""
    return [CurvePoint(day, bisect_right(actual, day) if day <= as_of else None, bisect_right(planned, day)) for day in days]


def days_in_stages(programmes: pd.DataFrame, stages: Sequence[str]) -> pd.DataFrame:
    """Return the durations from each stage to the next: stage, programmes, median, shortest, longest, in days.

    A stage lasts from its own actual date to that of the next; the numbers are None for fewer than ``FEW`` programmes.
    """
    rows = []
    for stage, following in zip(stages, stages[1:], strict=False):
        pairs = programmes[[f"{stage}_actual", f"{following}_actual"]].dropna()
        days = [(end - begin).days for begin, end in pairs.itertuples(index=False)]
        few = len(days) < FEW
        rows.append(
            {
                "stage": stage,
                "programmes": len(days),
                "median": None if few else median(days),
                "shortest": None if few else min(days),
                "longest": None if few else max(days),
            }
        )
    return pd.DataFrame(rows, columns=["stage", "programmes", "median", "shortest", "longest"], dtype=object)


def schools_by_kind(programmes: pd.DataFrame, kinds: Sequence[str], levels: Sequence[str]) -> pd.DataFrame:
    """Count the programmes of each school by kind: level, school, one column per kind (0 is a gap), total."""
    counts = programmes.groupby(["level", "school", "kind"]).size().to_dict()
    schools = sorted(set(zip(programmes["level"], programmes["school"], strict=True)), key=lambda one: _place(one, levels))
    rows = [
        {"level": level, "school": school, **{kind: int(counts.get((level, school, kind), 0)) for kind in kinds}}
        for level, school in schools
    ]
    frame = pd.DataFrame(rows, columns=["level", "school", *kinds])
    return frame.assign(total=frame[list(kinds)].sum(axis=1).astype(int))


def _place(school: tuple[str, str], levels: Sequence[str]) -> tuple[int, str]:
    return levels.index(school[0]) if school[0] in levels else len(levels), school[1]


def late_ones(programmes: pd.DataFrame) -> pd.DataFrame:
    """Return the programmes that are behind, at risk or unreported, in the given order."""
    return programmes[programmes["status"].isin([one.value for one in LATE])]


def targets_of(view: PlanView, programmes: pd.DataFrame) -> list[str]:
    """Return the targets for a page about programmes: all in the sections where programmes count for a target."""
    counted = {code for codes in programmes["targets"] for code in codes}
    sections = set(view.targets.loc[view.targets["code"].isin(counted), "section"])
    return list(view.targets.loc[view.targets["section"].isin(sections) & (view.targets["kind"] != "action"), "code"])


def count_by_target(programmes: pd.DataFrame, view: PlanView) -> Mapping[str, int]:
    """Count the programmes that have reached the stage at which they count, by target."""
    stages = view.targets.set_index("code")["project_milestone"].to_dict()
    codes = {code for own in programmes["targets"] for code in own if f"{stages.get(code)}_actual" in programmes}
    return {code: int(counting_for(programmes, code)[f"{stages[code]}_actual"].notna().sum()) for code in sorted(codes)}
