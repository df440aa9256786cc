"""Accounts with passwords; a meeting."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.meetings import store_meeting
from models.commands.records import NewAccount, NewMeeting
from models.commands.sign_in import reset_password
from tests.models.commands.minutes import JULY, JUNE


def add_an_office(engine: Engine) -> None:
    store_account(engine, NewAccount("wang", "王芳", Role.ADMINISTRATOR), author="test")
    store_account(engine, NewAccount("li", "李娜", Role.REPORTER, ("N",)), author="test")
    for login in ("wang", "li"):
        reset_password(engine, login, f"{login} correct horse", author="test", is_one_time=False)


@pytest.fixture
def office_store(small_store_with: Callable[..., Engine], quick_hashes: None) -> Engine:
    """A store with an administrator ``wang`` and a reporter ``li``, whose password is their login and some words."""
    return small_store_with(add_an_office)


def call_a_meeting(engine: Engine) -> None:
    store_meeting(engine, "small", NewMeeting("七月例会", JULY, JUNE, agenda=("overview", "C")), "li")


@pytest.fixture
def met_store(small_store_with: Callable[..., Engine]) -> Engine:
    """A store with the small plan, and one meeting of July that is not held yet."""
    return small_store_with(call_a_meeting)
