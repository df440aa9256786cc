"""Shared parsing and validation for lists of projects, programmes and quotas."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from models.errors import Problem, ReportError, problem
from models.frames import rows_of
from models.imports import cells as readers
from models.imports.cells import Told, says_nothing
from models.imports.names import Districts, Names, nearest, unknown
from models.imports.report_rows import LONGEST
from models.plan.view import PlanView, Terms
from models.text import has_controls
from models.typed_rows import TargetRow

#: A row of a list: its place, and its cells by column.
Listed = tuple[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ValidationContext:
    """Reference data for the rows of a list: districts by every name, targets, and codes already in use.

    ``taken`` are codes of targets and items, ``others`` those of works and quotas of another kind. ``year`` is that of a date
    without a year, ``last_day`` the last one of the plan. ``told`` collects the warnings and notices.
    """

    districts: Districts
    targets: Mapping[str, TargetRow]
    taken: Set[str]
    others: Set[str]
    today: date
    year: int
    last_day: date
    told: Told = field(default_factory=list)

    def district(self, name: str) -> str:
        """Return the code of a district by any of its names, "" if there is none."""
        place = self.districts.find(name) if name else None
        return place.code if place is not None else ""

    def unknown_target(self, where: str, code: str) -> Problem:
        """Return the problem of a code that no target has."""
        return unknown(where, "unknown_code", code, nearest(code, self.targets))


def ground_of(view: PlanView, *, today: date, others: Iterable[str] = (), told: Told | None = None) -> ValidationContext:
    """Return the reference data of a plan."""
    return ValidationContext(
        Districts(view),
        {row.code: row for row in rows_of(view.targets, TargetRow)},
        {*view.targets["code"], *view.items["code"]},
        frozenset(others),
        today,
        view.head.year,
        view.head.last_day,
        [] if told is None else told,
    )


#: Columns whose words are kept; in the others — and 无 are empty cells.
_TEXTS = ("code", "name", "district", "stage", "kind", "level", "post", "way", "as_of")
_FREE = ("address", "owner", "school", "field", "school_subject", "note")


def plain_cells(where: str, cells: Mapping[str, str], ground: ValidationContext) -> dict[str, str]:
    """Return the cells of a row with empty ones for —, 无 and the like, and with the targets' codes as the plan writes them."""
    plain = dict(cells)
    for name, text in cells.items():
        if text and name not in (*_TEXTS, *_FREE) and says_nothing(text):
            plain[name] = ""
            ground.told.append(("guess", problem(f"{where} {name}", "nothing_said", value=text)))
    if targets := plain.get("targets"):
        codes = Names((code, code) for code in ground.targets)
        plain["targets"] = " ".join(codes.find(one) or one for one in re.split(r"[\s,，、;；]+", targets) if one)
    return plain


def with_codes(cells: Mapping[str, str], terms: Terms, groups: Mapping[str, str]) -> dict[str, str]:
    """Replace the names of the plan's terms in the cells by their codes; ``groups`` maps columns to groups of terms."""
    codes = {
        column: next((code for code, *names in terms.groups.get(group, ()) if cells[column] in names), cells[column])
        for column, group in groups.items()
        if cells.get(column)
    }
    return {**cells, **codes}


def read_day(where: str, text: str, ground: ValidationContext, problems: list[Problem]) -> date | None:
    """Parse a date; None for an empty text, and with a problem added for any other."""
    day, told = readers.read_day(where, text, year=ground.year, latest=min(ground.today, ground.last_day))
    _tell(told, ground, problems)
    return day


def read_number(
    where: str, text: str, ground: ValidationContext, problems: list[Problem], scales: Mapping[str, Decimal] | None = None
) -> Decimal | None:
    """Parse a number, perhaps with one of the units ``scales``; None for an empty text, and with a problem for any other."""
    number, told = readers.read_number(where, text, scales=scales)
    _tell(told, ground, problems)
    return number


def read_coordinate(where: str, text: str, ground: ValidationContext, problems: list[Problem]) -> Decimal | None:
    """Parse a longitude or latitude; None for an empty text, and with a problem added for any other."""
    number, told = readers.read_coordinate(where, text)
    _tell(told, ground, problems)
    return number


def _tell(told: Told, ground: ValidationContext, problems: list[Problem]) -> None:
    """Sort what was found about a cell: errors among the problems, the rest among what is told."""
    problems += [one for level, one in told if level == "error"]
    ground.told.extend((level, one) for level, one in told if level != "error")


def check_facts(
    where: str,
    cells: Mapping[str, str],
    ground: ValidationContext,
    *,
    needed: Sequence[str],
    choices: Mapping[str, Sequence[str]],
) -> list[Problem]:
    """Check required cells, unused codes, valid terms, known districts, lengths, and characters."""
    problems = [problem(f"{where} {name}", "missing") for name in needed if not cells.get(name)]
    if cells.get("code") in ground.taken:
        problems.append(problem(where, "code_of_target", value=cells["code"]))
    if cells.get("code") in ground.others:
        problems.append(problem(where, "code_of_other", value=cells["code"]))
    for name, codes in choices.items():
        if cells.get(name) and cells[name] not in codes:
            problems.append(problem(where, "not_a_choice", value=cells[name], choices=", ".join(codes)))
    problems += _check_district(where, cells.get("district", ""), ground)
    if any(len(text) > LONGEST for text in cells.values()):
        problems.append(problem(where, "too_long", n=LONGEST))
    problems += [problem(f"{where} {name}", "with_controls") for name, text in cells.items() if has_controls(text)]
    return problems


def _check_district(where: str, name: str, ground: ValidationContext) -> list[Problem]:
    """Check that a district is one of the plan; its name in other words is told."""
    place = ground.districts.find(name) if name else None
    if name and (place is None or not place.code):
        return [unknown(where, "unknown_district", name, ground.districts.near(name))]
    if place is not None and place.in_other_words:
        said = problem(where, "district_in_other_words", value=name, name=ground.districts.name(place.code))
        ground.told.append(("guess", said))
    return []


def check_order(
    where: str,
    days: Mapping[str, date | None],
    *,
    steps: Sequence[str],
    as_of: date,
    today: date,
    happened: Mapping[str, date] = MappingProxyType({}),
) -> list[Problem]:
    """Check that milestones are in order, as planned and in fact, and that none is reported before it happened.

    ``days`` are by ``<step>_<aspect>``, ``happened`` the known actual dates, by milestone.
    """
    problems = [problem(where, "in_the_future", value=as_of)] if as_of > today else []
    for aspect in ("baseline", "actual"):
        last: tuple[str, date] | None = None
        for step in steps:
            day = days[f"{step}_{aspect}"] or (happened.get(step) if aspect == "actual" else None)
            if day is not None and last is not None and day < last[1]:
                problems.append(problem(f"{where} {step}_{aspect}", "before_earlier_step", value=day, step=last[0], day=last[1]))
            last = last if day is None else (step, day)
    for step in steps:
        actual = days[f"{step}_actual"]
        if actual is not None and actual > as_of:
            problems.append(problem(f"{where} {step}_actual", "happened_later", value=actual, day=as_of))
    return problems


def check_sizes(
    where: str, numbers: Mapping[str, Decimal | None], *, names: Sequence[str], whole: Sequence[str]
) -> list[Problem]:
    """Check that sizes are not negative, and whole if countable."""
    problems = []
    for name in names:
        number = numbers[name]
        if number is not None and number < 0:
            problems.append(problem(f"{where} {name}", "negative", value=number))
        elif number is not None and name in whole and number != number.to_integral_value():
            problems.append(problem(f"{where} {name}", "not_whole", value=number))
    return problems


def refuse_wrong(codes: Sequence[str], problems: Sequence[Problem]) -> None:
    """Raise ReportError with every problem, including a list without rows and duplicate codes."""
    found = [*problems, *([] if codes else [problem("", "no_rows")])]
    found += [problem("", "twice", value=code) for code, n in sorted(Counter(codes).items()) if code and n > 1]
    if found:
        raise ReportError("reports_refused", found)
