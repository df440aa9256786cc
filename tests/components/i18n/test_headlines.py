"""The sentences at the heads of the pages: for none, one and many, in both languages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from components.i18n import headlines
from components.i18n.text import Text
from models.status import Word
from models.typed_rows import NarrativeRow, Standing, TargetChange, WorkChange
from tests.rows import row_of

Make = Callable[..., pd.DataFrame]
DAY = date(2023, 6, 30)
SECTIONS = {"a": "甲", "b": "乙"}
MET, LATE, RISK, OFF = Word.MET, Word.MET_LATE, Word.AT_RISK, Word.OFF_TRACK
MISSED, SILENT, ACTION, NOT_DUE = Word.MISSED, Word.NEVER_REPORTED, Word.ACTION, Word.NOT_DUE


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
            "截至2023年6月30日，1项考核目标中1项正常或已完成。",
            "As of 30 Jun 2023, 1 of 1 measured target is on track or done.",
        ),
        (
            [(MISSED, "a")],
            "截至2023年6月30日，1项考核目标中0项正常或已完成，1项未完成。",
            "As of 30 Jun 2023, 0 of 1 measured target is on track or done, 1 missed.",
        ),
        (
            [(MET, "a"), (LATE, "b"), (Word.ON_TRACK, "b")],
            "截至2023年6月30日，3项考核目标中3项正常或已完成。",
            "As of 30 Jun 2023, 3 of 3 measured targets are on track or done.",
        ),
        (
            [(OFF, "a"), (OFF, "a"), (OFF, "b"), (RISK, "b"), (RISK, "b"), (SILENT, "b"), (MET, "b")],
            "截至2023年6月30日，7项考核目标中1项正常或已完成，3项滞后，2项预警，1项无数据，多在“甲”（2项）。",
            "As of 30 Jun 2023, 1 of 7 measured targets are on track or done, "
            "3 off track, 2 at risk, 1 without data, mostly in '甲' (2).",
        ),
        (
            [(OFF, "a"), (OFF, "b")],
            "截至2023年6月30日，2项考核目标中0项正常或已完成，2项滞后。",
            "As of 30 Jun 2023, 0 of 2 measured targets are on track or done, 2 off track.",
        ),
    ],
    ids=["none", "nothing counts", "one, well", "one, missed", "many, well", "many, not well", "evenly spread"],
)
def test_the_year_is_told_in_one_sentence(standings_of: Make, pairs: list[tuple[Word, str]], chinese: str, english: str) -> None:
    frame = standings_of(*pairs)
    assert both(lambda t: headlines.year_at_a_glance(t, frame, SECTIONS, DAY)) == (chinese, english)


def test_what_is_suspended_counts_and_is_named_so_that_the_numbers_add_up(standings_of: Make) -> None:
    frame = standings_of((Word.SUSPENDED, "a"), (MET, "a"))
    told = headlines.year_at_a_glance(Text("zh"), frame, SECTIONS, DAY)
    assert told == "截至2023年6月30日，2项考核目标中1项正常或已完成，1项暂停。"


@pytest.mark.parametrize(
    ("pairs", "total", "chinese", "english"),
    [
        (
            [],
            55,
            "没有符合条件的目标（共55项），请放宽左侧的筛选。",
            "None of the 55 targets matches; widen the filters in the side bar.",
        ),
        (
            [],
            1,
            "没有符合条件的目标（共1项），请放宽左侧的筛选。",
            "The only target does not match; widen the filters in the side bar.",
        ),
        (
            [(MET, "a")],
            55,
            "考核目标1项，其中1项正常或已完成，筛选后1项，共55项目标和推进事项。",
            "1 of 1 measured target is on track or done, 1 of 55 targets and actions shown.",
        ),
        (
            [(MET, "a"), (OFF, "a"), (ACTION, "a")],
            55,
            "考核目标2项，其中1项正常或已完成，1项滞后，筛选后3项，共55项目标和推进事项。",
            "1 of 2 measured targets are on track or done, 1 off track, 3 of 55 targets and actions shown.",
        ),
    ],
    ids=["none of many", "none of one", "one", "many"],
)
def test_the_filters_are_told_in_one_sentence(
    standings_of: Make, pairs: list[tuple[Word, str]], total: int, chinese: str, english: str
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
            "甲区: 1 target reported by 30 Jun 2023, 1 of 1 judged on track or done.",
        ),
        (
            [MET, OFF, ACTION],
            "甲区：截至2023年6月30日填报3项，其中可判定2项，1项正常或已完成。",
            "甲区: 3 targets reported by 30 Jun 2023, 1 of 2 judged on track or done.",
        ),
        (
            [MET, Word.OVERDUE_REPORT, Word.OVERDUE_REPORT],
            "甲区：截至2023年6月30日填报3项，其中可判定1项，1项正常或已完成，2项数据过期。",
            "甲区: 3 targets reported by 30 Jun 2023, 1 of 1 judged on track or done, 2 out of date.",
        ),
    ],
    ids=["silent", "one figure", "many figures", "one judged", "many", "old figures"],
)
def test_a_district_is_told_in_one_sentence(statuses: list[Word], chinese: str, english: str) -> None:
    rows = [{"word": word, "section": "a", "actual": Fraction(1)} for word in statuses]
    silent = {"word": SILENT, "section": "a", "actual": None}
    frame = pd.DataFrame([*rows, silent], dtype=object)
    assert both(lambda t: headlines.one_district(t, "甲区", frame, DAY)) == (chinese, english)


def test_a_target_is_told_with_its_figure_and_verdict() -> None:
    figures = {"word": OFF, "actual": Fraction(1), "target": Fraction(11), "unit": "所", "unit_en": "schools"}
    row = row_of(Standing, name="开工", name_en="Starts", **figures)
    assert both(lambda t: headlines.one_target(t, row, DAY)) == (
        "开工：滞后，截至2023年6月30日为1 / 11所。",
        "Starts: 1 / 11 schools by 30 Jun 2023, off track.",
    )
    assert both(lambda t: headlines.one_target(t, replace(row, actual=None, word=SILENT), DAY)) == (
        "开工：截至2023年6月30日无数据。",
        "Starts: no data as of 30 Jun 2023.",
    )


CHANGE = row_of(
    TargetChange,
    name="公办园投用",
    name_en="Kindergartens opened",
    unit="所",
    unit_en="schools",
    kind="count",
    word_before=Word.ON_TRACK,
    word_after=OFF,
    before=Fraction(12),
    after=Fraction(14),
    progress=Fraction(3),
    late=Fraction(1),
    corrected=Fraction(-2),
    target_change=Fraction(0),
    replanned=Fraction(0),
)


@pytest.mark.parametrize(
    ("differs", "chinese", "english"),
    [
        (
            {},
            "公办园投用：由正常转为滞后，从12所到14所（进展+3，补报+1，更正−2）。",
            "Kindergartens opened: from 'On track' to 'Off track', from 12 schools to 14 schools "
            "(progress +3, reported late +1, corrected −2).",
        ),
        (
            {"word_before": None, "before": None, "after": Fraction(3), "late": Fraction(0), "corrected": Fraction(0)},
            "公办园投用：新列入，滞后，首次填报3所。",
            "Kindergartens opened: new, 'Off track', first figure 3 schools.",
        ),
        (
            {
                "word_before": OFF,
                "after": Fraction(12),
                "progress": 0,
                "late": 0,
                "corrected": 0,
                "target_change": Fraction(2),
                "replanned": Fraction(-1),
            },
            "公办园投用：仍为滞后，仍为12所，目标调整+2，计划调整−1。",
            "Kindergartens opened: still 'Off track', still 12 schools, target changed +2, plan changed −1.",
        ),
        (
            {"word_after": SILENT, "after": None, "progress": 0, "late": 0, "corrected": Fraction(-12)},
            "公办园投用：由正常转为无数据，不再有数据（更正−12）。",
            "Kindergartens opened: from 'On track' to 'No data', no longer any figure (corrected −12).",
        ),
    ],
    ids=["all parts", "the first figure", "the plan alone", "withdrawn"],
)
def test_a_change_is_told_in_one_sentence(differs: dict[str, Any], chinese: str, english: str) -> None:
    assert both(lambda t: headlines.one_change(t, replace(CHANGE, **differs))) == (chinese, english)


def test_a_change_of_a_project_is_told_with_its_days_and_why() -> None:
    row = row_of(
        WorkChange,
        name="一小",
        word_before=Word.ON_TRACK,
        word_after=RISK,
        slip_before=5,
        progress=20,
        late=0,
        corrected=-3,
        slip_after=22,
        why=("forecast", "corrected"),
    )
    assert both(lambda t: headlines.one_work_change(t, row)) == (
        "一小：由正常转为预警，延期从5天到22天（进展+20，更正−3），预计改期、更正。",
        "一小: from 'On track' to 'At risk', slip from 5 to 22 days (progress +20, corrected −3), New forecast, Corrected.",
    )
    silent = row_of(WorkChange, name=row.name, word_after=row.word_after, why=row.why)
    assert headlines.one_work_change(Text("zh"), silent) == "一小：新列入，预警，预计改期、更正。"


def test_what_was_said_of_a_target_is_one_sentence_and_nothing_where_nothing_was_said() -> None:
    row = row_of(NarrativeRow, reason="用地未批", measure="", owner="规划处", until=DAY)
    assert both(lambda t: headlines.narrative(t, row)) == (
        "原因：用地未批；责任人：规划处；时限：2023年6月30日。",
        "Reason: 用地未批; owner: 规划处; due 30 Jun 2023.",
    )
    assert headlines.narrative(Text("zh"), None) == ""


@pytest.mark.parametrize(
    ("held", "to_come", "chinese", "english"),
    [
        (0, 0, "还没有会议。", "No meeting yet."),
        (0, 1, "1次会议待召开。", "1 meeting upcoming."),
        (1, 0, "已召开1次会议，会上所见的数字均冻结保存。", "1 meeting held, its figures frozen."),
        (
            3,
            1,
            "已召开3次会议，会上所见的数字均冻结保存，1次会议待召开。",
            "3 meetings held, their figures frozen, 1 meeting upcoming.",
        ),
    ],
)
def test_only_of_meetings_that_were_held_it_is_said_that_they_are_kept(
    held: int, to_come: int, chinese: str, english: str
) -> None:
    known = pd.DataFrame({"known_at": [DAY] * held + [None] * to_come}, dtype=object)
    assert both(lambda t: headlines.meetings(t, known)) == (chinese, english)


@pytest.mark.parametrize(
    ("bars", "words", "chinese", "english"),
    [
        ([(50.0, 40.0)], [MET], "1项数量目标中0项少于计划。", "0 of 1 count is below plan."),
        (
            [(50.0, 60.0), (70.0, 75.0), (80.0, 60.0)],
            [OFF, Word.ON_TRACK, Word.ON_TRACK],
            "3项数量目标中2项少于计划，按规则判定1项滞后、1项仍属正常或已完成。",
            "2 of 3 counts are below plan, judged by the rules: 1 off track, 1 still on track or done.",
        ),
        (
            [(70.0, 75.0), (70.0, 75.0)],
            [Word.ON_TRACK, Word.ON_TRACK],
            "2项数量目标中2项少于计划，按规则判定2项仍属正常或已完成。",
            "2 of 2 counts are below plan, judged by the rules: 2 still on track or done.",
        ),
        ([(None, 60.0)], [SILENT], "1项数量目标中0项少于计划，1项没有数据。", "0 of 1 count is below plan, 1 without data."),
    ],
    ids=["one, above", "many", "all within the margin", "silent"],
)
def test_the_bars_below_plan_add_up_to_how_they_are_judged(
    bars: list[tuple[float | None, float | None]], words: list[Word], chinese: str, english: str
) -> None:
    said = both(lambda t: headlines.counts(t, bars, words, DAY))
    assert said == (f"截至2023年6月30日，{chinese}", f"As of 30 Jun 2023, {english}")


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        ([], "没有预警、滞后或缺数据的目标。", "Nothing is at risk, off track or without a report."),
        ([OFF], "截至2023年6月30日，1项目标需要关注，最重的在前。", "As of 30 Jun 2023, 1 target needs attention."),
        ([SILENT, SILENT], "截至2023年6月30日，2项目标情况不明。", "As of 30 Jun 2023, 2 targets are not known."),
        (
            [OFF, Word.SUSPENDED, SILENT],
            "截至2023年6月30日，2项目标需要关注，另有1项情况不明，最重的在前。",
            "As of 30 Jun 2023, 2 targets need attention, not known: 1; worst first.",
        ),
    ],
    ids=["none", "one", "silent", "both"],
)
def test_silence_is_not_counted_as_what_needs_attention(words: list[Word], chinese: str, english: str) -> None:
    assert both(lambda t: headlines.worst(t, [word.status for word in words], DAY)) == (chinese, english)
