"""Schools of public sources by filter, year and state; published measures beside a target."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from models.analysis.published import by_year, matching_published, measures_of
from models.frames import frame_of
from models.typed_rows import PublishedFigureRow, PublishedSchoolRow


def school(code: str, year: int, state: str, district: str = "N", stage: str = "primary") -> PublishedSchoolRow:
    """Return a school of which only the necessary is known."""
    return PublishedSchoolRow(
        code=code,
        name=f"{code}小学",
        district=district,
        year=year,
        stage=stage,
        state=state,
        state_on=date(2021, 9, 1),
        progress=None,
        classes=None,
        seats=None,
        address="东路",
        note=None,
        note_en=None,
        source="https://a.example",
        other_source=None,
        source_date="2021",
        grade="A",
    )


SCHOOLS = frame_of(
    [
        school("A", 2021, "opened"),
        school("B", 2023, "building", stage="kindergarten"),
        school("C", 2023, "opened", district="S"),
        school("D", 2023, "building", district=""),
    ],
    PublishedSchoolRow,
)


def figure(measure: str, year: int, area: str = "city", *, is_own: bool = False, target: str = "T") -> PublishedFigureRow:
    """Return a published percentage."""
    return PublishedFigureRow(
        target=target,
        year=year,
        area=area,
        measure=measure,
        measure_en=measure.lower(),
        value=Decimal(year),
        unit="%",
        unit_en="%",
        is_target_measure=is_own,
        note=None,
        note_en=None,
        source="https://a.example",
        source_date="2022",
        grade="A",
    )


def test_schools_are_counted_by_year_and_state() -> None:
    found = by_year(SCHOOLS)
    assert [(row.year, row.schools, dict(row.by_state)) for row in found] == [
        (2021, 1, {"opened": 1}),
        (2023, 3, {"opened": 1, "building": 2}),
    ]
    assert sum(row.schools for row in found) == len(SCHOOLS)


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({}, "ABCD"),
        ({"district": "N"}, "AB"),
        ({"stage": "kindergarten"}, "B"),
        ({"q": "c小"}, "C"),
        ({"q": "东路", "district": "S"}, "C"),
        ({"status": "met"}, ""),
        ({"project_kind": "new"}, ""),
    ],
)
def test_filters_find_schools_and_no_school_has_a_status(chosen: dict[str, str], codes: str) -> None:
    assert "".join(matching_published(SCHOOLS, chosen)["code"]) == codes


def test_the_measure_of_the_target_comes_first_and_areas_are_kept_apart() -> None:
    rows = [
        figure("Other", 2021),
        figure("Rate", 2022, "province"),
        figure("Rate", 2023, is_own=True),
        figure("Rate", 2024, is_own=True),
        figure("Rate", 2024, target="U"),
    ]
    found = measures_of(frame_of(rows, PublishedFigureRow), "T")
    assert [(one.name, one.area, one.is_target_measure, sorted(one.by_year)) for one in found] == [
        ("Rate", "city", True, [2023, 2024]),
        ("Other", "city", False, [2021]),
        ("Rate", "province", False, [2022]),
    ]


def test_a_target_without_published_figures_has_no_measures() -> None:
    assert measures_of(pd.DataFrame(columns=list(frame_of([], PublishedFigureRow).columns)), "T") == []
