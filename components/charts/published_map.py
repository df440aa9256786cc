"""The map of schools that public sources name: hollow marks in their districts, as data for the browser. Pure."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from components.charts.approximate_marks import RADIUS, ApproximateMark, count_by_district
from components.charts.city_map import SCALE_KM, Json, School, laid_out
from components.charts.geography import Geography
from components.i18n.text import Text
from components.theme import Theme


def published_map(
    marks: Sequence[ApproximateMark], *, t: Text, look: Theme, geography: Geography, districts: pd.DataFrame, as_of: date
) -> Json:
    """Return the data of the map: no mark has the colour of a status, and its size does not tell seats.

    ``districts`` has code and name; a district without a school has no number.
    """
    schools = tuple(School(str(n), mark.place, RADIUS) for n, mark in enumerate(marks))
    counts = count_by_district(marks)
    rows = zip(districts["code"], districts["name"], strict=True)
    return {
        "city": laid_out(geography, schools, tuple((code, f"{name} {counts.get(code, 0)}") for code, name in rows)),
        "counts": counts,
        "marks": [{"code": str(n), "name": mark.name, "seats": mark.state, "shown": True} for n, mark in enumerate(marks)],
        "months": [{"label": "", "day": t.day(as_of), "said": "", "states": [[mark.sign, False] for mark in marks]}],
        "looks": {sign: {"edge": look.accent, "ring": sign, "said": ""} for sign in {mark.sign for mark in marks}},
        "district": "",
        "chosen": None,
        "scale": [t("map.scale", n=km) for km in SCALE_KM],
        "key": "",
        "ring": t("published.about_here"),
    }
