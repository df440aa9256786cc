"""Changes of a plan file by a person, before anything is stored."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from models.errors import PlanFileError
from models.plan.edits import PlanEdit, as_number
from models.plan.file import PlanFile
from models.plan.file_parts import DistrictPart
from models.status import TargetKind


@pytest.fixture
def edit(small_plan: Callable[..., PlanFile]) -> PlanEdit:
    """The small plan, of which version 1 is stored."""
    return PlanEdit.of(small_plan(), 1)


def test_an_edit_begins_unchanged_and_is_changed_by_a_field(edit: PlanEdit) -> None:
    assert not edit.is_changed
    edit.correct("C", {"due": date(2023, 10, 31)})
    assert edit.is_changed
    assert edit.file().targets[0].due == date(2023, 10, 31)


def test_what_is_changed_back_is_unchanged(edit: PlanEdit) -> None:
    edit.correct("C", {"target": Decimal(21)})
    edit.correct("C", {"target": Decimal(20)})
    assert not edit.is_changed


def test_every_problem_is_named_by_its_target(edit: PlanEdit) -> None:
    edit.correct("R", {"target": Decimal(120)})
    edit.correct("C", {"unit": None})
    with pytest.raises(PlanFileError) as refused:
        edit.file()
    assert [one.where for one in refused.value.problems] == ["C 开工 · unit", "R 占比 · target"]


def test_an_added_target_stands_at_the_end_of_its_section_under_a_code_never_used(edit: PlanEdit) -> None:
    edit.correct("A", {"code": "one-07"})
    assert edit.add("one", "新目标") == "one-08"
    edit.remove("one-08")
    assert edit.add("one", "新目标") == "one-08"
    assert (edit.targets[-1].kind, edit.targets[-1].due) == (TargetKind.DELIVER, date(2023, 12, 31))


def test_a_code_of_the_stored_version_is_not_given_again(edit: PlanEdit) -> None:
    edit = PlanEdit.of(
        PlanFile(
            edit.plan, edit.sections, tuple(one.model_copy(update={"code": f"X-{n}"}) for n, one in enumerate(edit.targets)), ""
        ),
        1,
    )
    last = edit.targets[-1].code
    edit.remove(last)
    assert edit.add("one", "新目标") != last


def test_a_removed_target_is_gone_from_the_file(edit: PlanEdit) -> None:
    edit.remove("C")
    assert "C" not in [one.code for one in edit.file().targets]


def test_districts_that_share_a_name_are_refused(edit: PlanEdit) -> None:
    edit.describe_districts([DistrictPart(code="N", name="北区"), DistrictPart(code="M", name="中区", aliases=("北区",))])
    with pytest.raises(PlanFileError):
        edit.file()


@pytest.mark.parametrize(("given", "number"), [(12.0, "12"), (0.1, "0.1"), (None, None), (float("nan"), None), (98.55, "98.55")])
def test_a_number_of_a_form_has_its_own_decimals(given: float | None, number: str | None) -> None:
    found = as_number(given)
    assert (None if found is None else str(found)) == number
