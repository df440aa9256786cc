"""The preview of a revision: the statuses it would change, and nothing written."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select

from models.commands.ledger import store_plan, store_reports
from models.commands.records import NewReport
from models.errors import ConflictError
from models.imports.plan_revision import StatusEffect, preview_revision
from models.plan.file import PlanFile
from models.plan.stored import checked
from models.queries import read_plan_versions
from models.status import Word
from models.store.engine import reading
from models.tables import PlanVersion

DAY = date(2023, 12, 31)


@pytest.fixture
def store(empty_store: Engine, small_plan: Callable[..., PlanFile]) -> Engine:
    """A small plan of which one count is reached."""
    store_plan(empty_store, small_plan(), author="test", name="small.yaml")
    store_reports(empty_store, "small", [NewReport("C", date(2023, 12, 1), Decimal(20))], author="test")
    return empty_store


def with_goal(file: PlanFile, goal: int) -> PlanFile:
    targets = [one.model_copy(update={"target": Decimal(goal)}) if one.code == "C" else one for one in file.targets]
    return checked(file.plan, file.sections, targets)


def effects_of(store: Engine, file: PlanFile) -> tuple[StatusEffect, ...]:
    return preview_revision(store, file, as_of=DAY).effects


def test_a_higher_number_that_is_not_reached_changes_the_status(store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    effects = effects_of(store, with_goal(small_plan(), 40))
    assert [(one.code, one.before) for one in effects] == [("C", Word.MET)]
    assert effects[0].after not in (None, Word.MET)


def test_a_removed_and_an_added_target_have_a_status_on_one_side_only(store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    file = small_plan()
    renamed = [one.model_copy(update={"code": "D2"}) if one.code == "D" else one for one in file.targets]
    effects = {one.code: one for one in effects_of(store, checked(file.plan, file.sections, renamed))}
    assert set(effects) == {"D", "D2"}
    assert (effects["D"].after, effects["D2"].before) == (None, None)


def test_a_preview_tells_what_the_plan_changes(store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    changes = preview_revision(store, with_goal(small_plan(), 40), as_of=DAY).changes
    assert [(one.code, one.field, one.before, one.after) for one in changes] == [("C", "target", Decimal(20), Decimal(40))]


def test_a_preview_writes_nothing(store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    effects_of(store, with_goal(small_plan(), 40))
    with reading(store) as session:
        assert session.scalar(select(func.count()).select_from(PlanVersion)) == 1


def test_a_revision_of_a_version_that_is_no_longer_the_newest_is_refused(
    store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    about = {"author": "test", "name": "small.yaml", "revise": True}
    store_plan(store, with_goal(small_plan(), 30), document="一号", based_on=1, **about)
    with pytest.raises(ConflictError) as refused:
        store_plan(store, with_goal(small_plan(), 40), document="二号", based_on=1, **about)
    assert refused.value.key == "plan_changed_meanwhile"


def test_the_history_of_a_plan_has_document_and_reason(store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(
        store,
        with_goal(small_plan(), 30),
        author="王芳",
        name="p.yaml",
        revise=True,
        document="一号",
        reason="资金到位",
        based_on=1,
    )
    with reading(store) as session:
        rows = read_plan_versions(session, "small")
    assert rows[["number", "document", "note", "author"]].values.tolist() == [
        [2, "一号", "一号；资金到位", "王芳"],
        [1, None, None, "test"],
    ]
