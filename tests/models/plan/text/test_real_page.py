"""The real page of 2023 against its reading by hand, where both are beside the repository or named by the environment.

``REFERENCE_FOLDER`` names the folder; the texts of others are not part of this repository.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.plan.file import PlanFile, read_plan_file
from models.plan.file_parts import TargetPart
from models.plan.text.proposals import Proposal
from models.plan.text.reading import PlanReading, read_plan_text
from models.status import TargetKind

ROOT = Path(__file__).parents[4]
PLACES = (
    [Path(os.environ["REFERENCE_FOLDER"])]
    if "REFERENCE_FOLDER" in os.environ
    else [
        ROOT.parent / "shared" / "reference",
        ROOT.parents[1] / "shared" / "reference",
    ]
)
FOLDER = next((place for place in PLACES if (place / "plan_text_zhengzhou_2023.txt").exists()), None)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="the page is not part of the repository")

#: Words by which the proposal for each numbered target of the plan is found: part of what it quotes.
QUOTED = {
    "RE-02": "深化新时代教育评价改革实施方案",
    "RE-03": "优秀校长50名",
    "RE-04": "校长工作室30+N个",
    "RE-05": "优秀教师500名",
    "BA-01": "11所公办园",
    "BA-02": "13所公办园",
    "BA-03": "公办园学位占比",
    "BA-04": "普惠率",
    "BA-05": "15所新建",
    "BA-06": "16所投用",
    "BA-07": "覆盖所有区县",
    "BA-08": "教育集团30个",
    "BA-09": "第三批创建单位",
    "BA-13": "10所学校加快进度",
    "VO-01": "等3所学校",
    "VO-02": "省达标验收",
    "VO-03": "50个市级",
    "VO-04": "10个急",
    "VO-07": "1个智能制造",
    "VO-08": "10个示范校",
    "VO-09": "基本达到国家标准",
    "HI-01": '河南大学"双一流',
    "HI-02": "升本筹备",
    "HI-04": "首届招生",
    "HI-05": "新校区等市属高校",
    "TE-05": "足额发放",
    "WE-02": "因家庭贫困而失学",
    "WE-03": "应人尽人",
    "WE-05": "零拒绝",
}
#: Targets of the plan that hold for a part of the city, with the word that the page uses for it.
SCOPES = {"BA-05": "市区", "BA-06": "市区", "VO-09": "全市", "HI-05": "市属", "TE-05": "局直属"}


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    assert FOLDER is not None
    return read_plan_file(FOLDER / "plan_zhengzhou_2023.yaml")


@pytest.fixture(scope="module")
def reading() -> PlanReading:
    assert FOLDER is not None
    return read_plan_text((FOLDER / "plan_text_zhengzhou_2023.txt").read_text("utf-8"), 2023)


def pairs(plan: PlanFile, reading: PlanReading) -> Iterator[tuple[TargetPart, Proposal | None]]:
    """Each numbered target of the plan with the proposal that quotes its words."""
    for target in plan.targets:
        if target.kind is not TargetKind.ACTION:
            found = [one for one in reading.targets if QUOTED[target.code] in "".join(one.words.split())]
            yield target, found[0] if len(found) == 1 else None


def has_value(target: TargetPart, one: Proposal) -> bool:
    """True if number and unit are those of the plan, or the items are as many."""
    if target.kind is TargetKind.ITEMS:
        return len(one.items) == len(target.items)
    is_same_unit = one.unit == target.unit or target.code == "VO-08"  # the page says 个, the plan 所
    return (one.value, True) == (target.target, is_same_unit or target.kind is TargetKind.DELIVER)


def test_all_29_targets_are_proposed_with_value_and_unit(plan: PlanFile, reading: PlanReading) -> None:
    found = {target.code: one is not None and has_value(target, one) for target, one in pairs(plan, reading)}
    assert len(found) == 29
    assert [code for code, is_right in found.items() if not is_right] == []


def test_kind_due_date_and_scope_are_those_of_the_plan(plan: PlanFile, reading: PlanReading) -> None:
    for target, one in pairs(plan, reading):
        assert one is not None
        assert (one.kind, one.due, one.open_ended) == (target.kind, target.due, target.open_ended), target.code
        assert one.scope == SCOPES.get(target.code), target.code


def test_nothing_else_is_proposed(plan: PlanFile, reading: PlanReading) -> None:
    ours = {one.code for _, one in pairs(plan, reading) if one is not None}
    assert [one.words for one in reading.targets if one.code not in ours] == []


def test_assumed_due_dates_are_asked(plan: PlanFile, reading: PlanReading) -> None:
    asked = {target.code for target, one in pairs(plan, reading) if one and any(q.doubt == "due" for q in one.questions)}
    assert {"RE-03", "RE-04", "RE-05", "BA-01"} <= asked
    assert {"BA-03", "VO-02", "HI-04"} & asked == set()


def test_directions_cover_what_the_page_only_names(reading: PlanReading) -> None:
    quoted = " ".join("".join(one.words.split()) for one in reading.directions)
    for words in ("清廉学校", "阳光体育", "劳动教育", "绿色评价", "选课走班", "教育惩戒权", "控辍保学", "特色专业建设"):
        assert words in quoted, words
