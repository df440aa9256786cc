"""What a plan file would change is what its version has in the history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.analysis.plan_differences import difference_sentence
from models.commands.ledger import store_plan
from models.plan.file import PlanFile, read_plan_file
from models.plan.file_parts import GatePart, GeographyPart, ItemPart, PointPart, RulesPart, SharePart
from models.plan.preview import other_differences, plan_changes_of
from models.plan.view import PlanView
from models.queries import read_plan
from models.store.engine import reading

PLANS = Path(__file__).parents[2] / "plans"


def view_of(engine: Engine, code: str) -> PlanView:
    with reading(engine) as session:
        return read_plan(session, code, datetime.now(UTC))


def revised(plan: PlanFile) -> PlanFile:
    """The small plan with a later deadline, another gate, a new item, a target less, and wider rules."""
    changes = {
        "C": {"due": date(2023, 11, 30), "target": Decimal(25)},
        "G": {"gates": (GatePart(name="征求意见", by=date(2023, 6, 30)), GatePart(name="印发", by=date(2023, 11, 30)))},
        "I": {"items": (ItemPart(name="乙"), ItemPart(name="丙"))},
    }
    targets = tuple(one.model_copy(update=changes.get(one.code, {})) for one in plan.targets if one.code != "A")
    rules = RulesPart(margin=Decimal(1))
    return replace(plan, plan=plan.plan.model_copy(update={"rules": rules, "theme": "新"}), targets=targets, sha256="other")


def test_the_preview_of_a_revision_is_its_history(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    new = revised(small_plan())
    before = view_of(small_store, "small")
    told = plan_changes_of(before, new)
    store_plan(small_store, new, author="test", name="small.yaml", revise=True)
    written = view_of(small_store, "small").changes
    plain = [(one.subject, one.target, one.code, one.field, one.before, one.after, one.number) for one in told]
    assert plain == [(one.subject, one.target, one.code, one.field, one.before, one.after, one.number) for one in written]
    assert {("target", "C", "due"), ("item", "I.1", "removed"), ("gate", "G", "by"), ("target", "A", "removed")} <= {
        (one.subject, one.code, one.field) for one in told
    }


def test_two_files_are_compared_as_a_stored_plan_is(small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    new = revised(small_plan())
    keys = [
        {(one.subject, one.code, one.field) for one in plan_changes_of(old, new)}
        for old in (small_plan(), view_of(small_store, "small"))
    ]
    assert keys[0] == keys[1] != set()


def test_rules_and_the_head_are_told_beside_the_changes(small_plan: Callable[..., PlanFile]) -> None:
    found = other_differences(small_plan(), revised(small_plan()))
    assert {(one.sheet, one.column, one.after) for one in found} == {
        ("plan", "theme", "新"),
        ("plan", "rules.margin", Decimal(1)),
    }


@pytest.mark.parametrize("name", ["riverton-2027", "other-words", "three-districts", "hostile", "every-kind"])
def test_a_plan_that_is_stored_already_changes_nothing(empty_store: Engine, name: str) -> None:
    plan = read_plan_file(PLANS / f"{name}.yaml")
    store_plan(empty_store, plan, author="test", name=f"{name}.yaml")
    stored = view_of(empty_store, plan.plan.code)
    assert plan_changes_of(stored, plan) == ()
    assert other_differences(stored, plan) == ()


def shared(plan: PlanFile, *values: int) -> PlanFile:
    """The plan with shares of its first count for its districts, the first with a planned value of its own."""
    (target, *others), districts = plan.targets, plan.plan.districts
    points = (PointPart(by=date(plan.plan.year, 6, 30), value=Decimal(1)),)
    shares = tuple(
        SharePart(district=district.code, value=Decimal(value), plan=() if n else points)
        for n, (district, value) in enumerate(zip(districts, values, strict=True))
    )
    return replace(plan, targets=(target.model_copy(update={"shares": shares}), *others))


def test_shares_are_compared_with_stored_ones(empty_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    plan = shared(small_plan(), 12, 8)
    store_plan(empty_store, plan, author="test", name="small.yaml")
    old = view_of(empty_store, "small")
    assert plan_changes_of(old, plan) == ()
    (change,) = plan_changes_of(old, shared(small_plan(), 11, 9))
    assert (change.code, change.before, change.after) == ("C", "北区 12 (2023-06-30 1)、南区 8", "北区 11 (2023-06-30 1)、南区 9")


def test_other_outlines_are_told_in_a_few_letters(small_plan: Callable[..., PlanFile]) -> None:
    def drawn(letter: str) -> PlanFile:
        areas = GeographyPart(areas="{" + letter * 50_000 + "}")
        return replace(small_plan(), plan=small_plan().plan.model_copy(update={"geography": areas}))

    assert other_differences(drawn("a"), drawn("a")) == ()
    (one,) = other_differences(drawn("a"), drawn("b"))
    assert one.column == "geography.areas"
    assert len(one.before) == len(one.after) < 20
    assert difference_sentence(one, "zh") == "更换区县轮廓"
    (one,) = other_differences(small_plan(), drawn("a"))
    assert difference_sentence(one, "en") == "Outlines of the districts added"


def test_a_section_added_and_a_word_removed_are_told() -> None:
    plan = read_plan_file(PLANS / "other-words.yaml")
    head = plan.plan.model_copy(update={"posts": plan.plan.posts[:1]})
    section = plan.sections[0].model_copy(update={"code": "new", "name": "新板块"})
    found = other_differences(plan, replace(plan, plan=head, sections=(*plan.sections, section)))
    assert [(one.sheet, one.code, one.column, one.before, one.after) for one in found] == [
        ("sections", "new", "", None, "新板块"),
        ("words", "posts.nurse", "", "校医", None),
    ]
