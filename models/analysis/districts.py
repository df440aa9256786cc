"""Comparison of the districts. Pure functions of frames."""

from datetime import date

import pandas as pd

from models.analysis.series import own_readings, recency_key
from models.frames import frame_of, rows_of
from models.plan.view import PlanView
from models.typed_rows import DistrictRow, DistrictValue, FigureRow


def across_districts(figures: pd.DataFrame, view: PlanView, code: str, *, as_of: date) -> pd.DataFrame:
    """Return the newest figure of one target in each district that reported: code, name, name_en, value."""
    rows, scale = [], view.target(code).rate_scale
    for one in rows_of(view.districts, DistrictRow):
        own = figures[(figures["code"] == code) & (figures["district"] == one.code) & (figures["as_of"] <= as_of)]
        history = own_readings(sorted(rows_of(own, FigureRow), key=recency_key), scale)
        if history:
            rows.append(DistrictValue(one.code, one.name, one.name_en, history[-1].value))
    return frame_of(rows, DistrictValue)
