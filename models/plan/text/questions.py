"""Questions about a proposal: one for each thing that its text leaves open, with the likeliest answer first."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.plan.text.comparators import Comparator
from models.plan.text.proposals import Doubt, Option, Proposal, Question
from models.plan.text.units import MEASURED, PERCENT, POINTS, TIMES
from models.status import TargetKind

_AS_DIRECTION = Option("as_direction", (("kind", TargetKind.ACTION),))
_COMPARED = {
    Comparator.AT_MOST: Doubt.LIMIT,
    Comparator.LESS_THAN: Doubt.LIMIT,
    Comparator.RISE_BY: Doubt.CHANGE,
    Comparator.FALL_BY: Doubt.CHANGE,
    Comparator.RATIO: Doubt.RATIO,
    Comparator.RANK: Doubt.RANK,
}


def fits(proposal: Proposal) -> bool:
    """Return True if the plan file can express the proposal as it is."""
    if not proposal.kind.is_measured:
        return True
    if proposal.is_each or proposal.is_period or proposal.value is None:
        return False
    if proposal.comparator not in (Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT):
        return False
    if proposal.kind.is_rate:
        return proposal.unit == PERCENT and proposal.value <= 100
    return proposal.value == proposal.value.to_integral_value() and proposal.unit not in TIMES


def number_questions(proposal: Proposal, *, is_phrase: bool = False, is_rate_unclear: bool = False) -> Iterator[Question]:
    """Yield the questions that the number of a proposal raises."""
    if is_phrase:
        yield Question(Doubt.PHRASE, (Option("as_number"), _AS_DIRECTION))
    if is_rate_unclear:
        other = TargetKind.REACH if proposal.kind is TargetKind.FLOOR else TargetKind.FLOOR
        options = {one: Option(f"as_{one.value}", (("kind", one),)) for one in (proposal.kind, other)}
        yield Question(Doubt.KEEP, tuple(options.values()))
    if doubt := _COMPARED.get(proposal.comparator):
        yield Question(doubt, (_AS_DIRECTION, Option("as_at_least", (("comparator", Comparator.AT_LEAST),))))
    if proposal.comparator is Comparator.BETWEEN:
        low = Option("as_low", (("comparator", Comparator.AT_LEAST), ("high", None)))
        high = Option("as_high", (("comparator", Comparator.AT_LEAST), ("value", proposal.high), ("high", None)))
        yield Question(Doubt.RANGE, (low, high, _AS_DIRECTION))
    if proposal.comparator is Comparator.ABOUT:
        yield Question(Doubt.ABOUT, (Option("as_at_least", (("comparator", Comparator.AT_LEAST),)), _AS_DIRECTION))
    yield from _unit_questions(proposal)


def _unit_questions(proposal: Proposal) -> Iterator[Question]:
    unit, value = proposal.unit or "", proposal.value or Decimal(0)
    whole = value == value.to_integral_value()
    measure = unit.lstrip("万亿")
    if proposal.kind is TargetKind.COUNT and not whole and measure in MEASURED and measure != unit:
        yield Question(Doubt.AMOUNT, (Option("as_smaller_unit", _smaller(value, unit)), _AS_DIRECTION))
    elif proposal.kind is TargetKind.COUNT and (not whole or unit in TIMES or "/" in unit):
        yield Question(Doubt.SCALE, (_AS_DIRECTION, Option("as_number")))
    elif proposal.kind.is_rate and value > 100 and unit != POINTS:
        yield Question(Doubt.SCALE, (_AS_DIRECTION,))
    if proposal.is_each:
        yield Question(Doubt.EACH, (_AS_DIRECTION, Option("as_city", (("is_each", False),))))
    if proposal.is_period:
        yield Question(Doubt.PERIOD, (_AS_DIRECTION, Option("as_year", (("is_period", False),))))


def _smaller(value: Decimal, unit: str) -> tuple[tuple[str, object], ...]:
    """Return value and unit without decimals: 14.05亿元 as 140500万元, 16.74万平方米 as 167400平方米."""
    factors = {"亿": (10_000, "万"), "万": (10_000, "")}
    while value != value.to_integral_value() and unit[0] in factors:
        factor, shorter = factors[unit[0]]
        value, unit = value * factor, shorter + unit[1:]
    return (("value", value), ("unit", unit))


def due_question(end_of_year: date) -> Question:
    """Return the question of a target without a day."""
    middle = date(end_of_year.year, 6, 30)
    return Question(Doubt.DUE, (Option("due_on", (("due", end_of_year),)), Option("due_on", (("due", middle),)), _AS_DIRECTION))


def custom_question(day: date) -> Question:
    """Return the question of a day that follows a custom."""
    return Question(Doubt.CUSTOM, (Option("due_on", (("due", day),)), Option("due_on", (("due", date(day.year, 12, 31)),))))


def end_question() -> Question:
    """Return the question of support that has no end."""
    return Question(Doubt.END, (Option("as_target"), _AS_DIRECTION))


def choice(doubt: Doubt, first: str) -> Question:
    """Return a question that can only be answered with the reading or with a direction."""
    return Question(doubt, (Option(first), _AS_DIRECTION))
