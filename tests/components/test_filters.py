"""The pure parts of the filters: what a choice leaves, and which words of an address make sense."""

from datetime import date

import pandas as pd
import pytest

from components import filters
from models.status import Kind, Status

ROWS = pd.DataFrame(
    [
        ["BA-01", "公办园开工", "Kindergartens begun", "规划处", "basic", Status.MET, Kind.COUNT],
        ["BA-04", "普惠率", "Affordable share", None, "basic", Status.UNKNOWN, Kind.FLOOR],
        ["VO-02", "技能竞赛 C++ (省级)", None, "职教处", "voc", Status.UNKNOWN, Kind.COUNT],
    ],
    columns=["code", "name", "name_en", "owner", "section", "status", "kind"],
    dtype=object,
)
NOTHING = {"section": "", "district": "", "status": "", "kind": "", "q": ""}


def left(**chosen: str) -> list[str]:
    """The codes that a choice leaves."""
    return list(filters.matching(ROWS, NOTHING | chosen)["code"])


def test_no_filter_leaves_everything() -> None:
    assert left() == ["BA-01", "BA-04", "VO-02"]


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({"section": "basic"}, ["BA-01", "BA-04"]),
        ({"status": "unknown"}, ["BA-04", "VO-02"]),
        ({"kind": "count"}, ["BA-01", "VO-02"]),
        ({"kind": "count", "status": "unknown"}, ["VO-02"]),
        ({"section": "voc", "status": "met"}, []),
    ],
)
def test_filters_narrow_together(chosen: dict[str, str], codes: list[str]) -> None:
    assert left(**chosen) == codes


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("ba-0", ["BA-01", "BA-04"]),
        ("开工", ["BA-01"]),
        ("KINDERGARTENS", ["BA-01"]),
        ("职教处", ["VO-02"]),
        ("C++ (", ["VO-02"]),
        (".*", []),
        ("nan", []),
        ("None", []),
    ],
    ids=["code", "name", "English name", "owner", "no pattern", "no wildcard", "a missing owner is no word", "nor is None"],
)
def test_a_text_is_looked_for_in_code_names_and_owner(words: str, codes: list[str]) -> None:
    assert left(q=words) == codes


def test_what_no_filter_leaves_keeps_its_columns() -> None:
    empty = filters.matching(ROWS, NOTHING | {"section": "voc", "status": "met", "q": "x"})
    assert list(empty.columns) == list(ROWS.columns)
    assert empty.empty


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2023, 12, 31), date(2023, 11, 30)),
        (date(2023, 3, 1), date(2023, 2, 28)),
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2023, 1, 5), date(2022, 12, 31)),
        (filters.FIRST_DAY, date(1948, 12, 31)),
    ],
)
def test_a_month_before_is_the_last_day_of_that_month(day: date, before: date) -> None:
    assert filters._month_before(day) == before


@pytest.mark.parametrize("words", ["2023-02-30", "yesterday", "", "0001-01-01", "1948-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_that_no_plan_can_have_makes_no_sense(words: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        filters._day(words)


@pytest.mark.parametrize("day", [filters.FIRST_DAY, date(2023, 6, 30), filters.LAST_DAY])
def test_a_day_of_a_plan_makes_sense(day: date) -> None:
    assert filters._day(day.isoformat()) == day


def test_only_a_choice_that_exists_makes_sense() -> None:
    check = filters._one_of(["zh", "en"])
    assert check("en") == "en"
    with pytest.raises(ValueError, match="fr"):
        check("fr")
