"""Access to the pages: read-only, mandatory sign-in, a reporter of one district, accounts, the log."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from streamlit import config
from streamlit.testing.v1 import AppTest

from components.session import user
from components.session.identity import COOKIE, PEER_HEADER, SignOn, Visit
from models.auth.roles import Role, Staff, on_behalf_of
from models.commands.accounts import store_account
from models.commands.ledger import store_reports
from models.commands.meetings import store_meeting, store_narrative
from models.commands.records import NewAccount, NewMeeting, NewNarrative, NewReport
from models.commands.sign_in import reset_password, sign_in
from models.errors import StoreError
from models.queries.accounts import find_staff, read_accounts
from models.store.engine import open_store, reading
from models.tables import Batch, Report, Series, columns
from models.tables.accounts import AccessEvent, SignIn
from tests.components.session.test_identity import OIDC
from tests.conftest import PAGES
from tests.pages.reading import headings, html

Open = Callable[..., AppTest]
PLAN, DAY, JINSHUI = "zhengzhou-2023", "2023-06-30", "410105"
MIXED = "指标编码,区县,截至日期,数值\nBA-01,金水区,2023-06-30,5\nBA-01,二七区,2023-06-30,4\nBA-01,全市,2023-06-30,9\n"
#: A user named by the proxy, and one from another computer.
BY_PROXY = {"SANBIAO_PROXY_HEADER": "X-Remote-User"}
ELSEWHERE = Visit({"host": "board.example", PEER_HEADER: "203.0.113.9"})


def named(login: str) -> Visit:
    return Visit({"host": "board.example", "x-remote-user": login, PEER_HEADER: "127.0.0.1"})


@pytest.fixture
def own_store(store_urls: dict[str, str], tmp_path: Path) -> Iterator[Engine]:
    """A store of the test alone, with the plan that ships."""
    path = tmp_path / "store.sqlite"
    shutil.copyfile(store_urls["real"].removeprefix("sqlite:///"), path)
    engine = open_store(f"sqlite:///{path.as_posix()}")
    yield engine
    engine.dispose()


@pytest.fixture
def staffed_store(own_store: Engine) -> Engine:
    """The same with an administrator, an editor, a viewer and a reporter of one district."""
    for login, name, role in (("wang", "王芳", Role.ADMINISTRATOR), ("zhao", "赵敏", Role.EDITOR), ("sun", "孙", Role.VIEWER)):
        store_account(own_store, NewAccount(login, name, role), author="test")
    store_account(own_store, NewAccount("li", "李娜", Role.REPORTER, (JINSHUI,)), author="test")
    return own_store


@pytest.fixture
def open_as(fresh_app: Callable[..., None], visiting: Callable[[Visit], None], open_page: Open) -> Open:
    """Open a page of a store as a user: ``open_as(named("li"), store, "staff")``."""

    def opened(who: Visit, store: Engine, page: str, **address: str) -> AppTest:
        fresh_app(**BY_PROXY)
        visiting(who)
        return open_page(page, store=store.url.render_as_string(), plan=PLAN, as_of=DAY, **{"lang": "zh"} | address)

    return opened


def words(app: AppTest) -> str:
    """All texts of a page in lines."""
    assert [one.value for one in app.exception] == []
    kinds = (app.caption, app.info, app.error, app.success, app.markdown)
    return "\n".join([html(app), *(str(one.value) for kind in kinds for one in kind)]).replace("\\", "")


def keys(app: AppTest) -> set[str]:
    """The elements of a page that can be clicked or filled in, by their keys."""
    return {str(one.key) for kind in (app.button, app.text_area, app.file_uploader, app.selectbox) for one in kind}


def written(engine: Engine) -> set[tuple[str, str]]:
    """Author and district of every recorded figure of an import."""
    batches, reports, series = columns(Batch), columns(Report), columns(Series)
    rows = select(batches.author, series.district).join_from(Report, Batch, reports.batch_id == batches.id)
    rows = rows.join(Series, reports.series_id == series.id).where(batches.kind == "report")
    with reading(engine) as session:
        return {(author, district) for author, district in session.execute(rows)}


# --- nobody can sign in


@pytest.mark.parametrize(("language", "said"), [("zh", "本看板为只读"), ("en", "read-only")])
def test_bound_to_all_the_world_without_a_way_to_sign_in_nothing_can_be_written(
    open_page: Open, visiting: Callable[[Visit], None], language: str, said: str
) -> None:
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    try:
        app = open_page("import_report", lang=language)  # from the same computer, but the server cannot know that
        assert said in words(app)
        assert "python manage.py staff add" in words(app)
        assert keys(app) & {"intake-files-0", "intake-paste-0", "intake-commit"} == set()
        staff = open_page("staff", lang=language)
        assert "account" not in keys(staff)
    finally:
        config.set_option("server.address", before)


def test_on_the_own_computer_its_user_writes_without_further_ado(open_page: Open) -> None:
    app = open_page("import_report")
    assert "intake-paste-0" in keys(app)
    assert "只读" not in words(app)


# --- mandatory sign-in


@pytest.mark.parametrize("page", list(PAGES))
def test_where_all_must_sign_in_a_stranger_sees_no_page(
    staffed_store: Engine, fresh_app: Callable[..., None], open_as: Open, page: str
) -> None:
    fresh_app(SANBIAO_VIEWERS="account")
    app = open_as(ELSEWHERE, staffed_store, page)
    assert headings(app, 1) == ["请先登录"]
    assert (len(app.dataframe), len(app.selectbox), len(app.get("plotly_chart"))) == (0, 0, 0)


def test_where_all_must_sign_in_a_viewer_sees_the_page(
    staffed_store: Engine, fresh_app: Callable[..., None], open_as: Open
) -> None:
    fresh_app(SANBIAO_VIEWERS="account")
    app = open_as(named("sun"), staffed_store, "summary")
    assert "请先登录" not in words(app)
    assert "孙 · 查看人员" in words(app)


# --- who comes from outside


def events(engine: Engine) -> list[tuple[str, str, str]]:
    own = columns(AccessEvent)
    with reading(engine) as session:
        return [tuple(row) for row in session.execute(select(own.kind, own.login, own.address).order_by(own.id))]


def closed(engine: Engine, login: str) -> None:
    store_account(engine, NewAccount(login, "赵敏", Role.EDITOR, is_open=False), author="test")


@pytest.mark.parametrize("login", ["zhao", "nobody-knows-me"])
@pytest.mark.parametrize("page", ["summary", "import_report", "log"])
def test_without_an_open_account_a_login_from_outside_reads_no_page_and_is_recorded(
    staffed_store: Engine, fresh_app: Callable[..., None], open_as: Open, login: str, page: str
) -> None:
    closed(staffed_store, "zhao")
    fresh_app(SANBIAO_VIEWERS="account")
    app = open_as(named(login), staffed_store, page)
    assert headings(app, 1) == ["需要账号"]
    assert f"{login} 没有可用的账号，请找管理员开通。" in words(app)
    assert (len(app.dataframe), len(app.selectbox), len(app.get("plotly_chart"))) == (0, 0, 0)
    app.run()
    assert events(staffed_store) == [("refused", login, "127.0.0.1")]


def test_a_closed_account_has_no_name_where_anybody_may_read(staffed_store: Engine, open_as: Open) -> None:
    closed(staffed_store, "zhao")
    app = open_as(named("zhao"), staffed_store, "summary")
    assert "请找管理员开通" in words(app)
    assert "赵敏" not in words(app)
    assert "查看人员" not in words(app)


def test_a_sign_on_by_the_proxy_is_recorded_once_a_visit(staffed_store: Engine, open_as: Open) -> None:
    open_as(named("zhao"), staffed_store, "summary").run().run()
    assert events(staffed_store) == [("signed_on", "zhao", "127.0.0.1")]
    open_as(named("zhao"), staffed_store, "targets")
    assert len(events(staffed_store)) == 2


def test_single_sign_on_is_recorded_once_a_sign_on_and_ends_when_nobody_uses_it(
    staffed_store: Engine, open_as: Open, settings: Callable[..., None]
) -> None:
    claims = {"is_logged_in": True, "preferred_username": "zhao"}
    on = SignOn(claims, datetime.now(UTC), "what the cookie says")
    visit = Visit({"host": "board.example", PEER_HEADER: "203.0.113.9"}, {}, claims, on)
    settings(**OIDC)
    for _ in range(2):
        assert "赵敏 · 编辑人员" in words(open_as(visit, staffed_store, "summary").run())
    assert events(staffed_store) == [("signed_on", "zhao", "203.0.113.9")]
    with staffed_store.begin() as connection:
        connection.execute(update(SignIn).values(last_seen=datetime.now(UTC) - timedelta(minutes=121)))
    assert "赵敏" not in words(open_as(visit, staffed_store, "summary"))


def test_a_store_that_cannot_be_written_locks_nobody_out(
    staffed_store: Engine, open_as: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("store_read_only", where="sqlite:///store")

    monkeypatch.setattr("components.session.access.record_access", full)
    caplog.set_level("WARNING", logger="sanbiao")
    app = open_as(named("zhao"), staffed_store, "summary").run()
    assert "赵敏 · 编辑人员" in words(app)
    (logged,) = [one for one in caplog.records if one.getMessage() == "signed_on"]
    assert getattr(logged, "values", {}) == {
        "login": "zhao",
        "address": "127.0.0.1",
        "about": "zhao",
        "not_recorded": "store_read_only",
    }


# --- a password that has to be changed


@pytest.mark.parametrize("page", ["summary", "import_report", "staff", "briefing"])
def test_with_a_one_time_password_no_page_opens_but_that_for_another(staffed_store: Engine, open_as: Open, page: str) -> None:
    reset_password(staffed_store, "wang", "from the administrator", author="test")
    visit = Visit(ELSEWHERE.headers, {COOKIE: sign_in(staffed_store, "wang", "from the administrator")})
    app = open_as(visit, staffed_store, page)
    assert headings(app, 1) == ["请先修改密码"]
    assert "/account/password?" in html(app)
    assert (len(app.dataframe), len(app.selectbox), keys(app)) == (0, 0, {"sign-out"})
    assert not user.may(Role.REPORTER)


# --- a reporter of one district


def paste(app: AppTest, text: str) -> AppTest:
    return app.text_area(key="intake-paste-0").set_value(text).run()


def test_a_reporter_is_told_of_foreign_rows_before_anything_is_written(staffed_store: Engine, open_as: Open) -> None:
    app = paste(open_as(named("li"), staffed_store, "import_report"), MIXED)
    assert "intake-commit" in keys(app), words(app)
    told = "\n".join(next(one.value["what"] for one in app.dataframe if "what" in one.value))
    assert "您不能填报二七区的数据" in told
    assert "您不能填报全市的数据" in told
    assert written(staffed_store) == set()
    for box in app.checkbox:
        if box.key == "intake-confirm":
            box.check().run()
    app.button(key="intake-commit").click().run()
    assert "已提交1条" in words(app)
    assert written(staffed_store) == {("李娜 (li)", JINSHUI)}


def test_a_session_that_changes_hands_writes_by_the_rights_of_the_new_one(
    staffed_store: Engine, open_as: Open, visiting: Callable[[Visit], None]
) -> None:
    """Check an editor's rows sent by a reporter: by a changed cookie, or by a button that is not theirs."""
    app = paste(open_as(named("zhao"), staffed_store, "import_report"), MIXED)
    visiting(named("li"))
    app.button(key="intake-commit").click().run()
    assert written(staffed_store) <= {("李娜 (li)", JINSHUI)}
    visiting(ELSEWHERE)
    app.run()
    assert "intake-commit" not in keys(app)


def test_a_reporter_cannot_take_back_what_others_brought_in(staffed_store: Engine, open_as: Open) -> None:
    app = paste(open_as(named("zhao"), staffed_store, "import_report"), MIXED)
    for box in app.checkbox:
        if box.key == "intake-confirm":
            box.check().run()
    app.button(key="intake-commit").click().run()
    with reading(staffed_store) as session:
        batch = session.scalars(select(columns(Batch).id).order_by(columns(Batch).id.desc())).first()
    app = open_as(named("li"), staffed_store, "history", batch=str(batch))
    app.button(key="undo").click().run()
    assert re.search("编辑人员", words(app))
    assert app.button(key="undo").label == "撤销这一批"
    assert events(staffed_store)[-1] == ("refused", "li", "127.0.0.1")
    app = open_as(named("zhao"), staffed_store, "history", batch=str(batch))
    assert app.button(key="undo").click().run().button(key="undo").label == "恢复这一批"


@pytest.mark.parametrize("login", ["sun", "nobody-knows-me", ""])
def test_a_viewer_finds_nothing_to_write_with(staffed_store: Engine, open_as: Open, login: str) -> None:
    writing = {"intake-files-0", "intake-paste-0", "intake-commit", "undo", "account"}
    for page in ("import_report", "history", "meetings", "staff", "targets"):
        app = open_as(named(login), staffed_store, page, batch="1", target="BA-01")
        assert keys(app) & writing == set(), page
        assert words(app)


# --- accounts and the log


def test_the_first_account_is_made_on_the_own_computer_and_ends_its_rights(
    own_store: Engine, open_page: Open, settings: Callable[..., None]
) -> None:
    app = open_page("staff", store=own_store.url.render_as_string(), lang="zh")
    app.text_input(key="account-login-").set_value("wang")
    app.text_input(key="account-name-").set_value("王芳")
    app.radio(key="account-role-").set_value(Role.EDITOR)
    app.button[-1].click().run()
    assert "管理员" in app.error[0].value
    with reading(own_store) as session:
        assert read_accounts(session).empty
    app.text_input(key="account-login-").set_value("wang")
    app.text_input(key="account-name-").set_value("王芳")
    app.radio(key="account-role-").set_value(Role.ADMINISTRATOR)
    app.button[-1].click().run()
    (password,) = [one.value for one in app.code]
    assert sign_in(own_store, "wang", password)
    assert "account" not in keys(app)  # nobody is signed in here any more
    app.run()
    assert [one.value for one in app.code] == []
    with reading(own_store) as session:
        staff = find_staff(session, "wang")
    assert staff is not None
    assert staff.role is Role.ADMINISTRATOR


@pytest.mark.parametrize(("login", "sees"), [("wang", True), ("zhao", False), ("li", False), ("sun", False)])
def test_only_an_administrator_sees_accounts_and_sign_ins(staffed_store: Engine, open_as: Open, login: str, sees: bool) -> None:
    app = open_as(named(login), staffed_store, "staff")
    assert ("account" in keys(app)) is sees
    assert (len(app.dataframe) == 1) is sees
    kinds = set(open_as(named(login), staffed_store, "log").dataframe[0].value["what"])
    assert ("账号" in "".join(kinds)) is sees


# --- what a stranger is not told


@pytest.mark.parametrize("page", list(PAGES))
def test_an_anonymous_reader_sees_names_and_no_login(staffed_store: Engine, open_as: Open, page: str) -> None:
    wang = Staff("wang", "王芳", Role.ADMINISTRATOR)
    mine = on_behalf_of(staffed_store, wang)
    day = date.fromisoformat(DAY)
    store_reports(mine, PLAN, [NewReport("BA-01", day, Decimal(5))], author=wang.signature)
    store_narrative(mine, PLAN, NewNarrative("BA-01", "用地未批", "协调用地"), wang.signature)
    store_meeting(mine, PLAN, NewMeeting("调度会", day, date(2023, 5, 31)), wang.signature)
    chosen = {"target": "BA-01"} if page == "targets" else {}
    stranger = open_as(ELSEWHERE, staffed_store, page, **chosen)
    seen = words(stranger) + "".join(one.value.to_csv() for one in stranger.dataframe)
    assert "(wang)" not in seen
    assert str(staffed_store.url.database) not in seen
    if page in ("history", "log", "targets"):
        assert "王芳" in seen
        colleague = open_as(named("sun"), staffed_store, page, **chosen)
        assert "王芳 (wang)" in words(colleague) + "".join(one.value.to_csv() for one in colleague.dataframe)
