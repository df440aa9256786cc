"""A plan written as a workbook, or as YAML, is read again as it was."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from models.imports.plan_workbook.reading import open_plan_workbook, plan_of_sheets, read_plan_workbook
from models.plan.file import PlanFile, parse_plan, read_plan_file
from models.plan.file_parts import LONGEST_OUTLINES, GeographyPart
from models.plan.workbook.writing import plan_workbook
from models.plan.yaml_text import write_plan
from tests.models.imports.plan_workbook.sheets_of import sheets_of
from tests.random_plans import plans

#: The most letters that a cell of a workbook can hold.
MOST_LETTERS = 32_767
ROOT = Path(__file__).parents[4]
PLANS = [*sorted((ROOT / "data" / "plans").glob("*.yaml")), *sorted((ROOT / "tests" / "plans").glob("*.yaml"))]


def parts(plan: PlanFile) -> tuple[object, ...]:
    return plan.plan, plan.sections, plan.targets


def again(plan: PlanFile, language: str) -> PlanFile:
    return plan_of_sheets(sheets_of(plan_workbook(plan, language)), name="plan.xlsx", sha256="").plan


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("file", PLANS, ids=[one.stem for one in PLANS])
def test_a_plan_comes_back_from_its_workbook(file: Path, language: str) -> None:
    plan = read_plan_file(file)
    assert parts(again(plan, language)) == parts(plan)


def test_a_workbook_is_read_by_the_process_that_opens_files() -> None:
    plan = read_plan_file(PLANS[0])
    content = plan_workbook(plan, "zh")
    found = read_plan_workbook(content, "plan.xlsx")
    assert parts(found) == parts(plan)
    assert len(found.sha256) == 64


def test_the_longest_outlines_come_back_from_cells_that_a_spreadsheet_can_hold() -> None:
    plan = read_plan_file(PLANS[0])
    outlines = '{"a": "' + ' \n甲"' * (LONGEST_OUTLINES // 5)
    areas = outlines[: LONGEST_OUTLINES - 1] + "}"
    head = plan.plan.model_copy(update={"geography": GeographyPart(areas=areas)})
    content = plan_workbook(PlanFile(head, plan.sections, plan.targets, ""), "zh")
    assert open_plan_workbook(content, "plan.xlsx").plan.plan.geography.areas == areas
    cells = [cell for sheet in sheets_of(content) for _, row in sheet.rows for cell in row]
    assert max(map(len, cells)) <= MOST_LETTERS


@given(plans())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_plan_comes_back_from_its_workbook(plan: PlanFile) -> None:
    assert parts(again(plan, "zh")) == parts(plan)


@given(plans())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_plan_comes_back_from_its_english_workbook(plan: PlanFile) -> None:
    assert parts(again(plan, "en")) == parts(plan)


@given(plans())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_plan_comes_back_from_yaml(plan: PlanFile) -> None:
    assert parts(parse_plan(write_plan(plan).encode(), name="plan.yaml")) == parts(plan)


def test_the_same_plan_is_the_same_file() -> None:
    plan = read_plan_file(PLANS[0])
    assert plan_workbook(plan, "zh") == plan_workbook(plan, "zh")
