"""Write permissions of each role."""

import pytest
from sqlalchemy import Engine

from models.auth.roles import Role, Staff, on_behalf_of, require, require_districts
from models.errors import RightError
from models.store.engine import writing

JINSHUI, XINMI = "410105", "410183"
REPORTER = Staff("li", "李娜", Role.REPORTER, frozenset({JINSHUI}))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_covers_itself_and_those_before_it(role: Role) -> None:
    assert [other for other in Role if role.covers(other)] == list(Role)[: list(Role).index(role) + 1]


def test_the_program_itself_may_write(empty_store: Engine) -> None:
    with writing(empty_store) as session:
        require(session, Role.ADMINISTRATOR)
        require_districts(session, {"", JINSHUI})


def test_a_reporter_writes_for_the_districts_that_are_theirs(empty_store: Engine) -> None:
    with writing(on_behalf_of(empty_store, REPORTER)) as session:
        require_districts(session, {JINSHUI})


@pytest.mark.parametrize("districts", [{XINMI}, {""}, {JINSHUI, XINMI}])
def test_a_reporter_writes_for_nobody_else(empty_store: Engine, districts: set[str]) -> None:
    with pytest.raises(RightError, match="李娜"), writing(on_behalf_of(empty_store, REPORTER)) as session:
        require_districts(session, districts)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_an_editor_writes_for_all(empty_store: Engine, role: Role) -> None:
    with writing(on_behalf_of(empty_store, Staff("wang", "王", role))) as session:
        require_districts(session, {"", JINSHUI, XINMI})


def test_a_viewer_writes_nothing(empty_store: Engine) -> None:
    with pytest.raises(RightError, match="viewer"), writing(on_behalf_of(empty_store, Staff())) as session:
        require_districts(session, {JINSHUI})
