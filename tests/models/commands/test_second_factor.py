"""Second factor: a password alone does not let in, a code works once, and codes cannot be guessed."""

import logging
from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, inspect, text

from models.auth.roles import Role, Staff, on_behalf_of
from models.auth.totp import STEP, code_at
from models.commands.second_factor import remove_second_factor, turn_off, turn_on
from models.commands.sign_in import confirm_code, reset_password, sign_in, sign_out
from models.errors import AccountError, NotFoundError, RightError, SanbiaoError, SignInError
from models.queries.accounts import newest_factor, read_accounts, staff_of_token
from models.store.engine import reading
from models.tables.accounts import SecondFactor

PASSWORD, ADDRESS = "li correct horse", "192.0.2.7"
NOON = datetime(2023, 6, 30, 4, tzinfo=UTC)
LATER = NOON + timedelta(minutes=2)
SECRET, OTHER = (b32encode(text).decode() for text in (b"12345678901234567890", b"abcdefghijklmnopqrst"))
LI, WANG = Staff("li", "李娜", Role.REPORTER), Staff("wang", "王芳", Role.ADMINISTRATOR)


def code(at: datetime = LATER, secret: str = SECRET) -> str:
    return code_at(secret, int(at.timestamp()) // STEP)


@pytest.fixture
def factor_store(office_store: Engine) -> Engine:
    """A store in which ``li`` has a second factor, turned on at noon."""
    turn_on(on_behalf_of(office_store, LI), "li", PASSWORD, SECRET, code(NOON), now=NOON)
    return office_store


def is_in(engine: Engine, token: str, at: datetime = LATER) -> bool:
    with reading(engine) as session:
        return staff_of_token(session, token, at) is not None


def is_on(engine: Engine, login: str = "li") -> bool:
    with reading(engine) as session:
        return newest_factor(session, login) is not None


def password_only(engine: Engine, at: datetime = LATER) -> str:
    return sign_in(engine, "li", PASSWORD, address=ADDRESS, now=at)


def refusal(engine: Engine, token: str, given: str, at: datetime = LATER) -> str:
    with pytest.raises(SignInError) as caught:
        confirm_code(engine, token, given, address=ADDRESS, now=at)
    return caught.value.key


def test_the_password_alone_lets_nobody_in(factor_store: Engine) -> None:
    token = password_only(factor_store)
    assert not is_in(factor_store, token)
    assert is_in(factor_store, confirm_code(factor_store, token, code(), now=LATER))
    assert not is_in(factor_store, token)


def test_a_code_works_once(factor_store: Engine) -> None:
    confirm_code(factor_store, password_only(factor_store), code(), address=ADDRESS, now=LATER)
    assert refusal(factor_store, password_only(factor_store), code()) == "wrong_code"


def test_the_code_that_turned_it_on_does_not_sign_in(factor_store: Engine) -> None:
    token = password_only(factor_store, NOON)
    assert refusal(factor_store, token, code(NOON), NOON) == "wrong_code"


def test_a_right_password_serves_for_one_sign_in_and_five_minutes(factor_store: Engine) -> None:
    token = password_only(factor_store)
    late = LATER + timedelta(minutes=5)
    assert refusal(factor_store, token, code(late), late) == "code_expired"
    confirm_code(factor_store, token, code(), address=ADDRESS, now=LATER)
    next_code = code(LATER + timedelta(seconds=STEP))
    assert refusal(factor_store, token, next_code) == "code_expired"


def test_a_session_is_no_token_for_a_code_and_a_made_up_one_neither(factor_store: Engine) -> None:
    session = sign_in(factor_store, "wang", "wang correct horse", now=LATER)
    assert [refusal(factor_store, token, code()) for token in (session, "made up", "")] == ["code_expired"] * 3


def test_codes_are_not_guessed_by_giving_the_right_password_again(factor_store: Engine) -> None:
    """Guess a code, then give the right password, which must not end the count of wrong guesses, and guess again."""
    keys: list[str] = []
    for _ in range(6):
        try:
            keys.append(refusal(factor_store, password_only(factor_store), "000000"))
        except SignInError as error:
            keys.append(error.key)
    assert keys == ["wrong_code", "wait", "wait", "wait", "wait", "wait"]


def test_a_right_code_ends_the_count(factor_store: Engine) -> None:
    """A wrong guess takes two attempts, password and code: the third in a row waits a second."""
    assert refusal(factor_store, password_only(factor_store), "000000") == "wrong_code"
    token, after = password_only(factor_store), LATER + timedelta(seconds=1)
    assert is_in(factor_store, confirm_code(factor_store, token, code(), address=ADDRESS, now=after), after)
    assert refusal(factor_store, password_only(factor_store, after), "000000", after) == "wrong_code"


def test_a_new_password_or_signing_out_ends_the_wait_for_a_code(factor_store: Engine) -> None:
    now = datetime.now(UTC)
    token = password_only(factor_store, now)
    reset_password(factor_store, "li", "another long secret", author="test")
    assert refusal(factor_store, token, code(now), now) == "code_expired"
    other = sign_in(factor_store, "li", "another long secret", now=now)
    sign_out(factor_store, other)
    assert refusal(factor_store, other, code(now), now) == "code_expired"


def test_a_reset_password_leaves_the_factor_on(factor_store: Engine) -> None:
    reset_password(factor_store, "li", "another long secret", author="test")
    assert is_on(factor_store)


@pytest.mark.parametrize(
    ("password", "secret", "given"),
    [("wrong", SECRET, code(NOON)), (PASSWORD, SECRET, "000000"), (PASSWORD, "short", ""), (PASSWORD, OTHER, code(NOON))],
)
def test_it_is_turned_on_with_password_and_code_only(office_store: Engine, password: str, secret: str, given: str) -> None:
    with pytest.raises(SignInError):
        turn_on(on_behalf_of(office_store, LI), "li", password, secret, given, now=NOON)
    assert not is_on(office_store)


def test_it_is_turned_off_with_password_and_code_only(factor_store: Engine) -> None:
    own = on_behalf_of(factor_store, LI)
    for password, given in (("wrong", code()), (PASSWORD, "000000"), (PASSWORD, code(NOON))):
        with pytest.raises(SignInError):
            turn_off(own, "li", password, given, address=password, now=LATER)
    assert is_on(factor_store)
    turn_off(own, "li", PASSWORD, code(), address=ADDRESS, now=LATER)
    assert not is_on(factor_store)
    assert is_in(factor_store, password_only(factor_store))


def test_nobody_replaces_a_factor_that_is_on(factor_store: Engine) -> None:
    with pytest.raises(AccountError, match="already on"):
        turn_on(on_behalf_of(factor_store, LI), "li", PASSWORD, OTHER, code(LATER, OTHER), now=LATER)


def test_turning_it_on_ends_other_sign_ins(office_store: Engine) -> None:
    own, other = (sign_in(office_store, "li", PASSWORD, now=NOON) for _ in range(2))
    turn_on(on_behalf_of(office_store, LI), "li", PASSWORD, SECRET, code(NOON), keep=own, now=NOON)
    assert (is_in(office_store, own), is_in(office_store, other)) == (True, False)


def test_an_administrator_turns_it_off_and_nobody_else(factor_store: Engine) -> None:
    for staff in (LI, Staff("zhao", "赵敏", Role.EDITOR)):
        with pytest.raises(RightError):
            remove_second_factor(on_behalf_of(factor_store, staff), "li", author="")
    with pytest.raises(RightError):
        turn_off(on_behalf_of(factor_store, WANG), "li", PASSWORD, code(), now=LATER)
    assert is_on(factor_store)
    remove_second_factor(on_behalf_of(factor_store, WANG), "LI", author="")
    assert not is_on(factor_store)


def test_an_administrator_does_not_remove_their_own_without_a_code(office_store: Engine) -> None:
    own = on_behalf_of(office_store, WANG)
    turn_on(own, "wang", "wang correct horse", SECRET, code(NOON), now=NOON)
    with pytest.raises(AccountError, match="your own"):
        remove_second_factor(own, "wang", author="")
    assert is_on(office_store, "wang")


def test_what_is_not_on_cannot_be_turned_off(office_store: Engine) -> None:
    with pytest.raises(NotFoundError):
        remove_second_factor(office_store, "nobody", author="test")
    with pytest.raises(AccountError, match="no second factor"):
        remove_second_factor(office_store, "li", author="test")


def test_the_accounts_say_who_has_one(factor_store: Engine) -> None:
    with reading(factor_store) as session:
        frame = read_accounts(session)
    assert dict(zip(frame["login"], frame["has_second_factor"], strict=True)) == {"li": True, "wang": False}


def test_the_secret_is_in_its_row_alone(factor_store: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    errors: list[SanbiaoError] = []
    for password in ("wrong", PASSWORD):
        with pytest.raises(SanbiaoError) as caught:
            turn_on(factor_store, "li", password, SECRET, code(), now=LATER)
        errors.append(caught.value)
    names = inspect(factor_store).get_table_names()
    with factor_store.connect() as connection:
        rows = {name: repr(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in names}
    assert [name for name in names if SECRET in rows[name]] == ["second_factor"]
    row = SecondFactor(login="li", secret=SECRET, author="", recorded_at=NOON)
    assert SECRET not in "".join([caplog.text, repr(row), *(f"{one!r} {one.values}" for one in errors)])
