"""Plans being prepared as JSON: what comes back is what was kept, also where it is still wrong."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.errors import PlanFileError, problem
from models.plan.draft_text import read_districts, read_draft, read_edit, write_districts, write_draft, write_edit
from models.plan.drafts import PlanDraft
from models.plan.edits import PlanEdit
from models.plan.file import PlanFile
from models.plan.file_parts import DistrictPart, PointPart, SuspendedPart
from models.plan.text.reading import read_plan_text
from models.status import TargetKind

TEXT = "滨江市教育局2024年工作要点\n一、学前教育\n新建公办幼儿园12所，新增学位4320个。学前教育毛入园率达到93%。\n"


def through_json(raw: Any) -> Any:
    return json.loads(json.dumps(raw))


def test_a_change_comes_back_with_its_beginning_and_its_notices(small_plan: Callable[..., PlanFile]) -> None:
    edit = PlanEdit.of(small_plan(), 3, name="甲.xlsx")
    edit.notices = (problem("目标!I2", "not_a_number", value="14所"),)
    edit.correct(
        "C",
        {
            "target": Decimal("40.5"),
            "due": date(2023, 10, 31),
            "suspended": SuspendedPart(document="三号", since=date(2023, 7, 1)),
        },
    )
    edit.correct("R", {"plan": (PointPart(by=date(2023, 6, 30), value=Decimal(8)),), "kind": TargetKind.FLOOR})
    found = read_edit(through_json(write_edit(edit)))
    assert (found.begun.plan, found.begun.targets) == (edit.begun.plan, edit.begun.targets)
    assert replace(found, begun=edit.begun) == edit
    assert found.is_changed


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"name": "很长" * 5_000}, {"unit": "<script>\x00"}, {"target": Decimal("1e30")}, {"target": None}]
)
def test_what_is_still_wrong_comes_back_as_wrong(small_plan: Callable[..., PlanFile], changes: dict[str, Any]) -> None:
    edit = PlanEdit.of(small_plan(), 1)
    edit.correct("C", changes)
    found = read_edit(through_json(write_edit(edit)))
    assert found.targets == edit.targets
    with pytest.raises(PlanFileError):
        found.file()


def test_districts_without_a_name_come_back() -> None:
    districts = (DistrictPart.model_construct(code="a b", name="", aliases=("甲", "")),)
    assert read_districts(through_json(write_districts(districts))) == districts


def test_a_text_comes_back_with_what_was_dropped_answered_and_corrected() -> None:
    draft = PlanDraft.of("要点", TEXT, read_plan_text(TEXT, 2024))
    first, second, third = draft.rows[:3]
    first.correct("name", "公办园")
    first.correct("value", Decimal(14))
    first.correct("due", date(2024, 6, 30))
    second.is_taken = False
    third.correct("kind", TargetKind.ACTION)
    first.answer(0, 1)
    found = read_draft(through_json(write_draft(draft)))
    assert [row.current for row in found.rows] == [row.current for row in draft.rows]
    assert [row.is_taken for row in found.rows] == [row.is_taken for row in draft.rows]
    assert found.counts == draft.counts


def test_what_was_chosen_of_a_proposal_that_is_read_otherwise_now_is_left_out() -> None:
    draft = PlanDraft.of("要点", TEXT, read_plan_text(TEXT, 2024))
    draft.rows[0].correct("name", "公办园")
    raw = through_json(write_draft(draft))
    raw["rows"][0][0][1] += 1
    assert read_draft(raw).rows[0].current == draft.rows[0].proposal or not read_draft(raw).rows[0].corrections
