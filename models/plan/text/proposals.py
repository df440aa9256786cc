"""Proposed targets with the words they were read from, and questions about what the text leaves open."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.plan.text.comparators import Comparator
from models.plan.text.headings import Heading
from models.status import TargetKind


class Doubt(StrEnum):
    """What a text leaves open."""

    DUE = "due"  # no day is named
    CUSTOM = "custom"  # the day is a custom: before the term begins
    END = "end"  # support and acceleration have no end
    KEEP = "keep"  # reach the rate once, or keep it
    CHANGE = "change"  # by so many points, from an unknown level
    RANGE = "range"  # between two numbers
    ABOUT = "about"  # around a number
    RATIO = "ratio"  # one to another
    RANK = "rank"  # a place among others
    SCALE = "scale"  # a unit of its own
    EACH = "each"  # so many for each part
    PERIOD = "period"  # so many in each period
    PHRASE = "phrase"  # a number or a figure of speech
    ALL = "all"  # 全覆盖 as 100 %
    TWO = "two"  # two conditions
    NAMES = "names"  # fewer names than the number
    PART = "part"  # a part of a number before it, or their sum
    TWICE = "twice"  # the same number for the same thing, further up
    BACKGROUND = "background"  # the size or cost of a project
    WHICH = "which"  # a set of an earlier year


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a question: a key of the catalogue, and the fields of the proposal that it changes."""

    key: str
    changes: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt with its possible answers, the likeliest first."""

    doubt: Doubt
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed target; ``start`` and ``end`` are its words' place in the original text."""

    name: str
    kind: TargetKind
    start: int
    end: int
    headings: tuple[Heading, ...] = ()
    value: Decimal | None = None
    unit: str | None = None
    due: date | None = None
    comparator: Comparator = Comparator.AT_LEAST
    high: Decimal | None = None
    baseline: Decimal | None = None
    open_ended: bool = False
    scope: str | None = None
    is_each: bool = False
    is_period: bool = False
    items: tuple[str, ...] = ()
    owner: str | None = None
    questions: tuple[Question, ...] = ()
    code: str = ""
    words: str = field(default="", compare=False)

    @property
    def section(self) -> str:
        """The name of the outermost heading that is not the title of the plan."""
        inner = [one for one in self.headings if not one.is_title]
        return inner[0].name if inner else ""

    @property
    def heading(self) -> str | None:
        """The name of the innermost heading."""
        return self.headings[-1].name if self.headings else None


def with_likeliest(proposal: Proposal) -> Proposal:
    """Return the proposal with the first answer to each of its questions."""
    for question in proposal.questions:
        proposal = answered(proposal, question.doubt, question.options[0])
    return proposal


def answered(proposal: Proposal, doubt: Doubt, option: Option) -> Proposal:
    """Return the proposal with the answer to one of its questions."""
    rest = tuple(one for one in proposal.questions if one.doubt is not doubt)
    return replace(proposal, **dict(option.changes), questions=rest)
