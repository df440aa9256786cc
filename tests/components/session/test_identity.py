"""Identity of the user: the first of single sign-on, proxy, account, own computer; and nobody by anything forgeable."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit import config

from components.server import middleware
from components.session.identity import COOKIE, PEER_HEADER, Visit, Way, identify, is_local
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password, sign_in
from models.store.engine import open_store, reading

PASSWORD = "correct horse battery"
OIDC = {
    "SANBIAO_OIDC_METADATA_URL": "https://provider.example/.well-known/openid-configuration",
    "SANBIAO_OIDC_CLIENT_ID": "board",
    "SANBIAO_OIDC_CLIENT_SECRET": "only for the test",
    "SANBIAO_OIDC_REDIRECT_URI": "https://board.example/oauth2callback",
    "SANBIAO_COOKIE_SECRET": "only for the test, and long enough for it",
}
PROXY = {"SANBIAO_PROXY_HEADER": "X-Remote-User"}
HERE = {"host": "localhost:8501", PEER_HEADER: "127.0.0.1"}
CLAIMS = {"is_logged_in": True, "preferred_username": "zhao", "name": "赵敏"}


@pytest.fixture
def store(tmp_path: Path, settings: Callable[..., None]) -> Iterator[Engine]:
    """A store without accounts; settings without any way to sign in."""
    engine = open_store(f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}")
    yield engine
    engine.dispose()


@pytest.fixture
def bound_to() -> Iterator[Callable[[str], None]]:
    """Set the address that the server listens on."""
    before = config.get_option("server.address")
    yield lambda address: config.set_option("server.address", address)
    config.set_option("server.address", before)


def add(store: Engine, login: str, role: Role = Role.EDITOR) -> str:
    """An account, and the token of a sign-in to it."""
    store_account(store, NewAccount(login, login.upper(), role), author="test")
    reset_password(store, login, PASSWORD, author="test")
    return sign_in(store, login, PASSWORD)


def who(store: Engine, **brought: object) -> tuple[str, Role, Way]:
    with reading(store) as session:
        known = identify(session, Visit(**brought))  # type: ignore[arg-type]
    return known.staff.login, known.staff.role, known.way


def test_the_first_way_that_holds_is_believed(store: Engine, settings: Callable[..., None]) -> None:
    cookies = {COOKIE: add(store, "li")}
    headers = HERE | {"x-remote-user": "wang"}
    settings(**OIDC, **PROXY)
    assert who(store, headers=headers, cookies=cookies, claims=CLAIMS) == ("zhao", Role.VIEWER, Way.SINGLE_SIGN_ON)
    assert who(store, headers=headers, cookies=cookies) == ("wang", Role.VIEWER, Way.PROXY)
    assert who(store, headers=HERE, cookies=cookies) == ("li", Role.EDITOR, Way.ACCOUNT)
    assert who(store, headers=HERE) == ("", Role.VIEWER, Way.NONE)


def test_an_account_gives_its_rights_however_somebody_came(store: Engine, settings: Callable[..., None]) -> None:
    add(store, "zhao", Role.ADMINISTRATOR)
    add(store, "wang", Role.EDITOR)
    settings(**OIDC, **PROXY)
    assert who(store, claims=CLAIMS) == ("zhao", Role.ADMINISTRATOR, Way.SINGLE_SIGN_ON)
    assert who(store, headers=HERE | {"x-remote-user": "wang"}) == ("wang", Role.EDITOR, Way.PROXY)


def test_a_closed_account_gives_none(store: Engine, settings: Callable[..., None]) -> None:
    token = add(store, "zhao", Role.ADMINISTRATOR)
    store_account(store, NewAccount("zhao", "赵敏", Role.ADMINISTRATOR, is_open=False), author="test")
    settings(**OIDC)
    assert who(store, claims=CLAIMS)[1] is Role.VIEWER
    assert who(store, cookies={COOKIE: token}) == ("", Role.VIEWER, Way.NONE)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        CLAIMS | {"is_logged_in": False},
        {"is_logged_in": True},
        {"is_logged_in": True, "email": "zhao@board.example", "email_verified": False},
    ],
)
def test_what_the_provider_does_not_vouch_for_is_nobody(
    store: Engine, settings: Callable[..., None], claims: dict[str, object]
) -> None:
    settings(**OIDC)
    assert who(store, claims=claims) == ("", Role.VIEWER, Way.NONE)


def test_claims_without_single_sign_on_in_the_settings_are_nothing(store: Engine) -> None:
    add(store, "zhao", Role.ADMINISTRATOR)
    assert who(store, claims=CLAIMS) == ("", Role.VIEWER, Way.NONE)


@pytest.mark.parametrize("peer", ["127.0.0.2", "203.0.113.9", ""])
def test_the_header_of_anybody_but_the_proxy_is_nothing(store: Engine, settings: Callable[..., None], peer: str) -> None:
    settings(**PROXY)
    add(store, "wang", Role.ADMINISTRATOR)
    assert who(store, headers={"x-remote-user": "wang", PEER_HEADER: peer}) == ("", Role.VIEWER, Way.NONE)


def test_the_user_of_the_own_computer_is_administrator_until_anybody_can_sign_in(
    store: Engine, settings: Callable[..., None]
) -> None:
    settings(SANBIAO_LOCAL_NAME="王芳")
    assert who(store, headers=HERE) == ("王芳", Role.ADMINISTRATOR, Way.LOCAL)
    add(store, "li")
    assert who(store, headers=HERE) == ("", Role.VIEWER, Way.NONE)


@pytest.mark.parametrize(
    "headers",
    [
        HERE | {"host": "board.example"},  # another host name that points here
        HERE | {PEER_HEADER: "203.0.113.9"},
        HERE | {PEER_HEADER: ""},
        HERE | {"x-forwarded-for": "203.0.113.9"},
        HERE | {"x-forwarded-host": "board.example"},
        HERE | {"forwarded": "for=203.0.113.9"},
        HERE | {"via": "1.1 proxy"},
        HERE | {"x-real-ip": "203.0.113.9"},
        {"host": "localhost"},
    ],
)
def test_whoever_comes_from_elsewhere_is_not_here(store: Engine, headers: dict[str, str]) -> None:
    assert not is_local(headers)
    assert who(store, headers=headers) == ("", Role.VIEWER, Way.NONE)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", ""])
def test_on_a_server_that_others_reach_nobody_is_here(
    store: Engine, bound_to: Callable[[str], None], capfd: pytest.CaptureFixture[str], address: str
) -> None:
    bound_to(address)
    assert who(store, headers=HERE) == ("", Role.VIEWER, Way.NONE)
    middleware.say_who_may_write(store)
    assert "manage.py staff add" in capfd.readouterr().err


def test_the_terminal_says_who_is_administrator(
    store: Engine, settings: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    settings(SANBIAO_LOCAL_NAME="王芳", SANBIAO_LANGUAGE="zh")
    middleware.say_who_may_write(store)
    said = capfd.readouterr().err
    assert "王芳" in said
    assert "管理员" in said
    add(store, "li")
    middleware.say_who_may_write(store)
    assert capfd.readouterr().err == ""


def test_streamlit_is_told_of_single_sign_on_only_where_it_is_set_up(settings: Callable[..., None]) -> None:
    settings()
    assert middleware.secrets() == {}
    settings(**OIDC)
    assert middleware.secrets()["auth"]["server_metadata_url"] == OIDC["SANBIAO_OIDC_METADATA_URL"]
    assert middleware.secrets()["auth"]["cookie_secret"] == OIDC["SANBIAO_COOKIE_SECRET"]
