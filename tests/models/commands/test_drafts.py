"""Drafts in the store: each of its author alone, replaced and removed, and never a version."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from models.auth.roles import Role, Staff, on_behalf_of
from models.commands.drafts import drop_draft, keep_draft
from models.errors import RightError
from models.queries import read_plan_versions, read_store_version
from models.queries.drafts import read_draft
from models.store.engine import open_store, reading

LI, ZHAO = Staff("li", "李娜", Role.EDITOR), Staff("zhao", "赵敏", Role.EDITOR)


@pytest.fixture
def store(empty_store_url: str) -> Iterator[Engine]:
    found = open_store(empty_store_url)
    yield found
    found.dispose()


def draft_of(store: Engine, login: str, plan: str = "") -> str | None:
    with reading(store) as session:
        return read_draft(session, plan, login=login)


def test_a_draft_is_its_authors_alone_and_the_newest_takes_the_place_of_the_last(store: Engine) -> None:
    keep_draft(on_behalf_of(store, LI), "", "一", login="li")
    keep_draft(on_behalf_of(store, LI), "", "二", login="li")
    keep_draft(on_behalf_of(store, LI), "small", "三", login="li")
    assert (draft_of(store, "li"), draft_of(store, "li", "small"), draft_of(store, "zhao")) == ("二", "三", None)


def test_nobody_writes_or_removes_the_draft_of_another(store: Engine) -> None:
    keep_draft(on_behalf_of(store, LI), "", "一", login="li")
    keep_draft(on_behalf_of(store, ZHAO), "", "二", login="li")
    drop_draft(on_behalf_of(store, ZHAO), "", login="li")
    assert (draft_of(store, "li"), draft_of(store, "zhao")) == ("一", None)


def test_a_draft_that_is_given_up_is_gone(store: Engine) -> None:
    keep_draft(store, "", "一", login="li")
    drop_draft(store, "", login="li")
    drop_draft(store, "", login="li")
    assert draft_of(store, "li") is None


def test_a_draft_is_no_version_and_no_news_for_other_readers(small_store: Engine) -> None:
    def state() -> tuple[int, int]:
        with reading(small_store) as session:
            return read_store_version(session), len(read_plan_versions(session, "small"))

    before = state()
    keep_draft(small_store, "small", "一", login="li")
    drop_draft(small_store, "small", login="li")
    assert state() == before


def test_who_may_not_edit_plans_keeps_no_draft(store: Engine) -> None:
    reporter = on_behalf_of(store, Staff("sun", "孙", Role.REPORTER))
    with pytest.raises(RightError):
        keep_draft(reporter, "", "一", login="sun")
    assert draft_of(store, "sun") is None


def test_two_tabs_of_one_author_that_are_first_at_once_leave_one_draft(store: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: keep_draft(store, "", str(n), login="li"), range(8)))
    assert draft_of(store, "li") in {str(n) for n in range(8)}
