"""The product with the packages of ``requirements.txt`` alone: every command, the server, every page, single sign-on.

What the tests install hid once that single sign-on lacked ``httpx`` and answered 500.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
import typst
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from typer.main import get_command

from components.cli.main import app
from models.auth.totp import STEP, code_at, new_secret
from models.commands.second_factor import turn_on
from models.commands.sign_in import reset_password
from models.store.engine import open_store
from tests.bench.visitor import Answer, Visitor
from tests.browser.conftest import Server, free_port, running_app
from tests.browser.test_sign_in import USERS, provider
from tests.clean_environment import CleanEnvironment, make_environment, modules_of_tests_alone
from tests.conftest import PAGES, run_apart
from tests.riverton import PLANS
from tests.test_docs import commands

LOGIN, PASSWORD = "zhao@bureau.example", "correct horse battery"
PLAN, DAY = "riverton-2025", date(2025, 3, 31)
#: An empty store becomes that of a city; what the tests use of it is two years older than in ``tests/plans``.
TO_A_CITY = (
    "load-plan {here}/riverton-2027.yaml --current",
    "projects {here}/riverton-projects.csv",
    "programmes {here}/riverton-programmes.csv",
    "quotas {here}/riverton-quotas.csv",
    "report --file {here}/riverton-reports.csv",
    "staff add wang --name 王芳 --role administrator",
    f"staff add {LOGIN} --name 赵敏 --role editor",
)
#: Every other command, by what it needs of others before it.
CASES = {
    "reading": ("plans", "status", "changes --since 2024-12-31 --as-of {day}", "check", "confirm-clock"),
    "sheets": ("template --out {here}/sheet.xlsx --as-of {day}", "import {here}/sheet.xlsx", "import {here}/isle.csv"),
    "deck": ("export deck --out {here}/deck.pptx --as-of {day}", "export check {here}/deck.pptx --out {here}/renewed.pptx"),
    "briefings": ("export briefing --out {here}/b.docx --as-of {day}", "export briefing --out {here}/b.pdf --as-of {day}"),
    "workbook": ("export workbook --out {here}/workbook.xlsx --as-of {day}",),
    "dataset": ("export dataset --out {here}/data.xlsx --csv --parquet --as-of {day}",),
    "existing deck": (
        "export deck --out {here}/deck.pptx --as-of {day}",
        "export add {here}/deck.pptx --part counts --out {here}/more.pptx --as-of {day}",
        "export refresh {here}/more.pptx --out {here}/new.pptx --as-of {day}",
    ),
    "schedule": ("papers --schedule {here}/papers.yaml --on {day}",),
    "capsule": ("export capsule --out {here}/capsule.html --as-of {day}",),
    "accounts": (
        "staff password wang --from-stdin",
        f"staff remove-second-factor {LOGIN}",
        "staff list",
        "staff close wang --by root",
    ),
    "plan workbook": ("plan workbook --out {here}/plan.xlsx", "plan check {here}/plan.xlsx"),
    "document": ("plan propose {here}/work-plan.pdf --year 2025 --yaml {here}/proposed.yaml",),
    "copies": (
        "anchor {here}/anchors.txt",
        "check --anchor {here}/anchors.txt",
        "backup {here}/copy.sqlite",
        "restore {here}/copy.sqlite",
        "move --to sqlite:///{here}/moved.sqlite",
        "confirm-clock",
    ),
    "demonstration": ("init", "demo load", "demo clear"),
}
#: Gives the commands one after the other, and ends with the first that does not end well.
GIVE = """
import json, sys
from components.cli.main import main
for words in json.loads(sys.argv[1]):
    if code := main(words):
        sys.exit(f"{code}: {' '.join(words)}")
"""
#: Makes a chart in every form that a page offers.
EVERY_FORM = """
import sys
from datetime import date
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export.download import FORMS
from components.i18n.text import Text
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store
builder = ExhibitBuilder(SnapshotFactory(open_store(sys.argv[1])))
address = Address("sections", sys.argv[2], date.fromisoformat(sys.argv[3]), date(2024, 12, 31), "en")
for name, form in FORMS.items():
    made = form.make([builder.make(address)], Text("en"), builder.snapshot(address).view)
    print(name, len(made))
"""


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> CleanEnvironment:
    """The environment of ``requirements.txt``."""
    return make_environment(tmp_path_factory.mktemp("clean") / "venv")


@pytest.fixture(scope="module")
def city(clean: CleanEnvironment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a city's lists and its store, made by commands; an editor signs in there by single sign-on."""
    folder = tmp_path_factory.mktemp("city")
    for file in PLANS.glob("riverton-*"):
        text = file.read_text("utf-8")
        (folder / file.name).write_text(text.replace("2026", "2024").replace("2027", "2025"), "utf-8")
    (folder / "isle.csv").write_text(f"指标编码,区县,截至日期,分子,分母\nP3,Isle,{DAY},95,100\n", "utf-8")
    (folder / "papers.yaml").write_text("folder: papers\npapers:\n  - {paper: briefing, form: pdf, day: 31}\n", "utf-8")
    (folder / "work-plan.pdf").write_bytes(typst.compile("新建公办幼儿园12所，普惠率保持在90%以上。".encode()))
    give(clean, folder, TO_A_CITY)
    engine = open_store(f"sqlite:///{folder.as_posix()}/store.sqlite")
    reset_password(engine, LOGIN, PASSWORD, author="test", is_one_time=False)
    secret = new_secret()
    turn_on(engine, LOGIN, PASSWORD, secret, code_at(secret, int(datetime.now(UTC).timestamp()) // STEP))
    engine.dispose()
    return folder


# --- the command line


def give(clean: CleanEnvironment, folder: Path, lines: Sequence[str]) -> None:
    """Give commands on the store of a folder; each must end well."""
    settings = {"DATABASE_URL": f"sqlite:///{folder.as_posix()}/store.sqlite", "SANBIAO_LANGUAGE": "en"}
    words = [line.format(day=DAY, here=folder.as_posix()).split() for line in lines]
    ended = clean.run("-c", GIVE, json.dumps(words), text=f"{PASSWORD}\n", **settings)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("lines", CASES.values(), ids=CASES)
def test_a_command_needs_nothing_else(clean: CleanEnvironment, city: Path, tmp_path: Path, lines: tuple[str, ...]) -> None:
    shutil.copytree(city, tmp_path / "here")
    give(clean, tmp_path / "here", lines)


def test_no_command_is_forgotten_here() -> None:
    given = [f"{line} " for case in (TO_A_CITY, *CASES.values()) for line in case]
    assert [name for name, _ in commands(get_command(app)) if not any(line.startswith(f"{name} ") for line in given)] == []


def test_every_form_of_a_chart_needs_nothing_else(clean: CleanEnvironment, city: Path) -> None:
    ended = clean.run("-c", EVERY_FORM, f"sqlite:///{city.as_posix()}/store.sqlite", PLAN, DAY.isoformat())
    assert ended.returncode == 0, ended.stderr
    sizes = dict(line.split() for line in ended.stdout.splitlines())
    assert set(sizes) == {"pptx", "xlsx", "png", "svg", "csv"}
    assert all(int(size) > 100 for size in sizes.values())


# --- the server


@dataclass(frozen=True, slots=True)
class Office:
    """The server of a clean environment, with single sign-on for everybody."""

    server: Server
    environment: CleanEnvironment


@contextmanager
def office(clean: CleanEnvironment, folder: Path, store: Path) -> Iterator[Office]:
    """Start the dashboard by the command of README, and a provider of single sign-on."""
    port = free_port()
    with provider(folder) as there:
        settings = {
            "SANBIAO_VIEWERS": "account",
            "SANBIAO_OIDC_METADATA_URL": f"{there}/.well-known/openid-configuration",
            "SANBIAO_OIDC_CLIENT_ID": "board",
            "SANBIAO_OIDC_CLIENT_SECRET": "only for the test",
            "SANBIAO_OIDC_REDIRECT_URI": f"http://localhost:{port}/oauth2callback",
            "SANBIAO_COOKIE_SECRET": "only for the test, and long enough for it",
        }
        url = f"sqlite:///{store.as_posix()}"
        with running_app(folder, url, port=port, streamlit=(clean.program("streamlit"),), **settings) as server:
            yield Office(server, clean)


@pytest.fixture(scope="module")
def open_office(clean: CleanEnvironment, city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office over the city."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copyfile(city / "store.sqlite", folder / "store.sqlite")
    with office(clean, folder, folder / "store.sqlite") as opened:
        yield opened


@dataclass
class Guest(Visitor):
    """Somebody who presses the button of single sign-on; ``onward`` is where the server then sends the browser."""

    button: str = ""
    onward: str = ""

    def _take(self, message: ForwardMsg, answer: Answer) -> bool:
        self.onward = message.auth_redirect.url or self.onward
        return super()._take(message, answer)

    def _draw(self, message: ForwardMsg, answer: Answer) -> None:
        super()._draw(message, answer)
        found = message.delta.new_element.button.id
        self.button = found if "single-sign-on" in found else self.button

    async def press(self) -> None:
        """Press the button."""
        self._states[self.button] = WidgetState(id=self.button, trigger_value=True)
        await self._run()


async def _way_to_the_provider(url: str) -> str:
    async with Guest(url) as guest:
        await guest.open("lang=zh")
        await guest.press()
    return urljoin(url, guest.onward)


def way_to_the_provider(office: Office) -> str:
    """Return where the button of single sign-on leads."""
    return run_apart(_way_to_the_provider(office.server.url))


def signed_in(office: Office) -> httpx.Cookies:
    """Sign in as the editor, step by step, and return the browser's cookies."""
    (known,) = [user["sub"] for user in USERS if user["email"] == LOGIN]
    with httpx.Client(trust_env=False) as browser:
        asked = browser.get(way_to_the_provider(office))
        assert asked.status_code == 302, asked.text
        allowed = browser.post(asked.headers["location"], data={"sub": known})
        assert allowed.headers["location"].startswith(f"{office.server.url}/oauth2callback?")
        returned = browser.get(allowed.headers["location"])
        assert (returned.status_code, returned.headers["location"]) == (302, "/")
        return browser.cookies


def test_the_server_is_ready(open_office: Office) -> None:
    answer = httpx.get(f"{open_office.server.url}/healthz", trust_env=False)
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


async def _errors_of_all_pages(url: str, headers: dict[str, str]) -> dict[str, list[str]]:
    async with Visitor(url, headers) as visitor:
        first = await visitor.open("lang=zh")
        found = {"": first.errors} | {page: (await visitor.go(page)).errors for page in visitor.pages if page}
    return found


def test_single_sign_on_lets_in_and_every_page_is_drawn(open_office: Office) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in signed_in(open_office).items())
    assert "_streamlit_user=" in cookies
    errors = run_apart(_errors_of_all_pages(open_office.server.url, {"Cookie": cookies}))
    assert len(errors) >= len(PAGES) - 1
    assert {page: words for page, words in errors.items() if words} == {}
    assert "Traceback" not in open_office.server.log.read_text("utf-8")


def test_without_httpx_the_same_sign_on_answers_500(city: Path, tmp_path: Path) -> None:
    """Check that the tests above can fail: where ``httpx`` is missing, so is single sign-on."""
    poor = make_environment(tmp_path / "venv", without={"httpx"})
    with office(poor, tmp_path, city / "store.sqlite") as opened:
        assert httpx.get(way_to_the_provider(opened), trust_env=False).status_code == 500
    assert "httpx" in poor.missed.read_text("utf-8").split()


# --- what was asked for in vain


def test_no_package_of_the_tests_is_missed(clean: CleanEnvironment, open_office: Office) -> None:
    """Read what was looked for in vain so far: by the server at least, and by a command."""
    postgresql = "from models.store.engine import reach_store; reach_store('postgresql://nowhere/store')"
    ended = [clean.run(*words) for words in (("manage.py", "--help"), ("-c", postgresql))]
    assert [one.stderr for one in ended if one.returncode] == []
    missed = {name.split(".")[0] for name in clean.missed.read_text("utf-8").split()}
    assert missed & modules_of_tests_alone() == set()
