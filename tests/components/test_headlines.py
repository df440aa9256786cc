"""The sentences at the heads of the pages: for none, one and many, in both languages."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from components import headlines
from components.text import Text
from models.status import Status

Make = Callable[..., pd.DataFrame]
DAY = date(2023, 6, 30)
SECTIONS = {"a": "甲", "b": "乙"}
MET, LATE, RISK, OFF = Status.MET, Status.MET_LATE, Status.AT_RISK, Status.OFF_TRACK
MISSED, SILENT, ACTION, NOT_DUE = Status.MISSED, Status.UNKNOWN, Status.ACTION, Status.NOT_DUE


def both(make: Callable[[Text], str]) -> tuple[str, str]:
    """A sentence in Chinese and in English."""
    return make(Text("zh")), make(Text("en"))


@pytest.mark.parametrize(
    ("pairs", "chinese", "english"),
    [
        ([], "截至2023年6月30日，还没有目标到期。", "As of 30 Jun 2023 no target is due yet."),
        ([(ACTION, "a"), (NOT_DUE, "a")], "截至2023年6月30日，还没有目标到期。", "As of 30 Jun 2023 no target is due yet."),
        (
            [(MET, "a"), (ACTION, "a")],
            "截至2023年6月30日，1项考核任务中1项正常或已完成。",
            "As of 30 Jun 2023, 1 of 1 counted target is on track or done.",
        ),
        (
            [(MISSED, "a")],
            "截至2023年6月30日，1项考核任务中0项正常或已完成，1项未完成。",
            "As of 30 Jun 2023, 0 of 1 counted target is on track or done, 1 missed.",
        ),
        (
            [(MET, "a"), (LATE, "b"), (Status.ON_TRACK, "b")],
            "截至2023年6月30日，3项考核任务中3项正常或已完成。",
            "As of 30 Jun 2023, 3 of 3 counted targets are on track or done.",
        ),
        (
            [(OFF, "a"), (OFF, "a"), (OFF, "b"), (RISK, "b"), (RISK, "b"), (SILENT, "b"), (MET, "b")],
            "截至2023年6月30日，7项考核任务中1项正常或已完成，3项滞后，2项预警，1项无数据，多在“甲”（2项）。",
            "As of 30 Jun 2023, 1 of 7 counted targets are on track or done, "
            "3 off track, 2 at risk, 1 no data, mostly in '甲' (2).",
        ),
        (
            [(OFF, "a"), (OFF, "b")],
            "截至2023年6月30日，2项考核任务中0项正常或已完成，2项滞后。",
            "As of 30 Jun 2023, 0 of 2 counted targets are on track or done, 2 off track.",
        ),
    ],
    ids=["none", "nothing counts", "one, well", "one, missed", "many, well", "many, not well", "evenly spread"],
)
def test_the_year_is_told_in_one_sentence(
    standings_of: Make, pairs: list[tuple[Status, str]], chinese: str, english: str
) -> None:
    frame = standings_of(*pairs)
    assert both(lambda t: headlines.year_at_a_glance(t, frame, SECTIONS, DAY)) == (chinese, english)


def test_what_is_suspended_counts_and_is_not_named(standings_of: Make) -> None:
    frame = standings_of((Status.SUSPENDED, "a"), (MET, "a"))
    told = headlines.year_at_a_glance(Text("zh"), frame, SECTIONS, DAY)
    assert told == "截至2023年6月30日，2项考核任务中1项正常或已完成。"


@pytest.mark.parametrize(
    ("pairs", "total", "chinese", "english"),
    [
        (
            [],
            55,
            "没有符合条件的目标（共55项），请放宽左侧的筛选。",
            "None of the 55 targets fits; widen the filters in the side bar.",
        ),
        (
            [],
            1,
            "没有符合条件的目标（共1项），请放宽左侧的筛选。",
            "The one target does not fit; widen the filters in the side bar.",
        ),
        (
            [(MET, "a")],
            55,
            "共55项目标，筛选后1项；其中考核1项，1项正常或已完成。",
            "1 of 55 targets shown; on track or done: 1 of 1 that count.",
        ),
        (
            [(MET, "a"), (OFF, "a"), (ACTION, "a")],
            55,
            "共55项目标，筛选后3项；其中考核2项，1项正常或已完成。",
            "3 of 55 targets shown; on track or done: 1 of 2 that count.",
        ),
    ],
    ids=["none of many", "none of one", "one", "many"],
)
def test_the_filters_are_told_in_one_sentence(
    standings_of: Make, pairs: list[tuple[Status, str]], total: int, chinese: str, english: str
) -> None:
    assert both(lambda t: headlines.every_target(t, standings_of(*pairs), total)) == (chinese, english)


@pytest.mark.parametrize(
    ("statuses", "chinese", "english"),
    [
        ([], "甲区：截至2023年6月30日没有填报任何数据。", "甲区: nothing reported by 30 Jun 2023."),
        (
            [ACTION],
            "甲区：截至2023年6月30日填报1项，计划没有分解到区县，只列数值。",
            "甲区: 1 figure reported by 30 Jun 2023; the plan does not divide it among districts.",
        ),
        (
            [ACTION, ACTION],
            "甲区：截至2023年6月30日填报2项，计划没有分解到区县，只列数值。",
            "甲区: 2 figures reported by 30 Jun 2023; the plan does not divide them among districts.",
        ),
        (
            [MET],
            "甲区：截至2023年6月30日填报1项，其中可判定1项，1项正常或已完成。",
            "甲区: 1 figure reported by 30 Jun 2023; on track or done: 1 of 1 that can be judged.",
        ),
        (
            [MET, OFF, ACTION],
            "甲区：截至2023年6月30日填报3项，其中可判定2项，1项正常或已完成。",
            "甲区: 3 figures reported by 30 Jun 2023; on track or done: 1 of 2 that can be judged.",
        ),
    ],
    ids=["silent", "one figure", "many figures", "one judged", "many"],
)
def test_a_district_is_told_in_one_sentence(statuses: list[Status], chinese: str, english: str) -> None:
    rows = [{"status": status, "section": "a", "actual": Fraction(1)} for status in statuses]
    silent = {"status": SILENT, "section": "a", "actual": None}
    frame = pd.DataFrame([*rows, silent], dtype=object)
    assert both(lambda t: headlines.one_district(t, "甲区", frame, DAY)) == (chinese, english)


def test_a_target_is_told_with_its_figure_and_verdict() -> None:
    row = {"name": "开工", "name_en": "Starts", "status": OFF, "actual": Fraction(1), "target": Fraction(11)}
    row |= {"unit": "所", "unit_en": "schools"}
    assert both(lambda t: headlines.one_target(t, row, DAY)) == (
        "开工：截至2023年6月30日完成1 / 11所，滞后。",
        "Starts: 1 / 11 schools by 30 Jun 2023, Off track.",
    )
    assert both(lambda t: headlines.one_target(t, row | {"actual": None, "status": SILENT}, DAY)) == (
        "开工：截至2023年6月30日没有数据，无数据。",
        "Starts: no figure by 30 Jun 2023, No data.",
    )
