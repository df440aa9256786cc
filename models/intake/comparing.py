"""What a file says beside what the store knows of the same: new, changed, the same, or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models import queries
from models.frames import records_of
from models.intake.checks import Fact
from models.moments import known_by_now
from models.plan_view import PlanView

#: What was said of one date of a milestone, by the day of which each report speaks; None takes it back.
Dates = Mapping[date, date | None]
#: What an intake may do to a fact.
CHANGES = ("new", "changed", "same", "withdrawn")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact beside what is known of the same: ``kind`` is new, changed, same or withdrawn; ``before`` is None where it is new.

    ``later`` is the day of a newer report on the same date, which goes on to count, and ``taken_back`` the number of a
    withdrawn batch that said the very same.
    """

    fact: Fact
    kind: str
    before: Decimal | date | str | None
    later: date | None = None
    taken_back: int | None = None


def compare(session: Session, view: PlanView, facts: Sequence[Fact]) -> list[Change]:
    """Every fact beside what the store knows of the same."""
    if not facts:
        return []
    known = _known_values(session, view, facts)
    said = _said_dates(session, view, facts)
    taken_back = _taken_back(session, view, facts)
    in_file = _dates_of(facts)
    changes = [
        _date_change(fact, said.get(_date(fact), {}), in_file[_date(fact)]) if fact.what[0] == "date" else _change(fact, known)
        for fact in facts
    ]
    return [one if one.kind == "same" else replace(one, taken_back=taken_back.get(_sentence(one.fact))) for one in changes]


def _sentence(fact: Fact) -> tuple[object, ...]:
    """What a fact says of what: of a figure in its district, of anything else as a whole."""
    return fact.code, fact.district if fact.what == ("figure",) else "", fact.what, fact.as_of, *fact.said


def _date(fact: Fact) -> tuple[str, ...]:
    """Which date of which milestone a fact gives."""
    return fact.code, *fact.what[1:]


def _dates_of(facts: Sequence[Fact]) -> Mapping[tuple[str, ...], Dates]:
    """What these very facts say of each date."""
    dates: dict[tuple[str, ...], dict[date, date | None]] = {}
    for fact in facts:
        if fact.what[0] == "date":
            dates.setdefault(_date(fact), {})[fact.as_of] = fact.day
    return dates


def _said_dates(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[tuple[str, ...], Dates]:
    """What the store was told of each date, also on later days than the facts are of."""
    codes = sorted({fact.code for fact in facts if fact.what[0] == "date"})
    if not codes:
        return {}
    rows = queries.read_dates_between(
        session, view.head.plan_id, codes, first=date.min, last=date.max, known_at=known_by_now(session)
    )
    said: dict[tuple[str, ...], dict[date, date | None]] = {}
    for row in records_of(rows):
        said.setdefault((row["code"], row["milestone"], row["aspect"]), {})[row["as_of"]] = row["day"]
    return said


def _taken_back(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[Any, int]:
    """The batches that said the same and were withdrawn, by what they said; of several the newest."""
    rows = queries.read_taken_back(session, view.head.plan_id, sorted({fact.code for fact in facts}))
    found: dict[Any, int] = {}
    for row in records_of(rows):
        what = tuple(row[name] for name in ("what", "name", "aspect") if row[name])
        numbers = [row[name] for name in ("value", "numerator", "denominator", "day")]
        said = numbers if any(one is not None for one in numbers) else [row["note"]]
        key = (row["code"], row["district"], what, row["as_of"], *said)
        found[key] = max(row["batch_id"], found.get(key, 0))
    return found


def _known_values(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[Any, Any]:
    """What is known of figures and measures by the key of a fact."""
    now, plan_id = known_by_now(session), view.head.plan_id
    first, last = min(fact.as_of for fact in facts), max(fact.as_of for fact in facts)
    codes = sorted({fact.code for fact in facts})
    known: dict[Any, Any] = {}
    figures = queries.read_figures_between(session, plan_id, codes, first=first, last=last, known_at=now)
    for row in records_of(figures):
        key = (row["code"], row["district"], ("figure",), row["as_of"])
        known[key] = tuple(row[name] for name in ("value", "numerator", "denominator", "note", "source"))
    if any(fact.what[0] == "measure" for fact in facts):
        for day in sorted({fact.as_of for fact in facts if fact.what[0] == "measure"}):
            for row in records_of(queries.read_measurements(session, plan_id, as_of=day, known_at=now)):
                known[row["code"], row["measure"], row["as_of"]] = row["value"]
    return known


def _date_change(fact: Fact, said: Dates, in_file: Dates) -> Change:
    """A date beside what stands on its day: a later day wins over an earlier one, also where both come in one file."""
    later = max((day for day in said if day > fact.as_of), default=None)
    if fact.as_of in said:
        return _against(fact, said[fact.as_of], later)
    if fact.what[2] == "actual" and later is not None:  # an actual day counts whenever it was reported
        return _against(fact, said[later], later)
    before = _newest(said, fact.as_of)
    change = _against(fact, before, later)
    if change.kind == "same":  # but perhaps not once an earlier row of the file has moved it
        return _against(fact, _newest({**said, **in_file}, fact.as_of), later)
    return change


def _newest(dates: Dates, as_of: date) -> date | None:
    """What the newest report before a day says."""
    day = max((one for one in dates if one < as_of), default=None)
    return None if day is None else dates[day]


def _against(fact: Fact, old: date | None, later: date | None) -> Change:
    kind = "same" if old == fact.day else "new" if old is None else "withdrawn" if fact.day is None else "changed"
    return Change(fact, kind, old, later)


def _change(fact: Fact, known: Mapping[Any, Any]) -> Change:
    if fact.what[0] == "measure":
        old = known.get((fact.code, fact.what[1], fact.as_of))
        return Change(fact, "new" if old is None else "same" if old == fact.value else "changed", old)
    found = known.get(fact.key)
    if found is None:
        return Change(fact, "new", None)
    value, numerator, denominator, note, source = found
    same = (value, numerator, denominator) == (fact.value, fact.numerator, fact.denominator)
    before = value if numerator is None else f"{numerator.normalize():f}/{denominator.normalize():f}"
    if before is None:
        same, before = same and note == fact.note, note
    adds = (fact.note and fact.note != note) or (fact.source and fact.source != source)
    same = same and not adds
    return Change(fact, "same" if same else "changed", before)
