"""Filters: the rows that remain."""

import pandas as pd
import pytest

from models.analysis.filters import matching_targets
from models.status import Status, TargetKind

ROWS = pd.DataFrame(
    [
        ["BA-01", "公办园开工", "Kindergartens begun", "规划处", "basic", Status.MET, TargetKind.COUNT],
        ["BA-04", "普惠率", "Affordable share", None, "basic", Status.UNKNOWN, TargetKind.FLOOR],
        ["VO-02", "技能竞赛 C++ (省级)", None, "职教处", "voc", Status.UNKNOWN, TargetKind.COUNT],
    ],
    columns=["code", "name", "name_en", "owner", "section", "status", "kind"],
    dtype=object,
)


def left(**chosen: str) -> list[str]:
    """The codes that remain after filtering."""
    return list(matching_targets(ROWS, chosen)["code"])


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
    empty = matching_targets(ROWS, {"section": "voc", "status": "met", "q": "x"})
    assert list(empty.columns) == list(ROWS.columns)
    assert empty.empty
