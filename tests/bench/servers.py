"""Apps that run for a bench, each as its own server, and a description of the machine."""

import atexit
import os
import platform
import shutil
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parents[2]
EMPTY = """import streamlit as st

chosen = st.selectbox("Option", ["option 49", "option 50"], key="option")
st.title(f"Chosen: {chosen}")
"""
CONFIG = """[browser]
gatherUsageStats = false
serverAddress = "localhost"
[server]
address = "127.0.0.1"
fileWatcherType = "none"
[runner]
postScriptGC = false
magicEnabled = false
"""
STREAMLIT = ("-m", "streamlit")


@dataclass
class App:
    """A running app: its process, its address, and the effect of one key."""

    name: str
    folder: Path
    script: str
    process: subprocess.Popen[bytes]
    url: str
    started: float


def make_empty(folder: Path) -> None:
    """Put the empty page into a folder, with its settings."""
    (folder / ".streamlit").mkdir(parents=True, exist_ok=True)
    (folder / ".streamlit" / "config.toml").write_text(CONFIG)
    (folder / "empty.py").write_text(EMPTY)


def free_port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(name: str, folder: Path, script: str, store: Path, *options: str, run: tuple[str, ...] = STREAMLIT) -> App:
    """Start an app on a free port; ``options`` are more of those of Streamlit, ``run`` is how Python runs that."""
    port = free_port()
    own = os.environ | {"DATABASE_URL": f"sqlite:///{store.as_posix()}"}
    command = [sys.executable, *run, "run", script, "--server.headless", "true", "--server.port", str(port), *options]
    begin = perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(process.kill)  # where the bench itself fails
    return App(name, folder, script, process, f"http://localhost:{port}", begin)


def run_script(name: str, script: Path, store: Path) -> App:
    """Start a script that serves on the port that is its only argument."""
    port = free_port()
    own = os.environ | {"DATABASE_URL": f"sqlite:///{store.as_posix()}"}
    begin = perf_counter()
    command = [sys.executable, str(script), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(process.kill)
    return App(name, ROOT, script.name, process, f"http://localhost:{port}", begin)


def stop(app: App) -> None:
    """End an app; kill one that does not stop in time."""
    app.process.terminate()
    try:
        app.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        app.process.kill()
        app.process.wait()


def answer(url: str, *, path: str = "/_stcore/health") -> None:
    """Wait until the server answers."""
    while True:
        try:
            with urllib.request.urlopen(f"{url}{path}", timeout=5):
                return
        except OSError:
            sleep(0.02)


def make_store(path: Path, scale: int) -> None:
    """A store with the plan that ships and a demonstration of a size."""
    own = os.environ | {"DATABASE_URL": f"sqlite:///{path.as_posix()}"}
    for command in (["init"], ["demo", "load", "--scale", str(scale)]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=own, check=True, stdout=subprocess.DEVNULL)


def chromium() -> str | None:
    """Path of the browser."""
    return os.environ.get("SANBIAO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def machine() -> str:
    """The machine in a line: its kind, cores, load, and the relevant versions."""
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{one} {version(one)}" for one in ("streamlit", "pandas"))])
    return f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {versions}"
