"""Shared parsing and validation for lists of projects, programmes and quotas."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from models.errors import Problem, ReportError, problem
from models.frames import rows_of
from models.imports.report_rows import LONGEST, district_codes, parse_day
from models.plan.view import PlanView, Terms
from models.text import has_controls
from models.typed_rows import TargetRow

#: A row of a list: its place, and its cells by column.
Listed = tuple[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ValidationContext:
    """Reference data for the rows of a list: districts by every name, targets, and codes already in use.

    ``taken`` are codes of targets and items, ``others`` those of works and quotas of another kind.
    """

    districts: Mapping[str, str]
    targets: Mapping[str, TargetRow]
    taken: Set[str]
    others: Set[str]
    today: date


def ground_of(view: PlanView, *, today: date, others: Iterable[str] = ()) -> ValidationContext:
    """Return the reference data of a plan."""
    return ValidationContext(
        district_codes(view),
        {row.code: row for row in rows_of(view.targets, TargetRow)},
        {*view.targets["code"], *view.items["code"]},
        frozenset(others),
        today,
    )


def with_codes(cells: Mapping[str, str], terms: Terms, groups: Mapping[str, str]) -> dict[str, str]:
    """Replace the names of the plan's terms in the cells by their codes; ``groups`` maps columns to groups of terms."""
    codes = {
        column: next((code for code, *names in terms.groups.get(group, ()) if cells[column] in names), cells[column])
        for column, group in groups.items()
        if cells.get(column)
    }
    return {**cells, **codes}


def read_day(where: str, text: str, problems: list[Problem]) -> date | None:
    """Parse a date; None for an empty text, and with a problem added for any other."""
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError:
        problems.append(problem(where, "not_a_day", value=text))
        return None


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
    if cells.get("district") and cells["district"] not in ground.districts:
        problems.append(problem(where, "unknown_district", value=cells["district"]))
    if any(len(text) > LONGEST for text in cells.values()):
        problems.append(problem(where, "too_long", n=LONGEST))
    problems += [problem(f"{where} {name}", "with_controls") for name, text in cells.items() if has_controls(text)]
    return problems


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
