"""Accounts: the newest row of a login counts; who may change them; invalid values."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from models.auth.roles import Role, Staff, normalise_login, on_behalf_of
from models.commands import ledger
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.errors import AccountError, NotFoundError, RightError
from models.queries.accounts import find_staff, has_accounts, read_accounts
from models.store.engine import reading

Counts = Callable[[Engine], dict[str, int]]
WANG = NewAccount("wang", "王芳", Role.ADMINISTRATOR)
LI = NewAccount("li", "李娜", Role.REPORTER, ("N",))


def found(engine: Engine, login: str) -> Staff | None:
    with reading(engine) as session:
        return find_staff(session, login)


def accounts(engine: Engine) -> list[dict[Any, Any]]:
    with reading(engine) as session:
        return read_accounts(session).to_dict("records")


def test_a_store_begins_without_accounts(small_store: Engine) -> None:
    with reading(small_store) as session:
        assert not has_accounts(session)
    assert accounts(small_store) == []
    assert found(small_store, "li") is None


def test_an_account_is_found_with_its_role_and_districts(small_store: Engine) -> None:
    store_account(small_store, LI, author="test")
    assert found(small_store, "li") == Staff("li", "李娜", Role.REPORTER, frozenset({"N"}))
    with reading(small_store) as session:
        assert has_accounts(session)


@pytest.mark.parametrize("written", [" LI ", "ｌｉ", "Li\n"])
def test_a_login_may_be_written_in_many_ways(small_store: Engine, written: str) -> None:
    store_account(small_store, LI, author="test")
    assert found(small_store, written) == found(small_store, "li") is not None


def test_the_newest_row_counts_and_none_is_lost(small_store: Engine, row_counts: Counts) -> None:
    for account in (LI, NewAccount("LI", "李娜", Role.EDITOR)):
        store_account(small_store, account, author="test")
    assert found(small_store, "li") == Staff("li", "李娜", Role.EDITOR)
    assert row_counts(small_store)["account"] == 2
    assert [(one["login"], one["role"], one["districts"]) for one in accounts(small_store)] == [("li", "editor", [])]


def test_the_newest_row_counts_even_if_the_clock_was_set_back(small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store_account(small_store, LI, author="test")
    first = accounts(small_store)[0]["recorded_at"]

    monkeypatch.setattr(ledger, "datetime", SimpleNamespace(now=lambda _: datetime.now(UTC) - timedelta(hours=1)))
    store_account(small_store, NewAccount("li", "李娜", Role.EDITOR), author="test")
    (now,) = accounts(small_store)
    assert (now["role"], now["recorded_at"]) == ("editor", first + timedelta(microseconds=1))


def test_a_closed_account_is_nobodys_and_opens_again(small_store: Engine) -> None:
    store_account(small_store, LI, author="test")
    store_account(small_store, NewAccount("li", "李娜", Role.REPORTER, ("N",), is_open=False), author="test")
    assert found(small_store, "li") is None
    assert [one["is_open"] for one in accounts(small_store)] == [False]
    with reading(small_store) as session:
        assert has_accounts(session)
    store_account(small_store, LI, author="test")
    assert found(small_store, "li") is not None


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.EDITOR])
def test_only_an_administrator_keeps_accounts(small_store: Engine, row_counts: Counts, role: Role) -> None:
    before = row_counts(small_store)
    with pytest.raises(RightError):
        store_account(on_behalf_of(small_store, Staff("zhao", "赵", role)), LI, author="test")
    assert row_counts(small_store) == before


def test_an_administrator_signs_the_accounts_of_others(small_store: Engine) -> None:
    store_account(small_store, WANG, author="test")
    store_account(on_behalf_of(small_store, Staff("wang", "王芳", Role.ADMINISTRATOR)), LI, author="somebody else")
    assert {one["login"]: one["author"] for one in accounts(small_store)} == {"wang": "test", "li": "王芳 (wang)"}


BAD_LOGINS = ["", " ", "a b", "a\tb", "x" * 65, "li (wang)", "李（娜）", "?1a2b3", "\x00li", "\ud800"]


@pytest.mark.parametrize("login", BAD_LOGINS)
def test_a_login_that_could_be_taken_for_another_is_refused(small_store: Engine, row_counts: Counts, login: str) -> None:
    before = row_counts(small_store)
    with pytest.raises(AccountError) as caught:
        store_account(small_store, NewAccount(login, "李娜", Role.EDITOR), author="test")
    assert caught.value.key == "bad_login"
    assert row_counts(small_store) == before
    assert found(small_store, login) is None


@pytest.mark.parametrize("name", ["", "  ", "李\n娜", "李" * 101])
def test_a_name_has_one_line(small_store: Engine, name: str) -> None:
    with pytest.raises(AccountError) as caught:
        store_account(small_store, NewAccount("li", name, Role.EDITOR), author="test")
    assert caught.value.key == "bad_name"


def test_a_reporter_has_a_district_that_exists(small_store: Engine) -> None:
    with pytest.raises(AccountError) as caught:
        store_account(small_store, NewAccount("li", "李娜", Role.REPORTER), author="test")
    assert caught.value.key == "district_missing"
    with pytest.raises(NotFoundError, match="X"):
        store_account(small_store, NewAccount("li", "李娜", Role.REPORTER, ("N", "X")), author="test")


@pytest.mark.parametrize("change", [{"role": Role.EDITOR}, {"role": Role.ADMINISTRATOR, "is_open": False}])
def test_the_last_administrator_stays_one(small_store: Engine, change: dict[str, Any]) -> None:
    store_account(small_store, WANG, author="test")
    inside = on_behalf_of(small_store, Staff("wang", "王芳", Role.ADMINISTRATOR))
    with pytest.raises(AccountError) as caught:
        store_account(inside, NewAccount("wang", "王芳", **change), author="test")
    assert caught.value.key == "last_administrator"
    store_account(inside, NewAccount("zhou", "周", Role.ADMINISTRATOR), author="test")
    store_account(inside, NewAccount("wang", "王芳", **change), author="test")
    assert found(small_store, "zhou") is not None


def test_the_first_account_is_an_administrators(small_store: Engine, row_counts: Counts) -> None:
    """Check that it ends the rights of the local user, who could not even create a second one."""
    local, before = on_behalf_of(small_store, Staff("me", role=Role.ADMINISTRATOR)), row_counts(small_store)
    for account in (NewAccount("li", "李娜", Role.EDITOR), NewAccount("wang", "王芳", Role.ADMINISTRATOR, is_open=False)):
        with pytest.raises(AccountError) as caught:
            store_account(local, account, author="test")
        assert caught.value.key == "last_administrator"
    assert row_counts(small_store) == before
    store_account(local, WANG, author="test")


def test_two_of_one_name_do_not_sign_alike() -> None:
    one, other = Staff("li", "李娜", Role.EDITOR), Staff("li2", "李娜", Role.EDITOR)
    assert (one.signature, other.signature) == ("李娜 (li)", "李娜 (li2)")
    assert normalise_login("（") == "("
