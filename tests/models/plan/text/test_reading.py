"""Reading of plans: every manner of speech has its right reading, and headings, tables and broken lines are kept apart."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan.text.proposals import Proposal
from models.plan.text.reading import MOST_PROPOSALS, city_of, read_plan_text, until_of, year_of
from models.status import TargetKind
from tests.models.plan.text.manners import MANNERS

YEAR = 2024
FLAGS = {"each", "period", "open"}


def words_of(one: Proposal) -> set[str]:
    """A proposal in the words of ``manners``."""
    value = "" if one.value is None else f"{one.value:f}"
    words = {one.kind.value, f"due={one.due}", f"cmp={one.comparator}", f"scope={one.scope}", f"items={','.join(one.items)}"}
    words |= {f"high={one.high}", f"base={one.baseline}"} | {f"ask={question.doubt}" for question in one.questions}
    flags = {"each": one.is_each, "period": one.is_period, "open": one.open_ended}
    return words | {value + (one.unit or "")} | {name for name, is_set in flags.items() if is_set}


def missed(one: Proposal, reading: str) -> set[str]:
    """What a proposal lacks of its right reading, or has too much."""
    wanted = {word for word in reading.split() if not word.startswith("name=")}
    wanted |= set() if any(word.startswith("due=") for word in wanted) else {f"due={YEAR}-12-31"}
    names = {word.removeprefix("name=") for word in reading.split() if word.startswith("name=")}
    found = words_of(one)
    return (wanted - found) | {name for name in names if name not in one.name + "".join(one.items)} | ((found & FLAGS) - wanted)


@pytest.mark.parametrize(("text", "readings"), MANNERS.items(), ids=list(MANNERS))
def test_a_manner_of_speech_is_read_right(text: str, readings: str) -> None:
    wanted = [line.strip() for line in readings.split("|") if line.strip()]
    found = read_plan_text(text, YEAR).targets
    assert len(found) == len(wanted)
    assert [missed(one, line) for one, line in zip(found, wanted, strict=True)] == [set()] * len(wanted)


def test_there_are_manners_enough_and_some_hold_no_target() -> None:
    assert len(MANNERS) >= 60
    assert sum(1 for readings in MANNERS.values() if not readings) >= 12


TEXT = """某市教育局2024年工作要点

一、2023年工作回顾
全市新增学位3万个，招聘教师2000名。

二、重点任务
（一）学前教育
1.扩大资源。新建公办幼儿园12
所，新增学位3600个。（责任处室：学前处）
2.加强幼儿园安全管理，完善制度。
（二）义务教育
确保新城片区已规划的 8 所新建学校
9月1日前投用。
"""


def test_targets_stand_under_their_headings() -> None:
    found = read_plan_text(TEXT, YEAR).targets
    assert [(one.section, one.heading, one.name, one.value) for one in found] == [
        ("重点任务", "扩大资源", "新建公办幼儿园", 12),
        ("重点任务", "扩大资源", "新增学位", 3600),
        ("重点任务", "义务教育", "新城片区已规划的新建学校投用", 8),
    ]


def test_a_review_of_the_past_year_holds_no_targets() -> None:
    assert not any(one.value in (30000, 2000) for one in read_plan_text(TEXT, YEAR).proposals)


def test_the_words_of_a_target_are_those_of_the_original_with_its_broken_lines() -> None:
    first, _, last = read_plan_text(TEXT, YEAR).targets
    assert first.words == TEXT[first.start : first.end] == "新建公办幼儿园12\n所"
    assert last.words == "确保新城片区已规划的 8 所新建学校\n9月1日前投用"
    assert last.due == date(2024, 9, 1)


def test_the_office_in_charge_is_read_from_its_bracket() -> None:
    assert [one.owner for one in read_plan_text(TEXT, YEAR).targets] == ["学前处", "学前处", None]


def test_a_sentence_without_a_number_is_a_direction() -> None:
    (direction,) = read_plan_text(TEXT, YEAR).directions
    assert (direction.kind, direction.name, direction.value) == (TargetKind.ACTION, "幼儿园安全管理", None)


def test_codes_count_within_the_section() -> None:
    codes = [one.code for one in read_plan_text(TEXT, YEAR).proposals]
    assert codes == ["01-01", "01-02", "01-03", "01-04"]


def test_year_and_city_are_those_of_the_title() -> None:
    assert (year_of(TEXT), city_of(TEXT)) == (2024, "某市")
    assert year_of("加强管理。") is None
    assert city_of("加强管理。") == "本市"


def test_two_plans_in_one_text_are_named() -> None:
    both = TEXT + "\n\n某市教育局2025年工作计划\n\n一、建设\n新建小学3所。\n"
    assert read_plan_text(both, YEAR).titles == ("某市教育局2024年工作要点", "某市教育局2025年工作计划")


TABLE = """任务清单
序号\t重点任务\t目标值\t单位\t完成时限\t责任单位
1\t新建公办幼儿园\t15\t所\t2024年11月底\t基建处
2\t公办率\t≥55%\t\t12月\t学前处
3\t儿童青少年近视率\t≤45\t%\t\t体卫处
4\t提升队伍\t培训骨干教师800名；遴选名师20名\t\t2024.10\t人事处
5\t加强劳动教育基地管理\t\t\t全年\t基教处
"""


def test_a_table_of_tasks_is_read_by_its_headers() -> None:
    found = read_plan_text(TABLE, YEAR).targets
    assert [(one.name, one.value, one.unit, one.due, one.owner) for one in found] == [
        ("新建公办幼儿园", 15, "所", date(2024, 11, 30), "基建处"),
        ("公办率", 55, "%", date(2024, 12, 31), "学前处"),
        ("儿童青少年近视率", 45, "%", date(2024, 12, 31), "体卫处"),
        ("培训骨干教师", 800, "名", date(2024, 10, 31), "人事处"),
        ("遴选名师", 20, "名", date(2024, 10, 31), "人事处"),
    ]
    assert [one.comparator for one in found][:3] == ["at_least", "at_least", "at_most"]


def test_a_row_without_a_number_is_a_direction() -> None:
    assert [(one.name, one.owner) for one in read_plan_text(TABLE, YEAR).directions] == [("劳动教育基地管理", "基教处")]


def test_bars_separate_cells_as_tabs_do() -> None:
    (one,) = read_plan_text("| 指标 | 2024年目标 |\n|---|---|\n| 新增学位（个） | 1200 |\n", YEAR).targets
    assert (one.name, one.value, one.unit) == ("新增学位(个)", 1200, "个")


def test_a_number_in_quotation_marks_is_part_of_a_name() -> None:
    assert read_plan_text("开展“百场讲座”活动，举办“3场大赛”。", YEAR).targets == ()


def test_a_text_with_more_than_any_plan_has_is_cut() -> None:
    reading = read_plan_text("新建学校1所。" * (MOST_PROPOSALS + 10), YEAR)
    assert (len(reading.proposals), reading.is_cut) == (MOST_PROPOSALS, True)
    assert not read_plan_text(TEXT, YEAR).is_cut


PIECES = (
    *"新建学校所名个%、，。；：（）“”《》\n\t|",
    "12",
    "三十",
    "百分之五",
    "2024年",
    "底前",
    "达到",
    "其中市区",
    "每个县",
    "第一批",
    "去年",
    "以上",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_whatever_is_read_has_words_in_the_text_and_a_name(text: str) -> None:
    for one in read_plan_text(text, YEAR).proposals:
        assert 0 <= one.start < one.end <= len(text)
        assert one.words == text[one.start : one.end]
        assert one.name
        assert one.value is None or one.value == Decimal(f"{one.value:f}")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert read_plan_text(text, YEAR).year == YEAR


YEARS = """滨江市“十四五”教育事业发展规划
第一章 发展基础
全市新建学校33所。
第二章 主要任务
新建公办幼儿园40所。
序号\t指标\t单位\t2020年\t2025年\t属性
1\t毛入园率\t%\t91.5\t≥94\t预期性
2\t新增学位\t万个\t—\t[3.6]\t预期性
3\t每万人在校研究生\t人\t11\t18左右\t预期性
"""


def test_a_plan_of_several_years_is_due_at_its_end_and_asks() -> None:
    first, *_ = read_plan_text(YEARS, 2021).targets
    assert (first.value, first.due) == (40, date(2025, 12, 31))
    assert [dict(option.changes)["due"] for option in first.questions[0].options[:2]] == [date(2025, 12, 31), date(2021, 12, 31)]
    assert [until_of(text, 2024) for text in ("实施方案（2024—2027年）", "教育局2024年工作要点", "“十三五”规划")] == [
        2027,
        2024,
        2024,
    ]


def test_the_columns_of_years_are_level_and_target() -> None:
    _, *rows = read_plan_text(YEARS, 2021).targets
    assert [(one.name, one.baseline, one.value, one.unit, one.due) for one in rows] == [
        ("毛入园率", Decimal("91.5"), 94, "%", date(2025, 12, 31)),
        ("新增学位", None, 36000, "个", date(2025, 12, 31)),
        ("每万人在校研究生", 11, 18, "人", date(2025, 12, 31)),
    ]
    assert rows[-1].comparator == "about"


QUARTERS = """事项\t年度目标\t一季度\t二季度\t责任科室\t完成情况
学校建设\t新建小学3所，新增学位2700个\t完成选址2所\t开工3所\t基建科\t已开工1所
近视率\t较上年下降1个百分点\t\t\t体卫科\t
教育投资\t3.26亿元\t20%\t50%\t财务科\t完成1亿元
安全事故\t0起\t\t\t安全科\t
"""


def test_steps_of_the_quarters_and_what_was_reported_are_no_targets() -> None:
    found = read_plan_text(QUARTERS, YEAR).targets
    assert [(one.name, one.value, one.unit, one.comparator) for one in found] == [
        ("新建小学", 3, "所", "at_least"),
        ("新增学位", 2700, "个", "at_least"),
        ("近视率", 1, "个百分点", "fall_by"),
        ("教育投资", Decimal("3.26"), "亿元", "at_least"),
        ("安全事故", 0, "起", "at_most"),
    ]


def test_a_chapter_on_the_state_of_things_holds_no_targets() -> None:
    assert read_plan_text("一、发展现状\n共建学校21所，新增学位8000个。\n二、目标\n新建学校2所。", YEAR).targets[0].value == 2
    assert read_plan_text("存在的主要问题：寄宿学校占比达到12%。", YEAR).targets == ()
