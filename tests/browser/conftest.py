"""The app as its readers see it: a server of its own, and Chromium in front of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Playwright,
    TimeoutError,
    expect,
    sync_playwright,
)

from models.commands.ledger import store_plan
from models.config import ROOT
from models.demo import load_demonstration
from models.demo.shipped import load_shipped
from models.plan.file import read_plan_file
from models.store.engine import open_store
from tests.riverton import load_riverton

PLANS = Path(__file__).parent.parent / "plans"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--process-per-site",
)
#: Milliseconds that a busy machine may take for anything; waiting for something else fails at once.
PATIENCE = 90_000
expect.set_options(timeout=PATIENCE / 3)
STREAMLIT = (sys.executable, "-m", "streamlit")
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
#: Pixels by which any container of the page can be scrolled sideways.
SIDEWAYS = """() => [document.documentElement, document.body, document.querySelector('[data-testid="stMain"]')]
  .map(one => one.scrollWidth - one.clientWidth)"""
#: Streamlit asks for the first two below the page of a deep link before it finds them at the root. A page whose reader is just
#: signing out may ask once more for the store's version.
PROBES = re.compile(r"/[a-z_-]+/_stcore/(health|host-config)$|/store-version$")


@dataclass
class Server:
    """A running app."""

    url: str
    log: Path

    def link(self, page: str, **address: str) -> str:
        """The address of a page."""
        return f"{self.url}/{'' if page == 'summary' else page}?{urlencode(address)}"


@dataclass
class Reader:
    """A page in a browser, with every error on it."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._requested(request.url))
        self.page.on("websocket", lambda socket: self._requested(socket.url))
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error in the page: {error}"))
        self.page.on("dialog", lambda dialog: (self.trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _requested(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")) and urlsplit(url).hostname not in ("localhost", "127.0.0.1"):
            self.trouble.append(f"request to another machine: {url}")

    def _told(self, message: ConsoleMessage) -> None:
        where = urlsplit(str(message.location.get("url", ""))).path
        is_probe = re.search("40[14]", message.text) and PROBES.search(where)  # 401 where everybody has to sign in first
        is_cut = "ERR_INTERNET_DISCONNECTED" in message.text and where.endswith("/store-version")  # a test cuts the network
        if message.type == "error" and not is_probe and not is_cut:
            self.trouble.append(f"console: {message.text} ({where})")

    def open(self, url: str) -> None:
        """Go to an address and wait until the page is drawn."""
        self.page.goto(url)
        self.settle()

    def settle(self) -> None:
        """Wait until a headline is shown and the server is idle."""
        self.page.wait_for_selector('[data-test-script-state="notRunning"] h1', timeout=PATIENCE)
        self.page.wait_for_function('() => !document.querySelector(\'[data-stale="true"], [data-testid="stSkeleton"]\')')

    def headline(self) -> str:
        """The headline of the page."""
        return self.page.locator("h1").inner_text()


def navigate(page: Page, name: str) -> None:
    """Open a page by its entry in the navigation at the top: a link, or a line of the list below a heading."""
    entry = page.locator('[data-testid="stTopNavLink"], [data-testid="stTopNavDropdownLink"]').get_by_text(name, exact=True)
    headings = page.locator('[data-testid="stTopNavSection"]')
    for at in range(headings.count()):
        if entry.count():
            break
        page.keyboard.press("Escape")
        headings.nth(at).click()
        with suppress(TimeoutError):
            entry.first.wait_for(timeout=1000)
    entry.first.click()


def own_corner(page: Page) -> Locator:
    """Open what concerns the reader alone at the end of the top line, and return its inside."""
    inside = page.locator('[data-testid="stPopoverBody"]')
    if not inside.count():
        page.locator(".st-key-own-corner button").first.click()
    inside.wait_for()
    return inside


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box; reopen its list if a page that is still being drawn closes it."""
    box, wanted = page.get_by_role("combobox", name=label, exact=True), page.get_by_role("option", name=option, exact=True)
    for _ in range(8):
        box.click()
        with suppress(TimeoutError):
            wanted.click(timeout=4000)
            return
    pytest.fail(f"{label}: the list does not stay open")


def unfold(page: Page, words: str) -> None:
    """Open a collapsed section by its label, and wait until it is still: a click on a moving element misses."""
    folded = page.locator("details").filter(has=page.get_by_text(words, exact=True))
    if not folded.evaluate("one => one.open"):
        folded.locator("summary").click()
    page.wait_for_function("() => document.getAnimations().every(one => one.playState !== 'running')")


def unfold_all(page: Page) -> None:
    """Open all collapsed sections, and wait until their content is there."""
    folded = page.locator('[data-testid="stMain"] details:not([open]) > summary').filter(visible=True)
    while folded.count():
        folded.first.click()
        page.wait_for_timeout(300)
        page.wait_for_selector('[data-test-script-state="notRunning"]')


def assert_not_sideways(page: Page, why: object = "") -> None:
    """Check that no container of the page can be scrolled sideways; a chart adopts its new width a moment after the window."""
    with suppress(TimeoutError):
        page.wait_for_function(f"() => ({SIDEWAYS})().every(pixels => pixels <= 0)", timeout=15_000)
    assert max(page.evaluate(SIDEWAYS)) <= 0, why


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    """Wait until a server answers; raise with its log if it does not."""
    deadline = monotonic() + seconds
    while monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            sleep(0.1)
    raise RuntimeError(f"the app did not start:\n{log.read_text('utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def ports() -> Callable[[], int]:
    """Return a free port."""
    return free_port


@pytest.fixture(scope="session")
def until_ready() -> Callable[..., None]:
    """Wait until a server answers."""
    return wait_for


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Server]:
    """The app over a store with the plan that ships and, not current, a plan whose every text is markup."""
    folder = tmp_path_factory.mktemp("app")
    store = loaded_store(folder, load_shipped)
    engine = open_store(store)
    store_plan(engine, read_plan_file(PLANS / "hostile.yaml"), author="test", name="hostile.yaml")
    engine.dispose()
    with running_app(folder, store) as app:
        yield app


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """The app started on an empty store: it loads the real plan and the demonstration by itself."""
    folder = tmp_path_factory.mktemp("demo")
    with running_app(folder, f"sqlite:///{(folder / 'store.sqlite').as_posix()}") as app:
        page = browser.new_page()
        page.goto(app.link("summary"))
        page.wait_for_selector("h1", timeout=PATIENCE)
        page.close()
        yield app


@pytest.fixture(scope="session")
def city_server(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Server]:
    """The app over the demonstration year and, shown first, an invented city."""
    folder = tmp_path_factory.mktemp("city")
    store = loaded_store(folder, load_shipped, load_demonstration, load_riverton)
    with running_app(folder, store) as app:
        yield app


@contextmanager
def running_app(
    folder: Path, store: str, *, port: int = 0, streamlit: Sequence[str] = STREAMLIT, **settings: str
) -> Iterator[Server]:
    """The app over a store, with these settings and none of this machine's; its log is in the folder."""
    port, log = port or free_port(), folder / "log.txt"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SANBIAO_", "STREAMLIT_"))}
    own |= {"DATABASE_URL": store, "SANBIAO_LOCAL_NAME": "王芳"} | settings
    command = [*streamlit, "run", "app.py", "--server.headless", "true", "--server.port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=file, stderr=file)
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", process, log)
        yield Server(f"http://localhost:{port}", log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def chromium_path(playwright: Playwright) -> str | None:
    """Path of Chromium: from the environment, installed on the machine, or Playwright's own."""
    named = os.environ.get("SANBIAO_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).exists() else None)


@pytest.fixture(scope="session")
def browser(server: Server) -> Iterator[Browser]:
    """Chromium, after the start of the app. Without it tests are skipped; on a build server they fail."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        try:
            if path is None:
                raise Error("there is no Chromium: install one, name it in SANBIAO_CHROMIUM, or run playwright install chromium")
            started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Error as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(error.message.splitlines()[0])
        yield started
        started.close()


Contexts = Callable[..., BrowserContext]


def keep_warm(context: BrowserContext, server: Server) -> None:
    """Leave a tab open in a window: the scripts that a process of this site has compiled are there for its next tab."""
    context.new_page().goto(f"{server.url}/_stcore/health")


@pytest.fixture(scope="session")
def contexts(browser: Browser, server: Server) -> Iterator[Contexts]:
    """A browser window for each size and colour scheme, shared by tests so that its cache is warm."""
    kept: dict[Any, BrowserContext] = {}

    def of(size: str = "desk", scheme: str = "light") -> BrowserContext:
        if (size, scheme) not in kept:
            kept[size, scheme] = new_context(browser, size, scheme)
            keep_warm(kept[size, scheme], server)
        return kept[size, scheme]

    yield of
    for context in kept.values():
        context.close()


def new_context(browser: Browser, size: str = "desk", scheme: Any = "light", **options: Any) -> BrowserContext:
    """A window without memory."""
    width, height = SIZES[size]
    return browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN", **options)


@pytest.fixture
def reader(contexts: Contexts) -> Iterator[Callable[..., Reader]]:
    """Open an empty tab in a window of a size and a scheme; at the end no error may have occurred in it."""
    opened: list[Reader] = []

    def new(size: str = "desk", scheme: str = "light") -> Reader:
        opened.append(Reader(contexts(size, scheme).new_page()))
        return opened[-1]

    yield new
    trouble = [one for each in opened for one in each.trouble]
    for each in opened:
        each.page.close()
    assert trouble == []


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Open a tab in a window without memory, like another person's browser."""
    opened: list[tuple[BrowserContext, Reader]] = []

    def new(size: str = "desk", scheme: str = "light", **options: Any) -> Reader:
        context = new_context(browser, size, scheme, **options)
        opened.append((context, Reader(context.new_page())))
        return opened[-1][1]

    yield new
    trouble = [one for _, each in opened for one in each.trouble]
    for context, _ in opened:
        context.close()
    assert trouble == []
