"""The difference between a file and the store: each fact is new, changed, the same, or withdrawn."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from models import queries
from models.frames import rows_of
from models.imports.facts import Fact
from models.imports.figure_history import Figure
from models.plan.view import PlanView
from models.store.clock import knowledge_time_now
from models.typed_rows import DateRow, FigureRow, MeasurementRow, WithdrawnFact

#: Reports on one date of a milestone, by reporting date; None withdraws it.
Dates = Mapping[date, date | None]
#: A reported figure, with its note and source.
Said = tuple[Figure, str | None, str | None]
#: The code of what was measured, the name of the measure, and the day looked at.
Measure = tuple[str, str, date]
#: Kinds of change to a fact.
CHANGES = ("new", "changed", "same", "withdrawn")


@dataclass(frozen=True, slots=True)
class Change:
    """A fact compared with the known one: ``kind`` is new, changed, same or withdrawn.

    ``before`` is the previous content, None without any; for a figure or measure that is new for its day it may be of another
    day, ``before_on``. ``later`` is the day of a newer report on the same date, which continues to apply, and ``taken_back`` the
    number of a withdrawn batch with the same content.
    """

    fact: Fact
    kind: str
    before: Decimal | date | str | None
    before_on: date | None = None
    later: date | None = None
    taken_back: int | None = None


def compare(session: Session, view: PlanView, facts: Sequence[Fact]) -> list[Change]:
    """Compare every fact with the store's content."""
    if not facts:
        return []
    figures, measures = _known_figures(session, view, facts), _known_measures(session, view, facts)
    said = _said_dates(session, view, facts)
    taken_back = _taken_back(session, view, facts)
    in_file = _dates_of(facts)
    changes = []
    for fact in facts:
        if fact.what[0] == "date":
            changes.append(_date_change(fact, said.get(_date(fact), {}), in_file[_date(fact)]))
        elif fact.what[0] == "measure":
            changes.append(_measure_change(fact, measures.get((fact.code, fact.what[1], fact.as_of))))
        else:
            changes.append(_figure_change(fact, figures.get((fact.code, fact.district), _Series())))
    return [one if one.kind == "same" else replace(one, taken_back=taken_back.get(_sentence(one.fact))) for one in changes]


def _sentence(fact: Fact) -> tuple[object, ...]:
    """Return the content of a fact together with its subject: of a figure in its district, of anything else as a whole."""
    return fact.code, fact.district if fact.what == ("figure",) else "", fact.what, fact.as_of, *fact.said


def _date(fact: Fact) -> tuple[str, ...]:
    """Return the code, milestone and aspect of a date."""
    return fact.code, *fact.what[1:]


def _dates_of(facts: Sequence[Fact]) -> Mapping[tuple[str, ...], Dates]:
    """Return the dates given by these facts themselves."""
    dates: dict[tuple[str, ...], dict[date, date | None]] = {}
    for fact in facts:
        if fact.what[0] == "date":
            dates.setdefault(_date(fact), {})[fact.as_of] = fact.day
    return dates


def _said_dates(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[tuple[str, ...], Dates]:
    """Return the store's reports on each date, including those later than the facts."""
    codes = sorted({fact.code for fact in facts if fact.what[0] == "date"})
    if not codes:
        return {}
    rows = queries.read_dates_between(
        session, view.head.plan_id, codes, first=date.min, last=date.max, known_at=knowledge_time_now(session)
    )
    said: dict[tuple[str, ...], dict[date, date | None]] = {}
    for row in rows_of(rows, DateRow):
        said.setdefault((row.code, row.milestone, row.aspect), {})[row.as_of] = row.day
    return said


def _taken_back(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[tuple[object, ...], int]:
    """Return the withdrawn batches with the same content, by content; the newest of several."""
    rows = queries.read_withdrawn_facts(session, view.head.plan_id, sorted({fact.code for fact in facts}))
    found: dict[tuple[object, ...], int] = {}
    for row in rows_of(rows, WithdrawnFact):
        what = tuple(name for name in (row.what, row.name, row.aspect) if name)
        numbers = (row.value, row.numerator, row.denominator, row.day)
        said = numbers if any(one is not None for one in numbers) else (row.note,)
        key = (row.code, row.district, what, row.as_of, *said)
        found[key] = max(row.batch_id, found.get(key, 0))
    return found


@dataclass(frozen=True, slots=True)
class _Series:
    """Reports on one series by ascending day, with the days that have a figure and those with only a note."""

    said: dict[date, Said] = field(default_factory=dict)
    figures: list[date] = field(default_factory=list)
    notes: list[date] = field(default_factory=list)

    def last(self, fact: Fact) -> date | None:
        """Return the day of the newest report up to that of a fact; if all are later, the newest of all."""
        if fact.as_of in self.said:
            return fact.as_of
        days = self.notes if fact.figure.amount is None else self.figures
        return days[bisect_right(days, fact.as_of) - 1] if days else None  # index -1 if all are later


def _known_figures(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[tuple[str, str], _Series]:
    """Return the known reports on every series of the facts, of any day."""
    codes = sorted({fact.code for fact in facts if fact.what == ("figure",)})
    if not codes:
        return {}
    plan_id, now = view.head.plan_id, knowledge_time_now(session)
    known: dict[tuple[str, str], _Series] = {}
    frame = queries.read_figures_between(session, plan_id, codes, first=date.min, last=date.max, known_at=now)
    for row in rows_of(frame, FigureRow):
        series = known.setdefault((row.code, row.district), _Series())
        figure = Figure(row.as_of, row.value, row.numerator, row.denominator)
        series.said[figure.day] = (figure, row.note, row.source)
        (series.notes if figure.amount is None else series.figures).append(figure.day)
    return known


def _known_measures(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[Measure, tuple[date, Decimal]]:
    """Return the newest value of each measure up to each day of the facts, with its own day."""
    now, plan_id = knowledge_time_now(session), view.head.plan_id
    known: dict[Measure, tuple[date, Decimal]] = {}
    measured = [fact for fact in facts if fact.what[0] == "measure"]
    for day in sorted({fact.as_of for fact in measured}):
        codes = sorted({fact.code for fact in measured if fact.as_of == day})
        rows = queries.read_measurements(session, plan_id, as_of=day, known_at=now, codes=codes)
        for row in rows_of(rows, MeasurementRow):
            known[row.code, row.measure, day] = (row.as_of, row.value)
    return known


def _date_change(fact: Fact, said: Dates, in_file: Dates) -> Change:
    """Compare a date with the known one: a later report takes precedence over an earlier one, also within one file."""
    later = max((day for day in said if day > fact.as_of), default=None)
    if fact.as_of in said:
        return _against(fact, said[fact.as_of], later)
    if fact.what[2] == "actual" and later is not None:  # an actual date counts whenever it was reported
        return _against(fact, said[later], later)
    before = _newest(said, fact.as_of)
    change = _against(fact, before, later)
    if change.kind == "same":  # unless an earlier row of the file has moved it
        return _against(fact, _newest({**said, **in_file}, fact.as_of), later)
    return change


def _newest(dates: Dates, as_of: date) -> date | None:
    """Return the date in the newest report before a day."""
    day = max((one for one in dates if one < as_of), default=None)
    return None if day is None else dates[day]


def _against(fact: Fact, old: date | None, later: date | None) -> Change:
    kind = "same" if old == fact.day else "new" if old is None else "withdrawn" if fact.day is None else "changed"
    return Change(fact, kind, old, later=later)


def _measure_change(fact: Fact, known: tuple[date, Decimal] | None) -> Change:
    if known is None:
        return Change(fact, "new", None)
    day, old = known
    if day != fact.as_of:
        return Change(fact, "new", old, day)
    return Change(fact, "same" if old == fact.value else "changed", old)


def _figure_change(fact: Fact, series: _Series) -> Change:
    day = series.last(fact)
    if day is None:
        return Change(fact, "new", None)
    known, note, source = series.said[day]
    before = note if known.amount is None else known.written
    if day != fact.as_of:
        return Change(fact, "new", before, day)
    same = known == fact.figure and (known.amount is not None or note == fact.note)
    adds = (fact.note and fact.note != note) or (fact.source and fact.source != source)
    return Change(fact, "same" if same and not adds else "changed", before)
