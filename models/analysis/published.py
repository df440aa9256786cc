"""Schools that public sources name: filtered and counted by year and state. Pure functions of frames."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from models.frames import rows_of
from models.typed_rows import PublishedFigureRow, PublishedSchoolRow

#: States of a school as sources put them, the most advanced first.
STATES = ("opened", "completed", "building", "approved", "announced")
OPENED = STATES[0]


@dataclass(frozen=True, slots=True)
class YearOfSchools:
    """The schools of one year's programme: how many there are, and how many in each state that occurs."""

    year: int
    schools: int
    by_state: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """A published measure beside a target, with its figures by year; ``is_target_measure`` as in the table."""

    name: str
    name_en: str
    area: str
    is_target_measure: bool
    by_year: Mapping[int, PublishedFigureRow]


def matching_published(schools: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return the schools that match the filters; none have a status, or a kind of building."""
    if chosen.get("status") or chosen.get("project_kind"):
        return schools.iloc[:0]
    for name in ("district", "stage"):
        if chosen.get(name):
            schools = schools[schools[name] == chosen[name]]
    if chosen.get("q"):
        words = (schools["code"] + " " + schools["name"] + " " + schools["address"].fillna("")).str.casefold()
        schools = schools[words.str.contains(chosen["q"].casefold(), regex=False)]
    return schools


def by_year(schools: pd.DataFrame) -> list[YearOfSchools]:
    """Return the number of schools of each year and state, the earliest year first."""
    rows = rows_of(schools, PublishedSchoolRow)
    found = []
    for year in sorted({row.year for row in rows}):
        states = [row.state for row in rows if row.year == year]
        found.append(YearOfSchools(year, len(states), {one: states.count(one) for one in STATES if one in states}))
    return found


def measures_of(figures: pd.DataFrame, target: str) -> list[Measure]:
    """Return the published measures beside a target: its own measure first, then the others in the order of their file."""
    rows = [row for row in rows_of(figures, PublishedFigureRow) if row.target == target]
    keys = dict.fromkeys((row.measure, row.area) for row in rows)
    found = []
    for name, area in keys:
        own = [row for row in rows if (row.measure, row.area) == (name, area)]
        is_same = any(row.is_target_measure for row in own)
        found.append(Measure(name, own[0].measure_en, area, is_same, {row.year: row for row in own}))
    return sorted(found, key=lambda one: not one.is_target_measure)
