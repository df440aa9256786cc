"""Identity of the user: the first of single sign-on, proxy, account, own computer; and nobody by anything forgeable."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from unittest import mock

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import Engine
from streamlit import config
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from components.server import middleware
from components.session.identity import (
    COOKIE,
    PEER_HEADER,
    USER_COOKIE,
    Visit,
    Way,
    address_of,
    identify,
    is_local,
    sign_on_of_cookies,
)
from models.auth.roles import Role
from models.auth.tokens import LASTS
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import change_password, record_sign_on, reset_password, sign_in, sign_out
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
#: A text that does not fit into one cookie, however it is packed.
LONG = "".join(sha256(bytes([number])).hexdigest() for number in range(200))
CLAIMS = {"is_logged_in": True, "preferred_username": "zhao", "name": "赵敏"}


@pytest.fixture
def store(
    tmp_path: Path, settings: Callable[..., None], loaded_store: Callable[..., str], quick_hashes: None
) -> Iterator[Engine]:
    """A store without accounts; settings without any way to sign in."""
    engine = open_store(loaded_store(tmp_path))
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
    reset_password(store, login, PASSWORD, author="test", is_one_time=False)
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


def refused(store: Engine, **brought: object) -> str:
    with reading(store) as session:
        return identify(session, Visit(**brought)).refused  # type: ignore[arg-type]


def test_a_closed_account_is_nobody_and_has_no_name(store: Engine, settings: Callable[..., None]) -> None:
    token = add(store, "zhao", Role.ADMINISTRATOR)
    store_account(store, NewAccount("zhao", "赵敏", Role.ADMINISTRATOR, is_open=False), author="test")
    settings(**OIDC, **PROXY)
    for brought in ({"claims": CLAIMS}, {"headers": HERE | {"x-remote-user": "ZHAO"}}, {"cookies": {COOKIE: token}}):
        assert who(store, **brought) == ("", Role.VIEWER, Way.NONE)
    assert refused(store, claims=CLAIMS) == "zhao"
    assert refused(store, cookies={COOKIE: token}) == ""


@pytest.mark.parametrize("brought", [{"claims": CLAIMS}, {"headers": HERE | {"x-remote-user": "zhao"}}], ids=["claims", "header"])
def test_where_all_must_sign_in_an_unknown_login_from_outside_is_nobody(
    store: Engine, settings: Callable[..., None], brought: dict[str, object]
) -> None:
    settings(**OIDC, **PROXY)
    assert who(store, **brought)[0] == "zhao", "where anybody may read, they may with their name"
    settings(SANBIAO_VIEWERS="account")
    assert who(store, **brought) == ("", Role.VIEWER, Way.NONE)
    assert refused(store, **brought) == "zhao"
    add(store, "zhao")
    assert who(store, **brought)[:2] == ("zhao", Role.EDITOR)


def test_a_one_time_password_gives_no_right_but_to_change_it(store: Engine) -> None:
    add(store, "li", Role.ADMINISTRATOR)
    reset_password(store, "li", "a long enough word", author="test")
    cookies = {COOKIE: sign_in(store, "li", "a long enough word")}
    assert who(store, cookies=cookies) == ("li", Role.VIEWER, Way.ACCOUNT)
    with reading(store) as session:
        assert identify(session, Visit(cookies=cookies)).must_change
    change_password(store, "li", "a long enough word", PASSWORD, keep=cookies[COOKIE])
    assert who(store, cookies=cookies) == ("li", Role.ADMINISTRATOR, Way.ACCOUNT)


def test_a_session_that_nobody_uses_ends_by_the_settings(store: Engine, settings: Callable[..., None]) -> None:
    add(store, "li")
    cookies = {COOKIE: sign_in(store, "li", PASSWORD, now=datetime.now(UTC) - timedelta(minutes=121))}
    assert who(store, cookies=cookies)[2] is Way.NONE
    for minutes in ("122", "0"):
        settings(SANBIAO_IDLE_MINUTES=minutes)
        assert who(store, cookies=cookies)[2] is Way.ACCOUNT


# --- the cookie of single sign-on


@pytest.fixture
def cookies_of(settings: Callable[..., None]) -> Iterator[Callable[..., dict[str, str]]]:
    """Return the cookies that Streamlit gives, as if at another time."""
    settings(**OIDC)
    before = config.get_option("server.cookieSecret")
    config.set_option("server.cookieSecret", "only for the test, and long enough for it")

    def signed(age: timedelta, claims: dict[str, object] = CLAIMS) -> dict[str, str]:
        found: dict[str, str] = {}
        made = int((datetime.now(UTC) - age).timestamp())
        with mock.patch.object(TimestampSigner, "get_timestamp", return_value=made):
            set_cookie_with_chunks(
                lambda name, value: found.update({name: create_signed_value(get_cookie_secret(), name, value).decode()}),
                lambda name, value: create_signed_value(get_cookie_secret(), name, value),
                USER_COOKIE,
                claims,
                cookie_attr_size=80,
            )
        return found

    yield signed
    config.set_option("server.cookieSecret", before)


@pytest.mark.parametrize("long", ["", LONG], ids=["one cookie", "several"])
def test_a_sign_on_lasts_no_longer_than_a_session_whatever_a_browser_keeps(
    cookies_of: Callable[..., dict[str, str]], long: str
) -> None:
    claims = CLAIMS | {"picture": long}
    assert (len(cookies_of(timedelta(0), claims)) > 1) is bool(long)
    found = sign_on_of_cookies(cookies_of(LASTS - timedelta(minutes=1), claims))
    assert found is not None
    assert found.claims == claims
    assert sign_on_of_cookies(cookies_of(LASTS + timedelta(minutes=1), claims)) is None
    assert sign_on_of_cookies(cookies_of(-timedelta(hours=1), claims)) is None


def test_a_cookie_that_was_changed_or_is_not_there_is_no_sign_on(cookies_of: Callable[..., dict[str, str]]) -> None:
    cookies = cookies_of(timedelta(0))
    assert sign_on_of_cookies({name: value[:-4] + "AAAA" for name, value in cookies.items()}) is None
    assert sign_on_of_cookies({}) is None


def test_a_sign_on_that_was_left_does_not_come_back_with_its_cookie(
    store: Engine, cookies_of: Callable[..., dict[str, str]]
) -> None:
    """Sign out, and come with the cookie that the browser should have forgotten, also among others."""
    cookies = cookies_of(timedelta(hours=1))
    on = sign_on_of_cookies(cookies)
    assert on is not None
    record_sign_on(store, "zhao", on.token, way="single_sign_on", address="", ends=on.begun + LASTS)
    assert who(store, claims=on.claims, sign_on=on)[2] is Way.SINGLE_SIGN_ON
    sign_out(store, on.token)
    again = sign_on_of_cookies(cookies | {f"{USER_COOKIE}_9": "made up"})
    assert again is not None
    assert who(store, claims=again.claims, sign_on=again)[2] is Way.NONE
    new = sign_on_of_cookies(cookies_of(timedelta(0)))
    assert new is not None
    assert who(store, claims=new.claims, sign_on=new)[2] is Way.SINGLE_SIGN_ON


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
        HERE | {"x-cluster-client-ip": "203.0.113.9"},
        HERE | {"fly-client-ip": "203.0.113.9"},
        HERE | {"x-proxyuser-ip": "203.0.113.9"},
        HERE | {"x-original-host": "board.example"},
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


@pytest.mark.parametrize("named", ["<script>", "\x1b[31m", "1" * 5000, "unknown", "203.0.113.9:80"])
def test_what_is_no_address_is_recorded_as_none(named: str) -> None:
    assert address_of({"x-forwarded-for": named, PEER_HEADER: "127.0.0.1"}) == "127.0.0.1"
    assert address_of({"x-forwarded-for": f"{named}, 203.0.113.9", PEER_HEADER: "127.0.0.1"}) == "203.0.113.9"
