"""Plan files written as YAML are read again as the same plan."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.plan.file import PlanFile, parse_plan, read_plan_file
from models.plan.file_parts import DistrictPart, ItemPart, PlanPart, SectionPart, TargetPart
from models.plan.yaml_text import write_plan
from models.status import TargetKind
from models.text import has_controls

ROOT = Path(__file__).parents[3]
PLANS = [*sorted((ROOT / "data" / "plans").glob("*.yaml")), *sorted((ROOT / "tests" / "plans").glob("*.yaml"))]


@pytest.mark.parametrize("file", PLANS, ids=[one.stem for one in PLANS])
def test_a_plan_is_read_again_as_it_was(file: Path) -> None:
    plan = read_plan_file(file)
    again = parse_plan(write_plan(plan).encode(), name=file.name)
    assert (again.plan, again.sections, again.targets) == (plan.plan, plan.sections, plan.targets)


@pytest.mark.parametrize("file", PLANS, ids=[one.stem for one in PLANS])
def test_writing_what_was_written_changes_nothing(file: Path) -> None:
    text = write_plan(read_plan_file(file))
    assert write_plan(parse_plan(text.encode(), name=file.name)) == text


def plan_with(name: str) -> PlanFile:
    """A small plan whose section and item have a name."""
    plan = PlanPart(
        code="p", city="某市", year=2024, title="计划", source="文件", districts=(DistrictPart(code="E", name="东区"),)
    )
    item = ItemPart(name=name)
    target = TargetPart(code="T", section="s", kind=TargetKind.ITEMS, name="甲", due=date(2024, 12, 31), items=(item,))
    return PlanFile(plan, (SectionPart(code="s", name=name),), (target,), "")


@given(st.text(min_size=1, max_size=80).map(str.strip).filter(lambda text: text and not has_controls(text)))
@example("0")
@example("no")
@example("a, b: [c] # d")
@example("“一校一品”\n- x: y")
def test_any_name_that_a_plan_may_have_comes_back(name: str) -> None:
    again = parse_plan(write_plan(plan_with(name)).encode(), name="p.yaml")
    assert [again.sections[0].name, again.targets[0].items[0].name] == [name, name]
