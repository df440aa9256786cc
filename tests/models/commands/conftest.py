"""Accounts with passwords, whose hashes take no time."""

from collections.abc import Iterator
from functools import cache

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from models.auth import passwords
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that take no time and no memory: for tests of storage, not of duration."""
    monkeypatch.setattr(passwords, "_hasher", cache(lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()


@pytest.fixture
def office_store(small_store: Engine, quick_hashes: None) -> Engine:
    """A store with an administrator ``wang`` and a reporter ``li``, whose password is their login and some words."""
    store_account(small_store, NewAccount("wang", "王芳", Role.ADMINISTRATOR), author="test")
    store_account(small_store, NewAccount("li", "李娜", Role.REPORTER, ("N",)), author="test")
    for login in ("wang", "li"):
        reset_password(small_store, login, f"{login} correct horse", author="test", is_one_time=False)
    return small_store
