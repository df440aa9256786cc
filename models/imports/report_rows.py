"""Reported figures as text: read, validated against the plan, and rejected as a whole with every problem."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from models.commands.records import BatchContents, NewMilestone, NewReport
from models.errors import Problem, ReportError, problem
from models.frames import rows_of
from models.imports.csv_file import read_rows
from models.imports.names import Districts, Names, unknown
from models.numbers import is_exact
from models.plan.view import PlanView
from models.status import Scale, TargetKind
from models.text import has_controls
from models.typed_rows import TargetRow

#: Maximum length of a source or a note.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row as text, with its place."""

    where: str
    code: str = ""
    as_of: str = ""
    value: str = ""
    district: str = ""
    numerator: str = ""
    denominator: str = ""
    source: str = ""
    note: str = ""
    gate: str = ""
    forecast: str = ""
    actual: str = ""
    grade: str = ""


COLUMNS = tuple(field.name for field in fields(ReportRow) if field.name not in ("where", "grade"))


def read_entries(path: Path) -> list[ReportRow]:
    """Return the rows of a CSV file with some of the columns ``COLUMNS``.

    ReportError if it is not such a file, UnreadableError if its encoding is unknown.
    """
    rows = read_rows(path, known=(*COLUMNS, "grade"), needed=("code", "as_of"))
    return [ReportRow(where, **cells) for where, cells in rows]


def contents_from(
    entries: Sequence[ReportRow], view: PlanView, *, today: date, origin: str = "reported", divided: Set[str] = frozenset()
) -> BatchContents:
    """Convert the entries to figures and dates of gates. ReportError with every problem of every entry; none is skipped.

    ``divided`` are the codes of the counts made up of projects or quotas, which accept no figure of their own.
    """
    check = _Check(view, today, origin, divided)
    checked = [check.read(entry) for entry in entries]
    problems = [one for _, found in checked for one in found] if entries else [problem("", "no_rows")]
    if problems:
        raise ReportError("reports_refused", problems)
    rows = [row for found, _ in checked for row in found]
    return BatchContents(
        reports=[one for one in rows if isinstance(one, NewReport)],
        milestones=[one for one in rows if isinstance(one, NewMilestone)],
    )


def district_codes(view: PlanView) -> dict[str, str]:
    """Return the code of a district by each of its names (code, name, short name, alias, English name)."""
    return Districts(view).codes


class _Check:
    """The data against which entries are checked."""

    def __init__(self, view: PlanView, today: date, origin: str, divided: Set[str]) -> None:
        rows = rows_of(view.targets, TargetRow)
        self.kinds = {row.code: TargetKind(row.kind) for row in rows} | dict.fromkeys(view.items["code"], TargetKind.DELIVER)
        self.scales = {row.code: row.rate_scale for row in rows}
        self.codes = Names((code, code) for code in self.kinds)
        self.districts, self.gates = Districts(view), view.gates()
        self.is_divided = len(view.districts) > 1
        self.today, self.origin, self.divided = today, origin, divided

    def read(self, entry: ReportRow) -> tuple[list[NewReport | NewMilestone], list[Problem]]:
        """Return the rows of one entry, or all its problems."""
        problems: list[Problem] = []
        code = self.codes.find(entry.code)
        if code is None:
            problems.append(unknown(entry.where, "unknown_code", entry.code, self.codes.near(entry.code)))
        else:
            entry = replace(entry, code=code)
        if entry.district and self._district(entry) is None:
            problems.append(unknown(entry.where, "unknown_district", entry.district, self.districts.near(entry.district)))
        as_of = _day(entry, self.today, problems)
        if max(len(entry.source), len(entry.note)) > LONGEST:
            problems.append(problem(entry.where, "too_long", n=LONGEST))
        if any(map(has_controls, (entry.source, entry.note, entry.grade))):
            problems.append(problem(entry.where, "with_controls"))
        is_gate = bool(entry.gate or entry.forecast or entry.actual)
        rows = (self._gate if is_gate else self._figure)(entry, as_of, problems)
        return ([], problems) if problems else (list(rows), [])

    def _district(self, entry: ReportRow) -> str | None:
        """Return the code of the district of an entry; "" for the city, None for one that is not known."""
        place = self.districts.find(entry.district) if entry.district else None
        return "" if not entry.district else None if place is None or place.is_city_level else place.code

    def _figure(self, entry: ReportRow, as_of: date | None, problems: list[Problem]) -> list[NewReport]:
        unread: list[Problem] = []
        numbers: dict[str, Any] = {name: _number(entry, name, unread) for name in ("value", "numerator", "denominator")}
        problems += unread
        if entry.code in self.divided:
            problems.append(problem(entry.where, "counted_otherwise", value=entry.code))
        elif entry.code in self.kinds and not unread:
            is_part = bool(self._district(entry)) and self.is_divided
            kind, scale = self.kinds[entry.code], self.scales.get(entry.code)
            problems += check_figure(entry.where, kind, scale, note=entry.note, is_part=is_part, **numbers)
        if as_of is None:
            return []
        about: dict[str, Any] = {"source": entry.source or None, "grade": entry.grade or None, "note": entry.note or None}
        return [NewReport(entry.code, as_of, district=self._district(entry) or "", origin=self.origin, **numbers, **about)]

    def _gate(self, entry: ReportRow, as_of: date | None, problems: list[Problem]) -> list[NewMilestone]:
        """Read the dates of a gate."""
        names = self.gates.get(entry.code, [])
        if entry.value or entry.numerator or entry.denominator or entry.district:
            problems.append(problem(entry.where, "gate_or_figure"))
        elif entry.gate not in names:
            key = "unknown_gate" if names else "unknown_gates"
            problems.append(problem(entry.where, key, value=entry.gate if names else entry.code, choices=names))
        elif not (entry.forecast or entry.actual):
            problems.append(problem(entry.where, "gate_needs_day"))
        days: dict[str, date] = {}
        for aspect in ("forecast", "actual"):
            if text := getattr(entry, aspect):
                try:
                    days[aspect] = parse_day(text)
                except ValueError:
                    problems.append(problem(entry.where, "not_a_day", value=text))
        if as_of is not None and "actual" in days and days["actual"] > as_of:
            problems.append(problem(entry.where, "happened_later", value=days["actual"], day=as_of))
        if problems or as_of is None:
            return []
        about: dict[str, Any] = {"origin": self.origin, "source": entry.source or None, "note": entry.note or None}
        place = names.index(entry.gate)
        return [NewMilestone(entry.code, entry.gate, aspect, day, as_of, place, **about) for aspect, day in days.items()]


def _day(entry: ReportRow, today: date, problems: list[Problem]) -> date | None:
    try:
        day = parse_day(entry.as_of)
    except ValueError:
        problems.append(problem(entry.where, "not_a_day", value=entry.as_of))
        return None
    if day > today:
        problems.append(problem(entry.where, "in_the_future", value=day))
    return day


def parse_day(text: str) -> date:
    """Parse a date such as 2023-06-30, 2023/6/30 or 2023年6月30日. ValueError if the date does not exist."""
    match = re.fullmatch(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", text.strip())
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in match.groups())
    return date(year, month, day)


def _number(entry: ReportRow, name: str, problems: list[Problem]) -> Decimal | None:
    return parse_number(entry.where, getattr(entry, name), problems)


def parse_number(where: str, text: str, problems: list[Problem]) -> Decimal | None:
    """Parse a number that both databases store exactly; None for an empty text, and with a problem added for any other."""
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        problems.append(problem(where, "not_a_number", value=text))
        return None
    if not number:
        return Decimal(0)
    if not is_exact(number):
        problems.append(problem(where, "too_many_digits", value=text))
        return None
    return number


def check_figure(
    where: str,
    kind: TargetKind,
    scale: Scale | None,
    *,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    note: str,
    is_part: bool,
) -> list[Problem]:
    """Return every problem of a figure on a target of its kind, a rate on its ``scale``. Deliverables are 1 (done) or 0.

    ``is_part`` marks the figure of one among several districts: its rate needs both parts, which the city's rate sums up.
    """
    problems = []
    if value is None and numerator is None and denominator is None:
        if kind is not TargetKind.ACTION or not note:
            problems.append(problem(where, "no_value"))
        return problems
    if numerator is not None or denominator is not None:
        problems += _check_ratio(where, scale, value, numerator, denominator)
    if value is None:
        return problems
    if scale is not None and is_part and numerator is None and denominator is None:
        problems.append(problem(where, "bare_rate", value=value))
    if value < 0:
        problems.append(problem(where, "negative", value=value))
    if scale is not None and scale.most is not None and value > scale.most:
        problems.append(problem(where, "rate_above_100" if scale.most == 100 else "above_most", value=value, most=scale.most))
    if kind is TargetKind.COUNT and value != value.to_integral_value():
        problems.append(problem(where, "not_whole", value=value))
    if kind is TargetKind.DELIVER and value not in (0, 1):
        problems.append(problem(where, "not_done_or_not", value=value))
    if kind is TargetKind.ITEMS:
        problems.append(problem(where, "report_the_items"))
    return problems


def _check_ratio(
    where: str, scale: Scale | None, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> Iterator[Problem]:
    if scale is None:
        yield problem(where, "ratio_needs_rate")
    elif value is not None:
        yield problem(where, "value_or_ratio")
    elif numerator is None or denominator is None:
        yield problem(where, "half_a_ratio")
    elif numerator < 0 or denominator <= 0 or _is_above(scale, numerator, denominator):
        yield problem(where, "bad_ratio", numerator=numerator, denominator=denominator)


def _is_above(scale: Scale, numerator: Decimal, denominator: Decimal) -> bool:
    """Return True if a numerator and its denominator make more than the scale of the rate has."""
    return scale.most is not None and scale.factor * Fraction(numerator) > scale.most * Fraction(denominator)
