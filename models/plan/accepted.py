"""A plan out of accepted proposals. What the plan file cannot express yet becomes a direction with its words in the note."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.plan.file import PlanFile, parse_plan
from models.plan.file_parts import DistrictPart, ItemPart, PlanPart, SectionPart, SharePart, TargetPart
from models.plan.text.comparators import Comparator
from models.plan.text.proposals import Proposal
from models.plan.text.questions import fits
from models.plan.text.units import PERCENT, is_level
from models.plan.yaml_text import write_plan
from models.status import TargetKind

#: Longest text of a plan file.
LONGEST = 300
_DOWN = (Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.FALL_BY)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """The head of a plan, and its districts; a plan without any has its city as the only one."""

    code: str
    title: str
    year: int
    city: str
    source: str
    districts: tuple[DistrictPart, ...] = ()


def plan_of(proposals: Sequence[Proposal], head: PlanHead) -> PlanFile:
    """Return the plan of some proposals. PlanFileError if the head is invalid, or there is no proposal."""
    names = list(dict.fromkeys(one.section or head.title for one in proposals))
    sections = {name: SectionPart(code=f"S{number:02d}", name=name[:LONGEST]) for number, name in enumerate(names, start=1)}
    districts = head.districts or (DistrictPart(code="CITY", name=head.city),)
    codes = [one.code for one in districts]
    targets = [_target(one, sections[one.section or head.title].code, codes) for one in proposals]
    title, source = head.title[:LONGEST], head.source[:LONGEST]
    plan = PlanPart.model_construct(
        code=head.code, city=head.city, year=head.year, title=title, source=source, districts=districts
    )
    text = write_plan(PlanFile(plan, tuple(sections.values()), tuple(targets), ""))
    return parse_plan(text.encode(), name=f"{head.code}.yaml")


def _baseline(one: Proposal) -> Decimal | None:
    """Return the baseline of a proposal, None if it does not lie before its number."""
    if one.baseline is None or one.value is None:
        return None
    is_before = one.baseline >= one.value if one.comparator.is_limit else one.baseline <= one.value
    return one.baseline if is_before else None


def is_strict(one: Proposal) -> bool:
    """Return True if the number of a proposal must be passed; not where nothing lies beyond it."""
    is_end = one.value == (0 if one.comparator.is_limit else 100) and (one.unit == PERCENT or one.comparator.is_limit)
    return one.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN) and not is_end


def scale_of_level(one: Proposal) -> Decimal | None:
    """Return the scale of a level that is not a share of a hundred: 90学时 of each teacher, 120 %; None for others."""
    if one.unit == PERCENT:
        return Decimal(100) if one.value is not None and one.value > 100 else None
    return Decimal(1) if one.kind is TargetKind.FLOOR or is_level(one.unit or "", one.name) else None


def _target(one: Proposal, section: str, districts: Sequence[str]) -> TargetPart:
    """Return a proposal as a target of the plan file; so many for each of several ``districts`` are their shares."""
    kind = one.kind if fits(one) and not (one.is_each and len(districts) < 2) else TargetKind.ACTION
    is_measured = kind.is_measured
    shares = tuple(SharePart(district=code, value=one.value or Decimal(0)) for code in districts if one.is_each and is_measured)
    return TargetPart.model_construct(  # unchecked: the file is checked as a whole, with every problem
        code=one.code,
        section=section,
        kind=kind,
        name=one.name[:LONGEST],
        unit=one.unit if is_measured else None,
        target=sum((share.value for share in shares), Decimal(0)) if shares else one.value if is_measured else None,
        upper=one.high if kind is TargetKind.FLOOR and one.comparator is Comparator.BETWEEN else None,
        shares=shares,
        baseline=_baseline(one) if is_measured else None,
        due=None if kind is TargetKind.ACTION else one.due,
        direction="down" if kind in (TargetKind.ACTION, TargetKind.REACH) and one.comparator in _DOWN else None,
        strict=is_measured and is_strict(one),
        scale=scale_of_level(one) if is_measured else None,
        open_ended=one.open_ended and kind is TargetKind.COUNT,
        owner=one.owner[:LONGEST] if one.owner else None,
        items=tuple(ItemPart(name=name) for name in one.items) if kind is TargetKind.ITEMS else (),
        heading=one.heading[:LONGEST] if one.heading else None,
        note="".join(one.words.split())[:LONGEST] or None,
    )
