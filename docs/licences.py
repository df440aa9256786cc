"""The table in ``docs/reference/licences.md``, from the metadata of the installed packages: run ``python -m docs.licences``."""

import re
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

from tests.pins import PRODUCT, Pin, read_pins

PAGE = Path(__file__).resolve().parent / "reference" / "licences.md"
TABLE = re.compile(r"\| package \| version .*?\n\n", re.S)
#: Packages that are needed on other systems only, with the licence and the purpose that they give there.
ELSEWHERE = {"colorama": ("BSD License", "Cross-platform colored terminal text.")}
#: Longest text in the field of old packages that is a name of a licence and not its wording.
LONGEST_NAME = 40


def licence_of(about: PackageMetadata) -> str:
    """Return the licence as a package's metadata name it: the expression, the short text, or the classifiers."""
    text = (about.get("License") or "").strip()
    classes = [one.rpartition("::")[2].strip() for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    short = text if len(text) <= LONGEST_NAME and "\n" not in text else ""
    return about.get("License-Expression") or short or ", ".join(classes)


def rows() -> dict[str, tuple[str, str, str]]:
    """Return version, licence and purpose of every package of ``requirements.txt``, by name."""
    pins: dict[str, list[Pin]] = {}
    for pin in read_pins(PRODUCT):
        pins.setdefault(pin.name, []).append(pin)
    return {name: (_versions(found), *_about(name)) for name, found in sorted(pins.items())}


def _versions(pins: list[Pin]) -> str:
    return ", ".join(one.version for pin in pins for one in pin.requirement.specifier)


def _about(name: str) -> tuple[str, str]:
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    about = metadata(name)
    return licence_of(about), " ".join((about.get("Summary") or "").split()).replace("|", "/")


def table() -> str:
    """Return the table in Markdown."""
    lines = [f"| {name} | {version} | {licence} | {purpose} |" for name, (version, licence, purpose) in rows().items()]
    return "\n".join(["| package | version | licence | what it is |", "|---|---|---|---|", *lines, "", ""])


def main() -> None:
    """Write the table into the page."""
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text("utf-8"), count=1), "utf-8")


if __name__ == "__main__":
    main()
