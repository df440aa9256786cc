"""A plan out of accepted proposals is a valid plan file, whatever the manner of the text."""

from datetime import date
from decimal import Decimal

import pytest

from models.errors import PlanFileError
from models.plan.accepted import PlanHead, plan_of
from models.plan.file import parse_plan
from models.plan.file_parts import DistrictPart
from models.plan.text.proposals import Proposal, with_likeliest
from models.plan.text.reading import read_plan_text
from models.plan.yaml_text import write_plan
from models.status import TargetKind
from tests.models.plan.text.manners import MANNERS

HEAD = PlanHead("p-2024", "某市教育局2024年工作要点", 2024, "某市", "文件")
ALL = "\n".join(MANNERS)


def likeliest(text: str) -> list[Proposal]:
    """The proposals of a text for 2024 with the likeliest answers."""
    return [with_likeliest(one) for one in read_plan_text(text, 2024).proposals]


def test_a_plan_has_every_proposal_under_its_section() -> None:
    text = "一、学前教育\n新建幼儿园3所。\n二、义务教育\n近视率控制在48%以内。\n加强学校安全管理。"
    plan = plan_of(likeliest(text), HEAD)
    assert [(one.code, one.name) for one in plan.sections] == [("S01", "学前教育"), ("S02", "义务教育")]
    assert [(one.code, one.section, one.kind, one.target, one.due) for one in plan.targets] == [
        ("01-01", "S01", TargetKind.COUNT, 3, date(2024, 12, 31)),
        ("02-01", "S02", TargetKind.CEILING, 48, date(2024, 12, 31)),
        ("02-02", "S02", TargetKind.ACTION, None, None),
    ]


def test_what_a_plan_cannot_judge_keeps_its_words_and_direction() -> None:
    (one,) = plan_of(likeliest("欺凌案件发生率同比下降10%。"), HEAD).targets
    assert (one.kind, one.note, one.direction) == (TargetKind.ACTION, "欺凌案件发生率同比下降10%", "down")


def test_what_is_to_fall_keeps_its_baseline_and_direction() -> None:
    (one,) = plan_of(likeliest("大班额比例由2%降至0.5%。"), HEAD).targets
    assert (one.kind, one.baseline, one.target, one.direction) == (TargetKind.REACH, 2, Decimal("0.5"), "down")


def test_an_unanswered_question_never_makes_a_plan_invalid() -> None:
    plan = plan_of(read_plan_text(ALL, 2024).proposals, HEAD)
    assert {one.kind for one in plan.targets} == set(TargetKind)


def test_such_a_plan_is_read_again_as_it_was() -> None:
    plan = plan_of(likeliest(ALL), HEAD)
    assert parse_plan(write_plan(plan).encode(), name="p.yaml") == plan


@pytest.mark.parametrize("text", [text for text, readings in MANNERS.items() if readings])
def test_every_manner_makes_a_plan(text: str) -> None:
    proposals = likeliest(text)
    assert [one.name for one in plan_of(proposals, HEAD).targets] == [one.name for one in proposals]


def test_a_plan_has_its_districts_or_the_city_as_the_only_one() -> None:
    east = DistrictPart(code="E", name="东区")
    proposals = likeliest("新建学校3所。")
    assert [one.name for one in plan_of(proposals, HEAD).plan.districts] == ["某市"]
    head = PlanHead("p", "计划", 2024, "某市", "文件", districts=(east,))
    assert plan_of(proposals, head).plan.districts == (east,)


def test_no_proposals_make_no_plan() -> None:
    with pytest.raises(PlanFileError):
        plan_of([], HEAD)


def test_so_many_for_each_district_are_shares() -> None:
    districts = tuple(DistrictPart(code=code, name=name) for code, name in (("E", "东区"), ("W", "西区")))
    proposals = likeliest("每个县区新建幼儿园2所。")
    (one,) = plan_of(proposals, PlanHead("p", "计划", 2024, "某市", "文件", districts=districts)).targets
    assert (one.kind, one.target) == (TargetKind.COUNT, 4)
    assert [(share.district, share.value) for share in one.shares] == [("E", 2), ("W", 2)]
    (alone,) = plan_of(proposals, HEAD).targets  # its districts are not known
    assert (alone.kind, alone.shares) == (TargetKind.ACTION, ())


def test_what_is_to_stay_between_two_numbers_is_a_range() -> None:
    (one,) = plan_of(likeliest("中职占比保持在45%-55%。"), HEAD).targets
    assert (one.kind, one.target, one.upper) == (TargetKind.FLOOR, 45, 55)
