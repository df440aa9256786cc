"""An environment made of ``requirements.txt`` alone, from what is installed: links in a virtual environment, in a second.

What the tests install can hide what the product lacks.
"""

import os
import subprocess
import venv
from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from models.config import ROOT
from tests.pins import PRODUCT, TESTS, needed_here

#: Runs at each start of the environment's Python: writes down the name of each module that is asked for in vain.
WATCH = """
import sys
class Watch:
    def find_spec(name, path=None, target=None):
        with open({log!r}, "a") as log:
            log.write(name + "\\n")
sys.meta_path.append(Watch)
"""


@dataclass(frozen=True, slots=True)
class CleanEnvironment:
    """A virtual environment; ``missed`` is the file of the modules that were asked for in vain."""

    folder: Path

    @property
    def missed(self) -> Path:
        """The file in which the environment's Python writes down what it does not find."""
        return self.folder / "missed.txt"

    def program(self, name: str) -> str:
        """Return the path of a program: ``python`` or ``streamlit``."""
        return str(self.folder / "bin" / name)

    def run(self, *arguments: str, text: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run its Python in the folder of the product, with these settings and none of this machine's."""
        command = [self.program("python"), *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment(settings), input=text, capture_output=True, text=True)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a process: this machine's without those that change Python or the product, and the settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SANBIAO_", "STREAMLIT_", "PYTHON", "PIP_"))}
    return own | settings


def make_environment(folder: Path, *, without: Container[str] = ()) -> CleanEnvironment:
    """Make an environment of exactly the distributions in ``requirements.txt``; AssertionError if another version is installed.

    Distributions ``without`` are left out.
    """
    made = CleanEnvironment(folder)
    venv.EnvBuilder(symlinks=True).create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    shared = _shared_entries()
    for name, pin in needed_here(PRODUCT).items():
        if name not in without:
            found = distribution(name)
            assert found.version in pin.requirement.specifier, f"{name} {found.version} is installed"
            _link(found, packages, shared)
    (packages / "sitecustomize.py").write_text(WATCH.format(log=str(made.missed)), "utf-8")
    made.missed.touch()
    streamlit = Path(made.program("streamlit"))
    streamlit.write_text(f"#!{made.program('python')}\nfrom streamlit.web.cli import main\nmain()\n", "utf-8")
    streamlit.chmod(0o755)
    return made


def modules_of_tests_alone() -> set[str]:
    """Return the modules at the top that only distributions of the tests have."""
    product = set(needed_here(PRODUCT))
    of_tests = [one for one in distributions() if canonicalize_name(one.name) in set(needed_here(TESTS)) - product]
    tops = {entry for one in of_tests for entry in _entries(one) if entry.isidentifier() or entry.endswith(".py")}
    others = {entry for one in distributions() if canonicalize_name(one.name) in product for entry in _entries(one)}
    return {entry.removesuffix(".py") for entry in tops - others}


def _entries(found: Distribution) -> set[str]:
    """Return the names of files and folders of a distribution at the top of ``site-packages``."""
    return {file.parts[0] for file in found.files or () if file.parts[0] != ".."}


def _shared_entries() -> set[str]:
    """Return the folders at the top that several installed distributions have files in."""
    owners = defaultdict(set)
    for one in distributions():
        for entry in _entries(one):
            owners[entry].add(one.name)
    return {entry for entry, names in owners.items() if len(names) > 1}


def _link(found: Distribution, packages: Path, shared: Container[str]) -> None:
    """Link a distribution: its folders as a whole, and file by file those that others have files in."""
    for entry in _entries(found):
        if entry not in shared:
            (packages / entry).symlink_to(str(found.locate_file(entry)))
    for file in found.files or ():
        if file.parts[0] in shared and file.suffix != ".pyc":
            (packages / file).parent.mkdir(parents=True, exist_ok=True)
            (packages / file).symlink_to(str(found.locate_file(file)))
