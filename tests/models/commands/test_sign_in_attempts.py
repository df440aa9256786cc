"""Waits after wrong passwords: a stranger locks nobody out, and does not guess from many addresses either."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from models.commands.sign_in import sign_in
from models.commands.sign_in_attempts import FAMILIAR, MOST_WRONG, WITHIN
from models.errors import SignInError
from models.store.engine import reading
from models.tables import columns
from models.tables.accounts import SignIn, SignInAttempt

RIGHT, WRONG = "wang correct horse", "not the secret"
NOON = datetime(2023, 6, 30, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OFFICE, HOME, STRANGER = "192.0.2.7", "192.0.2.99", "203.0.113.9"


def refusal(engine: Engine, address: str, at: datetime, login: str = "wang", password: str = WRONG) -> SignInError:
    with pytest.raises(SignInError) as caught:
        sign_in(engine, login, password, address=address, now=at)
    return caught.value


def guess_from_everywhere(engine: Engine, login: str = "wang", at: datetime = NOON) -> list[str]:
    """Guess from another address each time, twice as often as is allowed; return the answers."""
    return [refusal(engine, f"203.0.113.{number}", at, login).key for number in range(2 * MOST_WRONG)]


def test_a_stranger_who_guesses_makes_nobody_wait_elsewhere(office_store: Engine) -> None:
    keys = [refusal(office_store, STRANGER, NOON).key for _ in range(6)]
    assert keys == ["wrong_password"] * 3 + ["wait"] * 3
    assert sign_in(office_store, "wang", RIGHT, address=OFFICE, now=NOON)


def test_the_right_password_elsewhere_does_not_end_the_wait_of_a_stranger(office_store: Engine) -> None:
    for _ in range(3):
        refusal(office_store, STRANGER, NOON)
    sign_in(office_store, "wang", RIGHT, address=OFFICE, now=NOON)
    assert refusal(office_store, STRANGER, NOON).key == "wait"


@pytest.mark.parametrize("login", ["wang", "nobody"])
def test_guesses_from_many_addresses_are_bounded_for_a_login(office_store: Engine, login: str) -> None:
    assert guess_from_everywhere(office_store, login) == ["wrong_password"] * MOST_WRONG + ["wait"] * MOST_WRONG
    error = refusal(office_store, STRANGER, NOON, login)
    assert error.values == {"seconds": WITHIN.total_seconds()}
    assert refusal(office_store, STRANGER, NOON + WITHIN, login).key == "wrong_password"


def test_an_administrator_signs_in_where_they_did_lately_whatever_strangers_do(office_store: Engine) -> None:
    sign_in(office_store, "wang", RIGHT, address=OFFICE, now=NOON - FAMILIAR + WITHIN)
    guess_from_everywhere(office_store)
    assert sign_in(office_store, "wang", RIGHT, address=OFFICE, now=NOON)
    error = refusal(office_store, HOME, NOON, password=RIGHT)
    assert error.key == "wait"


def test_an_address_does_not_stay_familiar_for_ever(office_store: Engine) -> None:
    sign_in(office_store, "wang", RIGHT, address=OFFICE, now=NOON - FAMILIAR - SECOND)
    guess_from_everywhere(office_store)
    assert refusal(office_store, OFFICE, NOON, password=RIGHT).key == "wait"


def test_an_address_familiar_to_one_login_is_not_to_another(office_store: Engine) -> None:
    sign_in(office_store, "li", "li correct horse", address=STRANGER, now=NOON)
    guess_from_everywhere(office_store)
    assert refusal(office_store, STRANGER, NOON).key == "wait"


def test_at_a_familiar_address_guesses_still_wait(office_store: Engine) -> None:
    sign_in(office_store, "wang", RIGHT, address=OFFICE, now=NOON)
    assert [refusal(office_store, OFFICE, NOON).key for _ in range(4)] == ["wrong_password"] * 3 + ["wait"]


def test_sign_ins_and_attempts_have_their_address(office_store: Engine) -> None:
    sign_in(office_store, "wang", RIGHT, address=OFFICE)
    refusal(office_store, STRANGER, datetime.now(UTC))
    with reading(office_store) as session:
        assert list(session.scalars(select(columns(SignIn).address))) == [OFFICE]
        assert list(session.scalars(select(columns(SignInAttempt).address))) == [OFFICE, STRANGER]
