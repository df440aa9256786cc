"""The page of licences says what the packages say, and no package has a licence that nobody looked at."""

import re
from email.message import Message
from typing import Any

import pytest

from docs import licences
from models.config import ROOT

#: Permissive; then those with conditions that are met because the packages are installed unchanged beside the product.
ALLOWED = {
    *("MIT", "MIT License", "MIT-0", "MIT-CMU", "ISC License", "PSF-2.0", "Zlib", "0BSD"),
    *("BSD-2-Clause", "BSD-3-Clause", "BSD License", "3-Clause BSD License"),
    *("Apache-2.0", "Apache License 2.0", "CC0-1.0", "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication"),
}
WITH_CONDITIONS = {"LGPL-3.0-only", "MPL-2.0"}
PAGE = licences.PAGE.read_text("utf-8")


def names_in(licence: str) -> set[str]:
    return set(re.split(r" AND | OR |, ", licence))


def about(**fields: str) -> Any:
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


def test_the_page_is_the_one_that_the_metadata_make() -> None:
    """Compare the page; to update it: ``python -m docs.licences``."""
    assert licences.table() in PAGE


@pytest.mark.parametrize("name", licences.rows())
def test_a_package_has_a_licence_that_is_allowed(name: str) -> None:
    _, licence, _ = licences.rows()[name]
    assert names_in(licence) <= ALLOWED | WITH_CONDITIONS


def test_every_licence_with_conditions_is_explained() -> None:
    (unusual,) = re.findall(r"^## What is unusual$(.+)", PAGE, re.M | re.S)
    found = [name for name, (_, licence, _) in licences.rows().items() if names_in(licence) & WITH_CONDITIONS]
    assert found
    assert [name for name in found if not re.search(rf"^\| .*\b{name}\b", unusual, re.M)] == []


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "MIT", "License": "whatever"}, "MIT"),
        ({"License": "GPL-3.0-only", "Classifier": "License :: OSI Approved :: BSD License"}, "GPL-3.0-only"),
        ({"License": "Copyright\n" * 9, "Classifier": "License :: OSI Approved :: BSD License"}, "BSD License"),
        ({"Name": "nothing"}, ""),
    ],
)
def test_a_licence_is_read_from_the_field_that_says_it_best(fields: dict[str, str], licence: str) -> None:
    assert licences.licence_of(about(**fields)) == licence
    assert (names_in(licence) <= ALLOWED) == (licence in ("MIT", "BSD License"))


def test_the_repository_ships_no_fonts_and_no_scripts_of_others() -> None:
    own = [ROOT / name for name in ("components", "pages", "models")]
    files = [path for folder in own for path in folder.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix in (".ttf", ".otf", ".woff", ".woff2", ".wasm")] == []
    scripts = [path for path in files if path.suffix in (".js", ".css")]
    assert scripts
    assert [path for path in scripts if re.search(r"@license|copyright", path.read_text("utf-8"), re.I)] == []
