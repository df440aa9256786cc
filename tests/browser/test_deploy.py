"""The steps of ``docs/deploy``: two processes by the unit's own command line, nginx by that very file, and PostgreSQL."""

import gzip
import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from components.session.identity import COOKIE
from models.config import ROOT
from tests.browser.conftest import own_corner
from tests.conftest import PAGES

DEPLOY = ROOT / "docs" / "deploy"
MIME = Path("/etc/nginx/mime.types")
NOBODY = 65534
LOGIN, PASSWORD = "wang", "correct horse battery"
HTTP = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 256; }}
http {{
    include {mime};
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/site.conf;
}}
"""


@dataclass
class Deployed:
    """nginx and the processes behind it."""

    url: str
    ports: list[int]
    store: str
    logs: list[Path]
    processes: list[subprocess.Popen[bytes]]

    def ask(self, path: str, **options: Any) -> tuple[int, HTTPMessage, bytes]:
        """Status, headers and body of a request through nginx."""
        return ask(self.url + path, **options)


def ask(url: str, **options: Any) -> tuple[int, HTTPMessage, bytes]:
    """Status, headers and body; the certificate is our own."""
    request = urllib.request.Request(url, **options)
    try:
        with urllib.request.urlopen(request, timeout=30, context=trusting()) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def trusting() -> ssl.SSLContext:
    """TLS that takes any certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def unit_command(port: int) -> list[str]:
    """The command line of the unit, for this copy of the program."""
    unit = (DEPLOY / "sanbiao@.service").read_text("utf-8")
    (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    program, *arguments = shlex.split(line.replace("%i", str(port)))
    assert program == "/opt/sanbiao/.venv/bin/streamlit"
    return [sys.executable, "-m", "streamlit", *(one.replace("/opt/sanbiao", str(ROOT)) for one in arguments)]


def settings_file() -> dict[str, str]:
    """The lines of the settings that the unit reads, some adapted to this machine."""
    lines = (DEPLOY / "sanbiao.env").read_text("utf-8").replace("dashboard.example", "localhost").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def site(folder: Path, ports: list[int], tls: int, plain: int) -> str:
    """The site of nginx with ports and paths of this test."""
    words = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in {
        "dashboard.example": "localhost",
        "127.0.0.1:8601": f"127.0.0.1:{ports[0]}",
        "127.0.0.1:8602": f"127.0.0.1:{ports[1]}",
        "Host $host;": f"Host $host:{tls};",
        "listen 443": f"listen 127.0.0.1:{tls}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "/etc/ssl/sanbiao": str(folder),
        "/var/log/nginx": str(folder),
    }.items():
        assert old in words, f"nginx.conf no longer has {old}"
        words = words.replace(old, new)
    return re.sub(r"^.*listen \[::\].*\n", "", words, flags=re.MULTILINE)  # a test machine may have no IPv6


def command_line(store: str, *words: str, typed: str = "") -> None:
    """The commands typed by the operator of the store."""
    environment = os.environ | {"DATABASE_URL": store, "PYTHONUTF8": "1"}
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, input=typed, encoding="utf-8")


@contextmanager
def running(command: list[str], log: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process, ended at the end."""
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, **options)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def deployed(store: str, ports: Callable[[], int], wait: Callable[..., None], **settings: str) -> Iterator[Deployed]:
    """The whole of ``docs/deploy`` over a store."""
    folder = Path(tempfile.mkdtemp(prefix="sanbiao-"))
    folder.chmod(0o777)
    numbers, tls, plain = [ports(), ports()], ports(), ports()
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SANBIAO_", "STREAMLIT_"))}
    here = {"DATABASE_URL": store, "SANBIAO_PUBLIC_URL": f"https://localhost:{tls}"}
    environment = own | settings_file() | here | settings
    base = settings.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
    try:
        with ExitStack() as stack:
            logs = [folder / f"{number}.log" for number in numbers]
            started = [
                stack.enter_context(running(unit_command(number), log, cwd=ROOT, env=environment))
                for number, log in zip(numbers, logs, strict=True)
            ]
            for number, log, process in zip(numbers, logs, started, strict=True):
                wait(f"http://127.0.0.1:{number}/healthz", process, log, seconds=120)
            make_certificate(folder)
            (folder / "site.conf").write_text(site(folder, numbers, tls, plain), encoding="utf-8")
            (folder / "nginx.conf").write_text(HTTP.format(folder=folder, mime=MIME), encoding="utf-8")
            start_nginx(stack, folder)
            yield Deployed(f"https://localhost:{tls}{'/' * bool(base)}{base}", numbers, store, logs, started)
    finally:
        shutil.rmtree(folder)


def make_certificate(folder: Path) -> None:
    """Make a certificate as in README next to nginx.conf, readable for the user of nginx."""
    (line,) = re.findall(r"^openssl req .*$", (DEPLOY / "README.md").read_text("utf-8"), re.MULTILINE)
    line = line.replace("THE-NAME-OF-YOUR-SERVER", "localhost").replace("/etc/ssl/sanbiao", str(folder))
    subprocess.run(shlex.split(line), check=True, capture_output=True)
    (folder / "dashboard.key").chmod(0o644)


def start_nginx(stack: ExitStack, folder: Path) -> None:
    """nginx as an ordinary user, after it has accepted its configuration."""
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
    user: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, **user)
    assert tried.returncode == 0, tried.stderr
    (folder / "nginx.log").unlink(missing_ok=True)
    stack.enter_context(running(command, folder / "out.log", **user))
    until = (folder / "nginx.pid").exists
    for _ in range(200):
        if until():
            return
        subprocess.run(["sleep", "0.05"], check=True)
    raise RuntimeError((folder / "out.log").read_text("utf-8"))


@pytest.fixture(scope="module")
def is_nginx_here() -> None:
    """Skip if there is no nginx; fail on a build server."""
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None or not MIME.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("there is no nginx")
        pytest.skip("there is no nginx")


@pytest.fixture(scope="module")
def store(postgres: Any) -> Iterator[str]:
    """A PostgreSQL database prepared by the lines of README: ``init``, and the first account with its password."""
    lines = re.findall(r"exec \.venv/bin/python manage.py ([^']+)'", (DEPLOY / "README.md").read_text("utf-8"))
    assert [line.split()[0] for line in lines] == ["init", "staff", "staff"]
    with postgres.fresh() as url:
        command_line(url, *shlex.split(lines[0]))
        command_line(url, *shlex.split(lines[1]))
        command_line(url, *shlex.split(lines[2]), "--from-stdin", typed=f"{PASSWORD}\n")
        yield url


@pytest.fixture(scope="module")
def site_here(is_nginx_here: None, store: str, ports: Callable[[], int], until_ready: Callable[..., None]) -> Iterator[Deployed]:
    """The dashboard at the root of its server."""
    with deployed(store, ports, until_ready) as found:
        yield found


Strangers = Callable[..., Any]


def test_every_page_works_under_the_policy_of_contents(site_here: Deployed, stranger: Strangers) -> None:
    one = stranger(ignore_https_errors=True)
    for page in PAGES:
        one.open(f"{site_here.url}/{'' if page == 'summary' else page}")
        assert one.trouble == [], page


def test_slides_run_under_the_policy_of_contents(site_here: Deployed, stranger: Strangers) -> None:
    one = stranger(ignore_https_errors=True)
    one.page.goto(f"{site_here.url}/present?slide=1")
    one.page.locator(".number").filter(has_text="1 / ").wait_for(timeout=60_000)
    assert one.trouble == []


def test_scripts_come_compressed(site_here: Deployed) -> None:
    _, _, page = site_here.ask("/")
    script = re.search(r"\./(static/js/index\.[^\"]+\.js)", page.decode())
    assert script is not None
    _, plain_headers, plain = site_here.ask(f"/{script.group(1)}")
    _, headers, packed = site_here.ask(f"/{script.group(1)}", headers={"Accept-Encoding": "gzip"})
    assert (plain_headers["Content-Encoding"], headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/script-health-check",
        "/_stcore//metrics",
        "/_stcore/%6detrics",
        "/x/../_stcore/metrics",
        "/targets/_stcore/metrics",
    ],
)
def test_what_is_for_the_machine_is_closed(site_here: Deployed, path: str) -> None:
    status, _, body = site_here.ask(path)
    assert status == 404
    assert b"nginx" in body


def test_every_answer_carries_the_headers_of_safety(site_here: Deployed) -> None:
    for path in ("/", "/healthz", "/account/sign-in", "/static/nothing.js"):
        _, headers, _ = site_here.ask(path)
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"].replace("wasm-unsafe-eval", "")
        assert headers.get_all("X-Frame-Options") == ["DENY"]
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


def test_too_many_attempts_to_sign_in_end_at_nginx_and_pages_go_on(site_here: Deployed) -> None:
    where = urlsplit(site_here.url)
    connection = HTTPSConnection("127.0.0.1", int(where.port or 0), context=trusting(), source_address=("127.0.0.2", 0))

    def status(method: str, path: str) -> int:
        other.request(method, path, b"login=nobody", {"Host": where.netloc})
        with other.getresponse() as answer:
            answer.read()
            return answer.status

    with closing(connection) as other:
        statuses = [status("POST", "/account/sign-in") for _ in range(60)]
        assert statuses[:20] == [403] * 20
        assert statuses.count(429) >= 30
        assert [status("GET", "/") for _ in range(60)] == [200] * 60
    assert site_here.ask("/account/sign-in", data=b"login=nobody")[0] == 403, "another address may still ask"


def test_a_file_over_the_limit_is_refused_at_the_door(site_here: Deployed) -> None:
    status, _, _ = site_here.ask("/_stcore/upload_file/x/y", data=b"0" * 23_000_000, method="PUT")
    assert status == 413


def test_both_processes_answer_and_a_browser_stays_with_one(site_here: Deployed) -> None:
    for port in site_here.ports:
        assert ask(f"http://127.0.0.1:{port}/healthz")[0] == 200
    _, headers, _ = site_here.ask("/healthz")
    route = str(headers["Set-Cookie"]).split(";")[0]
    assert re.fullmatch("sanbiao_route=[0-9a-f]{32}", route)
    _, again, _ = site_here.ask("/healthz", headers={"Cookie": route})
    assert str(again["Set-Cookie"]).startswith(route)
    _, forged, _ = site_here.ask("/healthz", headers={"Cookie": "sanbiao_route=x"})
    assert "sanbiao_route=x;" not in str(forged["Set-Cookie"])


def sign_in(one: Any) -> None:
    """Fill in the form."""
    one.page.get_by_label("账号").fill(LOGIN)
    one.page.get_by_label("密码").fill(PASSWORD)
    one.page.get_by_role("button", name="登录").click()
    one.settle()


def test_a_sign_in_through_one_process_holds_in_all(site_here: Deployed, stranger: Strangers) -> None:
    one = stranger(ignore_https_errors=True)
    one.page.goto(f"{site_here.url}/account/sign-in?next=/staff")
    sign_in(one)
    assert "王芳 · 管理员" in own_corner(one.page).inner_text()
    (cookie,) = [each for each in one.page.context.cookies() if each["name"] == COOKIE]
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
    for port in site_here.ports:
        status, _, page = ask(f"http://127.0.0.1:{port}/account/password", headers={"Cookie": f"{COOKIE}={cookie['value']}"})
        assert (status, "王芳" in page.decode()) == (200, True)


@pytest.mark.parametrize("through", ["nginx", "the first process", "the second process"])
def test_figures_that_came_in_elsewhere_are_offered_to_an_open_page(
    site_here: Deployed, stranger: Strangers, through: str
) -> None:
    places = dict(zip(("the first process", "the second process"), site_here.ports, strict=True))
    one = stranger(ignore_https_errors=True)
    one.open(f"http://127.0.0.1:{places[through]}/targets" if through in places else f"{site_here.url}/targets")
    search = one.page.get_by_label("搜索")
    search.press_sequentially("幼儿")  # started, not sent
    line = one.page.locator(".news")
    assert line.is_hidden()
    command_line(site_here.store, "report", "BA-04", "--as-of", "2023-08-31", "--value", str(80 + len(through)))
    line.wait_for(state="visible", timeout=60_000)
    assert search.input_value() == "幼儿"
    line.get_by_role("button").click()
    one.settle()
    with one.page.expect_response(lambda answer: answer.url.endswith("/store-version")):
        pass  # the next poll finds the figures of the page to be the newest
    expect(line).to_be_hidden()
    assert search.input_value() == "幼儿"


def test_the_log_is_one_line_an_event_without_secrets(site_here: Deployed) -> None:
    for log in site_here.logs:
        lines = log.read_text("utf-8").splitlines()
        assert any(" what=ready " in line for line in lines)
        assert [line for line in lines if not re.match(r"\S+T\S+\+08:00 (INFO|WARNING|ERROR) user=\S+ what=\S+", line)] == []
        assert [line for line in lines if " ERROR " in line or " WARNING " in line] == []
        assert settings_file()["STREAMLIT_SERVER_COOKIE_SECRET"] not in "".join(lines)
        assert "postgres" not in "".join(lines)


def test_below_a_path_and_with_one_process_gone_the_dashboard_is_there(
    is_nginx_here: None, store: str, ports: Callable[[], int], until_ready: Callable[..., None], stranger: Strangers
) -> None:
    own = {"STREAMLIT_SERVER_BASE_URL_PATH": "sanbiao", "SANBIAO_VIEWERS": "account", "SANBIAO_PROXY_HEADER": "X-Remote-User"}
    with deployed(store, ports, until_ready, **own) as below:
        assert below.url.endswith("/sanbiao")
        for path in ("/healthz", "/_stcore/health"):
            assert below.ask(path)[0] == 200
        assert below.ask("/_stcore/metrics")[0] == 404
        forged = {"X-Remote-User": LOGIN}
        assert ask(f"http://127.0.0.1:{below.ports[0]}/sanbiao/store-version", headers=forged)[0] == 200  # as if from nginx
        assert below.ask("/store-version", headers=forged)[0] == 401  # nginx removes the browser's own header
        below.processes[0].terminate()
        below.processes[0].wait(timeout=30)
        for _ in range(4):  # some of them with cookies of the stopped process
            assert below.ask("/healthz")[0] == 200
        one = stranger(ignore_https_errors=True)
        one.open(f"{below.url}/method")
        assert one.headline() == "请先登录"
        one.page.get_by_test_id("stMain").get_by_role("link", name="登录").click()
        sign_in(one)
        assert one.page.url.startswith(f"{below.url}/method")
        with one.page.expect_response(lambda answer: answer.url == f"{below.url}/store-version"):
            pass
