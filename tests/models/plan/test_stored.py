"""A stored plan comes out as the file that went in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.commands.ledger import store_plan
from models.demo.plan import demonstration_plan
from models.plan.file import PlanFile, parse_plan, read_plan_file
from models.plan.stored import file_of, same_contents
from models.plan.view import PlanView
from models.plan.yaml_text import write_plan
from models.queries import read_plan
from models.store.clock import knowledge_time_now
from models.store.engine import reading

PLANS = Path(__file__).parents[2] / "plans"


def view_of(engine: Engine, code: str) -> PlanView:
    with reading(engine) as session:
        return read_plan(session, code, knowledge_time_now(session))


def stored(engine: Engine, file: PlanFile) -> PlanFile:
    store_plan(engine, file, author="test", name="plan.yaml")
    return file_of(view_of(engine, file.plan.code))


@pytest.mark.parametrize("name", ["riverton-2027", "other-words", "three-districts", "hostile"])
def test_a_plan_comes_out_with_what_went_in(empty_store: Engine, name: str) -> None:
    file = read_plan_file(PLANS / f"{name}.yaml")
    found = stored(empty_store, file)
    assert found.sections == file.sections
    assert [one.code for one in found.targets] == [one.code for one in file.targets]
    for mine, theirs in zip(found.targets, file.targets, strict=True):
        assert mine.model_dump(exclude={"items"}) == theirs.model_dump(exclude={"items"})
        assert [one.name for one in mine.items] == [one.name for one in theirs.items]
    assert found.plan.rules == file.plan.rules
    assert found.plan.districts == tuple(
        one.model_copy(update={"short": None if one.short == one.name else one.short}) for one in file.plan.districts
    )
    assert found.plan.model_dump(exclude={"districts", "start"}) == file.plan.model_dump(exclude={"districts", "start"})
    assert found.plan.first_day == file.plan.first_day


def test_a_plan_with_suspended_targets_and_points_comes_out_whole(empty_store: Engine) -> None:
    file = demonstration_plan()
    found = stored(empty_store, file)
    assert {one.code: (one.suspended, one.plan) for one in found.targets} == {
        one.code: (one.suspended, one.plan) for one in file.targets
    }


def test_what_came_out_goes_in_again_and_comes_out_equal(empty_store: Engine, real_plan: PlanFile) -> None:
    once = stored(empty_store, real_plan)
    again = parse_plan(write_plan(once).encode(), name="plan.yaml")
    assert same_contents(once, again)
    store_plan(empty_store, again, author="test", name="plan.yaml", revise=True)
    assert same_contents(file_of(view_of(empty_store, real_plan.plan.code)), once)


def test_a_file_with_another_target_has_other_contents(small_plan: Callable[..., PlanFile]) -> None:
    assert not same_contents(small_plan(goal=20), small_plan(goal=21))
