"""Figures as people give them, as text: read, checked against the plan, and refused whole with every problem named."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from models.csv_rows import read_rows
from models.errors import Problem, ReportError, problem
from models.frames import records_of
from models.incoming import NewReport
from models.plan_view import PlanView
from models.status import Kind
from models.tables import DECIMALS, EXACT_DIGITS
from models.texts import has_controls

#: Longest text that a source or a note may have.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as text, and where it stands."""

    where: str
    code: str = ""
    as_of: str = ""
    value: str = ""
    district: str = ""
    numerator: str = ""
    denominator: str = ""
    source: str = ""
    note: str = ""
    grade: str = ""


COLUMNS = tuple(field.name for field in fields(Entry) if field.name not in ("where", "grade"))


def read_entries(path: Path) -> list[Entry]:
    """The rows of a CSV file with the columns ``code, as_of, value, district, numerator, denominator, source, note``.

    ReportError where it is not such a file, UnreadableError where it is no text in an encoding that offices use.
    """
    rows = read_rows(path, known=(*COLUMNS, "grade"), needed=("code", "as_of"))
    return [Entry(where, **cells) for where, cells in rows]


def reports_from(entries: Sequence[Entry], view: PlanView, *, today: date, origin: str = "reported") -> list[NewReport]:
    """The entries as reports on the plan. ReportError with every problem of every entry; nothing is left out silently."""
    targets = {row["code"]: row for row in records_of(view.targets)}
    targets |= {row["code"]: {"kind": Kind.DELIVER, "code": row["code"]} for row in records_of(view.items)}
    districts = district_codes(view)
    checked = [_report(entry, targets, districts, today, origin) for entry in entries]
    problems = [one for _, found in checked for one in found]
    if not entries:
        problems = [problem("", "no_rows")]
    if problems:
        raise ReportError("reports_refused", problems)
    return [report for report, _ in checked if report is not None]


def district_codes(view: PlanView) -> dict[str, str]:
    """Every name by which a district may be called (code, name, short name, alias), to its code."""
    names = {}
    for row in records_of(view.districts):
        for name in (row["code"], row["name"], row["short"], *row["aliases"]):
            names[name] = row["code"]
    return names


def _report(
    entry: Entry, targets: Mapping[str, Mapping[Any, Any]], districts: Mapping[str, str], today: date, origin: str
) -> tuple[NewReport | None, list[Problem]]:
    problems: list[Problem] = []
    target = targets.get(entry.code)
    if target is None:
        problems.append(problem(entry.where, "unknown_code", value=entry.code))
    if entry.district and entry.district not in districts:
        problems.append(problem(entry.where, "unknown_district", value=entry.district))
    as_of = _day(entry, today, problems)
    unread: list[Problem] = []
    numbers = {name: _number(entry, name, unread) for name in ("value", "numerator", "denominator")}
    problems += unread
    if target is not None and not unread:
        is_part = bool(entry.district) and len(set(districts.values())) > 1
        problems += check_figure(entry.where, Kind(target["kind"]), note=entry.note, is_part=is_part, **numbers)
    if max(len(entry.source), len(entry.note)) > LONGEST:
        problems.append(problem(entry.where, "too_long", n=LONGEST))
    if any(map(has_controls, (entry.source, entry.note, entry.grade))):
        problems.append(problem(entry.where, "with_controls"))
    if problems or as_of is None:
        return None, problems
    report = NewReport(
        code=entry.code,
        as_of=as_of,
        district=districts.get(entry.district, ""),
        origin=origin,
        source=entry.source or None,
        grade=entry.grade or None,
        note=entry.note or None,
        **numbers,
    )
    return report, []


def _day(entry: Entry, today: date, problems: list[Problem]) -> date | None:
    try:
        day = parse_day(entry.as_of)
    except ValueError:
        problems.append(problem(entry.where, "not_a_day", value=entry.as_of))
        return None
    if day > today:
        problems.append(problem(entry.where, "in_the_future", value=day))
    return day


def parse_day(text: str) -> date:
    """A day as 2023-06-30, 2023/6/30 or 2023年6月30日. ValueError where the calendar has no such day."""
    match = re.fullmatch(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", text.strip())
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in match.groups())
    return date(year, month, day)


def _number(entry: Entry, name: str, problems: list[Problem]) -> Decimal | None:
    return parse_number(entry.where, getattr(entry, name), problems)


def parse_number(where: str, text: str, problems: list[Problem]) -> Decimal | None:
    """A number that both databases keep exactly; None for an empty text, and with a problem added for any other."""
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
    _, digits, exponent = number.as_tuple()  # not normalize(), which rounds to 28 digits and fails on 1e9999999
    significant = "".join(map(str, digits)).rstrip("0")
    places = len(significant) - len(digits) - int(exponent)
    if len(significant) > EXACT_DIGITS or places > DECIMALS or number.adjusted() >= EXACT_DIGITS:
        problems.append(problem(where, "too_many_digits", value=text))
        return None
    return number


def check_figure(
    where: str,
    kind: Kind,
    *,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    note: str,
    is_part: bool,
) -> list[Problem]:
    """Return every problem of a figure on a target of its kind. Deliverables are 1 (done) or 0 (not yet).

    ``is_part`` marks the figure of one among several districts: its rate needs both parts, which the city's rate sums up.
    """
    problems = []
    if value is None and numerator is None and denominator is None:
        if kind is not Kind.ACTION or not note:
            problems.append(problem(where, "no_value"))
        return problems
    if numerator is not None or denominator is not None:
        problems += _check_ratio(where, kind, value, numerator, denominator)
    if value is None:
        return problems
    if kind.is_rate and is_part and numerator is None and denominator is None:
        problems.append(problem(where, "bare_rate", value=value))
    if value < 0:
        problems.append(problem(where, "negative", value=value))
    if kind.is_rate and value > 100:
        problems.append(problem(where, "rate_above_100", value=value))
    if kind is Kind.COUNT and value != value.to_integral_value():
        problems.append(problem(where, "not_whole", value=value))
    if kind is Kind.DELIVER and value not in (0, 1):
        problems.append(problem(where, "not_done_or_not", value=value))
    if kind is Kind.ITEMS:
        problems.append(problem(where, "report_the_items"))
    return problems


def _check_ratio(
    where: str, kind: Kind, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> Iterator[Problem]:
    if not kind.is_rate:
        yield problem(where, "ratio_needs_rate")
    elif value is not None:
        yield problem(where, "value_or_ratio")
    elif numerator is None or denominator is None:
        yield problem(where, "half_a_ratio")
    elif numerator < 0 or denominator <= 0 or numerator > denominator:
        yield problem(where, "bad_ratio", numerator=numerator, denominator=denominator)
