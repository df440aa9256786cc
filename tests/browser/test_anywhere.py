"""The program starts as any user, from any folder, in a read-only tree, with blanks and Chinese in its path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.config import ROOT

PARTS = (".streamlit", "app.py", "components", "data", "models", "pages")


@pytest.fixture
def copied_tree(public_folder: Path) -> Path:
    """The program alone, freshly unpacked, without its store."""
    tree = public_folder / "三标 看板 (2023)"
    tree.mkdir()
    for name in PARTS:
        part = ROOT / name
        if part.is_dir():
            without = ("__pycache__", "store") if name == "data" else ("__pycache__",)
            shutil.copytree(part, tree / name, ignore=shutil.ignore_patterns(*without))
        else:
            shutil.copy(part, tree / name)
    for path in [tree, *tree.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return tree


def as_any_user() -> list[str]:
    """Prefix of a command that makes permissions bind even if the tests run as root."""
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 and shutil.which("setpriv") else []


@pytest.fixture
def started(
    copied_tree: Path, tmp_path: Path, ports: Callable[[], int], until_ready: Callable[..., None]
) -> Iterator[tuple[str, Path]]:
    """The address of the program as started from the root folder, and its log."""
    store = copied_tree.parent / "store"
    store.mkdir()
    store.chmod(0o777)
    port, log = ports(), tmp_path / "log.txt"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SANBIAO_", "STREAMLIT_"))}
    own |= {"DATABASE_URL": f"sqlite:///{(store / 'figures.sqlite').as_posix()}", "HOME": "/nonexistent"}
    command = [*as_any_user(), sys.executable, "-m", "streamlit", "run", str(copied_tree / "app.py")]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--server.headless", "true", "--server.port", str(port)], cwd="/", env=own, stdout=file, stderr=file
        )
    try:
        until_ready(f"http://localhost:{port}/healthz", process, log, seconds=120)
        yield f"http://localhost:{port}", log
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_it_starts_from_any_folder_and_writes_nothing_beside_itself(
    started: tuple[str, Path], stranger: Callable[..., Any], copied_tree: Path
) -> None:
    url, log = started
    one = stranger()
    one.open(f"{url}/method")
    assert one.headline()
    who, ready = log.read_text("utf-8").splitlines()
    assert "管理员" in who
    assert " what=ready url=http://localhost:" in ready
    assert list(copied_tree.rglob("__pycache__")) == []
    assert not (copied_tree / "data" / "store").exists()


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("SANBIAO_LANGUAGE", "fr", "SANBIAO_LANGUAGE"),
        ("SANBIAO_LANGAUGE", "en", "SANBIAO_LANGUAGE"),
        ("SANBIAO_TIMEZONE", "Mars/Olympus", "SANBIAO_TIMEZONE"),
        ("DATABASE_URL", "mysql://host/name", "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    ports: Callable[[], int], tmp_path: Path, variable: str, value: str, named: str
) -> None:
    own = {name: word for name, word in os.environ.items() if not name.startswith(("SANBIAO_", "STREAMLIT_"))}
    own |= {"DATABASE_URL": f"sqlite:///{(tmp_path / 'figures.sqlite').as_posix()}", "PYTHONUTF8": "1", variable: value}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
    ended = subprocess.run(
        [*command, "--server.port", str(ports())], cwd="/", env=own, capture_output=True, encoding="utf-8", timeout=120
    )
    assert ended.returncode != 0
    said = (ended.stdout + ended.stderr).strip()
    assert len(said.splitlines()) == 1
    assert named in said
