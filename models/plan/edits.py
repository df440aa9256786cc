"""A plan file that a person is changing: targets, sections, districts and outlines. Nothing of it is stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.errors import Problem
from models.plan.file import PlanFile
from models.plan.file_parts import DistrictPart, PlanPart, SectionPart, TargetPart
from models.plan.stored import checked, problems_by_name, same_contents
from models.plan.view import year_end
from models.status import TargetKind


@dataclass(slots=True)
class PlanEdit:
    """The parts of a plan file while they are changed.

    ``based_on`` is the newest version when the change began, None for a new plan; ``begun`` is the file then. ``turn`` counts
    changes made outside of the table of targets, which is then drawn again. ``notices`` are what has to be told of the file.
    """

    begun: PlanFile
    based_on: int | None
    plan: PlanPart
    sections: tuple[SectionPart, ...]
    targets: tuple[TargetPart, ...]
    turn: int = 0
    name: str = ""
    notices: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, file: PlanFile, based_on: int | None = None, *, name: str = "", begun: PlanFile | None = None) -> "PlanEdit":
        """Begin with the parts of a file; ``begun`` is the stored version if the file itself is its change."""
        return cls(begun or file, based_on, file.plan, file.sections, file.targets, name=name or f"{file.plan.code}.yaml")

    def file(self) -> PlanFile:
        """Return the changed file. PlanFileError with every problem, each named by its target."""
        with problems_by_name([(one.code, one.name) for one in self.targets]):
            return checked(self.plan, self.sections, self.targets)

    @property
    def is_new(self) -> bool:
        """True for a plan that is not stored yet."""
        return self.based_on is None

    @property
    def is_changed(self) -> bool:
        """True if anything differs from the version with which the change began."""
        return not same_contents(self.begun, PlanFile(self.plan, self.sections, self.targets, ""))

    def target(self, code: str) -> TargetPart:
        """Return a target. KeyError if there is none of this code."""
        for one in self.targets:
            if one.code == code:
                return one
        raise KeyError(code)

    def correct(self, code: str, changes: Mapping[str, Any]) -> None:
        """Change fields of a target; they are checked with the whole file."""
        self.targets = tuple(one.model_copy(update=dict(changes)) if one.code == code else one for one in self.targets)

    def add(self, section: str, name: str) -> str:
        """Add a deliverable at the end of a section, to be filled in; return its code."""
        code = self._free_code(section)
        new = TargetPart(code=code, section=section, kind=TargetKind.DELIVER, name=name, due=year_end(self.plan.first_day))
        at = max((n + 1 for n, one in enumerate(self.targets) if one.section == section), default=len(self.targets))
        self.targets = (*self.targets[:at], new, *self.targets[at:])
        self.turn += 1
        return code

    def _free_code(self, section: str) -> str:
        """Return the next code in the manner of the section's codes: BA-12 after BA-11."""
        known = [one.code for one in self.targets] + [one.code for one in self.begun.targets]
        own = [one.code for one in self.targets if one.section == section]
        found = re.match(r"^(.*?)(\d+)$", own[-1]) if own else None
        head, width = (found[1], len(found[2])) if found else (f"{section}-", 2)
        numbers = [int(code[len(head) :]) for code in known if code.startswith(head) and code[len(head) :].isdecimal()]
        return f"{head}{max(numbers, default=0) + 1:0{width}d}"

    def remove(self, code: str) -> None:
        """Withdraw a target: the next version no longer has it, earlier ones and what was reported stay."""
        self.targets = tuple(one for one in self.targets if one.code != code)
        self.turn += 1

    def describe_districts(self, districts: Sequence[DistrictPart]) -> None:
        """Replace the districts."""
        self.plan = self.plan.model_copy(update={"districts": tuple(districts)})

    def describe(self, **changes: Any) -> None:
        """Change fields of the head."""
        self.plan = self.plan.model_copy(update=changes)


def as_number(value: float | int | None) -> Decimal | None:
    """Return the number of a form without the decimals that it does not have."""
    if value is None or value != value:
        return None
    return Decimal(int(value)) if float(value).is_integer() else Decimal(repr(float(value)))
