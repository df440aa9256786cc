"""Comparison of the districts. Pure functions of frames."""

from datetime import date

import pandas as pd

from models.analysis.evidence import NO_QUOTAS, NO_WORKS
from models.analysis.series import own_readings, recency_key
from models.frames import records_of
from models.plan.view import PlanView
from models.status import TargetKind

_NAMES = ("code", "name", "name_en")


def across_districts(figures: pd.DataFrame, view: PlanView, code: str, *, as_of: date) -> pd.DataFrame:
    """Return the newest figure of one target in each district that reported: code, name, name_en, value."""
    rows = []
    for district in records_of(view.districts):
        own = figures[(figures["code"] == code) & (figures["district"] == district["code"]) & (figures["as_of"] <= as_of)]
        history = own_readings(sorted(records_of(own), key=recency_key))
        if history:
            rows.append({name: district[name] for name in _NAMES} | {"value": history[-1].value})
    return pd.DataFrame(rows, columns=[*_NAMES, "value"], dtype=object)


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
    parts = [row for frame in (works, quotas) for row in records_of(frame)]
    owners = {row["code"]: counts & set(row["targets"]) for row in parts}
    where = {row["code"]: row["district"] for row in parts}
    made_up = {target for targets in owners.values() for target in targets}
    owners |= {code: {code} for code in view.targets["code"] if code not in made_up}
    said = {code: (set[str](), set[date]()) for code in view.districts["code"]}
    spoken = [(row["district"], row["code"], row["as_of"]) for row in records_of(figures)]
    spoken += [(where.get(row["code"]), row["code"], row["reported_on"]) for row in records_of(milestones) if row["reported_on"]]
    for district, code, day in spoken:
        if district in said and day <= as_of:
            said[district][0].update(owners.get(code, ()))
            said[district][1].add(day)
    rows = [
        {name: district[name] for name in _NAMES}
        | {"targets": len(said[district["code"]][0]), "newest": max(said[district["code"]][1], default=None)}
        for district in records_of(view.districts)
    ]
    rows.sort(key=lambda row: (row["targets"], row["newest"] or date.min))
    return pd.DataFrame(rows, columns=[*_NAMES, "targets", "newest"], dtype=object)
