"""Sign-in: who gets in, for how long, who has to wait; and that no password or token is stored in clear."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from sqlalchemy import Engine, inspect, select, text, update

from models.auth import passwords
from models.auth.roles import Role, Staff, on_behalf_of
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import (
    change_password,
    keep_alive,
    record_sign_on,
    reset_password,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from models.errors import AccountError, NotFoundError, RightError, SanbiaoError, SignInError
from models.maintenance.integrity import find_damage
from models.queries.accounts import has_one_time_password, staff_of_token
from models.queries.audit_log import read_log
from models.store.engine import reading
from models.tables import columns
from models.tables.accounts import Password, SignIn, SignInAttempt

SECRET, OTHER, WRONG = "长风破浪会有时-2023", "another secret", "not the secret"
NOON = datetime(2023, 6, 30, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LI = NewAccount("li", "李娜", Role.REPORTER, ("N",))
Counts = Callable[[Engine], dict[str, int]]
pytestmark = pytest.mark.usefixtures("quick_hashes")


def add_li(engine: Engine) -> None:
    store_account(engine, LI, author="test")
    reset_password(engine, "li", SECRET, author="test")


@pytest.fixture
def staff_store(small_store_with: Callable[..., Engine], quick_hashes: None) -> Engine:
    """A store with an account ``li`` that has a password."""
    return small_store_with(add_li)


def here(engine: Engine, token: str, now: datetime | None = None) -> Staff | None:
    with reading(engine) as session:
        return staff_of_token(session, token, now or datetime.now(UTC))


def refusal(engine: Engine, login: str, password: str, now: datetime | None = None) -> SignInError:
    with pytest.raises(SignInError) as caught:
        sign_in(engine, login, password, now=now)
    return caught.value


def hashes(engine: Engine) -> list[str]:
    own = columns(Password)
    with reading(engine) as session:
        return list(session.scalars(select(own.hash).order_by(own.id)))


def everything(engine: Engine) -> str:
    """The content of all tables of a store, as text."""
    with engine.connect() as connection:
        tables = inspect(engine).get_table_names()
        return "\n".join(repr(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}")))


# --- in and out


def test_the_right_password_lets_in(staff_store: Engine) -> None:
    assert here(staff_store, sign_in(staff_store, " LI", SECRET)) == Staff("li", "李娜", Role.REPORTER, frozenset({"N"}))


@pytest.mark.parametrize(
    ("login", "password"), [("li", WRONG), ("li", ""), ("nobody", SECRET), ("", ""), ("\x00\ud800", "\ud800")]
)
def test_a_wrong_login_and_a_wrong_password_sound_alike(staff_store: Engine, login: str, password: str) -> None:
    error = refusal(staff_store, login, password)
    assert (error.key, error.values) == ("wrong_password", {})


def test_an_account_without_a_password_lets_nobody_in(small_store: Engine) -> None:
    store_account(small_store, LI, author="test")
    assert refusal(small_store, "li", "").key == "wrong_password"


@pytest.mark.parametrize("token", ["", "x", "\ud800", "é\x00"])
def test_a_token_that_was_never_given_is_nobodys(staff_store: Engine, token: str) -> None:
    sign_in(staff_store, "li", SECRET)
    assert here(staff_store, token) is None


def test_a_sign_in_ends_after_twelve_hours(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET, now=NOON)
    last = NOON + timedelta(hours=12)
    assert (here(staff_store, token, last - SECOND) is None, here(staff_store, token, last) is None) == (False, True)


def test_a_sign_in_does_not_outlive_a_clock_that_was_set_back(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET, now=NOON)
    assert here(staff_store, token, NOON - timedelta(days=1)) is None
    assert here(staff_store, token, NOON - SECOND) is not None


def test_signing_out_ends_one_sign_in_and_everywhere_ends_all(staff_store: Engine) -> None:
    one, other, third = (sign_in(staff_store, "li", SECRET) for _ in range(3))
    sign_out(staff_store, one)
    assert [here(staff_store, token) is None for token in (one, other, third)] == [True, False, False]
    sign_out_everywhere(on_behalf_of(staff_store, Staff("li", "李娜", Role.REPORTER)), "LI")
    assert [here(staff_store, token) for token in (one, other, third)] == [None] * 3


def test_nobody_ends_the_sign_ins_of_others_but_an_administrator(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET)
    with pytest.raises(RightError):
        sign_out_everywhere(on_behalf_of(staff_store, Staff("zhao", "赵", Role.EDITOR)), "li")
    assert here(staff_store, token) is not None
    sign_out_everywhere(on_behalf_of(staff_store, Staff("wang", "王", Role.ADMINISTRATOR)), "li")
    assert here(staff_store, token) is None


def test_a_closed_account_is_out_at_once_and_stays_out_when_it_opens(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET)
    store_account(staff_store, NewAccount("li", "李娜", Role.REPORTER, ("N",), is_open=False), author="test")
    assert here(staff_store, token) is None
    assert refusal(staff_store, "li", SECRET).key == "wrong_password"
    store_account(staff_store, LI, author="test")
    assert here(staff_store, token) is None
    assert here(staff_store, sign_in(staff_store, "li", SECRET)) is not None


def test_a_change_of_role_holds_at_once(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET)
    store_account(staff_store, NewAccount("li", "李娜", Role.VIEWER), author="test")
    assert here(staff_store, token) == Staff("li", "李娜", Role.VIEWER)


# --- sessions that nobody uses

IDLE = timedelta(hours=2)


def lasts(engine: Engine, token: str, now: datetime) -> bool:
    with reading(engine) as session:
        return staff_of_token(session, token, now, IDLE) is not None


def test_a_sign_in_ends_after_a_time_without_use(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET, now=NOON)
    assert (lasts(staff_store, token, NOON + IDLE - SECOND), lasts(staff_store, token, NOON + IDLE)) == (True, False)
    assert here(staff_store, token, NOON + IDLE) is not None, "where no time is set it lasts"


def test_use_prolongs_a_sign_in_up_to_its_end(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET, now=NOON)
    for hours in range(1, 13):
        keep_alive(staff_store, token, now=NOON + timedelta(hours=hours))
    assert lasts(staff_store, token, NOON + timedelta(hours=12) - SECOND)
    assert not lasts(staff_store, token, NOON + timedelta(hours=12))


def test_the_last_use_is_written_once_a_minute(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET, now=NOON)
    own = columns(SignIn)
    written = []
    for seconds in (0, 59, 60, 61, 119, 120):
        keep_alive(staff_store, token, now=NOON + seconds * SECOND)
        with reading(staff_store) as session:
            written.append((session.scalars(select(own.last_seen)).one() - NOON) // SECOND)
    assert written == [0, 0, 60, 60, 60, 120]


def test_a_sign_on_elsewhere_is_recorded_once_and_is_no_password_session(staff_store: Engine) -> None:
    ends = datetime.now(UTC) + IDLE
    sign_on = partial(record_sign_on, staff_store, "li", "a cookie", way="single_sign_on", address="192.0.2.7", ends=ends)
    assert [sign_on(), sign_on()] == [True, False]
    assert here(staff_store, "a cookie") is None


# --- one-time passwords


def is_one_time(engine: Engine) -> bool:
    with reading(engine) as session:
        return has_one_time_password(session, "li")


def test_a_password_from_an_administrator_is_for_one_time_until_it_is_changed(staff_store: Engine) -> None:
    assert is_one_time(staff_store)
    change_password(staff_store, "li", SECRET, OTHER)
    assert not is_one_time(staff_store)
    reset_password(staff_store, "li", SECRET, author="test")
    assert is_one_time(staff_store)


def test_a_one_time_password_does_not_become_ones_own_by_giving_it_again(staff_store: Engine) -> None:
    with pytest.raises(AccountError) as caught:
        change_password(staff_store, "li", SECRET, SECRET)
    assert caught.value.key == "password_same"
    assert is_one_time(staff_store)


def test_passwords_of_older_stores_are_not_marked(staff_store: Engine) -> None:
    with staff_store.begin() as connection:
        connection.execute(update(Password).values(is_one_time=None))
    assert not is_one_time(staff_store)


@pytest.mark.parametrize("password", ["试验市教育局2023", "试验20232023", "small-2023-2023", "李娜20230630", "li 1990 06 30"])
def test_city_plan_and_name_with_a_year_are_refused(staff_store: Engine, password: str) -> None:
    with pytest.raises(AccountError) as caught:
        change_password(staff_store, "li", SECRET, password)
    assert caught.value.key == "password_common"


# --- waiting


def waits(engine: Engine, login: str, wrong: int) -> list[int]:
    """Waiting time of a login after each number of wrong passwords, each tried as soon as allowed."""
    seconds: list[int] = []
    now = NOON
    for _ in range(wrong):
        assert refusal(engine, login, WRONG, now).key == "wrong_password"
        error = refusal(engine, login, WRONG, now) if len(seconds) >= 2 else None
        seconds.append(0 if error is None else int(str(error.values["seconds"])))
        now += seconds[-1] * SECOND
    return seconds


@pytest.mark.parametrize("login", ["li", "nobody"])
def test_from_the_third_wrong_password_on_a_login_waits_longer_each_time(staff_store: Engine, login: str) -> None:
    assert waits(staff_store, login, 13) == [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_the_right_password_waits_too_and_then_lets_in(staff_store: Engine) -> None:
    waits(staff_store, "li", 3)
    error = refusal(staff_store, "li", SECRET, NOON)
    assert (error.key, error.values) == ("wait", {"seconds": 1})
    assert here(staff_store, sign_in(staff_store, "li", SECRET, now=NOON + SECOND), NOON + SECOND) is not None


def test_the_right_password_ends_the_count(staff_store: Engine) -> None:
    for _ in range(3):
        for _ in range(2):
            assert refusal(staff_store, "li", WRONG, NOON).key == "wrong_password"
        sign_in(staff_store, "li", SECRET, now=NOON)


def test_one_login_does_not_wait_for_another(staff_store: Engine) -> None:
    waits(staff_store, "nobody", 5)
    assert here(staff_store, sign_in(staff_store, "li", SECRET, now=NOON), NOON) is not None


def test_nobody_waits_a_day_because_the_clock_was_set_back(staff_store: Engine) -> None:
    waits(staff_store, "li", 3)
    yesterday = NOON - timedelta(days=1)
    assert here(staff_store, sign_in(staff_store, "li", SECRET, now=yesterday), yesterday) is not None


def test_many_at_once_try_no_more_passwords_than_one_after_the_other(staff_store: Engine) -> None:
    barrier = Barrier(8)

    def attempt(_: int) -> str:
        barrier.wait()
        return refusal(staff_store, "li", WRONG, NOON).key

    with ThreadPoolExecutor(8) as threads:
        keys = sorted(threads.map(attempt, range(8)))
    assert keys == ["wait"] * 5 + ["wrong_password"] * 3


def test_passwords_are_not_tried_by_changing_them(staff_store: Engine) -> None:
    for _ in range(3):
        with pytest.raises(SignInError, match="wrong"):
            change_password(staff_store, "li", WRONG, OTHER)
    with pytest.raises(SignInError) as caught:
        change_password(staff_store, "li", SECRET, OTHER)
    assert caught.value.key == "wait"


# --- passwords


def test_a_new_password_replaces_the_old_one_and_ends_other_sign_ins(staff_store: Engine) -> None:
    own, other = sign_in(staff_store, "li", SECRET), sign_in(staff_store, "li", SECRET)
    change_password(on_behalf_of(staff_store, Staff("li", "李娜", Role.REPORTER)), "li", SECRET, OTHER, keep=own)
    assert [here(staff_store, token) is None for token in (own, other)] == [False, True]
    assert refusal(staff_store, "li", SECRET).key == "wrong_password"
    assert here(staff_store, sign_in(staff_store, "li", OTHER)) is not None


def test_nobody_changes_the_password_of_another(staff_store: Engine, row_counts: Counts) -> None:
    before = row_counts(staff_store)
    for role in (Role.EDITOR, Role.ADMINISTRATOR):
        with pytest.raises(RightError):
            change_password(on_behalf_of(staff_store, Staff("zhao", "赵", role)), "li", SECRET, OTHER)
    assert row_counts(staff_store) == before


def test_an_administrator_gives_a_new_password(staff_store: Engine) -> None:
    token = sign_in(staff_store, "li", SECRET)
    with pytest.raises(RightError):
        reset_password(on_behalf_of(staff_store, Staff("li", "李娜", Role.EDITOR)), "li", OTHER, author="test")
    assert here(staff_store, token) is not None
    reset_password(on_behalf_of(staff_store, Staff("wang", "王", Role.ADMINISTRATOR)), "li", OTHER, author="test")
    assert here(staff_store, token) is None
    assert here(staff_store, sign_in(staff_store, "li", OTHER)) is not None
    with pytest.raises(NotFoundError, match="nobody"):
        reset_password(staff_store, "nobody", OTHER, author="test")


def test_a_password_given_meanwhile_is_not_overtaken(staff_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign in with the old password while the administrator replaces it."""
    looked_at = passwords.fits

    def slowly(hashed: str, password: str) -> bool:
        reset_password(staff_store, "li", OTHER, author="test")
        return looked_at(hashed, password)

    monkeypatch.setattr("models.commands.sign_in.fits", slowly)
    assert refusal(staff_store, "li", SECRET).key == "wrong_password"


BAD_PASSWORDS = {"short": "a" * 9, "one sign of many parts": "e\u0301" * 9, "long": "a" * 1001, "none": ""}


@pytest.mark.parametrize("password", BAD_PASSWORDS.values(), ids=BAD_PASSWORDS)
def test_a_password_has_at_least_ten_letters(staff_store: Engine, password: str) -> None:
    with pytest.raises(AccountError) as caught:
        reset_password(staff_store, "li", password, author="test")
    assert caught.value.key == "password_length"


def test_a_password_is_not_the_login(small_store: Engine) -> None:
    store_account(small_store, NewAccount("longer.login", "李", Role.EDITOR), author="test")
    with pytest.raises(AccountError) as caught:
        reset_password(small_store, "longer.login", " Longer.LOGIN", author="test")
    assert caught.value.key == "password_is_login"


def test_letters_may_be_composed_in_either_way(staff_store: Engine) -> None:
    reset_password(staff_store, "li", "caf\u00e9 cr\u00e8me 1", author="test")
    assert here(staff_store, sign_in(staff_store, "li", "cafe\u0301 cre\u0300me 1")) is not None


def test_a_hash_is_made_again_when_the_parameters_change(staff_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: stronger)
    sign_in(staff_store, "li", SECRET)
    old, better = hashes(staff_store)
    assert extract_parameters(better).time_cost == 2
    sign_in(staff_store, "li", SECRET)
    assert hashes(staff_store) == [old, better]
    assert find_damage(staff_store, "en") == []  # sealed, too
    with reading(staff_store) as session:
        assert list(read_log(session)["what"]).count("password") == 1  # nobody changed it


def test_hashes_are_argon2id_as_rfc_9106_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = extract_parameters(passwords.hash_password(SECRET))
    assert (found.type, found.time_cost, found.memory_cost) == (Type.ID, 3, 64 * 1024)


# --- contents in clear


def test_no_password_and_no_token_stands_in_the_store_a_log_or_an_error(
    staff_store: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = sign_in(staff_store, "li", SECRET)
    errors: list[SanbiaoError] = [refusal(staff_store, "li", WRONG), refusal(staff_store, SECRET, SECRET)]
    change_password(staff_store, "li", SECRET, OTHER, keep=token)
    said = "\n".join([everything(staff_store), caplog.text, *(f"{one!r} {one.values}" for one in errors)])
    assert [secret for secret in (SECRET, WRONG, OTHER, token) if secret in said] == []
    assert "$argon2id$" in said


def test_a_password_in_the_field_of_the_login_cannot_be_known_again(small_store: Engine) -> None:
    refusal(small_store, SECRET, "")
    own = columns(SignInAttempt)
    with reading(small_store) as session:
        (login,) = session.scalars(select(own.login))
    assert (login[0], len(login)) == ("?", 6)


def test_a_failing_database_does_not_tell_the_hash(staff_store: Engine) -> None:
    (hashed,) = hashes(staff_store)
    assert hashed not in repr(Password(login="li", hash=hashed, author="", recorded_at=NOON))
    assert staff_store.hide_parameters
