"""Questions: the first answer is the likeliest, and each answer changes the proposal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.plan.text.comparators import Comparator
from models.plan.text.proposals import Doubt, Proposal, answered, with_likeliest
from models.plan.text.questions import fits
from models.plan.text.reading import read_plan_text
from models.status import TargetKind
from tests.models.plan.text.manners import MANNERS


def target(text: str) -> Proposal:
    """The one target of a sentence for 2024."""
    (one,) = read_plan_text(text, 2024).targets
    return one


def question(one: Proposal, doubt: Doubt) -> list[tuple[str, dict[str, object]]]:
    """The answers to a question as they are listed."""
    (found,) = [question for question in one.questions if question.doubt is doubt]
    return [(option.key, dict(option.changes)) for option in found.options]


def test_a_target_without_a_day_is_likeliest_due_at_the_end_of_the_year() -> None:
    answers = question(target("新建学校3所。"), Doubt.DUE)
    assert answers[0] == ("due_on", {"due": date(2024, 12, 31)})
    assert answers[-1] == ("as_direction", {"kind": TargetKind.ACTION})


def test_a_target_that_the_text_names_again_is_likeliest_none() -> None:
    first, second, other = read_plan_text("公办率达到55%。新建学校3所。\n1.全市公办率达到55%。", 2024).targets
    assert not any(asked.doubt is Doubt.TWICE for asked in (*first.questions, *second.questions))
    assert [key for key, _ in question(other, Doubt.TWICE)] == ["as_direction", "as_own"]


def test_so_many_years_may_count_from_the_next_one() -> None:
    answers = question(target("三年内新建学校30所。"), Doubt.CUSTOM)
    assert [changes["due"] for _, changes in answers] == [date(2026, 12, 31), date(2027, 12, 31)]


def test_an_upper_limit_is_kept_and_asks_nothing_but_its_day() -> None:
    one = target("近视率控制在48%以内。")
    assert (one.kind, fits(one)) == (TargetKind.CEILING, True)
    assert [asked.doubt for asked in one.questions] == [Doubt.DUE]
    assert target("校园安全事故控制在3起以内。").kind is TargetKind.CEILING


def test_what_falls_from_a_level_is_reached() -> None:
    assert target("大班额比例由2%降至0.5%。").kind is TargetKind.REACH
    assert target("大班额比例降至0.5%以下。").kind is TargetKind.REACH


def test_an_amount_keeps_its_decimals_and_its_unit() -> None:
    for text, value, unit in (("完成投资14.05亿元。", "14.05", "亿元"), ("新建校舍16.74万平方米。", "16.74", "万平方米")):
        one = target(text)
        assert (one.kind, one.value, one.unit, fits(one)) == (TargetKind.AMOUNT, Decimal(value), unit, True)


def test_a_range_is_likeliest_its_lower_end() -> None:
    one = target("创建特色高中3至5所。")
    low, high, direction = [option for found in one.questions if found.doubt is Doubt.RANGE for option in found.options]
    assert answered(one, Doubt.RANGE, low).value == 3
    assert answered(one, Doubt.RANGE, high).value == 5
    assert fits(answered(one, Doubt.RANGE, high))
    assert answered(one, Doubt.RANGE, direction).kind is TargetKind.ACTION


def test_a_rate_that_is_only_not_lower_is_asked_if_kept() -> None:
    answers = question(target("巩固率不低于98%。"), Doubt.KEEP)
    assert [key for key, _ in answers] == ["as_reach", "as_floor"]


def test_an_answer_takes_its_question_away() -> None:
    one = target("新建学校3所。")
    (asked,) = one.questions
    assert answered(one, Doubt.DUE, asked.options[1]).questions == ()
    assert answered(one, Doubt.DUE, asked.options[1]).due == date(2024, 6, 30)


@pytest.mark.parametrize("text", MANNERS)
def test_with_the_likeliest_answers_nothing_is_left_open(text: str) -> None:
    for one in read_plan_text(text, 2024).targets:
        settled = with_likeliest(one)
        assert settled.questions == ()
        assert settled.kind is TargetKind.ACTION or fits(settled)


@pytest.mark.parametrize("text", MANNERS)
def test_what_a_plan_cannot_judge_is_asked(text: str) -> None:
    for one in read_plan_text(text, 2024).targets:
        assert fits(one) or [found.doubt for found in one.questions if found.doubt is not Doubt.DUE]


def test_what_the_comparator_says_decides_if_a_plan_can_judge_it() -> None:
    one = Proposal("甲", TargetKind.COUNT, 0, 1, value=Decimal(3), unit="所")
    assert fits(one)
    assert fits(replace(one, kind=TargetKind.CEILING, comparator=Comparator.AT_MOST))
    beyond = [
        Comparator.RISE_BY,
        Comparator.FALL_BY,
        Comparator.BETWEEN,
        Comparator.RANK,
    ]
    for comparator in beyond:
        assert not fits(Proposal("甲", TargetKind.COUNT, 0, 1, value=Decimal(3), unit="所", comparator=comparator))
