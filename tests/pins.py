"""The lines of a file of requirements: what is pinned, on which machines, and the hashes of the files that may be installed."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from models.config import ROOT

PRODUCT, TESTS = ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"


@dataclass(frozen=True, slots=True)
class Pin:
    """One distribution of a file of requirements."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The normalised name."""
        return canonicalize_name(self.requirement.name)

    @property
    def is_needed_here(self) -> bool:
        """True if this machine and this Python need it."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def read_pins(file: Path) -> list[Pin]:
    """Return every pin of a file that ``uv pip compile`` wrote; any other line raises InvalidRequirement."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    whole = re.sub(r"\\\n\s+", "", "\n".join(lines)).splitlines()
    parts = (re.split(r"\s*--hash=", line) for line in whole)
    return [Pin(Requirement(first), tuple(hashes)) for first, *hashes in parts]


def needed_here(file: Path) -> dict[str, Pin]:
    """Return the pins that this machine needs, by name."""
    return {pin.name: pin for pin in read_pins(file) if pin.is_needed_here}
