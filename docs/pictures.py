"""The pictures in the documents, taken from the running app: ``python docs/pictures.py``. Needs Playwright and a Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
#: The plan with the published figures at the year's end, and the demonstration year shortly before schools open.
REAL, DEMONSTRATION = "plan=zhengzhou-2023&as_of=2023-12-31", "plan=zhengzhou-2023-demo&as_of=2023-09-10"
Scheme = Literal["light", "dark"]
#: Enough time for a map to be drawn, in milliseconds: it tells nobody when it is done.
MAP = 3000
#: Most that a busy machine may take for a page, in milliseconds.
PATIENCE = 180_000
#: File name, page, what it shows, language, colours.
WANTED: tuple[tuple[str, str, str, str, Scheme], ...] = (
    ("overview-zh-light", "", REAL, "zh", "light"),
    ("overview-zh-dark", "", REAL, "zh", "dark"),
    ("overview-en-light", "", REAL, "en", "light"),
    ("targets-zh-light", "targets", REAL, "zh", "light"),
    ("schools-zh-light", "projects", DEMONSTRATION, "zh", "light"),
    ("schools-zh-dark", "projects", DEMONSTRATION, "zh", "dark"),
    ("progress-zh-light", "progress", DEMONSTRATION, "zh", "light"),
    ("recruitment-zh-light", "recruitment", DEMONSTRATION, "zh", "light"),
)
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]


@contextmanager
def running_app(folder: Path) -> Iterator[str]:
    """The app on a new store in a folder, which it fills with what ships; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=own(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def own(folder: Path) -> dict[str, str]:
    """The environment of a program that has its store in a folder."""
    return os.environ | {"DATABASE_URL": f"sqlite:///{(folder / 'store.sqlite').as_posix()}", "SANBIAO_LOCAL_NAME": "王芳"}


def wait_for(url: str, seconds: float = 60) -> None:
    """Wait until a server answers."""
    deadline = monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if monotonic() > deadline:
                raise
            sleep(0.1)


def chromium() -> str | None:
    """An installed Chromium; None leaves the choice to Playwright."""
    named = os.environ.get("SANBIAO_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def settled(page: Page) -> None:
    """Wait until a page is drawn and nothing moves any more."""
    page.wait_for_selector('[data-test-script-state="notRunning"] h1', timeout=PATIENCE)
    page.wait_for_function('() => !document.querySelector(\'[data-testid="stSkeleton"], [data-stale="true"]\')')
    page.wait_for_load_state("networkidle")
    if page.locator('[data-testid="stDeckGlJsonChart"]').count():
        page.wait_for_timeout(MAP)


def take(browser: Browser, address: str, shown: str, language: str, scheme: Scheme, file: Path) -> None:
    """One picture of a page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}?{shown}&lang={language}")
    settled(page)
    page.mouse.move(1439, 450)
    page.screenshot(path=file, animations="disabled")
    context.close()


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with running_app(folder) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            for picture, page, shown, language, scheme in WANTED:
                take(browser, f"{url}/{page}", shown, language, scheme, PICTURES / f"{picture}.png")
            browser.close()


if __name__ == "__main__":
    main()
