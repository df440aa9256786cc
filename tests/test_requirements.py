"""The files of requirements: everything pinned, by hash, from no other place than the reader's own index."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from models.config import ROOT
from tests.clean_environment import environment
from tests.pins import PRODUCT, TESTS, Pin, read_pins

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WANTED = {PRODUCT: PROJECT["project"]["dependencies"], TESTS: PROJECT["dependency-groups"]["test"]}
FILES = pytest.mark.parametrize("file", [PRODUCT, TESTS], ids=["product", "tests"])


@FILES
def test_everything_is_pinned_to_one_version_with_the_hashes_of_its_files(file: Path) -> None:
    pins = read_pins(file)
    assert len(pins) > 50
    for pin in pins:
        assert [one.operator for one in pin.requirement.specifier] == ["=="], pin.name
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in pin.hashes), pin.name


@FILES
def test_no_address_and_no_option_says_where_packages_come_from(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "://" not in text
    assert "@" not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []


def test_both_files_pin_the_same_version_and_hashes() -> None:
    def by_name(file: Path) -> dict[tuple[str, str], set[str]]:
        return {(pin.name, str(pin.requirement.specifier)): set(pin.hashes) for pin in read_pins(file)}

    product, tests = by_name(PRODUCT), by_name(TESTS)
    names = {name for name, _ in product}
    assert {key: hashes for key, hashes in tests.items() if key[0] in names and product.get(key) != hashes} == {}


@FILES
def test_what_the_project_asks_for_is_pinned(file: Path) -> None:
    pins: dict[str, list[Pin]] = {}
    for pin in read_pins(file):
        pins.setdefault(pin.name, []).append(pin)
    for wanted in map(Requirement, WANTED[file]):
        for pin in pins[canonicalize_name(wanted.name)]:
            (version,) = (one.version for one in pin.requirement.specifier)
            assert wanted.specifier.contains(version), wanted
            assert wanted.extras == pin.requirement.extras


def test_a_package_with_other_content_under_the_same_name_and_version_is_not_installed(tmp_path: Path) -> None:
    """Offer pip a wheel that somebody else made."""
    (pin,) = [pin for pin in read_pins(PRODUCT) if pin.name == "mako"]
    (version,) = (one.version for one in pin.requirement.specifier)
    about = f"mako-{version}.dist-info"
    with zipfile.ZipFile(tmp_path / f"mako-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("mako/__init__.py", "planted = True\n")
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: Mako\nVersion: {version}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    (tmp_path / "unpinned.txt").write_text(f"mako=={version}\n", "utf-8")
    hashes = " ".join(f"--hash={one}" for one in pin.hashes)
    (tmp_path / "pinned.txt").write_text(f"mako=={version} {hashes}\n", "utf-8")

    def install(file: str) -> subprocess.CompletedProcess[str]:
        options = ("--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / file.removesuffix(".txt")))
        command = [sys.executable, "-m", "pip", "install", *options, "--no-deps", "-r", str(tmp_path / file)]
        return subprocess.run(command, env=environment({"PIP_CONFIG_FILE": os.devnull}), capture_output=True, text=True)

    assert install("unpinned.txt").returncode == 0
    refused = install("pinned.txt")
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / "pinned").exists()
