"""Comparison of the districts. Pure functions of frames."""

from datetime import date

import pandas as pd

from models.analysis.evidence import NO_QUOTAS, NO_WORKS
from models.analysis.series import own_readings, recency_key
from models.frames import frame_of, rows_of
from models.plan.view import PlanView
from models.status import TargetKind
from models.typed_rows import DistrictRow, DistrictValue, FigureRow, MilestoneRow, PartRow, ReportingRow


def across_districts(figures: pd.DataFrame, view: PlanView, code: str, *, as_of: date) -> pd.DataFrame:
    """Return the newest figure of one target in each district that reported: code, name, name_en, value."""
    rows = []
    for one in rows_of(view.districts, DistrictRow):
        own = figures[(figures["code"] == code) & (figures["district"] == one.code) & (figures["as_of"] <= as_of)]
        history = own_readings(sorted(rows_of(own, FigureRow), key=recency_key))
        if history:
            rows.append(DistrictValue(one.code, one.name, one.name_en, history[-1].value))
    return frame_of(rows, DistrictValue)


def reporting_by_district(
    figures: pd.DataFrame,
    milestones: pd.DataFrame,
    view: PlanView,
    *,
    as_of: date,
    works: pd.DataFrame = NO_WORKS,
    quotas: pd.DataFrame = NO_QUOTAS,
) -> pd.DataFrame:
    """Return the number of targets with a figure by ``as_of`` per district: code, name, name_en, targets, newest (day or None).

    Figures of quotas and dates of works count for their targets, so that the number matches the district's own standings.
    Districts with the fewest targets come first.
    """
    counts = set(view.targets["code"][view.targets["kind"] == TargetKind.COUNT])
    parts = [*rows_of(works, PartRow), *rows_of(quotas, PartRow)]
    owners = {part.code: counts & set(part.targets) for part in parts}
    where = {part.code: part.district for part in parts}
    made_up = {target for targets in owners.values() for target in targets}
    owners |= {code: {code} for code in view.targets["code"] if code not in made_up}
    said = {code: (set[str](), set[date]()) for code in view.districts["code"]}
    spoken: list[tuple[str | None, str, date]] = [(row.district, row.code, row.as_of) for row in rows_of(figures, FigureRow)]
    steps = rows_of(milestones, MilestoneRow)
    spoken += [(where.get(step.code), step.code, step.reported_on) for step in steps if step.reported_on]
    for district, code, day in spoken:
        if district in said and day <= as_of:
            said[district][0].update(owners.get(code, ()))
            said[district][1].add(day)
    rows = [
        ReportingRow(one.code, one.name, one.name_en, len(said[one.code][0]), max(said[one.code][1], default=None))
        for one in rows_of(view.districts, DistrictRow)
    ]
    rows.sort(key=lambda row: (row.targets, row.newest or date.min))
    return frame_of(rows, ReportingRow)
