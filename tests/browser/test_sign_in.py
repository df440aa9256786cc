"""Sign-in as people do it: by the bureau's single sign-on, and with a password; and the answers to a forged session.

One server over one store, with mandatory sign-in: single sign-on by a provider of its own, accounts, and a trusted proxy address,
127.0.0.3, without a proxy.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from components.session.identity import COOKIE
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password, sign_in, sign_out_everywhere
from models.demo.shipped import load_shipped
from models.store.engine import open_store, reading
from models.tables import Batch, Report, Series, columns
from tests.bench.visitor import Answer, Visitor
from tests.browser.conftest import Reader, Server, free_port, own_corner, running_app, wait_for
from tests.conftest import run_apart

Strangers = Callable[..., Reader]
PASSWORD, ANOTHER = "correct horse battery", "a new long password"
JINSHUI, PLAN, DAY = "410105", "zhengzhou-2023", "2023-06-30"
MIXED = "指标编码,区县,截至日期,数值\nBA-01,金水区,2023-06-30,5\nBA-01,二七区,2023-06-30,4\nBA-01,全市,2023-06-30,9\n"
HOSTILE = "<img src=x onerror=alert('who')>"
ACCOUNTS = (
    NewAccount("wang", "王芳", Role.ADMINISTRATOR),
    NewAccount("zhao@bureau.example", "赵敏", Role.EDITOR),
    NewAccount("li", "李娜", Role.REPORTER, (JINSHUI,)),
    NewAccount("sun", HOSTILE, Role.VIEWER),
)
#: The account that the provider knows.
USERS = (
    {"sub": "zhao", "email": "zhao@bureau.example", "name": "赵敏"},
    {"sub": "stranger", "email": "stranger@bureau.example", "name": HOSTILE},
)
#: The provider's own page requests a style from elsewhere.
STYLE = re.compile("cdn")


@dataclass
class Office:
    """The server with mandatory sign-in, and its store."""

    server: Server
    store: Engine


@contextmanager
def provider(folder: Path) -> Iterator[str]:
    """A provider of single sign-on; its address."""
    port, log = free_port(), folder / "provider.txt"
    claims = [word for one in USERS for word in ("--user-claims", json.dumps(one))]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims], stdout=file, stderr=file
        )
    try:
        wait_for(f"http://localhost:{port}/.well-known/openid-configuration", process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Office]:
    """The server, its provider and its store."""
    folder, port = tmp_path_factory.mktemp("office"), free_port()
    url = loaded_store(folder, load_shipped)
    engine = open_store(url)
    for account in ACCOUNTS:
        store_account(engine, account, author="test")
        reset_password(engine, account.login, PASSWORD, author="test", is_one_time=False)
    with provider(folder) as there:
        settings = {
            "SANBIAO_VIEWERS": "account",
            "SANBIAO_PROXY_HEADER": "X-Remote-User",
            "SANBIAO_PROXY_ADDRESS": "127.0.0.3",
            "SANBIAO_OIDC_METADATA_URL": f"{there}/.well-known/openid-configuration",
            "SANBIAO_OIDC_CLIENT_ID": "board",
            "SANBIAO_OIDC_CLIENT_SECRET": "only for the test",
            "SANBIAO_OIDC_REDIRECT_URI": f"http://localhost:{port}/oauth2callback",
            "SANBIAO_COOKIE_SECRET": "only for the test, and long enough for it",
        }
        with running_app(folder, url, port=port, **settings) as server:
            yield Office(server, engine)
    engine.dispose()


def line(one: Reader) -> str:
    """The text about the current user, in the corner of the top line."""
    words = own_corner(one.page).inner_text()
    one.page.keyboard.press("Escape")
    return words


# --- single sign-on


def by_provider(one: Reader, user: str) -> None:
    """Sign in at the provider, from a page that asked for it."""
    one.page.route(STYLE, lambda route: route.fulfill(body="", content_type="text/css"))
    one.page.get_by_role("button", name="统一登录").last.click()
    one.page.get_by_role("button", name=user, exact=True).click()
    one.settle()
    one.trouble[:] = [each for each in one.trouble if "cdn" not in each]


def test_single_sign_on_lets_in_and_out_again(office: Office, stranger: Strangers) -> None:
    one = stranger()
    one.open(office.server.link("targets", lang="zh"))
    assert one.headline() == "请先登录"
    by_provider(one, "zhao")
    assert "赵敏 · 编辑人员" in line(one)
    one.open(office.server.link("staff", lang="zh"))
    expect(one.page.get_by_test_id("stMain")).to_contain_text("统一登录")
    expect(one.page.get_by_test_id("stMain")).to_contain_text("zhao@bureau.example")
    one.page.reload()
    one.settle()
    assert "赵敏 · 编辑人员" in line(one)
    own_corner(one.page).get_by_role("button", name="退出").click()
    one.page.get_by_role("button", name="End session").click()
    one.settle()
    assert one.headline() == "请先登录"
    one.trouble[:] = [each for each in one.trouble if "cdn" not in each]


def test_somebody_without_an_account_is_told_so_and_their_login_is_text(office: Office, stranger: Strangers) -> None:
    one = stranger()
    one.open(office.server.link("import_report", lang="zh"))
    by_provider(one, "stranger")
    assert one.headline() == "需要账号"
    expect(one.page.get_by_test_id("stMain")).to_contain_text("stranger@bureau.example 没有可用的账号，请找管理员开通。")
    assert one.page.locator("input[type=file]").count() == 0
    assert one.page.context.request.get(f"{office.server.url}/media/x").status == 403


# --- a password


def enter(one: Reader, login: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form."""
    one.page.get_by_label("账号").fill(login)
    one.page.get_by_label("密码").fill(password)
    one.page.get_by_role("button", name="登录").click()


def test_a_password_lets_in_stays_over_a_reload_and_ends_at_the_server(office: Office, stranger: Strangers) -> None:
    one = stranger()
    one.open(office.server.link("targets", lang="zh", as_of=DAY))
    one.page.get_by_test_id("stMain").get_by_role("link", name="登录").click()
    enter(one, "li", "wrong password")
    expect(one.page.get_by_role("alert")).to_contain_text("账号或密码不正确")
    one.trouble.clear()  # a browser logs the answer 400
    enter(one, "li")
    one.settle()
    assert one.page.url.startswith(office.server.link("targets"))
    assert f"as_of={DAY}" in one.page.url
    assert "李娜 · 填报人员" in line(one)
    (cookie,) = [each for each in one.page.context.cookies() if each["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert COOKIE not in one.page.evaluate("document.cookie")
    one.page.reload()
    one.settle()
    assert "李娜 · 填报人员" in line(one)
    sign_out_everywhere(office.store, "li")
    one.page.reload()
    one.settle()
    assert one.headline() == "请先登录"


def test_signing_out_and_another_password(office: Office, stranger: Strangers) -> None:
    one = stranger()
    one.page.goto(f"{office.server.url}/account/sign-in?{urlencode({'next': '/method?lang=zh'})}")
    enter(one, "sun")
    one.settle()
    assert f"{HOSTILE} · 查看人员" in line(one)
    own_corner(one.page).get_by_role("link", name="修改密码").click()
    change(one.page)
    expect(one.page.get_by_role("status")).to_contain_text("密码已修改")
    expect(one.page.locator("main")).to_contain_text(HOSTILE)
    one.page.get_by_role("link", name="返回").click()
    one.settle()
    own_corner(one.page).get_by_role("button", name="退出").click()
    expect(one.page.locator("h1")).to_have_text("请先登录")
    one.page.goto(f"{office.server.url}/method?lang=zh")  # behind it is the form, which no browser sends again
    expect(one.page.locator("h1")).to_have_text("请先登录")
    assert one.page.context.request.get(f"{office.server.url}/media/x").status == 401
    assert sign_in(office.store, "sun", ANOTHER)


def change(page: Page) -> None:
    """Fill in the form for a new password."""
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill(ANOTHER)
    page.get_by_label("再输一遍新密码").fill(ANOTHER)
    page.get_by_role("button", name="修改密码").click()


# --- forged requests


def answer_to(office: Office, source: str, headers: dict[str, str]) -> int:
    """The status of a data request from an address of this computer: 401 without sign-in, 404 otherwise."""
    address = urlsplit(office.server.url)
    asked = HTTPConnection("127.0.0.1", address.port, source_address=(source, 0))
    asked.request("GET", "/media/no-such-file", headers={"Host": address.netloc, **headers})
    status = asked.getresponse().status
    asked.close()
    return status


@pytest.mark.parametrize("more", [{}, {"X-Forwarded-For": "127.0.0.3"}, {"Forwarded": "for=127.0.0.3"}])
def test_the_header_of_a_proxy_is_believed_from_the_proxy_alone(office: Office, more: dict[str, str]) -> None:
    forged = {"X-Remote-User": "wang", **more}
    assert [answer_to(office, source, forged) for source in ("127.0.0.1", "127.0.0.2")] == [401, 401]
    assert answer_to(office, "127.0.0.3", {"X-Remote-User": "wang"}) == 404


@pytest.mark.parametrize("cookie", [f"{COOKIE}=made-up", "_streamlit_user=made-up", '_streamlit_user={"is_logged_in":true}'])
def test_a_cookie_that_nobody_gave_lets_nobody_in(office: Office, cookie: str) -> None:
    assert answer_to(office, "127.0.0.1", {"Cookie": cookie}) == 401


@dataclass
class Crafted(Visitor):
    """A session that sends the server anything it likes: it knows every button by its identity and presses any."""

    known: dict[str, str] = field(default_factory=dict)

    def _draw(self, message: ForwardMsg, answer: Answer) -> None:
        super()._draw(message, answer)
        element = message.delta.new_element
        for kind in ("button", "text_area"):
            if element.WhichOneof("type") == kind:
                identity = getattr(element, kind).id
                self.known[next((key for key in KEYS if identity.endswith(key)), identity)] = identity

    async def tell(self, *states: WidgetState) -> Answer:
        """Send values of widgets of the page of imports, existing or not."""
        self.page = self.pages["import_report"]
        for state in states:
            self._states[state.id] = state
        return await self._run()


KEYS = ("intake-paste-0", "intake-commit", "undo")


def as_login(office: Office, login: str) -> Crafted:
    return Crafted(office.server.url, {"Cookie": f"{COOKIE}={sign_in(office.store, login, PASSWORD)}"})


def written(office: Office) -> set[tuple[str, str]]:
    """Author and district of every recorded figure of an import."""
    batches, reports, series = columns(Batch), columns(Report), columns(Series)
    rows = select(batches.author, series.district).join_from(Report, Batch, reports.batch_id == batches.id)
    rows = rows.join(Series, reports.series_id == series.id).where(batches.kind == "report")
    with reading(office.store) as session:
        return {(author, district) for author, district in session.execute(rows)}


async def press_what_an_editor_has(office: Office) -> list[set[tuple[str, str]]]:
    """Fill in rows of all districts as an editor; press the editor's button on them as others, and finally as the editor.

    Return author and district of the figures written after each of them.
    """
    page, query = "import_report", urlencode({"lang": "zh", "plan": PLAN, "as_of": DAY})
    found = []
    async with as_login(office, "zhao@bureau.example") as editor:
        await editor.open(query, page)
        filled = WidgetState(id=editor.known["intake-paste-0"], string_value=MIXED)
        await editor.tell(filled)
        press = WidgetState(id=editor.known["intake-commit"], trigger_value=True)
        for other in (Crafted(office.server.url), as_login(office, "sun"), as_login(office, "li")):
            async with other:
                await other.open(query, page)
                await other.tell(filled, press)
                await other.tell(filled, press)
            found.append(written(office))
        await editor.tell(filled, press)
    return [*found, written(office)]


def test_a_crafted_session_writes_for_no_other_district(office: Office) -> None:
    reset_password(office.store, "sun", PASSWORD, author="test", is_one_time=False)
    nobody, viewer, reporter, editor = run_apart(press_what_an_editor_has(office))
    assert nobody == viewer == set()
    assert reporter <= {("李娜 (li)", JINSHUI)}
    assert {district for author, district in editor if author.startswith("赵敏")} >= {"410103", ""}
