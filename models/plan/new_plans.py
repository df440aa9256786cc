"""New plans without a document: last year's plan moved by a year, and an empty one."""

from datetime import date

from models.plan.file import PlanFile
from models.plan.file_parts import DistrictPart, GatePart, ItemPart, PlanPart, PointPart, SectionPart, TargetPart
from models.plan.stored import checked
from models.status import TargetKind


def next_year(file: PlanFile, code: str, title: str) -> PlanFile:
    """Return the plan for the year after another one: every date a year later, baselines open, nothing suspended."""
    head = file.plan
    plan = head.model_copy(
        update={
            "code": code,
            "year": head.year + 1,
            "title": title,
            "title_en": None,
            "source": title,
            "start": _later(head.start),
            "opens_on": None,
        }
    )
    return checked(plan, file.sections, map(_moved, file.targets))


def _moved(one: TargetPart) -> TargetPart:
    return one.model_copy(
        update={
            "due": _later(one.due),
            "hard_deadline": _later(one.hard_deadline),
            "baseline": None,
            "suspended": None,
            "plan": tuple(PointPart(by=_a_year_later(point.by), value=point.value) for point in one.plan),
            "gates": _moved_gates(one.gates),
            "items": tuple(ItemPart(name=item.name, gates=_moved_gates(item.gates)) for item in one.items),
        }
    )


def _moved_gates(gates: tuple[GatePart, ...]) -> tuple[GatePart, ...]:
    return tuple(GatePart(name=gate.name, by=_a_year_later(gate.by)) for gate in gates)


def _later(day: date | None) -> date | None:
    return None if day is None else _a_year_later(day)


def _a_year_later(day: date) -> date:
    """Return the same day of the next year; 28 February for 29 February."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def empty_plan(code: str, city: str, year: int, title: str, *, section: str, target: str) -> PlanFile:
    """Return a plan with one section and one deliverable to fill in, and the city as its only district."""
    district = DistrictPart.model_construct(code="CITY", name=city)
    plan = PlanPart.model_construct(code=code, city=city, year=year, title=title, source=title, districts=(district,))
    first = TargetPart(code="01-01", section="S01", kind=TargetKind.DELIVER, name=target, due=date(year, 12, 31))
    return checked(plan, [SectionPart(code="S01", name=section)], [first])
