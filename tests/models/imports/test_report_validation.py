"""Findings of the checks on a row: each with its level, its place, and the sentence that staff read."""

import ast
import inspect
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType

import pytest

import models.imports.figure_history
import models.imports.report_validation
from models.analysis.schools import MILESTONES
from models.commands.ledger import store_plan
from models.demo.plan import demonstration_plan
from models.imports.facts import Fact, Finding, Known
from models.imports.figure_history import Figure
from models.imports.reader import Sheet
from models.imports.report_validation import RowValidator
from models.imports.sheet_layouts import sheet_layouts
from models.plan.view import PlanView
from models.queries import read_plan
from models.store.engine import open_store, reading
from tests.models.imports.readings import rows_of_sheets

TODAY, JUNE = date(2023, 7, 10), "2023-06-30"
HEADS = {
    "targets": ("指标编码", "指标名称", "区县", "截至日期", "数值", "分子", "分母", "说明", "佐证"),
    "projects": ("项目编码", "截至日期", "立项实际", "开工实际", "投用预计", "投用实际", "说明", "佐证"),
    "programmes": ("专业编码", "截至日期", "申报实际", "验收实际", "说明", "佐证"),
    "recruitment": ("名额编码", "截至日期", "在岗", "报名", "录用", "说明", "佐证"),
}
NAMES = {"targets": "指标进度", "projects": "建设项目", "programmes": "职教专业", "recruitment": "教师招聘"}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/s.sqlite")
    plan = demonstration_plan()
    store_plan(engine, plan, author="test", name="demo")
    with reading(engine) as session:
        found = read_plan(session, plan.plan.code, datetime.now(UTC))
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def known(view: PlanView) -> Known:
    """One project and programme, two quotas; a project that was approved and started; BA-02 counts projects.

    Groups stay at ten for a month, of one quota two more are in post; of one rate the city reported, of one a district.
    """
    return Known(
        view=view,
        works={"XM-1": ("projects", MILESTONES, "410105"), "ZY-1": ("programmes", view.head.terms.codes("stages"), "")},
        quotas={"ZP-1": ("410105", 20), "ZP-2": ("410105", 40)},
        figures={
            ("BA-08", ""): path((date(2023, 4, 30), 10), (date(2023, 5, 31), 10), (date(2023, 7, 31), 2)),
            ("TE-05", ""): path((date(2022, 1, 31), 80)),
            ("BA-04", "410105"): [Figure(date(2023, 5, 31), None, Decimal(880), Decimal(1000))],
            ("ZP-1", "410105"): path((date(2023, 5, 31), 4)),
            ("ZP-2", "410105"): path((date(2023, 4, 30), 1), (date(2023, 5, 31), 3)),
        },
        days={"XM-1": {"approved": date(2023, 2, 1), "started": date(2023, 4, 1)}},
        divided=frozenset({"BA-02"}),
        today=TODAY,
    )


def path(*figures: tuple[date, int]) -> list[Figure]:
    return [Figure(day, Decimal(value)) for day, value in figures]


def checked(known: Known, *lines: dict[str, str], form: str = "targets", more: Sequence[str] = ()) -> RowValidator:
    """The lines, each with its cells by header, as rows from 2 on of a sheet; ``more`` are unknown headers."""
    heads = [*HEADS[form], *more]
    cells = [heads, *([line.get(head, "") for head in heads] for line in lines)]
    rows, problems = rows_of_sheets([Sheet("in.xlsx", NAMES[form], list(enumerate(cells, start=1)))], sheet_layouts(known.view))
    assert problems == []
    return RowValidator(rows, known).run()


def target(code: str = "BA-08", value: str = "11", as_of: str = JUNE, **more: str) -> dict[str, str]:
    return {"指标编码": code, "截至日期": as_of, "数值": value, **more}


def said(check: RowValidator) -> list[tuple[str, str]]:
    """Level and sentence of every finding."""
    for one in check.findings:
        assert one.problem.sentence("en")
    return [(one.level, one.problem.sentence("zh")) for one in check.findings]


def facts(check: RowValidator) -> list[tuple[str, str, Decimal | None]]:
    return [(fact.code, fact.district, fact.value) for fact in check.facts]


# Rows without findings


def test_an_item_may_be_reported_as_done_or_not(known: Known) -> None:
    check = checked(known, target("BA-09.1", "1"), target("BA-09.2", "0"))
    assert said(check) == []
    assert facts(check) == [("BA-09.1", "", 1), ("BA-09.2", "", 0)]


def test_a_figure_may_bring_its_unit(known: Known) -> None:
    check = checked(known, target(value="11个"), target("BA-04", "", 分子="1350人", 分母="1,400 人"))
    assert said(check) == [
        ("guess", "指标进度!E2: “11个”认作11。"),
        ("guess", "指标进度!F3: “1350人”认作1350。"),
        ("guess", "指标进度!G3: “1,400 人”认作1400。"),
    ]
    assert [(one.value, one.numerator, one.denominator) for one in check.facts] == [(11, None, None), (None, 1350, 1400)]


def test_people_in_post_may_be_said_with_their_unit(known: Known) -> None:
    check = checked(known, {"名额编码": "ZP-1", "截至日期": JUNE, "在岗": "5人", "报名": "20名"}, form="recruitment")
    assert [level for level, _ in said(check)] == ["guess", "guess"]
    assert [one.value for one in check.facts] == [5, 20]


def test_a_figure_becomes_a_fact_with_all_that_was_said(known: Known) -> None:
    check = checked(known, target(区县="金水区", 说明="含两所在建", 佐证="月报第3期"))
    assert said(check) == []
    assert check.facts == [
        Fact(
            row=0,
            where="指标进度!E2",
            code="BA-08",
            district="410105",
            what=("figure",),
            as_of=date(2023, 6, 30),
            value=Decimal(11),
            note="含两所在建",
            source="月报第3期",
        )
    ]


def test_dates_become_facts_with_their_place_in_the_order(known: Known) -> None:
    check = checked(
        known, {"项目编码": "XM-1", "截至日期": JUNE, "开工实际": "2023-04-02", "投用预计": "2023-09-01"}, form="projects"
    )
    assert said(check) == []
    assert [(one.what, one.day, one.position, one.district) for one in check.facts] == [
        (("date", "started", "actual"), date(2023, 4, 2), 1, ""),
        (("date", "opened", "forecast"), date(2023, 9, 1), 4, ""),
    ]


def test_a_date_is_taken_back_by_a_word(known: Known) -> None:
    line = {"项目编码": "XM-1", "截至日期": JUNE, "立项实际": "2023-05-02", "开工实际": "撤回", "投用实际": "Withdraw"}
    check = checked(known, line, form="projects")
    assert said(check) == []  # a withdrawn step is not an earlier step
    assert [(one.what[1], one.day) for one in check.facts] == [
        ("approved", date(2023, 5, 2)),
        ("started", None),
        ("opened", None),
    ]


def test_people_in_post_and_those_on_the_way_become_facts(known: Known) -> None:
    check = checked(known, {"名额编码": "ZP-1", "截至日期": JUNE, "在岗": "5", "报名": "1,200", "录用": "8"}, form="recruitment")
    assert said(check) == []
    assert [(one.what, one.district, one.value) for one in check.facts] == [
        (("figure",), "410105", Decimal(5)),
        (("measure", "applied"), "410105", Decimal(1200)),
        (("measure", "hired"), "410105", Decimal(8)),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("金水", "410105"),
        ("金水区", "410105"),
        ("410105", "410105"),
        ("Jinshui", "410105"),
        ("郑东", "ZD"),
        ("郑东新区", "ZD"),
        ("港区", "HK"),
        ("航空港", "HK"),
        ("航空港区", "HK"),
        ("中牟", "410122"),
        ("", ""),
        ("全市", ""),
        ("郑州市", ""),
    ],
)
def test_a_district_is_known_by_every_name_that_people_use(known: Known, name: str, code: str) -> None:
    check = checked(known, target(区县=name))
    assert said(check) == []
    assert facts(check) == [("BA-08", code, Decimal(11))]


@pytest.mark.parametrize(
    "day", ["2023-06-30", "2023/6/30", "2023.6.30", "2023年6月30日", "2023-06-30 00:00:00", "2023-06-30T00:00"]
)
def test_a_day_may_be_written_as_people_write_it(known: Known, day: str) -> None:
    check = checked(known, target(as_of=day))
    assert said(check) == []
    assert check.facts[0].as_of == date(2023, 6, 30)


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("BA-03", "47.5%", "47.5"),
        ("BA-03", "47.5", "47.5"),
        ("BA-03", "47.5％", "47.5"),
        ("RE-05", "1,000", "1000"),
        ("RE-05", "1，000", "1000"),
        ("RE-05", "1 000", "1000"),
        ("RE-05", "１２", "12"),
    ],
)
def test_a_number_may_be_written_as_people_write_it(known: Known, code: str, text: str, value: str) -> None:
    check = checked(known, target(code, text))
    assert said(check) == []
    assert facts(check) == [(code, "", Decimal(value))]


def test_a_rate_may_come_as_numerator_over_denominator(known: Known) -> None:
    check = checked(known, target("BA-03", "", 分子="47", 分母="100"))
    assert said(check) == []
    assert [(one.value, one.numerator, one.denominator) for one in check.facts] == [(None, Decimal(47), Decimal(100))]


def test_of_an_action_a_note_is_enough(known: Known) -> None:
    check = checked(known, target("PA-01", "", 说明="开展宣讲12场"))
    assert said(check) == []
    assert [(one.code, one.value, one.note) for one in check.facts] == [("PA-01", None, "开展宣讲12场")]


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("targets", {"指标编码": "BA-08", "区县": "金水", "截至日期": JUNE, "说明": "无"}),
        ("targets", {"指标编码": "XX-99", "区县": "洛阳", "截至日期": "昨天"}),
        ("projects", {"项目编码": "XM-1", "截至日期": JUNE, "说明": "无"}),
        ("programmes", {"专业编码": "ZY-9"}),
        ("recruitment", {"名额编码": "ZP-1", "截至日期": JUNE}),
    ],
)
def test_a_row_of_empty_cells_says_nothing(known: Known, form: str, line: dict[str, str]) -> None:
    check = checked(known, line, form=form)
    assert (said(check), check.facts) == ([], [])


# Errors

WRONG: dict[str, tuple[str, dict[str, str], str]] = {
    "a count that projects make up": (
        "targets",
        target("BA-02", "3"),
        "指标进度!E2: 目标BA-02由项目或名额的数据计数，不能直接填数：请填报所属项目的实际日期，或各名额的在岗人数。",
    ),
    "unknown code": ("targets", target("BA-99"), "指标进度!A2: 计划里没有编码为“BA-99”的目标。是否应为“BA-19”？"),
    "no code": ("targets", target(""), "指标进度!A2: 这一行没有写编码，也没有写名称：请补上是哪个指标的数。"),
    "unknown district": ("targets", target(区县="洛阳市"), "指标进度!C2: 计划里没有叫“洛阳市”的区县。是否应为“荥阳市”？"),
    "no day": ("targets", target(as_of=""), "指标进度!D2: 没有截至日期：请填数据截至哪一天，如 2023-06-30。"),
    "not a day": ("targets", target(as_of="某月底"), "指标进度!D2: “某月底”不是日历上的日期，请写成 2023-06-30。"),
    "a day out of the calendar": (
        "targets",
        target(as_of="2023-02-30"),
        "指标进度!D2: “2023-02-30”不是日历上的日期，请写成 2023-06-30。",
    ),
    "eight digits out of the calendar": (
        "targets",
        target(as_of="20230931"),
        "指标进度!D2: “20230931”不是日历上的日期，请写成 2023-06-30。",
    ),
    "a number that is no day": ("targets", target(as_of="30"), "指标进度!D2: “30”不是日历上的日期，请写成 2023-06-30。"),
    "not a number": ("targets", target(value="十一"), "指标进度!E2: “十一”不是数字。"),
    "a comma that sets no thousands apart": ("targets", target("BA-03", "47,5"), "指标进度!E2: “47,5”不是数字。"),
    "percent of a count": ("targets", target(value="50%"), "指标进度!E2: “50%”不是数字。"),
    "infinity": ("targets", target(value="Infinity"), "指标进度!E2: “Infinity”不是数字。"),
    "too many digits": ("targets", target("BA-08", "47.1234567"), "指标进度!E2: “47.1234567”位数太多：最多15位数字、6位小数。"),
    "a figure that is taken back": (
        "targets",
        target(value="撤回"),
        "指标进度!E2: 数值不能用“撤回”收回：请填更正后的数值，或在导入记录里撤销那一批。",
    ),
    "a district's rate without its parts": (
        "targets",
        target("BA-03", "47", 区县="登封"),
        "指标进度!E2: 区县的比率不能只填数值（47）：全市比率是各区县分子之和除以分母之和，请填分子和分母。",
    ),
    "negative": ("targets", target(value="-1"), "指标进度!E2: 数值不能为负，这里是-1。"),
    "not whole": ("targets", target(value="11.5"), "指标进度!E2: 数量应为整数，这里是11.5。"),
    "above 100": ("targets", target("BA-03", "101"), "指标进度!E2: 比率不能超过100，这里是101。"),
    "half a deliverable": (
        "targets",
        target("RE-02", "0.5"),
        "指标进度!E2: 成果任务只填 1（已完成）或 0（未完成），这里是0.5。",
    ),
    "half a ratio": ("targets", target("BA-03", "", 分子="47"), "指标进度!E2: 分子和分母要一起填。"),
    "a ratio of a count": ("targets", target(value="", 分子="4", 分母="9"), "指标进度!E2: 只有比率才填分子和分母。"),
    "a ratio beside a value": (
        "targets",
        target("BA-03", "47", 分子="47", 分母="100"),
        "指标进度!E2: 数值与分子、分母只填一种。",
    ),
    "a ratio above one": (
        "targets",
        target("BA-03", "", 分子="5", 分母="4"),
        "指标进度!E2: 分子5、分母4不成比率：分母应大于零，分子不超过分母。",
    ),
    "a target of items": ("targets", target("BA-09", "1"), "指标进度!E2: 此目标按分项填报，请用分项编码（如 BA-09.1）。"),
    "a note with what nobody sees": (
        "targets",
        target(说明="附件\u202exslx"),
        "指标进度!H2: 里面有看不见的控制字符：请删去后重新填写。",
    ),
    "a note that is too long": ("targets", target(说明="长" * 2001), "指标进度!H2: 来源或说明超过2000字。"),
    "unknown project": (
        "projects",
        {"项目编码": "ZY-1", "截至日期": JUNE, "开工实际": "2023-06-01"},
        "建设项目!A2: 没有编码为“ZY-1”的建设项目。",
    ),
    "unknown programme": (
        "programmes",
        {"专业编码": "XM-1", "截至日期": JUNE, "申报实际": "2023-06-01"},
        "职教专业!A2: 没有编码为“XM-1”的职教项目。",
    ),
    "unknown quota": (
        "recruitment",
        {"名额编码": "ZP-9", "截至日期": JUNE, "在岗": "1"},
        "教师招聘!A2: 没有编码为“ZP-9”的名额。是否应为“ZP-2”？",
    ),
    "a step that is no day": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "开工实际": "已开工"},
        "建设项目!D2: “已开工”不是日历上的日期，请写成 2023-06-30。",
    ),
    "happened later": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "开工实际": "2023-07-01"},
        "建设项目!D2: 实际日期2023年7月1日晚于填报所说的2023年6月30日：还没有发生的请填预计日期。",
    ),
    "before an earlier step that is known": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "开工实际": "2023-01-31"},
        "建设项目!D2: 2023年1月31日早于前一节点“立项”的2023年2月1日。",
    ),
    "before an earlier step of the same row": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "立项实际": "2023-05-02", "开工实际": "2023-05-01"},
        "建设项目!D2: 2023年5月1日早于前一节点“立项”的2023年5月2日。",
    ),
    "after a later step that is known": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "立项实际": "2023-04-02"},
        "建设项目!C2: 2023年4月1日早于前一节点“立项”的2023年4月2日。",
    ),
    "negative people": (
        "recruitment",
        {"名额编码": "ZP-1", "截至日期": JUNE, "报名": "-1"},
        "教师招聘!D2: 数值不能为负，这里是-1。",
    ),
    "half a person": (
        "recruitment",
        {"名额编码": "ZP-1", "截至日期": JUNE, "在岗": "5.5"},
        "教师招聘!C2: 数量应为整数，这里是5.5。",
    ),
}


@pytest.mark.parametrize(("form", "line", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_keeps_its_row_out(known: Known, form: str, line: dict[str, str], sentence: str) -> None:
    check = checked(known, line, form=form)
    assert said(check) == [("error", sentence)]
    assert (check.facts, check.refused(), check.doubted()) == ([], {0}, set())


# Warnings

DOUBTED: dict[str, tuple[str, dict[str, str], str]] = {
    "a future day": ("targets", target(as_of="2023-07-11"), "指标进度!D2: 截至日期2023年7月11日还没有到，请确认。"),
    "a share for percent": (
        "targets",
        target("BA-03", "0.8"),
        "指标进度!E2: 比率填了0.8，若是百分之80，请填80；确实是百分之0.8请确认。",
    ),
    "one for a hundred percent": (
        "targets",
        target("BA-03", "1"),
        "指标进度!E2: 比率填了1，若是百分之100，请填100；确实是百分之1请确认。",
    ),
    "a count that falls": (
        "targets",
        target(value="9"),
        "指标进度!E2: 累计数9比2023年5月31日的10少，请核对；确实减少请确认。",
    ),
    "a count that rises by more than three times its last step": (
        "recruitment",
        {"名额编码": "ZP-2", "截至日期": JUNE, "在岗": "10"},
        "教师招聘!C2: 由2023年5月31日的3增加到10，超过上一次变化2的3倍，请核对或确认。",
    ),
    "a rate far below the last one": (
        "targets",
        target("TE-05", "69.99"),
        "指标进度!E2: 比率69.99%与2022年1月31日的80%相差超过10个百分点，请核对或确认。",
    ),
    "a district's rate far above its last one": (
        "targets",
        target("BA-04", "", 区县="金水", 分子="981", 分母="1000"),
        "指标进度!F2: 比率98.1%与2023年5月31日的88%相差超过10个百分点，请核对或确认。",
    ),
    "a denominator that doubles": (
        "targets",
        target("BA-04", "", 区县="金水", 分子="1761", 分母="2001"),
        "指标进度!G2: 分母2001与2023年5月31日的1000相差一倍以上，请核对或确认。",
    ),
    "a denominator that halves": (
        "targets",
        target("BA-04", "", 区县="金水", 分子="440", 分母="499"),
        "指标进度!G2: 分母499与2023年5月31日的1000相差一倍以上，请核对或确认。",
    ),
    "a count that leaps": (
        "targets",
        target(value="26"),
        "指标进度!E2: 比2023年5月31日的10一下增加到26，超过目标的一半，请核对或确认。",
    ),
    "a first figure in another unit": (
        "targets",
        target("RE-05", "2501"),
        "指标进度!E2: 数值2501是目标500的许多倍，单位可能不对，请核对或确认。",
    ),
    "the last step without evidence": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "投用实际": "2023-06-20"},
        "建设项目!F2: 填了最后一个节点的实际日期2023年6月20日，但没有佐证或说明，请补上或确认。",
    ),
    "the last stage without evidence": (
        "programmes",
        {"专业编码": "ZY-1", "截至日期": JUNE, "验收实际": "2023-06-20"},
        "职教专业!D2: 填了最后一个节点的实际日期2023年6月20日，但没有佐证或说明，请补上或确认。",
    ),
    "people in post who become fewer": (
        "recruitment",
        {"名额编码": "ZP-1", "截至日期": JUNE, "在岗": "3"},
        "教师招聘!C2: 累计数3比2023年5月31日的4少，请核对；确实减少请确认。",
    ),
    "a day of another decade": (
        "targets",
        target(as_of="2013-06-30"),
        "指标进度!D2: 2013年6月30日离计划年份太远，可能是2023年6月30日，请核对或确认。",
    ),
    "a day far ahead": (
        "targets",
        target(as_of="2032-02-29"),
        "指标进度!D2: 2032年2月29日离计划年份太远，可能是2023年2月28日，请核对或确认。",
    ),
    "a milestone of another decade": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "投用预计": "2203-09-01"},
        "建设项目!E2: 2203年9月1日离计划年份太远，可能是2023年9月1日，请核对或确认。",
    ),
    "people in post who leap": (
        "recruitment",
        {"名额编码": "ZP-1", "截至日期": JUNE, "在岗": "15"},
        "教师招聘!C2: 比2023年5月31日的4一下增加到15，超过目标的一半，请核对或确认。",
    ),
}


@pytest.mark.parametrize(("form", "line", "sentence"), DOUBTED.values(), ids=DOUBTED.keys())
def test_what_is_odd_has_to_be_confirmed(known: Known, form: str, line: dict[str, str], sentence: str) -> None:
    check = checked(known, line, form=form)
    assert said(check) == [("doubt", sentence)]
    assert (len(check.facts), check.refused(), check.doubted()) == (1, set(), {0})


UNDOUBTED: dict[str, tuple[str, dict[str, str]]] = {
    "today": ("targets", target(as_of="2023-07-10")),
    "a count that stays": ("targets", target(value="10")),
    "a leap of exactly half the target": ("targets", target(value="25")),
    "a leap within 46 days": ("targets", target(value="26", as_of="2023-07-16")),
    "a fall that a later day knows": ("targets", target(value="11", as_of="2023-07-09")),
    "a rise of three times the last step": ("recruitment", {"名额编码": "ZP-2", "截至日期": JUNE, "在岗": "9"}),
    "a rate ten points below the last one": ("targets", target("TE-05", "70")),
    "a rate ten points above the last one": ("targets", target("BA-04", "", 区县="金水", 分子="980", 分母="1000")),
    "a denominator twice as large": ("targets", target("BA-04", "", 区县="金水", 分子="1760", 分母="2000")),
    "a denominator half as large": ("targets", target("BA-04", "", 区县="金水", 分子="440", 分母="500")),
    "a first rate of another district": ("targets", target("BA-04", "", 区县="二七", 分子="1", 分母="9")),
    "a first figure": ("targets", target("RE-05", "400")),
    "a first figure of five times the target": ("targets", target("RE-05", "2500")),
    "a rate above one": ("targets", target("BA-03", "1.1")),
    "a milestone two years before the plan": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "立项实际": "2021-01-01"},
    ),
    "a milestone five years after the plan": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "投用预计": "2028-12-31"},
    ),
    "the last step with evidence": (
        "projects",
        {"项目编码": "XM-1", "截至日期": JUNE, "投用实际": "2023-06-20", "佐证": "验收单"},
    ),
    "a step on the day of the one before": ("projects", {"项目编码": "XM-1", "截至日期": JUNE, "开工实际": "2023-02-01"}),
    "a step on the day of the report": ("projects", {"项目编码": "XM-1", "截至日期": JUNE, "开工实际": JUNE}),
}


@pytest.mark.parametrize(("form", "line"), UNDOUBTED.values(), ids=UNDOUBTED.keys())
def test_what_is_just_not_odd_needs_nobody(known: Known, form: str, line: dict[str, str]) -> None:
    check = checked(known, line, form=form)
    assert [one for one in said(check) if "还没有到" not in one[1]] == []
    assert len(check.facts) == 1


# Notices


@pytest.mark.parametrize("day", ["45199", "20230930"])
def test_a_day_that_came_as_a_number_is_read_and_told(known: Known, day: str) -> None:
    check = checked(known, target(as_of=day))
    assert said(check)[0] == ("guess", f"指标进度!D2: “{day}”认作2023年9月30日。")
    assert check.facts[0].as_of == date(2023, 9, 30)


def test_a_target_without_code_is_found_by_its_name(known: Known) -> None:
    check = checked(known, target("", 指标名称="新增市级优质教育集团"))
    assert said(check) == [("guess", "指标进度!A2: 没有编码，按名称“新增市级优质教育集团”认作 BA-08。")]
    assert facts(check) == [("BA-08", "", Decimal(11))]


def test_what_nobody_knows_is_kept_as_note(known: Known) -> None:
    check = checked(known, target(说明="甲", 联系人="张三"), more=("联系人",))
    assert said(check) == []  # the sheet says so once for the whole column
    assert check.facts[0].note == "甲；联系人：张三"


# Rows next to each other


def test_the_same_said_twice_is_doubted(known: Known) -> None:
    check = checked(known, target(区县="金水"), target(区县="金水区", value="11.0"))
    assert said(check) == [("doubt", "指标进度!E3: 与指标进度!E2重复，数值相同，请确认。")]
    assert (len(check.facts), check.doubted()) == (2, {1})


def test_of_different_figures_for_the_same_none_comes_in(known: Known) -> None:
    check = checked(known, target(value="11"), target(value="12"), target(value="11"), target("RE-05", "1"))
    assert said(check) == [
        ("error", "指标进度!E2: 与指标进度!E3说的是同一件事，数值却不同，请只留一行。"),
        ("error", "指标进度!E3: 与指标进度!E2说的是同一件事，数值却不同，请只留一行。"),
        ("error", "指标进度!E4: 与指标进度!E3说的是同一件事，数值却不同，请只留一行。"),
    ]
    assert (facts(check), check.refused()) == ([("RE-05", "", Decimal(1))], {0, 1, 2})


def test_two_notes_on_an_action_are_two_different_things(known: Known) -> None:
    check = checked(known, target("PA-01", "", 说明="一"), target("PA-01", "", 说明="二"))
    assert [level for level, _ in said(check)] == ["error", "error"]


def test_different_dates_of_a_step_keep_both_rows_out(known: Known) -> None:
    rows = [{"项目编码": "XM-1", "截至日期": JUNE, "开工实际": day} for day in ("2023-04-02", "2023-04-03")]
    check = checked(known, *rows, form="projects")
    assert [(one.level, one.row) for one in check.findings] == [("error", 0), ("error", 1)]
    assert check.facts == []


def test_other_days_districts_and_measures_are_not_the_same(known: Known) -> None:
    rows = [target(), target(as_of="2023-07-01"), target(value="5", 区县="金水"), target(value="6", 区县="二七")]
    assert said(checked(known, *rows)) == []


def every_district(known: Known, city: str, *, without: int = 0, code: str = "BA-08") -> list[dict[str, str]]:
    names = list(known.view.districts["short"])[without:]
    return [target(code, city), *(target(code, "1", 区县=name) for name in names)]


def test_a_city_that_is_not_the_sum_of_its_districts_is_doubted(known: Known) -> None:
    check = checked(known, *every_district(known, "17"))
    assert said(check) == [("doubt", "指标进度!E2: 全市填17，16个区县合计16，请核对或确认。")]
    assert (len(check.facts), check.doubted()) == (17, {0})


def test_a_city_is_compared_only_with_all_its_districts_and_only_in_counts(known: Known) -> None:
    assert said(checked(known, *every_district(known, "16"))) == []
    assert said(checked(known, *every_district(known, "17", without=1))) == []
    assert not [one for one in checked(known, *every_district(known, "60", code="BA-03")).findings if one.row == 0]


def on_june(known: Known, figures: dict[str, int]) -> Known:
    """The evidence, and these figures by district for BA-08 on 30 June."""
    more = {("BA-08", district): path((date(2023, 6, 30), value)) for district, value in figures.items()}
    return replace(known, figures={**known.figures, **more})


def test_a_city_is_compared_with_what_is_known_of_its_districts(known: Known) -> None:
    before = on_june(known, dict.fromkeys(known.view.districts["code"], 1))
    assert said(checked(before, target(value="17"))) == [("doubt", "指标进度!E2: 全市填17，16个区县合计16，请核对或确认。")]
    assert said(checked(before, target(value="16"))) == []


def test_a_district_is_compared_with_what_is_known_of_the_city_and_of_the_others(known: Known) -> None:
    codes = list(known.view.districts["code"])
    before = on_june(known, dict.fromkeys(codes, 1) | {"": 16})
    assert said(checked(before, target(value="2", 区县="金水"))) == [
        ("doubt", "指标进度!E2: 全市填16，16个区县合计17，请核对或确认。")
    ]
    assert said(checked(before, target(value="2", 区县="金水"), target(value="0", 区县="二七"))) == []


def test_some_districts_must_not_be_more_than_the_city(known: Known) -> None:
    before = on_june(known, {"": 11})
    lines = [target(value="6", 区县="金水"), target(value="5", 区县="二七")]
    assert said(checked(before, *lines)) == []
    assert said(checked(before, *lines, target(value="1", 区县="中原"))) == [
        ("doubt", "指标进度!E2: 全市填11，3个区县合计12，请核对或确认。")
    ]


# All of it


def test_every_problem_of_every_row_is_collected(known: Known) -> None:
    check = checked(known, target("BA-99", as_of="昨天"), target(区县="洛阳", as_of=""), target("BA-03", "x", 分子="y", 分母="z"))
    assert [one.problem.where for one in check.findings] == [
        "指标进度!A2",
        "指标进度!D2",
        "指标进度!C3",
        "指标进度!D3",
        "指标进度!E4",
        "指标进度!F4",
        "指标进度!G4",
    ]
    assert check.refused() == {0, 1, 2}


def test_a_refused_row_is_not_doubted_too(known: Known) -> None:
    line = {"项目编码": "XM-1", "截至日期": JUNE, "立项实际": "2023-07-09", "投用实际": "2023-06-20"}
    check = checked(known, line, form="projects")
    assert {one.level for one in check.findings} == {"error", "doubt"}
    assert (check.refused(), check.doubted()) == ({0}, set())


def test_a_wrong_row_keeps_no_other_out(known: Known) -> None:
    check = checked(known, target("BA-99"), target(), target(value="x", 区县="金水"))
    assert facts(check) == [("BA-08", "", Decimal(11))]


def keys_of(module: ModuleType) -> list[ast.expr]:
    """The keys of the sentences that a module of the checks may use."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call)]
    found = [call.args[3] for call in calls if getattr(call.func, "attr", "") == "_find"]
    return found + [call.args[1] for call in calls if getattr(call.func, "id", "") == "problem"]


def test_no_finding_is_without_a_test(known: Known) -> None:
    """Check that every sentence of ``checks`` is in one of the tables above."""
    words = [
        word.value
        for key in keys_of(models.imports.report_validation)
        for word in ast.walk(key)
        if isinstance(word, ast.Constant)
    ]
    words += [key.value for key in keys_of(models.imports.figure_history) if isinstance(key, ast.Constant)]
    keys = {word for word in words if isinstance(word, str)}
    lines = [(form, line) for form, line, _ in (*WRONG.values(), *DOUBTED.values())]
    found: list[Finding] = [one for form, line in lines for one in checked(known, line, form=form).findings]
    elsewhere = {"said_twice", "said_otherwise", "not_the_sum"}
    elsewhere |= {"nothing_said", "district_in_other_words", "city_level"}  # in test_messy_files.py
    assert keys - {one.problem.key for one in found} == elsewhere


# Rows next to each other


def test_a_count_is_compared_with_the_rows_of_the_same_file(known: Known) -> None:
    lines = [
        target(value="12", as_of="2023-06-30"),
        target(value="11", as_of="2023-06-15"),
        target(value="30", as_of="2023-07-05"),
    ]
    assert said(checked(known, *lines)) == [
        ("doubt", "指标进度!E4: 由2023年6月30日的12增加到30，超过上一次变化1的3倍，请核对或确认。")
    ]
    falling = [target(value="12", as_of="2023-06-15"), target(value="11", as_of="2023-06-30")]
    assert said(checked(known, *falling)) == [("doubt", "指标进度!E3: 累计数11比2023年6月15日的12少，请核对；确实减少请确认。")]
