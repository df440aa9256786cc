"""Sign-in, sign-out, new password: the requests that the account pages accept and reject."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Connection, Engine, event, update
from sqlmodel import select as select_rows

from components.server.account_pages import MOST_BYTES, own_path
from components.session import queries
from components.session.identity import COOKIE, PEER_HEADER
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password, sign_out_everywhere
from models.errors import StoreError
from models.store.engine import reading, writing
from models.tables.accounts import AccessEvent, SignIn, SignInAttempt
from tests.components.server.accounts import LOGIN, PASSWORD, SITE, Ask, cookie_of, enter, with_cookie


def test_a_sign_in_leads_to_the_page_that_was_wanted(ask: Ask) -> None:
    answer = enter(ask)
    assert (answer.status_code, answer.headers["location"]) == (303, "/targets?lang=en")
    assert ask("GET", "/account/password", headers=with_cookie(cookie_of(answer))).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(ask: Ask) -> None:
    cookie = SimpleCookie(enter(ask).headers["set-cookie"])[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "lax", "/", "")
    assert cookie["max-age"] == str(12 * 3600)


def test_over_https_the_cookie_goes_over_https_alone(ask: Ask) -> None:
    assert SimpleCookie(enter(ask, site="https://board.example").headers["set-cookie"])[COOKIE]["secure"] is True


def test_a_public_address_of_https_keeps_the_cookie_to_it(ask: Ask, settings: Callable[..., None]) -> None:
    settings(SANBIAO_PUBLIC_URL="https://board.example")
    form = {"login": LOGIN, "password": PASSWORD, "next": "/"}
    answer = ask("POST", "/account/sign-in", headers={"Origin": "https://board.example"}, **form)
    assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["secure"] is True
    assert ask("POST", "/account/sign-in", headers={"Origin": SITE}, **form).status_code == 403


def test_a_setting_keeps_the_cookie_to_https(ask: Ask, settings: Callable[..., None]) -> None:
    settings(SANBIAO_SECURE_COOKIE="true")
    assert SimpleCookie(enter(ask).headers["set-cookie"])[COOKIE]["secure"] is True


@pytest.mark.parametrize("login", [LOGIN, "nobody", "<script>alert(1)</script>"])
def test_a_wrong_password_and_an_unknown_account_read_the_same(ask: Ask, login: str) -> None:
    answer = ask("POST", "/account/sign-in", login=login, password="wrong password", next="/")
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
    assert "账号或密码不正确" in answer.text
    assert "<script>" not in answer.text


def test_after_some_wrong_passwords_even_the_right_one_waits(ask: Ask) -> None:
    codes = list[int]()
    while 429 not in codes and len(codes) < 12:  # the wait doubles, so that it exceeds what an attempt takes here
        codes.append(enter(ask, password="wrong password").status_code)
    assert (codes[0], codes[-1]) == (400, 429)
    assert enter(ask).status_code == 429


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://board.example.evil.example", "http://board.example:81"]
)
@pytest.mark.parametrize("page", ["sign-in", "sign-out"])
def test_a_form_of_another_site_is_refused(ask: Ask, page: str, origin: str) -> None:
    answer = ask("POST", f"/account/{page}", headers={"Origin": origin}, login=LOGIN, password=PASSWORD)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize(
    ("headers", "code"), [({}, 403), ({"Referer": "http://evil.example/"}, 403), ({"Referer": f"{SITE}/account/sign-in"}, 303)]
)
def test_without_an_origin_the_page_before_must_be_ours(ask: Ask, headers: dict[str, str], code: int) -> None:
    assert ask("POST", "/account/sign-in", headers=headers, login=LOGIN, password=PASSWORD).status_code == code


@pytest.mark.parametrize("password", [b"\xff\xff\xff\xff\xff\xff\xff\xff", b"%FF%FF%FF%FF%FF%FF%FF%FF"])
def test_a_form_whose_signs_nobody_can_read_is_refused_and_nothing_in_it_replaced(ask: Ask, password: bytes) -> None:
    body = b"login=" + LOGIN.encode() + b"&password=" + password
    answer = ask("POST", "/account/sign-in", body=body)
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)
    assert "UTF-8" in answer.text


def test_a_form_without_end_is_not_read(ask: Ask) -> None:
    assert ask("POST", "/account/sign-in", login=LOGIN, password="x" * MOST_BYTES).status_code == 413


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x=1",
        "",
        "targets",
    ],
)
def test_nobody_is_led_away_from_here(ask: Ask, wanted: str) -> None:
    assert own_path(wanted) == "/"
    assert enter(ask, onward=wanted).headers["location"] == "/"


def test_below_a_path_the_cookie_and_the_way_on_stay_there(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: "board" if name == "server.baseUrlPath" else None)
    answer = enter(ask, onward="/other")
    assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["path"] == "/board"
    assert answer.headers["location"] == "/board/"
    assert own_path("/board/targets") == "/board/targets"


def test_signing_out_ends_the_sign_in_in_the_store(ask: Ask) -> None:
    token = cookie_of(enter(ask))
    answer = ask("POST", "/account/sign-out", headers=with_cookie(token), next="/")
    assert (answer.status_code, SimpleCookie(answer.headers["set-cookie"])[COOKIE]["max-age"]) == (303, "0")
    assert ask("GET", "/account/password", headers=with_cookie(token)).status_code == 303


def test_a_sign_in_that_was_ended_elsewhere_is_none(ask: Ask, store: Engine) -> None:
    token = cookie_of(enter(ask))
    sign_out_everywhere(store, LOGIN)
    assert ask("GET", "/account/password", headers=with_cookie(token)).status_code == 303


def test_another_password_ends_the_other_sign_ins_and_not_this_one(ask: Ask) -> None:
    here, elsewhere = cookie_of(enter(ask)), cookie_of(enter(ask))
    new = "a new long password"
    answer = ask("POST", "/account/password", headers=with_cookie(here), old=PASSWORD, new=new, again=new)
    assert (answer.status_code, "密码已修改" in answer.text) == (200, True)
    assert ask("GET", "/account/password", headers=with_cookie(here)).status_code == 200
    assert ask("GET", "/account/password", headers=with_cookie(elsewhere)).status_code == 303
    assert enter(ask, password=new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong password", "a new long password", "a new long password", "账号或密码不正确"),
        (PASSWORD, "short", "short", "至少 10 个字符"),
        (PASSWORD, "a new long password", "another long password", "不一致"),
    ],
)
def test_a_password_that_does_not_fit_changes_nothing(ask: Ask, old: str, new: str, again: str, said: str) -> None:
    token = cookie_of(enter(ask))
    answer = ask("POST", "/account/password", headers=with_cookie(token), old=old, new=new, again=again)
    assert answer.status_code == 400
    assert said in answer.text
    assert enter(ask).status_code == 303


@pytest.mark.parametrize(("language", "title"), [("zh", "登录"), ("en", "Sign in")])
def test_the_page_speaks_the_readers_language_and_needs_no_script(ask: Ask, language: str, title: str) -> None:
    page = ask("GET", f"/account/sign-in?next=/targets%3Flang={language}")
    assert f"<h1>{title}</h1>" in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/media/one.xlsx", "/_stcore/upload_file/a/b", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/a/b"]
)
def test_where_all_must_sign_in_no_data_leaves_beside_the_pages(ask: Ask, settings: Callable[..., None], path: str) -> None:
    assert ask("GET", path).status_code == 404  # there is no such file here, and anybody may ask
    settings(SANBIAO_VIEWERS="account")
    assert ask("GET", path).status_code == 401
    assert ask("GET", path, headers=with_cookie("made up")).status_code == 401
    assert ask("GET", path, headers=with_cookie(cookie_of(enter(ask)))).status_code == 404


def test_where_all_must_sign_in_the_watch_and_the_door_stay_open(ask: Ask, settings: Callable[..., None]) -> None:
    settings(SANBIAO_VIEWERS="account")
    assert [ask("GET", path).status_code for path in ("/healthz", "/account/sign-in")] == [200, 200]


# --- one-time passwords


@pytest.fixture
def one_time(store: Engine) -> str:
    """A password set by an administrator, which has to be changed."""
    reset_password(store, LOGIN, "from the administrator", author="test")
    return "from the administrator"


def test_a_one_time_password_leads_to_the_page_for_another(ask: Ask, one_time: str) -> None:
    answer = enter(ask, password=one_time)
    assert answer.headers["location"] == "/account/password?next=%2Ftargets%3Flang%3Den"
    page = ask("GET", answer.headers["location"], headers=with_cookie(cookie_of(answer)))
    assert "one use" in page.text


@pytest.mark.parametrize("viewers", ["anonymous", "account"])
@pytest.mark.parametrize("path", ["/media/one.xlsx", "/_stcore/upload_file/a/b", "/store-version", "/store-version%0a"])
def test_with_a_one_time_password_no_file_comes_or_goes(
    ask: Ask, one_time: str, settings: Callable[..., None], path: str, viewers: str
) -> None:
    settings(SANBIAO_VIEWERS=viewers)
    token = cookie_of(enter(ask, password=one_time))
    answer = ask("PUT" if "upload" in path else "GET", path, headers=with_cookie(token))
    assert (answer.status_code, "一次性密码" in answer.text) == (403, True)
    for new, status in ((one_time, 400), ("a new long password", 200)):
        changed = ask("POST", "/account/password", headers=with_cookie(token), old=one_time, new=new, again=new)
        assert changed.status_code == status
    assert ask("GET", path, headers=with_cookie(token)).status_code in (200, 404)


@pytest.mark.parametrize("new", ["qwertyuiop123", "1234567890", "password2023"])
def test_a_common_password_is_refused_in_one_sentence(ask: Ask, new: str) -> None:
    token = cookie_of(enter(ask))
    answer = ask("POST", "/account/password", headers=with_cookie(token), old=PASSWORD, new=new, again=new)
    assert (answer.status_code, "太容易猜到" in answer.text) == (400, True)


def test_a_page_that_only_polls_does_not_use_the_session(ask: Ask, store: Engine, settings: Callable[..., None]) -> None:
    settings(SANBIAO_VIEWERS="account")
    token = cookie_of(enter(ask))
    with store.begin() as connection:
        connection.execute(update(SignIn).values(begun=datetime.now(UTC) - timedelta(minutes=119)))
    assert ask("GET", "/store-version", headers=with_cookie(token)).status_code == 200
    with store.begin() as connection:
        connection.execute(update(SignIn).values(begun=datetime.now(UTC) - timedelta(minutes=121)))
    assert ask("GET", "/store-version", headers=with_cookie(token)).status_code == 401


# --- who comes from outside without an account


def test_without_an_open_account_the_proxys_name_opens_no_file_and_is_recorded_once(
    ask: Ask, store: Engine, settings: Callable[..., None]
) -> None:
    settings(SANBIAO_VIEWERS="account", SANBIAO_PROXY_HEADER="X-Remote-User")
    named = {"x-remote-user": LOGIN, PEER_HEADER: "127.0.0.1", "x-forwarded-for": "203.0.113.9"}
    assert ask("GET", "/media/one.xlsx", headers=named).status_code == 404
    store_account(store, NewAccount(LOGIN, "李娜", Role.EDITOR, is_open=False), author="test")
    answers = [ask("GET", f"/media/{number}.xlsx", headers=named) for number in range(3)]
    assert {(one.status_code, one.text) for one in answers} == {(403, "li 没有可用的账号，请找管理员开通。")}
    assert ask("GET", "/media/one.xlsx", headers=named | {"x-remote-user": "stranger"}).status_code == 403
    with reading(store) as session:
        found = [(one.kind, one.login, one.address) for one in session.exec(select_rows(AccessEvent))]
    assert found == [("refused", login, "203.0.113.9") for login in (LOGIN, "stranger")]


# --- the store is away


def forbid_writing(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def read_only(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")


def delete_the_file(engine: Engine) -> None:
    Path(str(engine.url.database)).unlink()


FORMS = {
    "sign-in": {"login": LOGIN, "password": PASSWORD},
    "password": {"old": PASSWORD, "new": "a new correct horse", "again": "a new correct horse"},
    "sign-out": {},
    "code": {"code": "123456"},
    "second-factor": {"password": PASSWORD, "code": "123456"},
}


#: A code that belongs to no password is refused before anything is written.
FAULTS = [
    (page, fault) for page in FORMS for fault in (forbid_writing, delete_the_file) if (page, fault) != ("code", forbid_writing)
]


@pytest.mark.parametrize(("page", "fault"), FAULTS)
def test_without_a_store_to_write_to_each_form_answers_in_one_sentence(
    ask: Ask, page: str, fault: Callable[[Engine], None], caplog: pytest.LogCaptureFixture
) -> None:
    token = cookie_of(enter(ask))
    fault(queries.engine())
    answer = ask("POST", f"/account/{page}", headers=with_cookie(token), **(FORMS[page] or {"next": "/"}))
    assert answer.status_code == 503
    assert "请稍后重试" in answer.text
    place = str(queries.engine().url.database)
    for told in (answer.text, caplog.text):
        assert place not in told
        assert "Traceback" not in told
    assert ("set-cookie" in answer.headers) == (page == "sign-out"), "a browser that signs out forgets its session"


def test_a_full_disk_is_told_as_such(ask: Ask) -> None:
    engine = queries.engine()

    @event.listens_for(engine, "begin")
    def leave_no_room(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def fill_the_last_page() -> None:
        while True:
            with writing(engine) as session:
                session.add(SignInAttempt(login=LOGIN, at=datetime.now(UTC), succeeded=True))

    with pytest.raises(StoreError):
        fill_the_last_page()
    answer = enter(ask)
    assert answer.status_code == 503
    assert "server is full" in answer.text, "in the language of the page to go on to"


def test_a_database_that_does_not_answer_is_told_without_its_address(
    ask: Ask, settings: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    word = "a-database-word"
    settings(DATABASE_URL=f"postgresql://a-database-user:{word}@127.0.0.1:1/board")
    for answer in (enter(ask), ask("GET", "/account/password", headers=with_cookie("x")), ask("GET", "/healthz")):
        assert answer.status_code == 503
        for told in (answer.text, caplog.text):
            assert "a-database" not in told
            assert "127.0.0.1" not in told


def test_a_deleted_store_is_not_ready_and_a_returned_one_is(ask: Ask) -> None:
    place = Path(str(queries.engine().url.database))
    assert ask("GET", "/healthz").json()["ready"] is True
    kept = place.rename(place.with_suffix(".moved"))
    away = ask("GET", "/healthz")
    assert (away.status_code, away.json()["ready"]) == (503, False)
    assert not place.exists(), "no empty store is made in its place"
    kept.rename(place)
    assert ask("GET", "/healthz").json()["ready"] is True


def test_an_older_store_laid_over_the_file_is_not_ready(ask: Ask) -> None:
    place = Path(str(queries.engine().url.database))
    earlier = sqlite3.connect(":memory:")
    with closing(earlier), closing(sqlite3.connect(place)) as live:
        live.backup(earlier)
        store_account(queries.engine(), NewAccount("zhao", "赵敏", Role.EDITOR), author="test")
        assert ask("GET", "/healthz").status_code == 200
        earlier.backup(live)
    assert ask("GET", "/healthz").status_code == 503
    assert ask("GET", "/store-version").status_code == 503
