"""The districts beside each other. Pure: frames in, frames out."""

from datetime import date

import pandas as pd

from models.frames import records_of
from models.plan_view import PlanView
from models.readings import own_readings, recency

_NAMES = ("code", "name", "name_en")


def across_districts(figures: pd.DataFrame, view: PlanView, code: str, *, as_of: date) -> pd.DataFrame:
    """The newest figure of one target in each district that reported: code, name, name_en, value."""
    rows = []
    for district in records_of(view.districts):
        own = figures[(figures["code"] == code) & (figures["district"] == district["code"]) & (figures["as_of"] <= as_of)]
        history = own_readings(sorted(records_of(own), key=recency))
        if history:
            rows.append({name: district[name] for name in _NAMES} | {"value": history[-1].value})
    return pd.DataFrame(rows, columns=[*_NAMES, "value"], dtype=object)


def reporting_by_district(figures: pd.DataFrame, view: PlanView, *, as_of: date) -> pd.DataFrame:
    """How much each district reported by ``as_of``, who said least first: code, name, name_en, targets, newest (day or None)."""
    rows = []
    for district in records_of(view.districts):
        own = figures[(figures["district"] == district["code"]) & (figures["as_of"] <= as_of)]
        newest = max(own["as_of"], default=None)
        rows.append({name: district[name] for name in _NAMES} | {"targets": own["code"].nunique(), "newest": newest})
    rows.sort(key=lambda row: row["targets"])
    return pd.DataFrame(rows, columns=[*_NAMES, "targets", "newest"], dtype=object)
