"""Questions about a proposal: one for each thing that its text leaves open, with the likeliest answer first."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.plan.text.comparators import Comparator
from models.plan.text.proposals import Doubt, Option, Proposal, Question
from models.plan.text.units import PERCENT
from models.status import TargetKind

_AS_DIRECTION = Option("as_direction", (("kind", TargetKind.ACTION),))
_COMPARED = {
    Comparator.RISE_BY: Doubt.CHANGE,
    Comparator.FALL_BY: Doubt.CHANGE,
    Comparator.RATIO: Doubt.RATIO,
    Comparator.RANK: Doubt.RANK,
}
#: Comparators of numbers that are to be reached or kept.
_JUDGED = (Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT)


def fits(proposal: Proposal) -> bool:
    """Return True if the plan file can express the proposal as it is."""
    if not proposal.kind.is_measured:
        return True
    if proposal.is_each:
        return has_shares(proposal)
    if proposal.is_period or proposal.value is None:
        return False
    if proposal.comparator is Comparator.BETWEEN and proposal.kind is TargetKind.FLOOR and proposal.unit == PERCENT:
        return proposal.high is not None and proposal.value < proposal.high <= 100
    if proposal.comparator not in _JUDGED and not proposal.comparator.is_limit:
        return False
    if proposal.kind is TargetKind.REACH:
        return proposal.unit == PERCENT
    return proposal.kind is not TargetKind.COUNT or proposal.value == proposal.value.to_integral_value()


def has_shares(proposal: Proposal) -> bool:
    """Return True for so many in each district: a total to be reached, which can be divided."""
    is_of_districts = bool(re.search("县|(?<![片学校])区", proposal.scope or ""))
    is_whole = proposal.value is not None and proposal.value == proposal.value.to_integral_value()
    is_total = proposal.kind is TargetKind.AMOUNT or (proposal.kind is TargetKind.COUNT and is_whole)
    return is_of_districts and is_total and not proposal.is_period and proposal.comparator in _JUDGED


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
    if proposal.comparator is Comparator.BETWEEN and not fits(proposal):
        low = Option("as_low", (("comparator", Comparator.AT_LEAST), ("high", None)))
        high = Option("as_high", (("comparator", Comparator.AT_LEAST), ("value", proposal.high), ("high", None)))
        yield Question(Doubt.RANGE, (low, high, _AS_DIRECTION))
    if proposal.comparator is Comparator.ABOUT:
        yield Question(Doubt.ABOUT, (Option("as_at_least", (("comparator", Comparator.AT_LEAST),)), _AS_DIRECTION))
    yield from _unit_questions(proposal)


def _unit_questions(proposal: Proposal) -> Iterator[Question]:
    value = proposal.value or Decimal(0)
    if proposal.kind is TargetKind.COUNT and value != value.to_integral_value():
        yield Question(Doubt.SCALE, (_AS_DIRECTION,))
    if proposal.is_each:
        first = (Option("as_shares"),) if has_shares(proposal) else ()
        yield Question(Doubt.EACH, (*first, _AS_DIRECTION, Option("as_city", (("is_each", False),))))
    if proposal.is_period:
        yield Question(Doubt.PERIOD, (_AS_DIRECTION, Option("as_year", (("is_period", False),))))


def due_question(day: date, year: int) -> Question:
    """Return the question of a target without a day in the plan of a year; ``day`` is the likeliest."""
    other = date(year, 6, 30) if day == date(year, 12, 31) else date(year, 12, 31)
    return Question(Doubt.DUE, (Option("due_on", (("due", day),)), Option("due_on", (("due", other),)), _AS_DIRECTION))


def custom_question(day: date) -> Question:
    """Return the question of a day that follows a custom."""
    end = date(day.year, 12, 31)
    other = end if day < end else date(day.year + 1, 12, 31)  # so many years may be counted from the next one on
    return Question(Doubt.CUSTOM, (Option("due_on", (("due", day),)), Option("due_on", (("due", other),))))


def end_question() -> Question:
    """Return the question of support that has no end."""
    return Question(Doubt.END, (Option("as_target"), _AS_DIRECTION))


def no_target_question(doubt: Doubt) -> Question:
    """Return the question of a number that is likeliest no target of its own."""
    return Question(doubt, (_AS_DIRECTION, Option("as_own")))


def choice(doubt: Doubt, first: str) -> Question:
    """Return a question that can only be answered with the reading or with a direction."""
    return Question(doubt, (Option(first), _AS_DIRECTION))
