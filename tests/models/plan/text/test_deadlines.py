"""Deadlines: the words of a text as the last day that they leave."""

from datetime import date

import pytest

from models.plan.text.deadlines import find_deadlines, read_deadline

YEAR = 2024


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("今年", "2024-12-31"),
        ("年底前", "2024-12-31"),
        ("今年底", "2024-12-31"),
        ("2024年年底前", "2024-12-31"),
        ("2025年", "2025-12-31"),
        ("到2025年底", "2025-12-31"),
        ("明年", "2025-12-31"),
        ("明年6月底前", "2025-06-30"),
        ("9月", "2024-09-30"),
        ("九月份", "2024-09-30"),
        ("十二月底前", "2024-12-31"),
        ("9月前", "2024-08-31"),
        ("9月1日前", "2024-09-01"),
        ("2024年2月底", "2024-02-29"),
        ("10月上旬", "2024-10-10"),
        ("上半年", "2024-06-30"),
        ("三季度末", "2024-09-30"),
        ("第一季度", "2024-03-31"),
        ("秋季学期开学前", "2024-08-31"),
        ("春季学期开学前", "2024-02-28"),
        ("春季学期", "2024-06-30"),
        ("“十四五”末", "2025-12-31"),
        ("用三年时间", "2026-12-31"),
        ("2024-2026年", "2026-12-31"),
        ("未来三年", "2026-12-31"),
        ("“十五五”时期", "2030-12-31"),
        ("暑假期间", "2024-08-31"),
    ],
)
def test_a_deadline_is_its_last_day(words: str, day: str) -> None:
    assert [one.day.isoformat() for one in find_deadlines(f"{words},建成学校", YEAR)] == [day]


@pytest.mark.parametrize(
    "words",
    [
        "2022年",
        "2024年计划开工的",
        "较2024年",
        "2024年以来",
        "30日",
        "13月",
        "2月30日",
        "二十大",
        "2024所",
        "截至6月",
        "暑期托管班",
        "“十三五”期间",
    ],
)
def test_what_is_past_or_only_describes_is_no_deadline(words: str) -> None:
    assert find_deadlines(f"{words}学校", YEAR) == []


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024.9", date(2024, 9, 30)),
        ("9/15", date(2024, 9, 15)),
        ("2025-03-31", date(2025, 3, 31)),
        ("6月底前", date(2024, 6, 30)),
    ],
)
def test_the_cell_of_a_deadline_may_be_short(cell: str, day: date) -> None:
    assert read_deadline(cell, YEAR) == day


@pytest.mark.parametrize("cell", ["长期", "", "2.30", "持续推进"])
def test_a_cell_without_a_day_has_none(cell: str) -> None:
    assert read_deadline(cell, YEAR) is None
