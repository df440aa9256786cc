"""Validation of rows against the plan and the known data: facts to record, and findings.

An error rejects a row, a doubt (warning) needs confirmation, a guess (notice) is informational. All are collected.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from models.analysis.milestone_history import ASPECTS
from models.errors import problem
from models.frames import rows_of
from models.imports.cells import COUNTED, PEOPLE, TAKE_BACK, Level, Told, amount_scales, read_day, read_number, says_nothing
from models.imports.computed_rates import with_rounded_rate
from models.imports.facts import Fact, Finding, Known
from models.imports.figure_history import odd_steps, pasts
from models.imports.names import Districts, unknown
from models.imports.report_rows import LONGEST, check_figure
from models.imports.sheet_rows import Row
from models.imports.subjects import Subjects, gate_name
from models.status import PERCENT, TargetKind
from models.text import has_controls
from models.typed_rows import ItemRow, TargetRow

#: The key of a fact.
Key = tuple[str, str, tuple[str, ...], date]
#: Multiple of its target above which a figure is probably in another unit; for rates only with a target up to the second number.
FAR, SMALL_RATE = 5, 10
#: Years before and after the plan's first day within which dates are plausible; others are probably typing errors.
YEARS_BEFORE, YEARS_AFTER = 2, 5
#: Number of rows between two reports on progress.
STEP = 500


class RowValidator:
    """The validation of the rows of one import, one after the other."""

    def __init__(self, rows: Sequence[Row], known: Known) -> None:
        self.rows, self.known = rows, known
        self.facts: list[Fact] = []
        self.findings: list[Finding] = []
        self.silent: set[int] = set()
        view = known.view
        self._targets = {row.code: row for row in rows_of(view.targets, TargetRow)}
        self._items = {row.code: row for row in rows_of(view.items, ItemRow)}
        self._subjects = Subjects(known)
        self._districts = Districts(view)
        self._on_day = {(*series, one.day): one.value for series, path in known.figures.items() for one in path}

    def run(self, progress: Callable[[float], None] = lambda share: None) -> "RowValidator":
        """Validate every row; ``progress`` receives the share of rows done, from 0 to 1."""
        for index, row in enumerate(self.rows):
            self._row(index, row)
            if index % STEP == 0:
                progress(index / len(self.rows))
        self._check_twice()
        self._check_paths()
        self._check_sums()
        return self

    def _find(self, level: Level, index: int, place: str, key: str, **values: object) -> None:
        self.findings.append(Finding(level, index, problem(place, key, **values)))

    def _tell(self, index: int, told: Told) -> None:
        self.findings += [Finding(level, index, one) for level, one in told]

    def _went_wrong(self, before: int) -> bool:
        """Return True if any finding after the first ``before`` ones is an error."""
        return any(one.level == "error" for one in self.findings[before:])

    def refused(self) -> set[int]:
        """Return the rows that are rejected."""
        return {one.row for one in self.findings if one.level == "error"}

    def doubted(self) -> set[int]:
        """Return the rows that need confirmation."""
        return {one.row for one in self.findings if one.level == "doubt"} - self.refused()

    def _row(self, index: int, row: Row) -> None:
        row = self._without_nothings(index, row)
        said = _VALUES[row.form](row.cells)
        before = len(self.findings)
        if not said and not (row.form == "targets" and row.cells.get("note") and self._is_action(row)):
            self._tell(index, [found for found in row.told if found[0] == "error"])
            self.silent.add(index)
            return  # an empty cell changes nothing, so a row without values has no effect
        self._tell(index, list(row.told))
        code, district = self._subject(index, row)
        if code is not None and district is not None:
            self._check_right(index, row, self.known.works[code][2] if code in self.known.works else district)
        as_of = self._day(index, row, "as_of")
        if as_of is None and not row.cells.get("as_of"):
            self._find("error", index, row.where("as_of"), "no_day")
        facts: list[Fact] = []
        if code is not None and as_of is not None and district is not None:
            facts = list(self._facts(index, row, code, district, as_of, said))
            if as_of > self.known.today and not self._is_far(as_of):
                self._find("doubt", index, row.where("as_of"), "future_day", value=as_of)
        for name in ("note", "evidence"):
            if len(row.cells.get(name, "")) + len(row.extra) > LONGEST:
                self._find("error", index, row.where(name), "too_long", n=LONGEST)
            if has_controls(row.cells.get(name, "") + row.extra):
                self._find("error", index, row.where(name), "with_controls")
        if not self._went_wrong(before):
            self.facts += facts

    def _without_nothings(self, index: int, row: Row) -> Row:
        """Return the row with empty cells for values that say nothing, such as —, with a notice for each."""
        empty = {name: text for name, text in row.cells.items() if text and _is_value(name) and says_nothing(text)}
        for name, text in empty.items():
            self._find("guess", index, row.where(name), "nothing_said", value=text)
        return replace(row, cells={**row.cells, **dict.fromkeys(empty, "")}) if empty else row

    def _is_action(self, row: Row) -> bool:
        target = self._targets.get(self._subjects.code_of(row) or "")
        return target is not None and target.kind == TargetKind.ACTION

    def _subject(self, index: int, row: Row) -> tuple[str | None, str | None]:
        """Return the code and the district of a row; None with a finding if they do not exist."""
        code, told = self._subjects.find(row)
        self._tell(index, told)
        if code is None:
            return None, None
        if row.form == "targets":
            return code, self._district(index, row)
        return code, self.known.quotas[code][0] if row.form == "recruitment" else ""

    def _check_right(self, index: int, row: Row, district: str) -> None:
        """Add an error to a row that the user may not write; without it the write would refuse all rows."""
        staff = self.known.staff
        if staff is None or staff.may_write_for(district):
            return
        districts = self.known.view.districts
        names = dict(zip(districts["code"], districts["name"], strict=True))
        key = "foreign_district" if district else "whole_city"
        self._find("error", index, row.where("district"), key, value=names.get(district, district))

    def _district(self, index: int, row: Row) -> str | None:
        said = row.cells.get("district", "")
        if said == "":
            return ""
        found, place = self._districts.find(said), row.where("district")
        if found is None:
            self.findings.append(Finding("error", index, unknown(place, "unknown_district", said, self._districts.near(said))))
            return None
        if found.is_city_level:
            self._find("doubt", index, place, "city_level", value=said)
        elif found.in_other_words:
            self._find("guess", index, place, "district_in_other_words", value=said, name=self._districts.name(found.code))
        return found.code

    def _day(self, index: int, row: Row, name: str) -> date | None:
        """Return the date in a cell, with a warning if its year is far from the plan's."""
        head = self.known.view.head
        latest = min(self.known.today, head.last_day)
        day, told = read_day(row.where(name), row.cells.get(name, ""), year=head.year, latest=latest)
        self._tell(index, told)
        if day is not None and self._is_far(day):
            self._find("doubt", index, row.where(name), "far_year", value=day, likely=_in_year(day, self.known.view.head.year))
        return day

    def _is_far(self, day: date) -> bool:
        start = self.known.view.head.start.year
        return not start - YEARS_BEFORE <= day.year <= start + YEARS_AFTER

    def _number(self, index: int, row: Row, name: str, units: Iterable[str], **how: Any) -> Decimal | None:
        number, told = read_number(row.where(name), row.cells.get(name, ""), units, **how)
        self._tell(index, told)
        return number

    def _facts(self, index: int, row: Row, code: str, district: str, as_of: date, said: Sequence[str]) -> Iterable[Fact]:
        note = "；".join(part for part in (row.cells.get("note", ""), row.extra) if part) or None
        common: dict[str, Any] = {"note": note, "source": row.cells.get("evidence") or None}
        if row.form == "targets":
            yield from self._figure(index, row, code, district, as_of, common)
        elif row.form == "recruitment":
            yield from self._posts(index, row, code, district, as_of, said, common)
        else:
            yield from self._dates(index, row, code, as_of, said, common)

    def _figure(self, index: int, row: Row, code: str, district: str, as_of: date, common: Mapping[str, Any]) -> Iterable[Fact]:
        target = self._targets.get(code)  # None for an item
        kind, before = self._kind(code), len(self.findings)
        names = (target.unit, target.unit_en) if target else ()
        scale = target.rate_scale if target else None
        own = ("%",) if scale == PERCENT else tuple(name or "" for name in names)
        if scale is not None:
            row, told = with_rounded_rate(row)
            self._tell(index, told)
        units = {"value": own, "numerator": COUNTED, "denominator": COUNTED}
        scales = amount_scales(target.unit) if target and kind is TargetKind.AMOUNT else {}
        how = {"is_deliverable": kind is TargetKind.DELIVER, "scales": scales}
        numbers = {name: self._number(index, row, name, units[name], **how) for name in units}
        if self._went_wrong(before):
            return
        is_part = bool(district) and len(self.known.view.districts) > 1
        for one in check_figure(row.where("value"), kind, scale, note=row.cells.get("note", ""), is_part=is_part, **numbers):
            self.findings.append(Finding("error", index, one))
        if self._went_wrong(before):
            return
        value = numbers["value"]
        if code in self.known.divided:
            self._find("error", index, row.where("value"), "counted_otherwise", value=code)
            return
        if value is not None and target is not None:
            self._doubt_share(index, row.where("value"), target, value)
            self._doubt_unit(index, row.where("value"), kind, target.target, value)
        fact = Fact(index, row.where("value"), code, district, ("figure",), as_of, **common)
        yield replace(fact, value=value, numerator=numbers["numerator"], denominator=numbers["denominator"])

    def _doubt_share(self, index: int, place: str, target: TargetRow, value: Decimal) -> None:
        """Warn about a rate in percent that looks like a fraction of one."""
        if target.rate_scale == PERCENT and 0 < value <= 1 and target.target is not None and target.target > 10:
            self._find("doubt", index, place, "share_not_percent", value=value, percent=value * 100)

    def _doubt_unit(self, index: int, place: str, kind: TargetKind, wanted: Decimal | None, value: Decimal) -> None:
        """Warn about a figure so far above its target that it is probably in another unit: 50 for 0.5, 5000 for 0.5 万."""
        if not wanted or value <= FAR * wanted:
            return
        if not kind.is_measured:
            return
        if kind.is_total or wanted <= SMALL_RATE:
            self._find("doubt", index, place, "far_from_target", value=value, wanted=wanted)

    def _check_paths(self) -> None:
        """Compare each figure with the preceding ones, both known ones and those of these rows."""
        said: dict[tuple[str, str], list[Fact]] = {}
        for fact in self.facts:
            if fact.what == ("figure",) and fact.figure.amount is not None:
                said.setdefault((fact.code, fact.district), []).append(fact)
        for (code, district), facts in said.items():
            known = {one.day: one for one in self.known.figures.get((code, district), ())}
            before = pasts((known | {fact.as_of: fact.figure for fact in facts}).values())
            kind, wanted = self._kind(code), self._wanted(code)
            scale = self._targets[code].rate_scale if code in self._targets else None
            for fact in facts:
                place = self.rows[fact.row].where
                for one in odd_steps(fact.figure, before[fact.as_of], kind=kind, wanted=wanted, place=place, scale=scale):
                    self.findings.append(Finding("doubt", fact.row, one))

    def _kind(self, code: str) -> TargetKind:
        """Return the kind of a target; an item is a deliverable, a quota is a count."""
        if code in self._targets:
            return TargetKind(self._targets[code].kind)
        return TargetKind.DELIVER if code in self._items else TargetKind.COUNT

    def _wanted(self, code: str) -> Decimal | None:
        if code in self.known.quotas:
            return Decimal(self.known.quotas[code][1])
        return self._targets[code].target if code in self._targets else None

    def _posts(
        self, index: int, row: Row, code: str, district: str, as_of: date, said: Sequence[str], common: Mapping[str, Any]
    ) -> Iterable[Fact]:
        for name in said:
            value = self._number(index, row, name, PEOPLE)
            if value is None:
                continue
            if value < 0 or value != value.to_integral_value():
                self._find("error", index, row.where(name), "negative" if value < 0 else "not_whole", value=value)
                continue
            if name == "value":
                self._doubt_unit(index, row.where(name), TargetKind.COUNT, self._wanted(code), value)
                yield Fact(index, row.where(name), code, district, ("figure",), as_of, value=value, **common)
            else:
                yield Fact(index, row.where(name), code, district, ("measure", name.removeprefix("step_")), as_of, value=value)

    def _dates(
        self, index: int, row: Row, code: str, as_of: date, said: Sequence[str], common: Mapping[str, Any]
    ) -> Iterable[Fact]:
        _, order, _ = self.known.works[code]
        back = {name for name in said if row.cells[name].casefold() in TAKE_BACK}
        days = {name: None if name in back else self._day(index, row, name) for name in said}
        if row.form != "gates":  # a gate may be passed before an earlier one
            known = self.known.days.get(code, {})
            self._check_order(index, row, days, {step: day for step, day in known.items() if f"{step}_actual" not in back}, order)
        for name, day in days.items():
            if day is None and name not in back:
                continue
            gate = gate_name(order, row.cells.get("gate", "")) or ""
            milestone, aspect = (gate, name) if row.form == "gates" else name.rsplit("_", 1)
            assert aspect in ASPECTS, "the headers of a form give no other"
            if aspect == "actual" and day is not None:
                if day > as_of:
                    self._find("error", index, row.where(name), "happened_later", value=day, day=as_of)
                if milestone == order[-1] and not (common["note"] or common["source"]):
                    self._find("doubt", index, row.where(name), "no_evidence", value=day)
            yield Fact(
                index,
                row.where(name),
                code,
                "",
                ("date", milestone, aspect),
                as_of,
                day=day,
                position=_place(order, milestone),
                **common,
            )

    def _check_order(
        self, index: int, row: Row, days: Mapping[str, date | None], known: Mapping[str, date], order: Sequence[str]
    ) -> None:
        """Add an error for a step before an earlier one; only dates in the row can be wrong."""
        said = {name.removesuffix("_actual"): day for name, day in days.items() if day and name.endswith("_actual")}
        happened = dict(known) | said
        steps = [one for one in order if one in happened]
        for earlier, later in pairwise(steps):
            if happened[later] < happened[earlier] and (later in said or earlier in said):
                place = row.where(f"{later if later in said else earlier}_actual")
                self._find(
                    "error", index, place, "before_earlier_step", value=happened[later], step=earlier, day=happened[earlier]
                )

    def _check_twice(self) -> None:
        """Check repeated facts: an equal repetition gets a warning, and contradicting ones are all rejected."""
        said: dict[Any, list[Fact]] = {}
        for fact in self.facts:
            said.setdefault(fact.key, []).append(fact)
        for facts in said.values():
            if len({fact.said for fact in facts}) == 1:
                for fact in facts[1:]:
                    self._find("doubt", fact.row, fact.where, "said_twice", value=facts[0].where)
                continue
            for fact in facts:
                other = next(one for one in facts if one.said != fact.said)
                self._find("error", fact.row, fact.where, "said_otherwise", value=other.where)
        refused = self.refused()
        self.facts = [fact for fact in self.facts if fact.row not in refused]

    def _check_sums(self) -> None:
        """Check that counts of the city and its districts agree on a day, whether imported now or known."""
        own = {fact.key: fact for fact in self.facts if fact.what == ("figure",) and fact.value is not None}
        touched: dict[tuple[str, date], Fact] = {}
        for (code, district, _, as_of), fact in own.items():
            if code in self._targets and self._kind(code).is_total and (not district or (code, as_of) not in touched):
                touched[code, as_of] = fact  # reported at the row of the city, else at the first district
        for fact in touched.values():
            self._check_sum(fact, own)

    def _check_sum(self, fact: Fact, own: Mapping[Key, Fact]) -> None:
        """Warn if the districts do not add up to the city, or some of them exceed it."""
        districts = list(self.known.view.districts["code"])
        city, *counts = (self._count(own, fact.code, district, fact.as_of) for district in ("", *districts))
        values = [value for value in counts if value is not None]
        if city is None or not values:
            return
        total = sum(values, Decimal(0))
        if total > city or (len(values) == len(districts) and total != city):
            self._find("doubt", fact.row, fact.where, "not_the_sum", value=city, sum=total, n=len(values))

    def _count(self, own: Mapping[Key, Fact], code: str, district: str, as_of: date) -> Decimal | None:
        """Return the count of a district on a day: from these rows, else the known one."""
        fact = own.get((code, district, ("figure",), as_of))
        return fact.value if fact is not None else self._on_day.get((code, district, as_of))


def _in_year(day: date, year: int) -> date:
    """Return the same day of another year, at most the last day of its month."""
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _place(order: Sequence[str], milestone: str) -> int:
    return order.index(milestone) if milestone in order else len(order)


def _is_value(name: str) -> bool:
    """Return True for a cell with a number or a date to record."""
    return (
        name in ("value", "numerator", "denominator", "forecast", "actual")
        or name.startswith("step_")
        or (name.endswith(("_forecast", "_actual")))
    )


def _said(*names: str) -> Any:
    return lambda cells: [name for name in names if cells.get(name)]


def _dates_said(cells: Mapping[str, str]) -> list[str]:
    return [name for name, text in cells.items() if text and name.endswith(("_forecast", "_actual"))]


def _posts_said(cells: Mapping[str, str]) -> list[str]:
    return [name for name, text in cells.items() if text and (name == "value" or name.startswith("step_"))]


#: Cells with values in a row of each form.
_VALUES: dict[str, Any] = {
    "targets": _said("value", "numerator", "denominator"),
    "projects": _dates_said,
    "programmes": _dates_said,
    "gates": _said("forecast", "actual"),
    "recruitment": _posts_said,
}
